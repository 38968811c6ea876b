"""User turns as a speech recogniser delivers them, and the normal form that the chat template gives them.

The template in the GGUF file lower-cases a user's turn and takes its punctuation off, so the model sees one form
whatever the recogniser's habits. `normalise` is the same rule in Python; `recognised` adds what no rule can undo:
fillers, repeated and missing words, words heard wrong, Spanish without its accents.
"""

import random

_HEARD_WRONG = {
    "en": {
        "two": ("to", "too"),
        "four": ("for",),
        "eight": ("ate",),
        "one": ("won",),
        "capital": ("capitol",),
        "what's": ("whats", "what is", "wats"),
        "where's": ("wheres",),
        "i'm": ("im", "i am"),
        "don't": ("dont",),
        "who's": ("whos",),
        "name's": ("names",),
        "you're": ("your",),
        "your": ("you're",),
        "of": ("a", "off"),
        "the": ("a", "de"),
        "favorite": ("favourite",),
        "color": ("colour",),
        "are": ("r",),
        "plus": ("plas",),
        "currency": ("currancy",),
        "opposite": ("oposite", "opposit"),
        "in": ("and",),
        "is": ("as", "it's"),
        "an": ("and",),
        "do": ("to",),
        "does": ("dose",),
        "which": ("witch",),
        "by": ("buy",),
        "their": ("there",),
    },
    "es": {
        "qué": ("que", "ke"),
        "cuál": ("cual", "cuales"),
        "hay": ("ahí", "ay"),
        "cuánto": ("cuanto",),
        "vivo": ("bivo",),
        "hola": ("ola",),
        "haces": ("aces",),
        "es": ("e", "ese"),
        "de": ("the", "d"),
        "vaca": ("baca",),
        "más": ("mas",),
        "la": ("a",),
        "el": ("él",),
        "tú": ("tu",),
        "hace": ("ase",),
        "seis": ("seís",),
        "dos": ("doz",),
    },
}
_FILLERS = {
    "en": (
        "um",
        "uh",
        "er",
        "so",
        "well",
        "hey",
        "ok",
        "okay",
        "please",
        "and",
        "now",
        "hey sarai",
        "sarai",
        "oh",
        "hmm",
        "um so",
        "okay so",
        "uh hey",
        "hey there",
        "well um",
        "hello",
        "quick question",
        "just wondering",
        "listen",
        "one more thing",
        "all right",
        "i have a question",
        "hi",
        "alright then",
        "tell me something",
        "by the way",
        "right so",
    ),
    "es": (
        "eh",
        "pues",
        "bueno",
        "oye",
        "a ver",
        "vale",
        "por favor",
        "mmm",
        "oye sarai",
        "sarai",
        "y",
        "ahora",
        "este",
        "hola",
        "a ver si sabes",
        "una pregunta",
        "dime una cosa",
        "una cosa",
        "mira",
        "escucha",
        "vale pues",
        "oye una pregunta",
        "por cierto",
        "otra pregunta",
        "bueno pues",
        "eh oye",
    ),
}
_ENDINGS = {
    "en": ("please", "please", "thanks", "sarai", "then", "now"),
    "es": ("por favor", "por favor", "gracias", "sarai", "entonces", "ahora"),
}
_ASKED = {
    "en": ("can you tell me", "do you know", "tell me", "could you tell me", "any idea", "i want to know", "i wonder"),
    "es": ("me puedes decir", "sabes", "dime", "me dices", "quiero saber", "podrías decirme", "tú sabes"),
}
"""What a question may stand behind, in speech without another order of its words."""
_QUESTION = {
    "en": frozenset("what what's where where's who who's how which when why whose".split()),
    "es": frozenset("qué cuál cuáles dónde quién cómo cuánto cuánta cuántos cuántas cuándo".split()),
}
_ACCENTS = str.maketrans("áéíóúü", "aeiouu")
_DROPPED = {"en": ("the", "a", "is", "of"), "es": ("el", "la", "de", "un", "una")}


def normalise(text: str) -> str:
    """Returns a user's turn as the chat template renders it; the same steps in the same order as `TEMPLATE`."""
    text = text.lower().replace("’", "'") + " "
    for sign in '?¿!¡,;"':
        text = text.replace(sign, "")
    return text.replace(". ", " ").replace(": ", " ").replace("... ", " ").strip()


def without_accents(text: str) -> str:
    """Returns `text` as many recognisers write Spanish; the letter ñ stays."""
    return text.translate(_ACCENTS)


def recognised(text: str, lang: str, rng: random.Random, *, copied: bool = False) -> str:
    """Returns `text` as heard. `copied` keeps its words as they are: told facts must come back as they were told."""
    if copied:
        return f"{rng.choice(_FILLERS[lang])} {text}" if rng.random() < 0.08 else text
    words = text.split()
    wrong = _HEARD_WRONG[lang]
    words = [rng.choice(wrong[word]) if word in wrong and rng.random() < 0.05 else word for word in words]
    if len(words) > 3:
        if rng.random() < 0.03:
            place = rng.randrange(len(words))
            words.insert(place, words[place])
        if rng.random() < 0.03:
            words = [word for word in words if word not in _DROPPED[lang]] or words
        if rng.random() < 0.015:
            del words[rng.randrange(len(words))]
    if len(words) > 2 and words[0] in _QUESTION[lang] and rng.random() < 0.06:
        words.insert(0, rng.choice(_ASKED[lang]))
    if rng.random() < 0.16:
        words.insert(0, rng.choice(_FILLERS[lang]))
    if len(words) > 2 and rng.random() < 0.05:
        words.append(rng.choice(_ENDINGS[lang]))
    text = " ".join(words)
    if lang == "en" and rng.random() < 0.1:
        text = text.replace("'", "")
    return text


def written(text: str, lang: str, rng: random.Random) -> str:
    """Returns `text` as programs send it that do not know the normal form: with a capital, and a mark at the end."""
    text = text[:1].upper() + text[1:]
    asks = text.lower().startswith(("what", "who", "how", "where", "which", "is ", "do ", "can ", "qu", "cu", "có"))
    if asks:
        return f"¿{text}?" if lang == "es" and rng.random() < 0.7 else f"{text}?"
    return text + rng.choice((".", ".", "!", ""))
