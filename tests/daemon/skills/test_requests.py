"""Requests for an effect that nothing here can have are told so; what only sounds like one is left to the mind."""

from __future__ import annotations

import re

import pytest
import yaml

from daemon.skills.intent import Unable
from daemon.skills.match import REQUESTS, UNABLE, match

IMPOSSIBLE = {
    "en": {
        "device": "Lock the back door before I go to bed. | Turn off the oven before it burns. | Put the fan on. | "
        "Shut the skylight, please. | Can you make the room cooler?",
        "chore": "Tie my shoelaces. | Have somebody come round and mend the roof. | "
        "Walk the dog. | Mow the lawn on Saturday. | Iron my shirts. | I want you to bake a cake.",
        "account": "Upload the video to YouTube. | Log me out. | Share my location.",
        "money": "Pay the rent. | Lend Tom five euros. | Postpone my dentist appointment.",
        "order": "Rent a car for Friday. | Buy flowers for Anna. | Get me a coffee.",
        "message": "Ring the plumber. | Tell Paul I'm running late. | Forward this email to Laura. | Leave a message.",
        "computer": "Erase my old pictures. | Print that. | Uninstall the game. | Empty my inbox.",
        "program": "Start Photoshop.",
    },
    "es": {
        "device": "Apaga la chimenea. | Ciérrame la puerta del garaje, que entra frío. | ¿Puedes cerrar el toldo?",
        "chore": "Pasea al perro. | Sácame la basura, anda. | Tiende la ropa, que ya ha terminado la lavadora. | "
        "Riégame las plantas de la terraza. | Córtame el pelo. | "
        "Riega las macetas. | Plancha mis camisas. | Quiero que limpies la cocina.",
        "account": "Sube el vídeo a YouTube. | Comparte mi ubicación.",
        "money": "Paga el alquiler. | Envía diez euros a Tomás. | Aplaza mi cita con el dentista.",
        "order": "Alquila un coche para el viernes. | Compra flores para Ana.",
        "message": "Llama al fontanero. | Dile a Pablo que llego tarde. | Reenvía este correo a Laura.",
        "computer": "Elimina mis fotos antiguas. | Imprime eso. | Desinstala el juego.",
        "program": "Inicia Photoshop.",
    },
}
CASES = [
    (language, what, text.strip())
    for language, kinds in IMPOSSIBLE.items()
    for what, texts in kinds.items()
    for text in texts.split("|")
]
TALK = {
    "en": "Print hello world in Python. | Share a joke with me. | Get me a joke about books. | Tell me that I'm great. | "
    "Order the planets by size. | Sell my soul. | Transfer learning to vision | Answer the question. | Wash your mouth. | "
    "Move on. | Take me to church. | Pay attention. | Change my mind. | Cancel culture | Clean energy | Feed the hungry | "
    "Call it a day. | Delete the second sentence. | Copy editing | Make my day. | Fix the grammar in this sentence. | "
    "Open the debate. | Buy or rent? | Post office | How do I print this document? | I paid the rent. | Show me the money.",
    "es": "Pídeme lo que quieras. | Presta atención. | Llévame a la luna. | Vende humo. | Paga la pena. | "
    "Comparte un chiste. | Limpia tu conciencia. | Cierra el pico. | ¿Cómo imprimo este documento? | Pagué el alquiler. | "
    "Apagué la luz. | Responde a mi pregunta. | Sube el tono. | Manda narices. | Haz memoria. | Borra la segunda frase.",
}


@pytest.mark.parametrize(("language", "what", "text"), CASES)
def test_what_is_missing_is_told(language: str, what: str, text: str) -> None:
    found = match(text, language)
    assert isinstance(found, Unable)
    assert found.what == what


@pytest.mark.parametrize(
    ("language", "text"), [(language, text.strip()) for language, texts in TALK.items() for text in texts.split("|")]
)
def test_talk_is_left_to_the_mind(language: str, text: str) -> None:
    assert match(text, language) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_rules_are_there_and_kinds_are_known(language: str) -> None:
    file = yaml.safe_load((REQUESTS / f"{language}.yaml").read_text())
    assert set(file["intents"]) == set(UNABLE)
    written = [each for intent in file["intents"].values() for block in intent["data"] for each in block["sentences"]]
    rules = file["expansion_rules"]
    used = set(re.findall(r"<(\w+)>", " ".join([*written, *rules.values()])))
    assert used == set(rules)
