"""What sounds animals make."""

from models.starter.corpus.grammar import Sampler, Texts, Turn
from models.starter.corpus.phrases import AND_X
from models.starter.corpus.tables import Row, rows

# English | Spanish with article | what it does (en) | what it does (es)
_TABLE = """
dog|el perro|barks: woof woof|ladra: guau guau
cat|el gato|meows: meow|maúlla: miau
cow|la vaca|moos: moo|muge: muuu
horse|el caballo|neighs|relincha
sheep|la oveja|bleats: baa|bala: bee
goat|la cabra|bleats: baa|bala: bee
pig|el cerdo|oinks: oink oink|gruñe: oinc oinc
duck|el pato|quacks: quack quack|grazna: cuac cuac
hen|la gallina|clucks: cluck cluck|cacarea: cocorocó
chicken|el pollo|clucks: cluck cluck|pía: pío pío
rooster|el gallo|crows: cock-a-doodle-doo|canta: quiquiriquí
lion|el león|roars|ruge
tiger|el tigre|roars|ruge
bear|el oso|growls|gruñe
wolf|el lobo|howls: awoo|aúlla: auuu
frog|la rana|croaks: ribbit|croa: croac
bee|la abeja|buzzes: bzzz|zumba: bzzz
fly|la mosca|buzzes: bzzz|zumba: bzzz
snake|la serpiente|hisses: sss|silba: sss
mouse|el ratón|squeaks: squeak|chilla: iii
bird|el pájaro|tweets: tweet tweet|pía: pío pío
owl|el búho|hoots: hoo hoo|ulula: uuu uuu
crow|el cuervo|caws: caw caw|grazna: cra cra
donkey|el burro|brays: hee-haw|rebuzna: i-a
elephant|el elefante|trumpets|barrita
monkey|el mono|chatters: ooh ooh ah ah|chilla: u u a a
turkey|el pavo|gobbles: gobble gobble|gluglutea: glu glu
goose|el ganso|honks: honk|grazna: cuac
pigeon|la paloma|coos: coo coo|arrulla: cu cu
cricket|el grillo|chirps: cri cri|canta: cri cri
dolphin|el delfín|clicks and whistles|silba y chasquea
whale|la ballena|sings|canta
seal|la foca|barks: arf arf|ladra: arf arf
parrot|el loro|talks and squawks|habla y chilla
fox|el zorro|yelps|aúlla
"""
_ANIMALS = rows(_TABLE, 4)

_SOUND: Texts = {
    "en": (
        "(what|which) (sound|noise) does {animal} make",
        "what does {animal} (say|sound like|do)",
        "how does {animal} (sound|go|talk|speak)",
        "(what's|what is|tell me|can you make|make|do you know) (the |a )(sound|noise) of {animal}",
        "what noise do you hear from {animal}",
        "(tell me|do you know|can you tell me) what (sound|noise) {animal} makes",
    ),
    "es": (
        "(qué|cuál) (sonido|ruido) hace {animal}",
        "qué (hace|dice) {animal}",
        "cómo (hace|suena|habla|canta) {animal}",
        "(cuál es|dime|sabes|haz) el (sonido|ruido) (de|que hace) {animal}",
        "(dime|sabes|me dices) (qué sonido|cómo|qué ruido) hace {animal}",
    ),
}
_SOUND_REPLY: Texts = {"en": ("{animal} {sound}.",), "es": ("{animal} {sound}.",)}
_WHO_SOUNDS: Texts = {
    "en": ("(which|what) animal {verb}", "(who|what) {verb}", "(tell me|name) an animal that {verb}"),
    "es": ("(qué|cuál) animal {verb}", "(quién|qué) {verb}", "(dime|nombra) un animal que {verb}"),
}
_WHO_GOES: Texts = {
    "en": ("(which|what) animal (goes|says|makes) {sound}", "(who|what) (goes|says) {sound}"),
    "es": ("(qué|cuál) animal (hace|dice) {sound}", "quién (hace|dice) {sound}"),
}


def animals(s: Sampler) -> list[Turn]:
    """The sound of an animal, then perhaps of another; or which animal makes it."""
    row = s.choice(_ANIMALS)
    if ": " in row[2 + s.column] and s.chance(0.2):
        sound = row[2 + s.column].split(": ")[1]
        first = next(other for other in _ANIMALS if other[2 + s.column].endswith(f": {sound}"))
        return [s.turn("animals", _WHO_GOES, _sounds(s, first), sound=sound)]
    if s.chance(0.15):
        verb = row[2 + s.column].split(":")[0].split(" and ")[0].split(" y ")[0]
        sounds_so = next((other for other in _ANIMALS if other[2 + s.column].split(":")[0] == verb), None)
        if sounds_so:
            reply = s.reply(_SOUND_REPLY, animal=_with_article(s, sounds_so), sound=verb)
            return [s.turn("animals", _WHO_SOUNDS, reply, verb=verb)]
    turns = [s.turn("animals", _SOUND, _sounds(s, row), animal=_with_article(s, row))]
    if s.chance(0.3):
        row = s.choice(_ANIMALS)
        turns.append(s.turn("animals", AND_X, _sounds(s, row), country=_with_article(s, row)))
    return turns


def _with_article(s: Sampler, row: Row) -> str:
    name = row[s.column]
    if s.lang == "es":
        return name
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _sounds(s: Sampler, row: Row) -> str:
    return s.reply(_SOUND_REPLY, animal=_with_article(s, row), sound=row[2 + s.column])
