"""What is said to a home, in both languages: which devices are meant, and what is talk."""

from __future__ import annotations

import pytest

from daemon.skills.actions.effects import effect_of
from daemon.skills.actions.intents import HomeControl, HomeQuestion, HomeUnknown, MediaControl
from daemon.skills.home.commands import asked_for, understood
from daemon.skills.home.house import NO_HOUSE, Device, House, kind_of
from daemon.skills.intent import Intent, Unable
from tests.support.action_sentences import COMMANDS, TALK


def device(entity: str, name: str, room: str = "", what: str = "") -> Device:
    kind = kind_of(entity, what, name)
    assert kind is not None
    return Device(entity, name, kind, room, what if kind == "sensor" else "")


HOUSE = House(
    (
        device("light.kitchen", "Kitchen Light", "Kitchen"),
        device("light.ceiling", "Ceiling", "Living Room"),
        device("light.floor", "Floor Lamp", "Living Room"),
        device("light.hall", "Luz del pasillo", "Pasillo"),
        device("light.bed", "Bed", "Bedroom"),
        device("switch.fan", "Fan", "Bedroom"),
        device("switch.gate", "Gate opener", "Garden"),
        device("cover.blind", "Blind", "Bedroom", "blind"),
        device("cover.garage", "Garage Door", "Garage", "garage"),
        device("lock.front", "Front Door", "Hall"),
        device("scene.movie", "Movie Night"),
        device("script.morning", "Good Morning"),
        device("media_player.tv", "TV", "Living Room"),
        device("climate.heating", "Thermostat", "Living Room"),
        device("sensor.bedroom", "Bedroom Temperature", "Bedroom", "temperature"),
        device("binary_sensor.window", "Kitchen Window", "Kitchen", "window"),
        device("vacuum.robby", "Robby", "Hall"),
        device("alarm_control_panel.house", "Alarm"),
    ),
    configured=True,
)
LIGHTS = "light.kitchen light.ceiling light.floor light.hall light.bed"
SAID = {
    "en": """
turn on the living room light: on light.ceiling light.floor
Turn the kitchen light off, please.: off light.kitchen
Kitchen light on: on light.kitchen
turn off the kitchen and the bedroom: off light.kitchen light.bed
turn on all the lights: on LIGHTS
turn on the hall light: on light.hall
dim the kitchen to 30 percent: level 30 light.kitchen
set the floor lamp to 40%: level 40 light.floor
turn down the living room lights: dimmer light.ceiling light.floor
make the living room lights blue: colour blue light.ceiling light.floor
make the kitchen light warm white: colour 2700 light.kitchen
open the bedroom blind: open cover.blind
close the blinds: close cover.blind
open the garage: open cover.garage
open the gate: open switch.gate
unlock the front door: unlock lock.front
open the front door: unlock lock.front
activate movie night: on scene.movie
run good morning: on script.morning
turn off the TV: off media_player.tv
pause the TV: pause media_player.tv
set the thermostat to 21 degrees: temperature 21 climate.heating
set the heating to 21: temperature 21 climate.heating
start the vacuum: start vacuum.robby
send Robby back to its dock: dock vacuum.robby
turn on the fan: on switch.fan
arm the alarm: arm alarm_control_panel.house
is the kitchen light on?: is on light.kitchen
Is the kitchen window still open: is open binary_sensor.window
did I leave the living room lights on: is on light.ceiling light.floor
which lights are on: is on LIGHTS
is the front door locked: is locked lock.front
what's the temperature in the bedroom?: is temperature sensor.bedroom
how warm is it in the living room: is temperature climate.heating
turn on the leaving room light: on light.ceiling light.floor
turn on kitchen lite: on light.kitchen
turn off the attic light: unknown
turn on the light: unknown
turn on the christmas tree: unable
""",
    "es": """
enciende la luz del salón: on light.ceiling light.floor
Apaga la luz de la cocina, por favor.: off light.kitchen
enciende el pasillo: on light.hall
apaga todas las luces: off LIGHTS
pon la luz de la cocina al 30 por ciento: level 30 light.kitchen
atenúa la lámpara del salón: dimmer light.floor
baja la luz del salón: dimmer light.ceiling light.floor
pon la luz de la cocina en rojo: colour red light.kitchen
pon la luz de la cocina roja: colour red light.kitchen
baja la persiana del dormitorio: close cover.blind
sube las persianas: open cover.blind
abre la puerta del garaje: open cover.garage
abre la puerta principal: unlock lock.front
cierra con llave la puerta principal: lock lock.front
activa la escena movie night: on scene.movie
apaga la tele: off media_player.tv
pon la calefacción a 21 grados: temperature 21 climate.heating
pon el termostato del salón a 20 grados: temperature 20 climate.heating
¿Está encendida la luz de la cocina?: is on light.kitchen
qué luces están encendidas: is on LIGHTS
¿Está abierta la ventana de la cocina?: is open binary_sensor.window
¿Me he dejado encendida la luz del dormitorio?: is on light.bed
¿Qué temperatura hace en el dormitorio?: is temperature sensor.bedroom
cuántos grados hay en el salón: is temperature climate.heating
enciende la luz del pasiyo: on light.hall
enciende la luz del ático: unknown
""",
}
CASES = [(language, *line.rpartition(": ")[::2]) for language in SAID for line in SAID[language].strip().splitlines()]


def told(meant: Intent | None) -> str:
    match meant:
        case HomeControl():
            what = f"{meant.value:g}" if meant.value else meant.colour
            return " ".join(filter(None, (meant.do, what, *meant.devices)))
        case HomeQuestion():
            return " ".join(("is", meant.what, *meant.devices))
        case HomeUnknown():
            return "unknown"
        case Unable():
            return "unable"
    return "" if meant is None else meant.name


@pytest.mark.parametrize(("language", "text", "meant"), CASES, ids=[text for _, text, _ in CASES])
def test_what_is_said_to_a_home(language: str, text: str, meant: str) -> None:
    found = asked_for(text, language, HOUSE, lambda action: False)
    wanted = meant.replace("LIGHTS", LIGHTS).replace("unable", "unknown")
    assert told(found) == wanted
    # Without a Home Assistant it is what it was before there was one.
    before = asked_for(text, language, NO_HOUSE, lambda action: False)
    assert before is None or isinstance(before, Unable | MediaControl)


def test_talk_and_other_commands_stay_what_they_are() -> None:
    """The 353 sentences of talk and of commands for the desktop, in a home that has everything."""
    for language in ("en", "es"):
        texts = TALK[language].replace("\n", " ").strip().split("|")
        for line in COMMANDS[language].replace("\n    ", " ").strip().splitlines():
            texts += line.partition(": ")[2].split("|")
        wrong = {text.strip(): found for text in texts if (found := understood(text, language, HOUSE)) is not None}
        kept = {text: asked_for(text, language, HOUSE, lambda action: True) for text in wrong}
        taken = [text for text, found in kept.items() if isinstance(found, HomeControl | HomeQuestion | HomeUnknown)]
        assert not taken


@pytest.mark.parametrize(
    "text",
    [
        "turn on the charm",
        "open your mind",
        "I left the light on",
        "is the door of perception open",
        "she turned off the light",
        "the light at the end of the tunnel",
        "set the record straight",
        "close the deal",
        "unlock your potential",
        "What is the temperature of the sun?",
        "lock stock and barrel",
        "play it again",
        "turn off the charm and start again",
    ],
)
def test_talk_that_sounds_like_it(text: str) -> None:
    assert understood(text, "en", HOUSE) is None


def test_a_room_may_be_the_one_that_is_meant() -> None:
    here = House(HOUSE.devices, True, "Living Room")
    assert told(understood("turn on the lights", "en", here)) == "on light.ceiling light.floor"
    assert told(understood("apaga la luz", "es", here)) == "off light.ceiling light.floor"
    assert told(understood("turn on all the lights in the kitchen", "en", here)) == "on light.kitchen"


def test_names_of_others_only_tighten_the_class() -> None:
    assert kind_of("switch.relay_3", "", "Garage door opener") == "door"
    assert kind_of("switch.cerradura", "", "Relé 2") == "door"
    assert kind_of("light.door", "", "Door light") == "light"
    assert kind_of("cover.thing", "", "A harmless blind") == "door"  # of no class that is known
    assert kind_of("cover.thing", "blind", "Front gate") == "cover"
    assert kind_of("siren.roof", "", "Lamp") is None
    assert [effect_of(f"home_{kind}", {}) for kind in ("light", "lock", "door", "alarm", "script", "new")] == [
        "reversible",
        *["dangerous"] * 5,
    ]


def test_several_that_fit_are_named() -> None:
    found = understood("turn on the light", "en", HOUSE)
    assert isinstance(found, HomeUnknown)
    assert found.several[:2] == ("Kitchen Light", "Ceiling")
    two = House((device("light.a", "Lamp", "Attic"), device("light.b", "Lamp", "Cellar")), True)
    assert told(understood("turn on the lamp", "en", two)) == "unknown"
    named = understood("turn on all the lamps", "en", two)
    assert isinstance(named, HomeControl)
    assert named.names == ("Lamp (Attic)", "Lamp (Cellar)")


@pytest.mark.parametrize(
    "text", ["set an alarm", "set the alarm", "set a timer for the oven", "what's the weather like"]
)
def test_what_else_cannot_be_done_is_told_as_before(text: str) -> None:
    assert asked_for(text, "en", HOUSE, lambda action: False) == asked_for(text, "en", NO_HOUSE, lambda action: False)


def test_figures_are_not_misheard() -> None:
    desks = House((device("light.a", "Desk lamp 1", "Office"), device("light.b", "Desk lamp 17", "Office")), True)
    assert told(understood("turn on desk lamp 17", "en", desks)) == "on light.b"
    assert told(understood("turn on desk lump 1", "en", desks)) == "on light.a"
    assert told(understood("turn on desk lamp 7", "en", desks)) == "unknown"


def test_before_the_names_are_known_a_kind_of_device_is_one() -> None:
    empty = House((), True)
    assert told(asked_for("turn on the kitchen light", "en", empty, lambda action: False)) == "unknown"
    assert told(asked_for("enciende la luz de la cocina", "es", empty, lambda action: False)) == "unknown"
    assert asked_for("turn on the charm", "en", empty, lambda action: False) is None


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "Turn on the kitchen light, no, off.", "off light.kitchen"),
        ("en", "Turn on the kitchen light, no, the bedroom light.", "on light.bed"),
        ("en", "Open the garage, no, close the garage.", "close cover.garage"),
        ("en", "He told me, no, turn off the kitchen light.", ""),
        ("en", "Dim the kitchen light to 30 percent, sorry, 40 percent.", "level 40 light.kitchen"),
        ("en", "Uh, turn off the, um, kitchen light, please.", "off light.kitchen"),
        ("es", "Enciende la luz de la cocina, no, la del dormitorio.", "on light.bed"),
        ("es", "Pon la calefacción a 20, no, a 21 grados.", "temperature 21 climate.heating"),
        ("en", "Turn on the kitchen light in ten minutes.", "later"),
        ("en", "Turn on the kitchen light every day at seven.", "repeating"),
        ("es", "En cinco minutos apaga la luz de la cocina.", "later"),
        ("en", "Don't turn off the kitchen light.", ""),
        ("es", "No apagues la luz de la cocina.", ""),
    ],
)
def test_corrections_and_what_is_meant_for_later(language: str, text: str, meant: str) -> None:
    found = asked_for(text, language, HOUSE, lambda action: False)
    assert (found.what if isinstance(found, Unable) else told(found)) == meant
