"""The user's pets and people, and what other people are and have."""

from models.starter.corpus.memory.kind import Kind, Kinds
from models.starter.corpus.tables import cells

_PETS = {
    "en": cells("dog|cat|horse|parrot|hamster|rabbit|fish|turtle|puppy|kitten|bird|pet|guinea pig"),
    "es": cells("perro|gato|caballo|loro|hámster|conejo|pez|tortuga|cachorro|gatito|pájaro|mascota|perra|gata"),
}
_KIN = {
    "en": cells(
        "sister|brother|wife|husband|son|daughter|mother|father|mom|dad|friend|best friend|boss|teacher|neighbor|doctor|grandmother|grandfather|uncle|aunt|cousin|girlfriend|boyfriend|boat|robot|street|school|company|hotel|team|village|baby|roommate|dentist|project|band|car"
    ),
    "es": cells(
        "hermana|hermano|mujer|marido|hijo|hija|madre|padre|mamá|papá|amigo|mejor amiga|jefa|profesora|vecino|médico|abuela|abuelo|tío|tía|primo|prima|novia|novio|barco|robot|calle|escuela|empresa|hotel|equipo|pueblo|bebé|compañero|dentista|proyecto|grupo|amiga"
    ),
}

OTHERS: Kinds = {
    "en": (
        Kind(
            "pet",
            (
                "my {t} is called {x}",
                "my {t}'s name is {x}",
                "i have a {t} (called|named|whose name is) {x}",
                "i've got a {t} (called|named) {x}",
                "the name of my {t} is {x}",
                "my {t} is named {x}",
                "we call our {t} {x}",
                "{x} is my {t}",
                "{x} is the name of my {t}",
                "my new {t} is called {x}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say) my {t}'s name",
                "(what's|what is) my {t} (called|named)",
                "what's the name of my {t}",
                "(do you know|do you remember|tell me) the name of my {t}",
                "what do i call my {t}",
                "what's my {t} called( again|)",
                "how is my {t} called",
                "(do you remember|do you know|tell me) (what my {t} is called|my {t}'s name)",
                "what was the name of my {t}( again|)",
                "who is my {t}",
            ),
            ("your {t} is called {x}.",),
            ("pet",),
            _PETS["en"] + _PETS["en"],
            True,
        ),
        Kind(
            "kin",
            (
                "my {t} is called {x}",
                "my {t}'s name is {x}",
                "i have a {t} (called|named) {x}",
                "the name of my {t} is {x}",
                "my {t} is named {x}",
                "{x} is my {t}",
                "{x} is the name of my {t}",
            ),
            (
                "(what's|what is|tell me|do you remember|do you know|can you tell me|say) my {t}'s name",
                "(what's|what is) my {t} (called|named)",
                "what's the name of my {t}",
                "(do you know|do you remember|tell me) the name of my {t}",
                "what was the name of my {t}( again|)",
                "who is my {t}",
                "(do you remember|do you know|tell me) what my {t} is called",
            ),
            ("your {t} is called {x}.",),
            ("person",),
            _KIN["en"],
            True,
        ),
        Kind(
            "third",
            ("(my friend |){who} lives in {x}", "{who}'s home is in {x}", "{who} comes from {x}", "{who} moved to {x}"),
            (
                "where does {who} live",
                "(which|what) (city|town) does {who} live in",
                "(do you know|do you remember|tell me) where {who} lives",
                "where is {who} from",
            ),
            ("{who} lives in {x}.",),
            ("city",),
        ),
        Kind(
            "third",
            ("{who} likes {x}", "{who} loves {x}", "(my friend |){who} really likes {x}"),
            ("what does {who} (like|love)", "(do you know|do you remember|tell me) what {who} likes"),
            ("{who} likes {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "third",
            ("{who} is {x} years old", "(my friend |){who} is {x} years old", "{who} is {x}"),
            (
                "how old is {who}",
                "(do you know|do you remember|tell me) how old {who} is",
                "what's {who}'s age",
                "what age is {who}",
            ),
            ("{who} is {x} years old.",),
            ("age",),
        ),
        Kind(
            "third",
            ("{who} is a {x}", "{who} works as a {x}", "(my friend |){who} is a {x}"),
            (
                "what does {who} do( for a living|)",
                "what is {who}'s job",
                "(do you know|do you remember|tell me) what {who} does",
            ),
            ("{who} works as a {x}.",),
            ("job",),
        ),
        Kind(
            "third",
            ("{who}'s {t} is called {x}", "{who} has a {t} (called|named) {x}"),
            ("what's {who}'s {t} called", "what is the name of {who}'s {t}", "what's the name of {who}'s {t}"),
            ("{who}'s {t} is called {x}.",),
            ("pet",),
            _PETS["en"],
        ),
    ),
    "es": (
        Kind(
            "pet",
            (
                "mi {t} se llama {x}",
                "el nombre de mi {t} es {x}",
                "tengo (un|una) {t} (llamado|llamada|que se llama|de nombre) {x}",
                "(mi|a mi) {t} le (llamamos|llamo|pusimos|puse) {x}",
                "{x} es mi {t}",
                "{x} es el nombre de mi {t}",
            ),
            (
                "cómo se llama mi {t}",
                "(cuál es|dime|recuerdas|sabes) el nombre de mi {t}",
                "(sabes|recuerdas|dime|te acuerdas de|me dices) cómo se llama mi {t}",
                "qué nombre tiene mi {t}",
                "cómo (se llamaba|era el nombre de) mi {t}",
                "quién es mi {t}",
                "cómo llamo a mi {t}",
            ),
            ("tu {t} se llama {x}.",),
            ("pet",),
            _PETS["es"] + _PETS["es"],
            True,
        ),
        Kind(
            "kin",
            (
                "mi {t} se llama {x}",
                "el nombre de mi {t} es {x}",
                "tengo (un|una) {t} (llamado|llamada|que se llama) {x}",
                "{x} es mi {t}",
                "{x} es el nombre de mi {t}",
            ),
            (
                "cómo se llama mi {t}",
                "(cuál es|dime|recuerdas|sabes) el nombre de mi {t}",
                "(sabes|recuerdas|dime|te acuerdas de|me dices) cómo se llama mi {t}",
                "quién es mi {t}",
                "cómo se llamaba mi {t}",
            ),
            ("tu {t} se llama {x}.",),
            ("person",),
            _KIN["es"],
            True,
        ),
        Kind(
            "third",
            ("(mi amigo |mi amiga |){who} vive en {x}", "{who} se mudó a {x}", "la casa de {who} está en {x}"),
            (
                "dónde vive {who}",
                "en qué (ciudad|pueblo) vive {who}",
                "(sabes|recuerdas|dime|te acuerdas de) dónde vive {who}",
            ),
            ("{who} vive en {x}.",),
            ("city",),
        ),
        Kind(
            "third",
            ("a {who} le (gusta|encanta|gustan) {x}", "a mi amigo {who} le gusta {x}"),
            ("qué le (gusta|encanta) a {who}", "(sabes|recuerdas|dime) qué le gusta a {who}"),
            ("a {who} le gusta {x}.",),
            ("food", "thing", "word"),
        ),
        Kind(
            "third",
            ("{who} tiene {x} años", "(mi amigo |mi amiga |){who} tiene {x} años"),
            ("cuántos años tiene {who}", "(sabes|recuerdas|dime) cuántos años tiene {who}", "qué edad tiene {who}"),
            ("{who} tiene {x} años.",),
            ("age",),
        ),
        Kind(
            "third",
            ("{who} es {x}", "{who} trabaja (de|como) {x}"),
            (
                "(a qué se dedica|en qué trabaja|de qué trabaja) {who}",
                "(sabes|recuerdas|dime) (a qué se dedica|de qué trabaja) {who}",
            ),
            ("{who} trabaja de {x}.",),
            ("job",),
        ),
        Kind(
            "third",
            ("(el|la) {t} de {who} se llama {x}", "{who} tiene (un|una) {t} que se llama {x}"),
            (
                "cómo se llama (el|la) {t} de {who}",
                "(sabes|recuerdas|dime) cómo se llama (el|la) {t} de {who}",
                "cuál es el nombre (del|de la) {t} de {who}",
            ),
            ("se llama {x}.",),
            ("pet",),
            _PETS["es"],
        ),
    ),
}
