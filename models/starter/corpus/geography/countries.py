"""Countries with capitals, continents, currencies and languages, in English and Spanish.

One country a line: English name | Spanish name | capital (en) | capital (es) | continent | currency (en) |
currency (es) | language (en) | language (es). A field left empty is never asked. A star marks the countries that
people ask about most; they are drawn more often.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.starter.corpus.grammar import Sampler
from models.starter.corpus.tables import cells

_TABLE = """
*Spain|España|Madrid|Madrid|EU|euro|euro|Spanish|español
*France|Francia|Paris|París|EU|euro|euro|French|francés
*Germany|Alemania|Berlin|Berlín|EU|euro|euro|German|alemán
*Italy|Italia|Rome|Roma|EU|euro|euro|Italian|italiano
*Portugal|Portugal|Lisbon|Lisboa|EU|euro|euro|Portuguese|portugués
*the United Kingdom|Reino Unido|London|Londres|EU|pound|libra|English|inglés
*England|Inglaterra|London|Londres|EU|pound|libra|English|inglés
*Ireland|Irlanda|Dublin|Dublín|EU|euro|euro|English and Irish|inglés e irlandés
*the Netherlands|Países Bajos|Amsterdam|Ámsterdam|EU|euro|euro|Dutch|neerlandés
*Belgium|Bélgica|Brussels|Bruselas|EU|euro|euro|Dutch and French|neerlandés y francés
*Switzerland|Suiza|Bern|Berna|EU|Swiss franc|franco suizo|German, French and Italian|alemán, francés e italiano
*Austria|Austria|Vienna|Viena|EU|euro|euro|German|alemán
*Greece|Grecia|Athens|Atenas|EU|euro|euro|Greek|griego
*Poland|Polonia|Warsaw|Varsovia|EU|zloty|zloty|Polish|polaco
*Sweden|Suecia|Stockholm|Estocolmo|EU|Swedish krona|corona sueca|Swedish|sueco
*Norway|Noruega|Oslo|Oslo|EU|Norwegian krone|corona noruega|Norwegian|noruego
*Denmark|Dinamarca|Copenhagen|Copenhague|EU|Danish krone|corona danesa|Danish|danés
*Finland|Finlandia|Helsinki|Helsinki|EU|euro|euro|Finnish|finés
Iceland|Islandia|Reykjavik|Reikiavik|EU|Icelandic krona|corona islandesa|Icelandic|islandés
*Russia|Rusia|Moscow|Moscú|EU|ruble|rublo|Russian|ruso
*Ukraine|Ucrania|Kyiv|Kiev|EU|hryvnia|grivna|Ukrainian|ucraniano
Belarus|Bielorrusia|Minsk|Minsk|EU||||
*the Czech Republic|República Checa|Prague|Praga|EU|Czech koruna|corona checa|Czech|checo
Slovakia|Eslovaquia|Bratislava|Bratislava|EU|euro|euro|Slovak|eslovaco
*Hungary|Hungría|Budapest|Budapest|EU|forint|forinto|Hungarian|húngaro
*Romania|Rumania|Bucharest|Bucarest|EU|leu|leu|Romanian|rumano
Bulgaria|Bulgaria|Sofia|Sofía|EU|||Bulgarian|búlgaro
*Croatia|Croacia|Zagreb|Zagreb|EU|euro|euro|Croatian|croata
Serbia|Serbia|Belgrade|Belgrado|EU|||Serbian|serbio
Slovenia|Eslovenia|Ljubljana|Liubliana|EU|euro|euro|Slovenian|esloveno
Albania|Albania|Tirana|Tirana|EU|||Albanian|albanés
North Macedonia|Macedonia del Norte|Skopje|Skopie|EU||||
Bosnia|Bosnia|Sarajevo|Sarajevo|EU||||
Montenegro|Montenegro|Podgorica|Podgorica|EU||||
Estonia|Estonia|Tallinn|Tallin|EU|euro|euro|Estonian|estonio
Latvia|Letonia|Riga|Riga|EU|euro|euro|Latvian|letón
Lithuania|Lituania|Vilnius|Vilna|EU|euro|euro|Lithuanian|lituano
Moldova|Moldavia|Chisinau|Chisináu|EU||||
Luxembourg|Luxemburgo|Luxembourg|Luxemburgo|EU|euro|euro||
Malta|Malta|Valletta|La Valeta|EU|euro|euro|Maltese and English|maltés e inglés
Cyprus|Chipre|Nicosia|Nicosia|EU|euro|euro||
Monaco|Mónaco|Monaco|Mónaco|EU|euro|euro|French|francés
Andorra|Andorra|Andorra la Vella|Andorra la Vieja|EU|euro|euro|Catalan|catalán
San Marino|San Marino|San Marino|San Marino|EU|||Italian|italiano
Liechtenstein|Liechtenstein|Vaduz|Vaduz|EU|||German|alemán
Scotland|Escocia|Edinburgh|Edimburgo|EU|pound|libra|English|inglés
Wales|Gales|Cardiff|Cardiff|EU|pound|libra||
*the United States|Estados Unidos|Washington|Washington|NA|dollar|dólar|English|inglés
*Canada|Canadá|Ottawa|Ottawa|NA|Canadian dollar|dólar canadiense|English and French|inglés y francés
*Mexico|México|Mexico City|Ciudad de México|NA|Mexican peso|peso mexicano|Spanish|español
*Cuba|Cuba|Havana|La Habana|NA|Cuban peso|peso cubano|Spanish|español
Jamaica|Jamaica|Kingston|Kingston|NA|Jamaican dollar|dólar jamaicano|English|inglés
Haiti|Haití|Port-au-Prince|Puerto Príncipe|NA||||
the Dominican Republic|República Dominicana|Santo Domingo|Santo Domingo|NA|Dominican peso|peso dominicano|Spanish|español
Guatemala|Guatemala|Guatemala City|Ciudad de Guatemala|NA|quetzal|quetzal|Spanish|español
Honduras|Honduras|Tegucigalpa|Tegucigalpa|NA|lempira|lempira|Spanish|español
El Salvador|El Salvador|San Salvador|San Salvador|NA|dollar|dólar|Spanish|español
Nicaragua|Nicaragua|Managua|Managua|NA|||Spanish|español
Costa Rica|Costa Rica|San José|San José|NA|colon|colón|Spanish|español
Panama|Panamá|Panama City|Ciudad de Panamá|NA|balboa|balboa|Spanish|español
Belize|Belice|Belmopan|Belmopán|NA|||English|inglés
the Bahamas|Bahamas|Nassau|Nasáu|NA|||English|inglés
Barbados|Barbados|Bridgetown|Bridgetown|NA|||English|inglés
Trinidad and Tobago|Trinidad y Tobago|Port of Spain|Puerto España|NA|||English|inglés
*Argentina|Argentina|Buenos Aires|Buenos Aires|SA|Argentine peso|peso argentino|Spanish|español
*Brazil|Brasil|Brasilia|Brasilia|SA|real|real|Portuguese|portugués
*Chile|Chile|Santiago|Santiago|SA|Chilean peso|peso chileno|Spanish|español
*Peru|Perú|Lima|Lima|SA|sol|sol|Spanish|español
*Colombia|Colombia|Bogotá|Bogotá|SA|Colombian peso|peso colombiano|Spanish|español
*Venezuela|Venezuela|Caracas|Caracas|SA|bolivar|bolívar|Spanish|español
Ecuador|Ecuador|Quito|Quito|SA|dollar|dólar|Spanish|español
Bolivia|Bolivia|Sucre|Sucre|SA|boliviano|boliviano|Spanish|español
Paraguay|Paraguay|Asunción|Asunción|SA|guarani|guaraní|Spanish and Guarani|español y guaraní
*Uruguay|Uruguay|Montevideo|Montevideo|SA|Uruguayan peso|peso uruguayo|Spanish|español
Guyana|Guyana|Georgetown|Georgetown|SA|||English|inglés
Suriname|Surinam|Paramaribo|Paramaribo|SA|||Dutch|neerlandés
*China|China|Beijing|Pekín|AS|yuan|yuan|Chinese|chino
*Japan|Japón|Tokyo|Tokio|AS|yen|yen|Japanese|japonés
*India|India|New Delhi|Nueva Delhi|AS|rupee|rupia|Hindi and English|hindi e inglés
*South Korea|Corea del Sur|Seoul|Seúl|AS|won|won|Korean|coreano
North Korea|Corea del Norte|Pyongyang|Pionyang|AS|||Korean|coreano
*Thailand|Tailandia|Bangkok|Bangkok|AS|baht|baht|Thai|tailandés
*Vietnam|Vietnam|Hanoi|Hanói|AS|dong|dong|Vietnamese|vietnamita
*Indonesia|Indonesia|Jakarta|Yakarta|AS|rupiah|rupia|Indonesian|indonesio
Malaysia|Malasia|Kuala Lumpur|Kuala Lumpur|AS|ringgit|ringgit|Malay|malayo
*the Philippines|Filipinas|Manila|Manila|AS|Philippine peso|peso filipino|Filipino and English|filipino e inglés
Singapore|Singapur|Singapore|Singapur|AS|Singapore dollar|dólar de Singapur||
*Turkey|Turquía|Ankara|Ankara|AS|lira|lira|Turkish|turco
*Israel|Israel|Jerusalem|Jerusalén|AS|shekel|séquel|Hebrew|hebreo
*Iran|Irán|Tehran|Teherán|AS|rial|rial|Persian|persa
*Iraq|Irak|Baghdad|Bagdad|AS|dinar|dinar|Arabic|árabe
*Saudi Arabia|Arabia Saudita|Riyadh|Riad|AS|riyal|riyal|Arabic|árabe
Syria|Siria|Damascus|Damasco|AS|||Arabic|árabe
Lebanon|Líbano|Beirut|Beirut|AS|||Arabic|árabe
Jordan|Jordania|Amman|Amán|AS|dinar|dinar|Arabic|árabe
Kuwait|Kuwait|Kuwait City|Ciudad de Kuwait|AS|dinar|dinar|Arabic|árabe
Qatar|Catar|Doha|Doha|AS|||Arabic|árabe
the United Arab Emirates|Emiratos Árabes Unidos|Abu Dhabi|Abu Dabi|AS|dirham|dírham|Arabic|árabe
Oman|Omán|Muscat|Mascate|AS|||Arabic|árabe
Yemen|Yemen|Sanaa|Saná|AS|||Arabic|árabe
Bahrain|Baréin|Manama|Manama|AS|||Arabic|árabe
Afghanistan|Afganistán|Kabul|Kabul|AS||||
Pakistan|Pakistán|Islamabad|Islamabad|AS|rupee|rupia|Urdu and English|urdu e inglés
Bangladesh|Bangladés|Dhaka|Daca|AS|taka|taka|Bengali|bengalí
Nepal|Nepal|Kathmandu|Katmandú|AS|rupee|rupia|Nepali|nepalí
Bhutan|Bután|Thimphu|Timbu|AS||||
Sri Lanka|Sri Lanka|Colombo|Colombo|AS||||
Myanmar|Birmania|Naypyidaw|Naipyidó|AS|||Burmese|birmano
Cambodia|Camboya|Phnom Penh|Nom Pen|AS|riel|riel|Khmer|jemer
Laos|Laos|Vientiane|Vientián|AS|||Lao|lao
Mongolia|Mongolia|Ulaanbaatar|Ulán Bator|AS|tugrik|tugrik|Mongolian|mongol
Kazakhstan|Kazajistán|Astana|Astaná|AS||||
Uzbekistan|Uzbekistán|Tashkent|Taskent|AS||||
Kyrgyzstan|Kirguistán|Bishkek|Biskek|AS||||
Tajikistan|Tayikistán|Dushanbe|Dusambé|AS||||
Turkmenistan|Turkmenistán|Ashgabat|Asjabad|AS||||
Georgia|Georgia|Tbilisi|Tiflis|AS|||Georgian|georgiano
Armenia|Armenia|Yerevan|Ereván|AS|||Armenian|armenio
Azerbaijan|Azerbaiyán|Baku|Bakú|AS||||
Taiwan|Taiwán|Taipei|Taipéi|AS|||Chinese|chino
the Maldives|Maldivas|Malé|Malé|AS||||
*Egypt|Egipto|Cairo|El Cairo|AF|Egyptian pound|libra egipcia|Arabic|árabe
*Morocco|Marruecos|Rabat|Rabat|AF|dirham|dírham|Arabic|árabe
Algeria|Argelia|Algiers|Argel|AF|dinar|dinar|Arabic|árabe
Tunisia|Túnez|Tunis|Túnez|AF|dinar|dinar|Arabic|árabe
Libya|Libia|Tripoli|Trípoli|AF|dinar|dinar|Arabic|árabe
Sudan|Sudán|Khartoum|Jartum|AF|||Arabic|árabe
South Sudan|Sudán del Sur|Juba|Yuba|AF||||
Ethiopia|Etiopía|Addis Ababa|Adís Abeba|AF|birr|birr|Amharic|amárico
*Kenya|Kenia|Nairobi|Nairobi|AF|shilling|chelín|Swahili and English|suajili e inglés
Tanzania|Tanzania|Dodoma|Dodoma|AF|shilling|chelín|Swahili|suajili
Uganda|Uganda|Kampala|Kampala|AF|shilling|chelín||
Rwanda|Ruanda|Kigali|Kigali|AF||||
Burundi|Burundi|Gitega|Gitega|AF||||
Somalia|Somalia|Mogadishu|Mogadiscio|AF|||Somali|somalí
Eritrea|Eritrea|Asmara|Asmara|AF||||
Djibouti|Yibuti|Djibouti|Yibuti|AF||||
*Nigeria|Nigeria|Abuja|Abuya|AF|naira|naira|English|inglés
Ghana|Ghana|Accra|Acra|AF|cedi|cedi|English|inglés
Senegal|Senegal|Dakar|Dakar|AF|CFA franc|franco CFA|French|francés
Mali|Malí|Bamako|Bamako|AF|CFA franc|franco CFA||
Niger|Níger|Niamey|Niamey|AF|CFA franc|franco CFA||
Chad|Chad|N'Djamena|Yamena|AF||||
Cameroon|Camerún|Yaoundé|Yaundé|AF|CFA franc|franco CFA|French and English|francés e inglés
Ivory Coast|Costa de Marfil|Yamoussoukro|Yamusukro|AF|CFA franc|franco CFA|French|francés
Burkina Faso|Burkina Faso|Ouagadougou|Uagadugú|AF||||
Benin|Benín|Porto-Novo|Porto Novo|AF||||
Togo|Togo|Lomé|Lomé|AF||||
Guinea|Guinea|Conakry|Conakri|AF||||
Equatorial Guinea|Guinea Ecuatorial|Malabo|Malabo|AF|||Spanish|español
Sierra Leone|Sierra Leona|Freetown|Freetown|AF||||
Liberia|Liberia|Monrovia|Monrovia|AF|||English|inglés
Gambia|Gambia|Banjul|Banjul|AF||||
Mauritania|Mauritania|Nouakchott|Nuakchot|AF||||
Gabon|Gabón|Libreville|Libreville|AF||||
the Congo|Congo|Brazzaville|Brazzaville|AF||||
the Central African Republic|República Centroafricana|Bangui|Bangui|AF||||
Angola|Angola|Luanda|Luanda|AF|kwanza|kwanza|Portuguese|portugués
Zambia|Zambia|Lusaka|Lusaka|AF||||
Zimbabwe|Zimbabue|Harare|Harare|AF||||
Mozambique|Mozambique|Maputo|Maputo|AF|||Portuguese|portugués
Malawi|Malaui|Lilongwe|Lilongüe|AF||||
Namibia|Namibia|Windhoek|Windhoek|AF||||
Botswana|Botsuana|Gaborone|Gaborone|AF|pula|pula||
*South Africa|Sudáfrica|Pretoria|Pretoria|AF|rand|rand||
Lesotho|Lesoto|Maseru|Maseru|AF||||
Madagascar|Madagascar|Antananarivo|Antananarivo|AF||||
Mauritius|Mauricio|Port Louis|Port Louis|AF||||
Cape Verde|Cabo Verde|Praia|Praia|AF|||Portuguese|portugués
*Australia|Australia|Canberra|Canberra|OC|Australian dollar|dólar australiano|English|inglés
*New Zealand|Nueva Zelanda|Wellington|Wellington|OC|New Zealand dollar|dólar neozelandés|English|inglés
Fiji|Fiyi|Suva|Suva|OC||||
Papua New Guinea|Papúa Nueva Guinea|Port Moresby|Port Moresby|OC||||
Samoa|Samoa|Apia|Apia|OC||||
Tonga|Tonga|Nukualofa|Nukualofa|OC||||
Vanuatu|Vanuatu|Port Vila|Port Vila|OC||||
"""

CONTINENTS: dict[str, tuple[str, str]] = {
    "EU": ("Europe", "Europa"),
    "AS": ("Asia", "Asia"),
    "AF": ("Africa", "África"),
    "NA": ("North America", "América del Norte"),
    "SA": ("South America", "América del Sur"),
    "OC": ("Oceania", "Oceanía"),
}

# What people say for a country -> the name in the table.
_ALIASES: dict[str, dict[str, str]] = {
    "en": {
        "the usa": "the United States",
        "usa": "the United States",
        "the us": "the United States",
        "america": "the United States",
        "the united states of america": "the United States",
        "the uk": "the United Kingdom",
        "uk": "the United Kingdom",
        "britain": "the United Kingdom",
        "great britain": "the United Kingdom",
        "holland": "the Netherlands",
        "czechia": "the Czech Republic",
        "korea": "South Korea",
    },
    "es": {
        "los estados unidos": "Estados Unidos",
        "eeuu": "Estados Unidos",
        "el reino unido": "Reino Unido",
        "gran bretaña": "Reino Unido",
        "holanda": "Países Bajos",
        "los países bajos": "Países Bajos",
        "la india": "India",
        "el perú": "Perú",
        "la argentina": "Argentina",
        "el brasil": "Brasil",
        "arabia saudí": "Arabia Saudita",
        "corea": "Corea del Sur",
    },
}


@dataclass(frozen=True)
class Country:
    """One row, each field a pair (English, Spanish)."""

    name: tuple[str, str]
    capital: tuple[str, str]
    continent: tuple[str, str]
    currency: tuple[str, str]
    language: tuple[str, str]
    weight: int


def _parse(line: str) -> Country:
    row = cells(line.lstrip("*"))
    return Country(
        name=(row[0], row[1]),
        capital=(row[2], row[3]),
        continent=CONTINENTS[row[4]],
        currency=(row[5], row[6]),
        language=(row[7], row[8]),
        weight=3 if line.startswith("*") else 1,
    )


COUNTRIES: tuple[Country, ...] = tuple(_parse(line) for line in _TABLE.strip().splitlines())


def some_country(s: Sampler, countries: Sequence[Country] = COUNTRIES) -> Country:
    """One of `countries`, a famous one more often."""
    return s.rng.choices(countries, [country.weight for country in countries])[0]


def called(s: Sampler, country: Country) -> str:
    """The country as people say it: by an alias now and then."""
    name = country.name[s.column]
    aliases = [said for said, meant in _ALIASES[s.lang].items() if meant == name]
    return s.choice(aliases) if aliases and s.chance(0.4) else name.lower()
