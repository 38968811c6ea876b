"""Other words for the same question, so that a mind learns what is asked and not one way to ask it."""

import random
import re

# Ways to say the same, each for any of the others.
_ALIKE: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("what is", "what's", "what would be", "what exactly is"),
        ("what are", "what're", "what exactly are"),
        ("what color", "which color", "what colour", "which colour"),
        ("what animal", "which animal", "what creature", "which of the animals"),
        ("do people", "do you", "do we", "does one", "do humans", "does a person", "does someone", "do most people"),
        ("people have", "we have", "you have", "humans have", "a person has", "everybody has"),
        ("do you call", "do we call", "do people call", "is the name for", "is the word for", "would you call"),
        ("how many", "how many", "what number of", "tell me how many"),
        ("used for", "good for", "meant for"),
        ("made of", "made from", "made out of", "made with"),
        ("big", "large"),
        ("bigger", "larger"),
        ("biggest", "largest"),
        ("fast", "quick"),
        ("comes after", "is after", "follows", "goes after", "comes right after", "comes next after"),
        ("comes before", "is before", "goes before", "comes right before", "comes just before"),
        ("tell me", "can you tell me", "could you tell me", "please tell me"),
        ("do you know", "do you happen to know", "can you tell me", "any idea"),
        ("usually", "normally", "typically", "generally", "mostly", "often"),
        ("the opposite of", "the contrary of", "the reverse of", "the opposite word of", "the antonym of"),
        ("does a", "does a", "would a", "does every"),
        ("where can you", "where do you", "where could i", "where should i", "where would i"),
        ("the name of", "the name for"),
        ("i'm", "i am", "im"),
        ("that is", "that's"),
    ),
    "es": (
        ("cuál es", "cuál es", "dime cuál es", "sabes cuál es", "cuál sería"),
        ("qué animal", "cuál es el animal que", "qué bicho", "cómo se llama el animal que", "dime qué animal"),
        ("de qué color es", "qué color tiene", "de qué color suele ser", "cuál es el color de", "qué color es el de"),
        ("cuántos", "cuántos", "dime cuántos", "sabes cuántos"),
        ("cuántas", "cuántas", "dime cuántas", "sabes cuántas"),
        ("para qué sirve", "para qué se usa", "para qué es", "para qué usamos", "para qué se utiliza", "qué utilidad tiene", "para qué vale"),
        ("para qué sirven", "para qué se usan", "para qué son", "para qué usamos", "para qué se utilizan", "para qué valen"),
        ("de qué está hecho", "de qué se hace", "de qué es", "con qué se hace", "de qué material es"),
        ("de qué está hecha", "de qué se hace", "de qué es", "con qué se hace", "de qué material es"),
        ("cómo se llama", "cómo se le llama a", "qué nombre tiene", "cómo llamamos a", "cuál es el nombre de"),
        ("las personas", "la gente", "los humanos", "los seres humanos", "todo el mundo"),
        ("tenemos", "tienen las personas", "tiene la gente", "tiene uno", "tenemos todos"),
        ("viene después", "va después", "sigue", "está después", "viene justo después"),
        ("viene antes", "va antes", "está antes", "viene justo antes"),
        ("lo contrario de", "el contrario de", "lo opuesto de", "lo opuesto a", "el antónimo de", "lo contrario a"),
        ("dime", "me dices", "puedes decirme", "dime por favor", "podrías decirme"),
        ("normalmente", "generalmente", "por lo general", "casi siempre", "habitualmente"),
        ("dónde vive", "dónde suele vivir", "en qué lugar vive", "en qué sitio vive", "por dónde vive"),
        ("dónde viven", "dónde suelen vivir", "en qué lugar viven", "en qué sitio viven"),
        ("qué come", "qué suele comer", "de qué se alimenta", "qué le gusta comer a"),
        ("qué comen", "qué suelen comer", "de qué se alimentan", "qué les gusta comer a"),
        ("coche", "carro", "auto"),
        ("patata", "papa"),
        ("zumo", "jugo"),
        ("móvil", "celular"),
        ("ordenador", "computadora", "computador"),
        ("nevera", "frigorífico", "refrigerador", "heladera"),
        ("autobús", "bus", "camión de pasajeros"),
        ("niños", "chicos", "críos"),
        ("plátano", "banana", "plátano"),
        ("gafas", "lentes", "anteojos"),
    ),
}  # fmt: skip
# What may come between the first two words of a question and the rest, and what may follow it.
_WITHIN = {
    "en": ("usually", "normally", "exactly", "actually", "really", "generally", "again"),
    "es": ("normalmente", "exactamente", "generalmente", "casi siempre", "más o menos"),
}
_AFTER = {
    "en": ("do you know", "any idea", "normally", "usually", "exactly", "in general", "tell me", "i forgot", "again", "can you tell me"),
    "es": ("lo sabes", "sabes", "normalmente", "dime", "me lo dices", "que no me acuerdo", "tú lo sabes", "exactamente", "eh", "me puedes decir"),
}  # fmt: skip
_VERBS = {
    "en": frozenset(("do", "does", "is", "are", "can")),
    "es": frozenset(("es", "son", "tiene", "tienen", "hace")),
}
_ASKS = {
    "en": ("what", "which", "who", "where", "how", "when", "why"),
    "es": ("qué", "cuál", "quién", "dónde", "cuán", "cómo", "que ", "cual", "para qué", "de qué", "con qué", "en qué"),
}
_WAYS = {
    lang: {way: tuple(other for other in alike if other != way) for alike in groups for way in alike}
    for lang, groups in _ALIKE.items()
}
_FOUND = {
    lang: re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, sorted(ways, key=len, reverse=True)))})(?![\w'])")
    for lang, ways in _WAYS.items()
}


def reworded(text: str, lang: str, rng: random.Random) -> str:
    """Returns the user's words with some said in another way; their meaning is the same."""
    ways = _WAYS[lang]

    def other(found: re.Match[str]) -> str:
        return rng.choice(ways[found[0]] or (found[0],)) if rng.random() < 0.3 else found[0]

    text = _FOUND[lang].sub(other, text)
    if not text.startswith(_ASKS[lang]):
        return text
    words = text.split()
    if len(words) > 4 and rng.random() < 0.06:
        place = next((place for place, word in enumerate(words) if word in _VERBS[lang]), None)
        if place is not None and lang == "en":
            words.insert(place + (1 if words[place] in ("is", "are") else 2), rng.choice(_WITHIN[lang]))
        elif place is not None:
            words.insert(place + 1, rng.choice(_WITHIN[lang]))
    if len(words) > 3 and rng.random() < 0.05:
        words.append(rng.choice(_AFTER[lang]))
    return " ".join(words)
