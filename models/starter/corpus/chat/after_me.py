"""Sentences that the user wants to hear from the assistant: "repeat after me"."""

from models.starter.corpus.grammar import Sampler, Texts, Turn, expand, sentence

_SAID: Texts = {
    "en": (
        "(the|my|our) (sky|house|dog|cat|car|book|garden|coffee|train|door|moon|soup|brother|friend|river) is (blue|big|red|very old|warm|late|open|nice|green|good|here|far away|happy|dark)",
        "i (like|love|want|see|have|need|can see|don't like) (chocolate|music|my dog|apples|the sea|the summer|a red car|good books|my friends|bread and cheese|long walks|cold water)",
        "(today|tomorrow|on monday|in the morning|at night) (we|they|i) (go home|eat fish|sing a song|play outside|drink tea|read a book|work|sleep|run fast)",
        "(good morning|good night|happy birthday|welcome|hello|thank you)( my friend| everybody| peter| to all of you| dear children|)",
        "(two|three|five|seven) (little|red|big|green|old) (birds|fish|boats|apples|mice|houses) (sing|swim|fall|are here|come home)",
    ),
    "es": (
        "(el|mi|nuestro) (cielo|perro|gato|coche|libro|jardín|café|tren|hermano|amigo|río) (es|está) (azul|grande|rojo|muy viejo|aquí|cerca|bonito|lejos|abierto|contento)",
        "me (gusta|encanta) (el chocolate|la música|mi perro|el mar|el verano|el pan con queso|leer|cantar|el agua fría|pasear)",
        "(hoy|mañana|el lunes|por la noche) (vamos a casa|comemos pescado|cantamos|jugamos fuera|leo un libro|trabajo|duermo bien|corremos mucho)",
        "(buenos días|buenas noches|feliz cumpleaños|bienvenidos|hola|muchas gracias)( amigo| a todos| pedro| niños|)",
        "(dos|tres|cinco|siete) (pájaros|peces|barcos|ratones|árboles) (rojos|viejos|verdes|pequeños)( cantan| nadan| están aquí| vuelven a casa|)",
        "quiero (agua|un café|ir a casa|cantar|ver el mar|comer ya|mucho a mi madre)",
    ),
}
_ASK: Texts = {
    "en": (
        "(can you |could you |please |now |)(repeat after me|repeat this|say after me|say this after me|repeat the sentence|repeat what i say) {said}",
        "(please |can you |could you |)say {said}( please| to me| for me|)",
    ),
    "es": (
        "(puedes |podrías |por favor |ahora |)(repite conmigo|repite esto|repite después de mí|repite la frase|di conmigo|repite lo que digo) {said}",
        "(por favor |puedes |oye |)(di|decir|repite|repetir) {said}( por favor|)",
    ),
}


def after_me(s: Sampler) -> list[Turn]:
    """A sentence to be said again as it is."""
    said = s.told(expand(s.choice(_SAID[s.lang]), s.rng))
    user = s.ask(_ASK, said=said)
    return [Turn(user, sentence(f"{said}."), "repeat", copied=True, held_out=s.held_out)]
