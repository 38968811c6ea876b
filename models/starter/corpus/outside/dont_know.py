"""The reply to everything that the starter does not know."""

from models.starter.corpus.grammar import Sampler, Texts

_DONT_KNOW: Texts = {
    "en": (
        "I don't know that. With a bigger model I could; run sarai models pull.",
        "Sorry, I don't know. A bigger model might; run sarai models pull.",
        "I don't know, I'm only a small model. For more, run sarai models pull.",
    ),
    "es": (
        "Eso no lo sé. Con un modelo más grande podría; ejecuta sarai models pull.",
        "Lo siento, no lo sé. Un modelo más grande quizá sí; ejecuta sarai models pull.",
        "No lo sé, soy un modelo pequeño. Para saber más, ejecuta sarai models pull.",
    ),
}


def dont_know(s: Sampler) -> str:
    return s.choice(_DONT_KNOW[s.lang])
