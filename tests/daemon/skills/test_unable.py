"""What sounds like a command and cannot be done is said to be so; talk is left to the mind."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from daemon.skills.intent import Computed, DateIntent, Stop, TellTime, Unable
from daemon.skills.match import match
from daemon.skills.wording import answer
from tests.support import skill_phrases as said

IMPOSSIBLE = {
    "en": {
        "device": "Turn on the living room light. | Switch the lights off. | "
        "turn off the air conditioning in the bedroom | Dim the "
        "kitchen lights to 20 percent. | Preheat the oven to 180 degrees. | "
        "Set the thermostat to 21 degrees. | Open the garage door. | Make me a coffee.",
        "message": "Send a message to Anna. | Send Anna a text saying I'm late. | Text my wife. | Call mum. | "
        "Call an ambulance! | "
        "Let my sister know that dinner is at eight. | Let Tom know that I'll be ten minutes early. | "
        "Read my emails. | Make a phone call.",
        "media": "Play a song. | Play Yesterday on Spotify. | play the new Beatles album",
        "list": "Put the dentist in my calendar. | Create an event for Monday.",
        "order": "Order a pizza. | Call me a taxi. | Book a table for two.",
        "computer": "Close Firefox. | Restart the computer. | Turn on Bluetooth. | Take a photo. | delete my files",
        "online": "What's the weather? | What's a weather like? | "
        "What's the weather like today? | How's the weather in Madrid? | "
        "Will it rain tomorrow? | Is it going to snow tonight? | What's in the news? | How cold is it outside? | "
        "What will the weather be like on Sunday? | "
        "Do I need an umbrella? | How's the traffic to the airport?",
        "moment": "Remind me to buy milk. | Set an alarm. | Set an alarm for tomorrow. | Wake me up early.",
        "length": "Set a timer for three weeks.",
    },
    "es": {
        "device": "Pon la luz. | Enciende la luz del salón. | Apaga las luces. | Sube la calefacción. | "
        "Abre la puerta del garaje. | "
        "¿Puedes apagar la tele? | Prende el ventilador.",
        "message": "Manda un mensaje a Ana. | Envíale un correo a mi jefe. | Llama a mamá. | Lee mis mensajes.",
        "media": "Ponme una canción de los Beatles. | Pon Yesterday en Spotify.",
        "list": "Apunta la cena en la agenda. | Crea un evento para el lunes.",
        "account": "Apúntame al gimnasio. | Inscríbeme en el maratón. | Suscríbeme al boletín.",
        "order": "Pide una pizza. | Resérvame una mesa para dos.",
        "computer": "Cierra Firefox. | Reinicia el ordenador. | Activa el bluetooth. | Haz una foto.",
        "online": "¿Qué tiempo hace? | ¿Qué tiempo hace hoy en Madrid? | ¿Va a llover mañana? | ¿Lloverá esta tarde? | "
        "Dime las noticias. | ¿Cuántos grados hace fuera? | ¿Necesito paraguas? | "
        "¿Cómo está el tiempo?",
        "moment": "Recuérdame comprar pan. | Pon una alarma. | Pon una alarma para mañana. | Despiértame pronto.",
        "length": "Pon un temporizador de tres semanas.",
    },
}
CASES = [
    (language, what, text.strip())
    for language, kinds in IMPOSSIBLE.items()
    for what, texts in kinds.items()
    for text in texts.split("|")
]


@pytest.mark.parametrize(("language", "what", "text"), CASES)
def test_what_is_missing_is_told(language: str, what: str, text: str) -> None:
    found = match(text, language)
    assert isinstance(found, Unable)
    assert found.what == what
    told = answer(found, datetime(2026, 11, 29), language)
    assert told.endswith((".", "!", "?"))
    assert told != answer(found, datetime(2026, 11, 29), "es" if language == "en" else "en")


TALK = {
    "en": """
How do I turn on the light in a cave? | I turned off the light. | What does it mean to turn on the charm?
Turn on, tune in, drop out.
Who invented the light bulb? | Why is the sky blue? | Should I send a message to Anna?
Anna sent me a message. | Call of duty
I call my mum every day. | Play me at chess. | Let's play a game. | Do you play music? | What kind of music do you like?
Open sesame. | Open the mind. | Close encounters of the third kind | Book a is better than book b. | Order of magnitude
Remind me who wrote Hamlet. | Remind me, what was your name? | I need to wake up early. | Make me laugh.
Make me a sandwich, he said.
Take a guess. | Take a walk with me. | Write a poem about autumn. | Write a story. | Read me a poem. | Tell me a story.
Set an example. | The door is open. | Is the window open? | Play on words | Next, please.
Start again from the beginning.
Turn left at the light. | Add two and two eggs. | Add a little salt. | Text me means what? | Send in the clowns is a song.
Delete is a key. | What is an email? | How do I take a screenshot? | Can you order them by size? | Open question.
""",
    "es": """
¿Cómo se enciende la luz en un barco? | Apagué la luz. | La luz viaja rápido. | Pon atención.
Pon un ejemplo. | Ponme a prueba.
¿Quién inventó la bombilla? | Ana me mandó un mensaje. | ¿Le mando un mensaje a Ana?
Llamo a mi madre cada día. | Llama la atención.
Toca madera. | Toca jugar. | ¿Qué música te gusta? | Abre la mente. | Abre los ojos. | Cierra los ojos.
Reserva natural
Recuérdame quién escribió el Quijote. | Recuérdame tu nombre. | Haz un esfuerzo. | Hazme reír. | Saca conclusiones.
Escribe un poema sobre el otoño. | Cuéntame un cuento. | Léeme un poema. | Pide un deseo. | Compra barato y vende caro.
La puerta está abierta. | ¿Está abierta la ventana? | Siguiente pregunta. | Sube la marea. | Baja la guardia.
Borra eso de tu memoria.
¿Qué es un correo? | ¿Cómo hago una captura de pantalla? | Suma y sigue. | Añade una pizca de sal. | Toma ya.
""",
}


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text.strip()) for language, texts in TALK.items() for line in texts.strip().splitlines()
     for text in line.split("|")],
)  # fmt: skip
def test_talk_is_left_to_the_mind(language: str, text: str) -> None:
    assert match(text, language) is None


def test_hardly_a_sentence_of_talk_is_taken_for_a_command() -> None:
    """The questions that the starter mind is measured with, and all the talk above; commands among them set apart."""
    asked: list[tuple[str, str]] = []
    for file in sorted((Path(__file__).parents[2] / "data").glob("*.jsonl")):
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            asked += [(line["lang"], turn) for turn in line["turns"] if line["family"] not in ("repeat", "limits")]
    for language, texts in (("en", said.EN_TALK), ("es", said.ES_TALK), *TALK.items()):
        asked += [(language, text.strip()) for line in texts.strip().splitlines() for text in line.split("|")]
    assert len(asked) > 600
    told = [(text, found) for language, text in asked if (found := match(text, language)) is not None]
    asks = TellTime | DateIntent | Stop | Computed
    told = [each for each in told if each[1] != Unable("online")]  # questions, and a plain answer to them
    assert [each for each in told if not isinstance(each[1], asks)] == []
