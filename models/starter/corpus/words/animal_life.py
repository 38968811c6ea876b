"""How animals live: legs, food, home, young, what covers them, what kind they are, and what they can do."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import verdict
from models.starter.corpus.tables import Row, rows

# one | many | legs | young | food | home | cover | kind; English, then Spanish; then marks: (e)ggs, (f)lies, (s)wims, (m)ilk.
_TABLE = """
dog|dogs|four|puppy|meat|with people|fur|mammal|el perro|los perros|cuatro|el cachorro|carne|con las personas|pelo|mamífero|sm
cat|cats|four|kitten|meat and fish|with people|fur|mammal|el gato|los gatos|cuatro|el gatito|carne y pescado|con las personas|pelo|mamífero|m
cow|cows|four|calf|grass|on a farm|hair|mammal|la vaca|las vacas|cuatro|el ternero|hierba|en una granja|pelo|mamífero|m
horse|horses|four|foal|grass and hay|on a farm|hair|mammal|el caballo|los caballos|cuatro|el potro|hierba y heno|en una granja|pelo|mamífero|m
sheep|sheep|four|lamb|grass|on a farm|wool|mammal|la oveja|las ovejas|cuatro|el cordero|hierba|en una granja|lana|mamífero|m
goat|goats|four|kid|grass and leaves|on a farm|hair|mammal|la cabra|las cabras|cuatro|el cabrito|hierba y hojas|en una granja|pelo|mamífero|m
pig|pigs|four|piglet|almost anything|on a farm|hair|mammal|el cerdo|los cerdos|cuatro|el lechón|casi de todo|en una granja|pelo|mamífero|m
donkey|donkeys|four|foal|grass and hay|on a farm|hair|mammal|el burro|los burros|cuatro|el pollino|hierba y heno|en una granja|pelo|mamífero|m
rabbit|rabbits|four|bunny|grass and carrots|in a burrow|fur|mammal|el conejo|los conejos|cuatro|el gazapo|hierba y zanahorias|en una madriguera|pelo|mamífero|m
mouse|mice|four|pup|seeds and cheese|in a hole|fur|mammal|el ratón|los ratones|cuatro|la cría|semillas y queso|en un agujero|pelo|mamífero|m
squirrel|squirrels|four|pup|nuts and seeds|in the trees|fur|mammal|la ardilla|las ardillas|cuatro|la cría|nueces y semillas|en los árboles|pelo|mamífero|m
lion|lions|four|cub|meat|in Africa|fur|mammal|el león|los leones|cuatro|el cachorro|carne|en África|pelo|mamífero|m
tiger|tigers|four|cub|meat|in Asia|fur|mammal|el tigre|los tigres|cuatro|el cachorro|carne|en Asia|pelo|mamífero|sm
bear|bears|four|cub|fish, fruit and honey|in the forest|fur|mammal|el oso|los osos|cuatro|el osezno|pescado, fruta y miel|en el bosque|pelo|mamífero|sm
wolf|wolves|four|cub|meat|in the forest|fur|mammal|el lobo|los lobos|cuatro|el lobezno|carne|en el bosque|pelo|mamífero|m
fox|foxes|four|cub|small animals|in the forest|fur|mammal|el zorro|los zorros|cuatro|el zorrito|animales pequeños|en el bosque|pelo|mamífero|m
deer|deer|four|fawn|grass and leaves|in the forest|fur|mammal|el ciervo|los ciervos|cuatro|el cervatillo|hierba y hojas|en el bosque|pelo|mamífero|m
elephant|elephants|four|calf|grass and leaves|in Africa and Asia|skin|mammal|el elefante|los elefantes|cuatro|la cría|hierba y hojas|en África y Asia|piel|mamífero|sm
giraffe|giraffes|four|calf|leaves|in Africa|fur|mammal|la jirafa|las jirafas|cuatro|la cría|hojas|en África|pelo|mamífero|m
zebra|zebras|four|foal|grass|in Africa|fur|mammal|la cebra|las cebras|cuatro|el potro|hierba|en África|pelo|mamífero|m
monkey|monkeys|two|baby|fruit and leaves|in the jungle|fur|mammal|el mono|los monos|dos|la cría|fruta y hojas|en la selva|pelo|mamífero|m
camel|camels|four|calf|dry plants|in the desert|hair|mammal|el camello|los camellos|cuatro|la cría|plantas secas|en el desierto|pelo|mamífero|m
kangaroo|kangaroos|two|joey|grass|in Australia|fur|mammal|el canguro|los canguros|dos|la cría|hierba|en Australia|pelo|mamífero|m
panda|pandas|four|cub|bamboo|in China|fur|mammal|el panda|los pandas|cuatro|la cría|bambú|en China|pelo|mamífero|m
koala|koalas|four|joey|leaves|in Australia|fur|mammal|el koala|los koalas|cuatro|la cría|hojas|en Australia|pelo|mamífero|m
polar bear|polar bears|four|cub|seals and fish|at the North Pole|fur|mammal|el oso polar|los osos polares|cuatro|el osezno|focas y peces|en el Polo Norte|pelo|mamífero|sm
bat|bats|two|pup|insects and fruit|in caves|fur|mammal|el murciélago|los murciélagos|dos|la cría|insectos y fruta|en cuevas|pelo|mamífero|fm
whale|whales|no|calf|tiny sea animals|in the sea|skin|mammal|la ballena|las ballenas|cero|el ballenato|animales diminutos del mar|en el mar|piel|mamífero|sm
dolphin|dolphins|no|calf|fish|in the sea|skin|mammal|el delfín|los delfines|cero|la cría|peces|en el mar|piel|mamífero|sm
hen|hens|two|chick|grain and worms|on a farm|feathers|bird|la gallina|las gallinas|dos|el pollito|grano y gusanos|en una granja|plumas|ave|e
duck|ducks|two|duckling|plants and insects|by the water|feathers|bird|el pato|los patos|dos|el patito|plantas e insectos|junto al agua|plumas|ave|efs
bird|birds|two|chick|seeds and insects|in a nest|feathers|bird|el pájaro|los pájaros|dos|el polluelo|semillas e insectos|en un nido|plumas|ave|ef
owl|owls|two|owlet|mice|in the trees|feathers|bird|el búho|los búhos|dos|el polluelo|ratones|en los árboles|plumas|ave|ef
eagle|eagles|two|eaglet|meat|in the mountains|feathers|bird|el águila|las águilas|dos|el aguilucho|carne|en las montañas|plumas|ave|ef
parrot|parrots|two|chick|seeds and fruit|in the jungle|feathers|bird|el loro|los loros|dos|el polluelo|semillas y fruta|en la selva|plumas|ave|ef
penguin|penguins|two|chick|fish|at the South Pole|feathers|bird|el pingüino|los pingüinos|dos|el polluelo|peces|en el Polo Sur|plumas|ave|es
ostrich|ostriches|two|chick|plants|in Africa|feathers|bird|el avestruz|los avestruces|dos|el polluelo|plantas|en África|plumas|ave|e
frog|frogs|four|tadpole|insects|in ponds|skin|amphibian|la rana|las ranas|cuatro|el renacuajo|insectos|en charcas|piel|anfibio|es
snake|snakes|no|baby|small animals|on the ground|scales|reptile|la serpiente|las serpientes|cero|la cría|animales pequeños|en el suelo|escamas|reptil|es
turtle|turtles|four|baby|plants|in water and on land|a shell|reptile|la tortuga|las tortugas|cuatro|la cría|plantas|en el agua y en tierra|un caparazón|reptil|es
crocodile|crocodiles|four|baby|meat|in rivers|scales|reptile|el cocodrilo|los cocodrilos|cuatro|la cría|carne|en los ríos|escamas|reptil|es
fish|fish|no|fry|plants and small animals|in the water|scales|fish|el pez|los peces|cero|el alevín|plantas y animales pequeños|en el agua|escamas|pez|es
shark|sharks|no|pup|fish|in the sea|scales|fish|el tiburón|los tiburones|cero|la cría|peces|en el mar|escamas|pez|s
bee|bees|six|larva|nectar|in a hive|hair|insect|la abeja|las abejas|seis|la larva|néctar|en una colmena|pelo|insecto|ef
ant|ants|six|larva|seeds and sweet things|in an anthill|a shell|insect|la hormiga|las hormigas|seis|la larva|semillas y cosas dulces|en un hormiguero|un caparazón|insecto|e
fly|flies|six|maggot|sweet things|almost everywhere|hair|insect|la mosca|las moscas|seis|la larva|cosas dulces|casi en todas partes|pelo|insecto|ef
butterfly|butterflies|six|caterpillar|nectar|among flowers|scales|insect|la mariposa|las mariposas|seis|la oruga|néctar|entre flores|escamas|insecto|ef
spider|spiders|eight|spiderling|insects|in a web|hair|arachnid|la araña|las arañas|ocho|la cría|insectos|en una telaraña|pelo|arácnido|e
snail|snails|no|baby|leaves|in gardens|a shell|mollusc|el caracol|los caracoles|cero|la cría|hojas|en los jardines|una concha|molusco|e
"""
_BEASTS = rows(_TABLE, 17)
_KINDS = {"en": ("mammal", "bird", "fish", "insect", "reptile"), "es": ("mamífero", "ave", "pez", "insecto", "reptil")}

_LEGS: Texts = {
    "en": (
        "how many (legs|feet) (does {a} have|do {many} have|has {a} got|have {many} got)",
        "how many legs (are there on|are on) {a}",
    ),
    "es": ("cuántas (patas|piernas) (tiene {a}|tiene {un}|tienen {many})", "(qué número|cuántas) de patas tiene {a}"),
}
_FOOD: Texts = {
    "en": (
        "what do {many} (eat|like to eat|feed on|usually eat|live on)",
        "what does {a} (eat|like to eat|feed on|usually eat)",
        "what (should|can|do|would) (i|you) (feed|give) {a}( to eat|)",
        "what is the food of {many}",
    ),
    "es": (
        "qué (comen|suelen comer|les gusta comer a) {many}",
        "qué (come|suele comer) ({a}|{un})",
        "de qué se alimentan {many}",
        "de qué se alimenta {a}",
        "qué le doy de comer a {un}",
    ),
}
_HOME: Texts = {
    "en": (
        "where (do|would) {many} live",
        "where does {a} live",
        "where (can|do|would) (i|you|we) (find|see) {many}",
        "where is the home of {a}",
    ),
    "es": (
        "dónde viven {many}",
        "dónde vive ({a}|{un})",
        "dónde (puedo|se puede) (ver|encontrar) {un}",
        "en qué sitio viven {many}",
    ),
}
_YOUNG: Texts = {
    "en": (
        "what (do you|do we|do people|would you) call (a baby|a young|the baby of a|the young of a) {bare}",
        "(what is|what's) (a baby|a young|the baby of a) {bare}( called|)",
        "(what is|what's) the (name|word) (for|of) a (baby|young) {bare}",
        "how do you call the baby of a {bare}",
        "(what is|what's) the young of a {bare} called",
    ),
    "es": (
        "cómo se (llama|le dice a|dice|le llama a) (la cría|el bebé|el hijo|el hijito) de {a}",
        "cómo se (llama|le dice a|le llama a) (la cría|el bebé|el hijo) de {un}",
        "cuál es (la cría|el bebé|el hijo) de {a}",
        "qué nombre (tiene|recibe|se le da a) la cría de {a}",
        "cómo se llaman las crías de {many}",
    ),
}
_COVER: Texts = {
    "en": (
        "what (covers|is on) (the body of|) {a}",
        "what (is|are) {many} covered (with|in)",
        "what does {a} have on its body",
    ),
    "es": (
        "(de|con) qué está cubierto el cuerpo de {a}",
        "qué (tiene|lleva) {a} en el cuerpo",
        "qué cubre el cuerpo de {a}",
    ),
}
_WHICH_KIND: Texts = {
    "en": (
        "what (kind|type|sort|class) of animal is {a}",
        "what kind of animals are {many}",
        "{a} is what kind of animal",
    ),
    "es": (
        "qué (tipo|clase) de animal es {a}",
        "qué (tipo|clase) de animales son {many}",
        "a qué (grupo|clase) pertenece {a}",
    ),
}
_IS_KIND: Texts = {
    "en": ("is {a} {kind}", "are {many} {kinds}", "{a} is {kind} (right|isn't it)"),
    "es": ("es {a} un {kind}", "{a} es un {kind}( verdad| no|)", "son {many} {kinds}"),
}
# Question about many, about one | yes | no | which of two, and the reply to that; English, then Spanish.
_CAN: dict[str, dict[str, tuple[str, str, str, str, str]]] = {
    "en": {
        "f": ("(can|do) {many} fly", "(can|does) {a} fly", "{many} can fly.", "{many} can't fly.", "can fly|flies"),
        "s": ("(can|do) {many} swim", "(can|does) {a} swim", "{many} can swim.", "{many} can't swim well.", "can swim|swims"),
        "e": ("do {many} lay eggs", "does {a} lay eggs", "{many} lay eggs.", "{many} don't lay eggs.", "lays eggs"),
        "m": ("do {many} give milk( to their babies|)", "does {a} (give|drink|make) milk", "{many} give milk to their young.", "{many} don't give milk.", "gives milk"),
    },
    "es": {
        "f": ("({many} (vuelan|pueden volar)|(pueden volar|vuelan|saben volar) {many})", "((puede volar|vuela|sabe volar) {a}|{a} (vuela|puede volar))", "{many} vuelan.", "{many} no vuelan.", "(vuela|puede volar|sabe volar)"),
        "s": ("({many} (nadan|saben nadar)|(pueden nadar|nadan|saben nadar) {many})", "((puede nadar|nada|sabe nadar) {a}|{a} (nada|sabe nadar))", "{many} nadan.", "{many} no nadan bien.", "(nada|sabe nadar|puede nadar)"),
        "e": ("({many} ponen huevos|ponen huevos {many})", "({a} pone huevos|pone huevos {a})", "{many} ponen huevos.", "{many} no ponen huevos.", "pone huevos"),
        "m": ("({many} dan leche|dan leche {many})", "({a} da leche|da leche {a})", "{many} dan leche a sus crías.", "{many} no dan leche.", "da leche"),
    },
}  # fmt: skip
_WHO: Texts = {
    "en": (
        "(which|what|who|which animal|which one|which of them) {does} {one} or {other}",
        "{one} or {other} (which|which one|who) {does}",
        "(which|what) animal {does} {one} or {other}",
    ),
    "es": (
        "(qué animal|cuál|quién|qué) {does} {one} o {other}",
        "{one} o {other} (cuál|quién|qué animal) {does}",
        "cuál de los dos {does} {one} o {other}",
    ),
}
_WHO_REPLY: Texts = {"en": ("the {name}.",), "es": ("{name}.",)}


def _an(name: str) -> str:
    return f"an {name}" if name[0] in "aeio" else f"a {name}"


def _un(name: str) -> str:
    return name.replace("el ", "un ", 1).replace("la ", "una ", 1) if name.startswith(("el ", "la ")) else name


def _plain(text: str) -> str:
    return text.replace(" de el ", " del ").replace(" a el ", " al ").replace(" de el", " del")


class _Beast:
    """One row in one language."""

    def __init__(self, s: Sampler, row: Row) -> None:
        one, self.many, self.legs, self.young, self.food, self.home, self.cover, self.kind = row[8 * s.column :][:8]
        self.marks = row[16]
        self.bare = one
        self.one = _an(one) if s.lang == "en" else one
        self.slots = {"a": self.one, "un": _un(one), "many": self.many, "bare": self.bare}


def animal_life(s: Sampler) -> list[Turn]:
    made = s.rng.choices(
        (_legs, _food, _home, _young, _cover, _kind, _can, _who), (0.1, 0.16, 0.16, 0.16, 0.05, 0.1, 0.15, 0.12)
    )[0](s)
    return [Turn(_plain(made.user), _plain(made.reply), made.family, held_out=made.held_out)]


def _drawn(s: Sampler) -> _Beast:
    return _Beast(s, s.choice(_BEASTS))


def _asked(s: Sampler, asks: Texts, beast: _Beast, reply: Texts, **more: str) -> Turn:
    return s.turn("animal_life", asks, s.reply(reply, **beast.slots, **more), **beast.slots)


def _legs(s: Sampler) -> Turn:
    beast = _drawn(s)
    none = {"en": "{a} has no legs.", "es": "{a} no tiene patas."}
    some = {"en": "{a} has {n} legs.", "es": "{a} tiene {n} patas."}
    reply = none if beast.legs in ("no", "cero") else some
    return _asked(s, _LEGS, beast, {s.lang: (reply[s.lang],)}, n=beast.legs)


def _food(s: Sampler) -> Turn:
    beast = _drawn(s)
    return _asked(s, _FOOD, beast, {"en": ("{many} eat {x}.",), "es": ("{many} comen {x}.",)}, x=beast.food)


def _home(s: Sampler) -> Turn:
    beast = _drawn(s)
    return _asked(s, _HOME, beast, {"en": ("{many} live {x}.",), "es": ("{many} viven {x}.",)}, x=beast.home)


def _young(s: Sampler) -> Turn:
    beast = _drawn(s)
    reply = {"en": ("a baby {bare} is a {x}.",), "es": ("la cría de {a} es {x}.",)}
    if beast.young in ("la cría", "baby"):
        beast = _Beast(s, _BEASTS[0])
    return _asked(s, _YOUNG, beast, reply, x=beast.young)


def _cover(s: Sampler) -> Turn:
    beast = _drawn(s)
    return _asked(s, _COVER, beast, {"en": ("{a} has {x}.",), "es": ("{a} tiene {x}.",)}, x=beast.cover)


def _kind_of(s: Sampler, beast: _Beast) -> str:
    return s.reply({"en": ("{a} is {x}.",), "es": ("{a} es un {x}.",)}, **beast.slots, x=_a_kind(s, beast.kind))


def _a_kind(s: Sampler, kind: str) -> str:
    return _an(kind) if s.lang == "en" else kind


def _kind(s: Sampler) -> Turn:
    beast = _drawn(s)
    reply = _kind_of(s, beast)
    if s.chance(0.4):
        return s.turn("animal_life", _WHICH_KIND, reply, **beast.slots)
    kind = beast.kind if s.chance(0.5) else s.choice(_KINDS[s.lang])
    kinds = {"fish": "fish", "pez": "peces", "reptil": "reptiles"}.get(kind, f"{kind}s")
    reply = verdict(s, kind == beast.kind, reply[:1].lower() + reply[1:])
    return s.turn("animal_life", _IS_KIND, reply, **beast.slots, kind=_a_kind(s, kind), kinds=kinds)


def _can(s: Sampler) -> Turn:
    beast = _drawn(s)
    mark = s.choice("fsem")
    many, one, yes, no, _ = _CAN[s.lang][mark]
    can = mark in beast.marks
    fact = s.reply((yes if can else no,), **beast.slots)
    reply = verdict(s, can, fact[:1].lower() + fact[1:])
    return s.turn("animal_life", (many, one), reply, **beast.slots)


def _who(s: Sampler) -> Turn:
    mark = s.choice("fsem")
    does = _CAN[s.lang][mark][4]
    able = _Beast(s, s.choice([row for row in _BEASTS if mark in row[16]]))
    other = _Beast(s, s.choice([row for row in _BEASTS if mark not in row[16]]))
    first, second = (able, other) if s.chance(0.5) else (other, able)
    does = f"({does})" if "|" in does and not does.startswith("(") else does
    asks = tuple(pattern.replace("{does}", does) for pattern in _WHO[s.lang])
    reply = s.reply(_WHO_REPLY, name=able.bare if s.lang == "en" else able.one)
    return s.turn("animal_life", asks, reply, one=first.one, other=second.one)
