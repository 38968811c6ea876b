""" "Say that again", "in other words", "are you sure?", "what did I say?": about the turn just before."""

from models.starter.corpus.grammar import Sampler, Texts, Turn

_AGAIN: Texts = {
    "en": (
        "(what|what did you say|say that again|repeat that|repeat|please repeat|can you repeat that|could you repeat that|again|once more|say it again|i didn't hear you|i didn't hear that|pardon|come again|one more time|sorry what|what was that|repeat please|can you say that again|could you say that again|say again|i didn't catch that|tell me again|repeat your answer|repeat the answer|repeat your last answer|what was your answer|can you repeat|repeat what you said|what was the last thing you said|what did you just say|excuse me what did you say|i missed that|i didn't understand|huh)( please| sarai|)",
    ),
    "es": (
        "(qué|qué has dicho|qué dijiste|repite|repítelo|repite eso|puedes repetir|puedes repetirlo|otra vez|dilo otra vez|una vez más|no te he oído|no te oí|cómo|cómo dices|perdona qué has dicho|dímelo otra vez|repite por favor|me lo repites|podrías repetir|repite la respuesta|repite tu respuesta|qué me has dicho|qué me dijiste|no te he entendido|no te entendí|puedes decirlo otra vez|repite lo que has dicho|repite lo último|no he oído bien|qué era eso|perdón qué|dilo de nuevo|me lo puedes repetir|qué acabas de decir|no lo he entendido|cuál fue tu respuesta)( por favor| sarai|)",
    ),
}
_REPHRASE: Texts = {
    "en": (
        "(rephrase that|say it differently|say that differently|say it in other words|say that in other words|can you rephrase that|in other words|put it differently|put it another way|say it another way|explain that differently|can you say that another way|can you say it differently|say that in another way|could you rephrase)( please|)",
    ),
    "es": (
        "(dilo de otra (forma|manera)|dilo con otras palabras|en otras palabras|puedes decirlo de otra (forma|manera)|reformula eso|explícalo de otra (forma|manera)|dilo de otro modo|puedes reformularlo|con otras palabras|puedes explicarlo de otra (forma|manera)|reformúlalo)( por favor|)",
    ),
}
_SURE: Texts = {
    "en": (
        "(are you sure|are you sure about that|are you certain|is that true|is that right|really|is that correct|is it true|are you really sure|sure|for real)",
    ),
    "es": (
        "(estás segura|estás seguro|seguro|de verdad|es verdad|es cierto|en serio|estás segura de eso|eso es verdad|es correcto|eso es cierto|segura)",
    ),
}
_WHAT_I_SAID: Texts = {
    "en": (
        "(what did i (say|just say|ask|just ask|tell you|ask you)|what was my (question|last question)|repeat my question|what have i (said|asked|just said)|do you remember what i (said|asked)|repeat what i said|what were my words)",
    ),
    "es": (
        "(qué (dije|he dicho|acabo de decir|te pregunté|te he preguntado|he preguntado|pregunté)|cuál (era|fue) mi pregunta|repite mi pregunta|recuerdas (qué|lo que) (dije|pregunté)|repite lo que (dije|he dicho)|qué te acabo de (preguntar|decir))",
    ),
}
# Nobody asks whether a greeting is sure.
_NO_CLAIMS = {"greeting", "goodbye", "thanks", "control", "feelings", "outside", "not_told"}
ECHO = "\0"
"""The reply that quotes the user: what was heard in the turn before is known only when noise has been added."""


def follow_up(s: Sampler, last: Turn) -> Turn:
    """A turn about `last`, the one just before."""
    roll = s.rng.random()
    if roll < 0.6:
        return s.turn("repeat", _AGAIN, last.reply)
    if roll < 0.75 and last.reply[0] not in "¿¡":
        return s.turn("repeat", _REPHRASE, {"en": "In other words: ", "es": "En otras palabras: "}[s.lang] + last.reply)
    if roll < 0.88 and last.family not in _NO_CLAIMS:
        return s.turn("repeat", _SURE, {"en": "Yes. ", "es": "Sí. "}[s.lang] + last.reply)
    return s.turn("repeat", _WHAT_I_SAID, ECHO)
