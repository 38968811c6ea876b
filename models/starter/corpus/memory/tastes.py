"""What the user likes, hates and has eaten."""

from models.starter.corpus.memory.kind import Kind, Kinds
from models.starter.corpus.tables import cells

TASTES: Kinds = {
    "en": (
        Kind(
            "favourite",
            (
                "my (favorite|favourite|preferred) {t} is {x}",
                "{x} is my (favorite|favourite) {t}",
                "the {t} i (like|love) (most|best) is {x}",
                "my (favorite|favourite) {t}( in the world| of all|) is {x}",
                "as for {t} my favorite is {x}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|which is|say) my (favorite|favourite|preferred) {t}",
                "(which|what) {t} do i (like|love|prefer)( best| most| the most|)",
                "(do you know|do you remember|tell me) what my favorite {t} is",
                "(what|which) {t} is my favorite",
                "what did i say my favorite {t} (was|is)",
            ),
            ("your favorite {t} is {x}.",),
            ("colour", "food", "animal", "thing", "word"),
            cells(
                "color|color|color|food|food|animal|animal|sport|song|book|movie|film|drink|season|city|fruit|band|game|day|dish|number|singer|team|music|subject|hobby|car|flower|place|word|month|dessert|toy|language|country|writer|vegetable|restaurant|planet"
            ),
            True,
        ),
        Kind(
            "like",
            ("i (like|love|really like|really love|adore|enjoy|prefer) {x}", "what i (like|love) (most|best) is {x}"),
            (
                "what do i (like|love|enjoy|prefer)( the most| best|)",
                "(do you know|do you remember|tell me) what i (like|love|enjoy)",
                "what did i say i (like|love)",
                "what is it that i (like|love)",
            ),
            ("you like {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "hate",
            ("i (hate|don't like|can't stand|dislike|really hate|do not like) {x}",),
            (
                "what do i (hate|dislike|not like)",
                "what don't i like",
                "(do you know|do you remember|tell me) what i (hate|don't like)",
                "what can't i stand",
            ),
            ("you don't like {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "meal",
            ("i (had|ate) {x} for {t}", "for {t} i (had|ate) {x}", "today i (had|ate) {x} for {t}"),
            (
                "what did i (have|eat) for {t}( today|)",
                "(do you know|do you remember|tell me) what i (had|ate) for {t}",
                "what was (my|for) {t}",
            ),
            ("you had {x} for {t}.",),
            ("food", "word"),
            cells("breakfast|lunch|dinner|dessert"),
        ),
    ),
    "es": (
        Kind(
            "favourite",
            (
                "mi {t} (favorito|favorita|preferido|preferida) es {x}",
                "{x} es mi {t} (favorito|favorita)",
                "(de|en cuanto a) {t} lo que (más|) me gusta es {x}",
                "mi {t} que más me gusta es {x}",
            ),
            (
                "(cuál es|dime|recuerdas|sabes|te acuerdas de|sabes cuál es|me dices) mi {t} (favorito|favorita|preferido|preferida)",
                "qué {t} (me gusta|prefiero)( más|)",
                "qué {t} es mi (favorito|favorita|preferido)",
                "(cuál era|recuerdas cuál es) mi {t} (favorito|favorita)",
                "cuál (te dije|dije) que (es|era) mi {t} (favorito|favorita)",
            ),
            ("tu {t} favorito es {x}.",),
            ("colour", "food", "animal", "thing", "word"),
            cells(
                "color|color|color|plato|plato|animal|animal|deporte|libro|número|equipo|grupo|juego|día|cantante|mes|postre|juguete|idioma|país|escritor|lugar|restaurante|planeta|coche"
            ),
            True,
        ),
        Kind(
            "favourite_f",
            (
                "mi {t} (favorita|preferida|favorita) es {x}",
                "{x} es mi {t} (favorita|preferida)",
                "la {t} que más me gusta es {x}",
            ),
            (
                "(cuál es|dime|recuerdas|sabes|te acuerdas de|sabes cuál es|me dices) mi {t} (favorita|preferida)",
                "qué {t} (me gusta|prefiero)( más|)",
                "qué {t} es mi favorita",
                "(cuál era|recuerdas cuál es) mi {t} favorita",
                "cuál (te dije|dije) que (es|era) mi {t} favorita",
            ),
            ("tu {t} favorita es {x}.",),
            ("food", "thing", "word"),
            cells(
                "comida|comida|comida|fruta|canción|película|bebida|estación|ciudad|serie|flor|música|asignatura|palabra|verdura|afición|marca|cantante|tienda"
            ),
            True,
        ),
        Kind(
            "like",
            (
                "(me gusta|me gustan|me encanta|me encantan|prefiero|adoro|lo que más me gusta es) (mucho |){x}",
                "a mí me gusta {x}",
            ),
            (
                "qué me (gusta|encanta)( a mí| más|)",
                "(sabes|recuerdas|dime|te acuerdas de) (qué|lo que) me gusta",
                "qué (te dije|dije) que me gusta",
                "qué es lo que( más|) me gusta",
            ),
            ("te gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "hate",
            ("(odio|no me gusta|no soporto|detesto|no me gustan) {x}",),
            (
                "qué (odio|no me gusta|no soporto|detesto)",
                "(sabes|recuerdas|dime|te acuerdas de) (qué|lo que) (odio|no me gusta)",
                "qué es lo que (odio|no me gusta)",
            ),
            ("no te gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "meal",
            ("(he comido|comí|tomé|he tomado) {x} (de|para|en) {t}", "de {t} (comí|he tomado|tomé) {x}"),
            ("qué (comí|tomé|he comido|he tomado) (de|para|en) {t}", "(sabes|recuerdas|dime) qué (comí|tomé) de {t}"),
            ("de {t} tomaste {x}.",),
            ("food", "word"),
            cells("desayuno|almuerzo|cena|postre|merienda"),
        ),
    ),
}
