"""Converts words in capitals, and the letter A, that espeak-ng would say otherwise: it spells only what it cannot say as a
word (FBI, but "ick" for IQ and "bi" for the Spanish VIH), and takes A for the article. Pure."""

from __future__ import annotations

import re
from typing import Final

from models.text.aligned import Aligned, Part

_SAID: Final = {
    "en": frozenset(
        "RAM ROM PIN SIM LAN WAN WAV MAC NAS ZIP NOT NO AND ALL ANY YOU THE FOR BUT HOW WHY WHO CAN DO ON OFF ONE "
        "TWO NEW NOW OUT SEE USE BIG ADD RUN GET SET YES END ARE WAS HAS HER HIS SHE MY BE IF IN OF SO TO WE BAD "
        "TRY TOP DAY WAY TOO ASK".split()
    ),
    "es": frozenset(
        "IVA AVE ETA ESO ONU INE ERE RAE UCI NIF PIN SIM RAM ROM TAE TIN LED FAO SAT ZIP NO SÍ YA LOS LAS DEL CON SIN POR "
        "QUE MUY HOY DOS ES EN DE EL LA UN UNA SON SU AL MÁS VER USO FIN".split()
    ),
}
"""Words, and names that are said as words."""
_SPELT: Final = {
    "en": frozenset(
        "ABS ACA ACLU AFC AFL AKA ALS AMA AMC APA APR ASL ATF ATP AWS BA BIA BYU CA CE CLI DEA DOA DOB DOE DUI EA ECB ECG "
        "ECS ECU EDM EEG EEO EFT EKG EKS ELA ELB EMS EMT ENT EOD EOF EPA EPS ER ERP ESL ESP ETA ETF EV FAA FAQ FDIC GE "
        "GED GRE HOA IAEA IBS ICBM ICC ICJ ICU IDE IDF IED ILO IMDB IMF IO IOC IOT IPO IPS IQ ITU IUD IV IVF LED MA NCAA "
        "NGO NIH NYC NYU OED OT OTC OTT PA PE POC POV PSI PTA PTO QA ROI SEO SOS TA TSA UAE UAW UCI UFC UPS URI USC USMC "
        "USPS UTI UX VA VIP VOD YMCA YTD".split()
    ),
    "es": frozenset(
        "ADN ADSL AFP AI API APK ARN ATV CAI CEE CEO ECG EEG EGB ERC ETT EU IA IDE IEEE IES IFE IGN IGV IMC IMSS INSS IOS "
        "IP IPC IPN IRC IRPF ISBN ITS ITV IU MBA OCDE OCR OIT OMC OMS ONG PIB SMI TDAH UAB UAM UB UCM UE UGT UHF UI UIT "
        "UPF UPV URL URSS USB UTC UV UX VIH".split()
    ),
}
"""Names of which people say the letters, and espeak-ng a word."""
_WHOLE: Final = {
    "EEUU": "Estados Unidos", "EE UU": "Estados Unidos", "CCAA": "comunidades autónomas", "CCOO": "Comisiones Obreras",
    "RRHH": "recursos humanos", "RRSS": "redes sociales", "JJOO": "Juegos Olímpicos", "FFAA": "Fuerzas Armadas",
    "OK": "okey",
}  # fmt: skip
"""Spanish: letters that stand for words."""


def acronyms(spoken: Aligned, language: str) -> None:
    """Converts RAM and NOT to small letters, IQ to two letters; a shouted sentence to a plain one."""

    def replace(m: re.Match[str]) -> list[Part]:
        name, plural = m[1], m[2]
        if language == "es" and m[0] in _WHOLE:
            return [(_WHOLE[m[0]], 0)]
        if name in _SPELT[language]:
            return [(" ".join(name), 1), "'s" if plural and language == "en" else ""]  # las ONG
        return [(name.lower(), 0)] if name in _SAID[language] and not plural else [0]

    letter = "[A-ZÁÉÍÓÚÑ]"
    spoken.sub(
        rf"(?<![\w.&/-])(?:{letter}+[,;:]? ){{2,40}}{letter}{{2,}}(?![\w&/-])",
        lambda m: [(m[0].lower(), 0)] if _shouted(m[0], language) else [0],
    )
    spoken.sub(rf"(?<![\w.&/-])(EE UU|{letter}{{2,5}})(s?)(?![\w&/-]|\.\w)", replace)


_OPERATOR: Final = r"(?:plus|minus|equals|times|squared|cubed|over|divided by|to the power)"
_GOES_ON: Final = r"(?:is|are|was|has|and|or|to|then|given|union|intersection|from|in|on|at|with|for|would|will|can)"


def letter_a(spoken: Aligned) -> None:
    """Marks the English letter A by a hyphen where it stands among letters (seven A-M), before a number and in sums."""
    if "A" in spoken.text:
        spoken.sub(r"(?<=[\w,] )A (?=[A-Z]\b(?!['’-]))|\bA (?=D\b|M\b|[A-Z] (?:and )?[A-Z]\b)", lambda m: ["A-"])
        spoken.sub(rf"(?<=[\w,] )A (?={_NUMBER}\b)", lambda m: ["A-"])
        spoken.sub(rf"(?<=[\w,] )A (?=(?:{_OPERATOR}|{_GOES_ON})\b)", lambda m: ["A- "])
    if " a" in spoken.text or spoken.text.startswith("a"):
        spoken.sub(
            rf"(?:^|\b({_OPERATOR}|of|by) )a (?={_OPERATOR}\b)",
            lambda m: [1, " " if m[1] else "", "a- "],
        )


_NUMBER: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)


def _shouted(text: str, language: str) -> bool:
    """Whether words in capitals are a sentence, no row of short names."""
    words = [word.strip(",;:") for word in text.split()]
    if sum(word[-1] in ",;:" for word in text.split()) * 2 >= len(words):
        return False  # NASA, FBI, UNESCO
    plain = [word for word in words if len(word) > 3 or word in _SAID[language]]
    return max(map(len, words)) > 4 and len(plain) * 2 >= len(words)
