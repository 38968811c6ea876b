"""How actions are asked for, in both languages; and talk that looks like it and is none."""

from __future__ import annotations

from typing import get_args

import pytest

from daemon.skills.actions.effects import EFFECTS
from daemon.skills.actions.intents import (
    ActionIntent,
    AppOpen,
    BetterModel,
    BrightnessChange,
    BrightnessTo,
    ClipboardRead,
    CopyReply,
    DoNotDisturb,
    ListAdd,
    ListClear,
    ListDrop,
    ListRead,
    ListsRead,
    ListTick,
    LoudnessChange,
    LoudnessMute,
    LoudnessTo,
    MediaControl,
    MediaWhat,
    NoteAdd,
    NoteDrop,
    NotesDelete,
    NotesRead,
    PageOpen,
    ReadingGoOn,
    ScreenLock,
    ScreenLook,
    Screenshot,
    SelectionRead,
    SelectionReplace,
    SelectionRewrite,
    Undo,
    WebSearch,
)
from daemon.skills.home.house import Kind
from daemon.skills.intent import AlarmSet, Intent, TimerSet, VolumeChange, VolumeTo
from daemon.skills.match import match
from daemon.skills.table import CLASSES

PHRASES: dict[str, dict[str, object]] = {
    "en": {
        "Pause the music.": MediaControl("pause"),
        "pause": MediaControl("pause"),
        "Please pause Firefox.": MediaControl("pause", "Firefox", sure=False),
        "Play some music.": MediaControl("play"),
        "resume the video": MediaControl("play"),
        "Next song, please.": MediaControl("next"),
        "skip this one": MediaControl("next"),
        "Go back a song.": MediaControl("previous"),
        "What lists do I have?": ListsRead(),
        "What's playing?": MediaWhat(),
        "Which song is this?": MediaWhat(),
        "Set the computer volume to 30 percent.": LoudnessTo(0.3),
        "Turn the speakers up.": LoudnessChange(0.1),
        "turn down the computer's volume": LoudnessChange(-0.1),
        "Mute the computer.": LoudnessMute(True),
        "unmute": LoudnessMute(False),
        "Open Blender.": AppOpen("Blender", sure=False),
        "Open the application Kdenlive": AppOpen("Kdenlive"),
        "open wikipedia.org": PageOpen("wikipedia.org"),
        "Go to example dot com": PageOpen("example dot com"),
        "Search the web for Café de París.": WebSearch("Café de París"),
        "Look up the Battle of Hastings online": WebSearch("the Battle of Hastings"),
        "Copy that.": CopyReply(),
        "Read the clipboard": ClipboardRead(),
        "Lock the screen.": ScreenLock(),
        "Set the brightness to 50%": BrightnessTo(0.5),
        "make the screen a bit darker": BrightnessChange(-0.1),
        "Take a screenshot.": Screenshot(),
        "Do not disturb.": DoNotDisturb(True),
        "turn off do not disturb": DoNotDisturb(False),
        "Read this.": SelectionRead(),
        "Please read the selected text to me.": SelectionRead(),
        "Go on reading.": ReadingGoOn(),
        "Translate this to Spanish.": SelectionRewrite("translate", "es"),
        "translate what I've selected into English": SelectionRewrite("translate", "en"),
        "Translate this into French, please.": SelectionRewrite("translate", "other"),
        "Make this shorter.": SelectionRewrite("shorten"),
        "Can you summarise this article?": SelectionRewrite("shorten"),
        "Answer this.": SelectionRewrite("answer"),
        "Paste it in its place.": SelectionReplace(),
        "What's on my screen?": ScreenLook(),
        "Describe what is open on the display.": ScreenLook(),
        "What am I looking at on this screen right now?": ScreenLook(),
        "Could you read out what I've highlighted?": SelectionRead(),
        "Read it to me.": SelectionRead(),
        "Take a note: buy Anna's present": NoteAdd("buy Anna's present"),
        "take a note": NoteAdd(""),
        "Read my notes.": NotesRead(),
        "Delete the last note.": NoteDrop(),
        "Delete all my notes!": NotesDelete(),
        "Add oat milk and eggs to the shopping list": ListAdd("oat milk and eggs", "shopping"),
        "put soap on my list": ListAdd("soap"),
        "What's on my to do list?": ListRead("to do"),
        "cross off the milk on my shopping list": ListTick("the milk", "shopping"),
        "Take the milk off the list.": ListDrop("the milk"),
        "Clear my shopping list.": ListClear("shopping"),
        "Get me a better model.": BetterModel(),
        "Undo that.": Undo(),
    },
    "es": {
        "¿Qué listas tengo?": ListsRead(),
        "Pausa la música.": MediaControl("pause"),
        "Para la música.": MediaControl("pause"),
        "Pausa Spotify.": MediaControl("pause", "Spotify", sure=False),
        "Pon música.": MediaControl("play"),
        "Siguiente canción.": MediaControl("next"),
        "Pon la canción anterior": MediaControl("previous"),
        "¿Qué está sonando?": MediaWhat(),
        "¿Quién canta esta canción?": MediaWhat(),
        "Pon el volumen del ordenador al 30 %": LoudnessTo(0.3),
        "Sube un poco el volumen del ordenador.": LoudnessChange(0.1),
        "Silencia el ordenador.": LoudnessMute(True),
        "Activa el sonido": LoudnessMute(False),
        "Abre Blender.": AppOpen("Blender", sure=False),
        "Abre el programa Kdenlive": AppOpen("Kdenlive"),
        "Abre la página wikipedia.org": PageOpen("wikipedia.org"),
        "Ve a ejemplo punto com": PageOpen("ejemplo punto com"),
        "Busca en internet la batalla de Bailén.": WebSearch("la batalla de Bailén"),
        "Busca recetas de paella en Google": WebSearch("recetas de paella"),
        "Copia eso.": CopyReply(),
        "Lee el portapapeles.": ClipboardRead(),
        "Bloquea la pantalla.": ScreenLock(),
        "Pon el brillo al 50 por ciento.": BrightnessTo(0.5),
        "Baja el brillo.": BrightnessChange(-0.1),
        "Haz una captura de pantalla.": Screenshot(),
        "Activa no molestar.": DoNotDisturb(True),
        "Desactiva el modo no molestar": DoNotDisturb(False),
        "Lee esto.": SelectionRead(),
        "Léeme la selección, por favor.": SelectionRead(),
        "Sigue leyendo.": ReadingGoOn(),
        "Traduce esto al inglés.": SelectionRewrite("translate", "en"),
        "¿Puedes traducir este párrafo al español?": SelectionRewrite("translate", "es"),
        "Haz esto más corto.": SelectionRewrite("shorten"),
        "Resume este texto.": SelectionRewrite("shorten"),
        "Contesta a esto.": SelectionRewrite("answer"),
        "Ponlo en su lugar.": SelectionReplace(),
        "¿Qué hay en mi pantalla?": ScreenLook(),
        "¿Me dices qué tengo abierto ahora mismo en la pantalla?": ScreenLook(),
        "Léeme en voz alta el párrafo marcado.": SelectionRead(),
        "¿Qué dice en el texto seleccionado?": SelectionRead(),
        "Toma nota: comprar el regalo de Íñigo": NoteAdd("comprar el regalo de Íñigo"),
        "Lee mis notas.": NotesRead(),
        "Borra la última nota.": NoteDrop(),
        "Borra todas mis notas.": NotesDelete(),
        "Añade leche y huevos a la lista de la compra": ListAdd("leche y huevos", "la compra"),
        "Pon jabón en mi lista.": ListAdd("jabón"),
        "¿Qué hay en mi lista de tareas?": ListRead("tareas"),
        "Tacha la leche de la lista de la compra.": ListTick("la leche", "la compra"),
        "Quita la leche de la lista.": ListDrop("la leche"),
        "Vacía la lista de la compra.": ListClear("la compra"),
        "Consigue un modelo mejor.": BetterModel(),
        "Deshaz eso.": Undo(),
    },
}
CASES = [(language, text, meant) for language, phrases in PHRASES.items() for text, meant in phrases.items()]


def anything(action: ActionIntent) -> bool:
    return not isinstance(action, AppOpen) or not action.app.lower().endswith((".org", "com"))


@pytest.mark.parametrize(("language", "text", "meant"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_actions_are_understood(language: str, text: str, meant: object) -> None:
    assert match(text, language, anything) == meant


def test_every_action_has_a_class_and_a_phrase_in_both_languages() -> None:
    names = {each.name for each in CLASSES.values() if each in ActionIntent.__args__}
    # What is said to a home has sentences of its own: tests/daemon/skills/home.
    assert {name for name in EFFECTS if not name.startswith("home_")} == names
    assert {f"home_{kind}" for kind in (*get_args(Kind), "question", "unknown")} - {"home_sensor"} == {
        name for name in EFFECTS if name.startswith("home_")
    }
    for phrases in PHRASES.values():
        assert {getattr(meant, "name", "") for meant in phrases.values()} == names


TALK = {
    "en": "Open your mind. | Open the door to the future. | Run for your life! | Start again. | Pause for thought. | "
    "Stop and think. | Go to bed. | Visit Paris. | Show me the way. | What is on the Forbes list? | "
    "Skip the introduction and tell me the end. | What is a playlist? | Who invented the clipboard? | "
    "How do I lock the screen? | What is the brightness of the sun? | Should I add milk to the sauce? | "
    "Play me at chess. | Continue. | Take note of what I say about him. | Search your feelings. | Open source software | "
    "I put it on my list yesterday. | Next, please. | Run | Start with the basics. | Open sesame. | Tick off",
    "es": "Abre los ojos. | Abre tu mente. | Corre a casa. | Inicia sesión es una expresión rara. | Pausa para el café. | "
    "Ve a dormir. | Visita Sevilla. | ¿Qué hay en la lista de Schindler? | ¿Qué es una lista de reproducción? | "
    "¿Cómo bloqueo la pantalla? | Busca la verdad. | Apunta alto. | Sigue con la historia. | Copia y pega es un error. | "
    "¿Cuánto brillo tiene el sol? | Para mí es igual. | Continúa. | Siguiente pregunta. | Tacha",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [(language, text.strip()) for language, texts in TALK.items() for text in texts.split("|")]
)
def test_talk_is_no_action_where_nothing_is_called_so(language: str, text: str) -> None:
    assert match(text, language) is None


@pytest.mark.parametrize(("language", "begin"), [("en", "Please take a note: "), ("es", "Apunta que ")])
def test_a_note_may_be_long(language: str, begin: str) -> None:
    text = "the plumber comes on Tuesday, between eight and ten, and needs the key that lies under the pot " * 3
    assert match(f"{begin}{text.strip()}.", language) == NoteAdd(text.strip())
    assert match(f"What do you think of this: {text}?", language) is None
    assert match(f"{begin}{text * 5}", language) is None


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "Note that only five are left.", NoteAdd("only five are left")),
        ("en", "Take a note: he stayed for about ten days.", NoteAdd("he stayed for about ten days")),
        ("en", "Write down that I said please, come, please.", NoteAdd("I said please, come")),
        ("en", "Take a note: um, go to the ER, please.", NoteAdd("go to the ER")),
        ("en", "Take a note: tell him no, fifteen.", NoteAdd("tell him no, fifteen")),
        ("en", "Search the web for like a prayer.", WebSearch("like a prayer")),
        ("en", "Google the the.", WebSearch("the the")),
        ("en", "Add only two eggs, um, to my list.", ListAdd("two eggs")),
        ("en", "Add like new shoes to my list.", ListAdd("like new shoes")),
        ("en", "Remind me in ten minutes that only five people come.", TimerSet(600, "only five people come")),
        ("en", "Remind me at five to go to the ER.", AlarmSet(5, 0, False, 0, "go to the er")),
        ("es", "Nota: llega sobre las cinco, más o menos.", NoteAdd("llega sobre las cinco, más o menos")),
        ("es", "Apunta que, eh, dura unos diez minutos.", NoteAdd("dura unos diez minutos")),
        ("es", "Busca en internet mi mi mi.", WebSearch("mi mi mi")),
    ],
)
def test_free_words_are_kept_as_they_were_said(language: str, text: str, asked: Intent) -> None:
    assert match(text, language) == asked


def test_a_long_note_keeps_its_signs_where_the_speaker_hesitates() -> None:
    text = "Ann's car is, um, in the garage. " * 6
    assert match(f"Take a note: {text}", "en") == NoteAdd(text.replace(", um,", "").strip(" ."))


def test_the_assistants_own_loudness_is_another() -> None:
    assert match("volume up", "en") == VolumeChange(0.15)
    assert match("set the volume to 50 percent", "en") == VolumeTo(0.5)
    assert match("pon el volumen al 50 por ciento", "es") == VolumeTo(0.5)
