"""The tray's pure parts: what is known, what is shown, in which words and colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.locale import shown_language
from daemon.control.events import (
    Devices,
    Event,
    Forgotten,
    ModelState,
    ProblemOccurred,
    QuestionChanged,
    QuestionHeard,
    ReplyDone,
    ReplyMended,
    RingingChanged,
    RingingTimer,
    Snapshot,
    StateChanged,
    TierChanged,
    VoiceOption,
    VoicesChanged,
)
from daemon.tray import first_steps, icons
from daemon.tray.first_steps import MicrophoneCheck, Step
from daemon.tray.menu import title, view
from daemon.tray.model import Face, TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import Action, MenuEntry, walk

ENGLISH = Texts("en")


def snapshot(state: str = "listening", **more: Any) -> Snapshot:
    models = [{"name": "starter", "state": "ready", "problem": ""}]
    facts = {"tier": "auto", "tier_active": "embedded", "language": "auto", "problem": "", "models": models, "last": {}}
    return Snapshot.of({"state": state, "microphone": "Yeti", **facts, **more})


def tier(notice: str = "") -> TierChanged:
    return TierChanged(name="embedded", chosen="auto", note="", notice=notice)


def done(turn: int, text: str) -> ReplyDone:
    return ReplyDone(turn=turn, text=text, interrupted=False, underruns=0, played=9000, rate=16_000)


VOICES: list[dict[str, Any]] = [
    {"language": "en", "name": "piper-en", "title": "Piper, Kristin", "chosen": True},
    {"language": "en", "name": "espeak", "title": "eSpeak NG", "chosen": False},
    {"language": "", "name": "Ethan", "title": "Ethan", "chosen": False},
]


def running(state: str = "listening", **more: Any) -> TrayModel:
    model = TrayModel()
    model.update(snapshot(state, **more))
    return model


def after(model: TrayModel, event: Event) -> Face:
    model.update(event)
    return model.face


def entries(model: TrayModel, step: Step = Step.DONE) -> dict[str, MenuEntry]:
    return {entry.key: entry for entry in walk(view(model, ENGLISH, step).menu)}


# ---------------------------------------------------------------------------------------------------------------- model


def test_what_is_connected_is_shown() -> None:
    home = {"url": "http://home:8123", "state": "connected", "problem": "", "devices": 12, "rooms": 3}
    clock = {"name": "clock", "state": "failed", "problem": "oh", "product": "", "tools": 0, "usable": 0}
    shown = entries(running("listening", tools=[clock], home_assistant=home))
    assert [entry.label for entry in shown["tools"].children] == [
        "Home Assistant: Connected, 12 devices",
        "clock: Not connected",
    ]
    away = running("listening", home_assistant={**home, "state": "failed"})
    assert [entry.label for entry in entries(away)["tools"].children] == ["Home Assistant: Not connected"]
    assert "tools" not in entries(running("listening"))


def test_the_face_follows_a_conversation() -> None:
    model = TrayModel()
    assert model.face is Face.STOPPED
    model.update(snapshot("off"))
    faces = [model.face]
    for state in ("listening", "hearing", "paused", "thinking", "speaking", "overlap", "held", "listening"):
        model.update(StateChanged(state))
        faces.append(model.face)
    spoken = [Face.HEARING, Face.HEARING, Face.THINKING, Face.SPEAKING, Face.SPEAKING, Face.HEARING]
    assert faces == [Face.OFF, Face.LISTENING, *spoken, Face.LISTENING]
    model.gone()
    assert model.face is Face.STOPPED


def test_loading_is_shown_while_somebody_could_be_waiting_for_it() -> None:
    model = running("listening")
    model.update(ModelState("whisper-base", "loading", ""))
    assert (model.face, title(model, ENGLISH)) == (Face.LOADING, "SARAi is loading models (whisper-base)")
    assert after(model, StateChanged("off")) is Face.OFF
    model.update(StateChanged("listening"))
    assert after(model, ModelState("whisper-base", "ready", "")) is Face.LISTENING


def test_a_lost_microphone_is_an_error_until_it_is_back() -> None:
    model = running()
    model.update(Devices("", "HDA", "no microphone is connected"))
    assert (model.face, title(model, ENGLISH)) == (Face.ERROR, "SARAi has a problem: no microphone is connected")
    model.update(Devices("Yeti", "HDA", ""))
    assert model.face is Face.LISTENING


def test_a_model_that_cannot_be_loaded_is_an_error_until_another_tier_answers() -> None:
    model = running()
    model.update(ModelState("qwen", "failed", "qwen: the file is truncated"))
    assert (model.face, model.problem) == (Face.ERROR, "qwen: the file is truncated")
    model.update(tier())
    assert model.face is Face.LISTENING


def test_a_model_that_comes_back_leaves_no_error_behind() -> None:
    model = running()
    crash = "qwen crashed (signal 11)"
    model.update(ModelState("qwen", "failed", crash))
    assert after(model, ProblemOccurred(crash)) is Face.ERROR
    assert after(model, ModelState("qwen", "loading", "")) is Face.LOADING
    assert after(model, ModelState("qwen", "ready", "")) is Face.LISTENING
    assert model.problem == ""


def test_a_passing_problem_passes_with_the_next_question() -> None:
    model = running()
    assert after(model, ProblemOccurred("the voice has ended")) is Face.ERROR
    assert after(model, QuestionHeard(2, "hello", "en")) is Face.LISTENING


def test_the_last_exchange_outlives_the_daemon() -> None:
    model = running(last={"turn": 1, "language": "en", "heard": "who are you", "reply": "SARAi."})
    model.update(QuestionHeard(2, "and now?", "en"))
    assert (model.heard, model.reply) == ("and now?", "")
    model.update(done(2, "Still SARAi."))
    model.gone()
    assert (model.heard, model.reply) == ("and now?", "Still SARAi.")


def test_a_question_before_something_dangerous_is_answered_in_the_menu() -> None:
    model = running("listening")
    assert "yes" not in entries(model)
    model.update(QuestionChanged("Shall I delete all your notes?"))
    shown = entries(model)
    assert (shown["question"].label, shown["question"].action) == ("Shall I delete all your notes?", None)
    assert (shown["yes"].action, shown["no"].action) == (Action("answer", "yes"), Action("answer", "no"))
    model.update(QuestionChanged(""))
    assert "yes" not in entries(model)
    assert "yes" in entries(running("listening", question="Shall I unlock Front Door?"))


def test_a_click_ends_what_rings() -> None:
    model = running("off")
    assert view(model, ENGLISH).click == Action("toggle")
    model.update(RingingChanged((RingingTimer("timer", "egg", "Time's up: egg."),)))
    assert view(model, ENGLISH).click == Action("stop")
    assert entries(model)["stop"].label == "Stop ringing: Time's up: egg."
    assert entries(model)["stop"].action == Action("stop")
    model.update(RingingChanged(()))
    assert view(model, ENGLISH).click == Action("toggle")
    assert entries(model)["stop"].action is None
    ringing = running("listening", ringing=[{"sort": "alarm", "label": "", "text": "This is your alarm."}])
    assert view(ringing, ENGLISH).click == Action("stop")


def test_an_announcement_is_no_answer_to_the_last_question() -> None:
    model = running(last={"turn": 3, "language": "en", "heard": "who are you", "reply": "SARAi, your"})
    model.update(ReplyMended(3, "SARAi."))
    model.update(done(4, "Your timer is over."))
    assert (model.heard, model.reply) == ("who are you", "SARAi.")
    model.update(QuestionHeard(5, "thanks", "en"))
    model.update(done(5, "With pleasure."))
    assert (model.heard, model.reply) == ("thanks", "With pleasure.")


def test_what_was_forgotten_is_no_longer_shown() -> None:
    model = running(last={"turn": 3, "language": "en", "heard": "my secret", "reply": "I keep it."})
    model.update(Forgotten())
    assert entries(model)["last"].children == ()


def test_what_does_not_suit_a_tier_stands_until_the_tier_or_the_language_changes() -> None:
    model = running()
    assert after(model, tier("Spanish is chosen")) is Face.ERROR
    model.update(QuestionHeard(1, "hello", "en"))
    assert (model.face, model.problem) == (Face.ERROR, "Spanish is chosen")
    assert after(model, tier()) is Face.LISTENING


def test_a_notice_is_known_from_the_start_and_the_device_s_problem_goes_first() -> None:
    assert running(notice="Spanish is chosen").problem == "Spanish is chosen"
    assert running(notice="Spanish is chosen", problem="no microphone").problem == "no microphone"


def test_unknown_events_and_odd_snapshots_change_nothing() -> None:
    model = running()
    before = view(model, ENGLISH)
    model.update(StateChanged("a phase of tomorrow's daemon"))
    assert view(model, ENGLISH) == before
    model.update(Snapshot.of({}))  # the daemon could not take one
    assert model.running


# ----------------------------------------------------------------------------------------------------------------- menu


def test_a_click_toggles_a_running_daemon_and_starts_one_that_is_not() -> None:
    assert view(running(), ENGLISH).click == Action("toggle")
    assert view(TrayModel(), ENGLISH).click == Action("start")


def test_what_the_menu_offers() -> None:
    model = running("off")
    shown = entries(model)
    assert "listen" in shown
    assert "mute" not in shown
    assert not shown["stop"].enabled
    assert shown["last"].action is None
    model.update(StateChanged("speaking"))
    shown = entries(model)
    assert shown["mute"].action == Action("mute")
    assert shown["stop"].action == Action("stop")
    for key in ("history", "config", "doctor", "stop_daemon", "quit"):
        assert shown[key].action == Action(key)
    model.gone()
    shown = entries(model)
    assert shown["start"].action == Action("start")
    assert not {"mute", "tier", "language", "stop_daemon"} & set(shown)
    model.starting = True
    assert "start" not in entries(model)


def test_radio_entries_tell_what_is_chosen_and_what_answers_instead() -> None:
    shown = entries(running(tier="quality", tier_active="fast", language="es"))
    tiers = [shown[f"tier-{name}"] for name in ("auto", "embedded", "fast", "quality", "max")]
    assert [entry.chosen for entry in tiers] == [False, False, False, True, False]
    assert shown["tier-quality"].label == "Quality → Fast"
    assert shown["tier-fast"].label == "Fast"
    assert [shown[f"language-{name}"].chosen for name in ("auto", "en", "es")] == [False, False, True]


def test_keys_are_unique_whatever_is_shown() -> None:
    for model in (
        TrayModel(),
        running(),
        running("speaking", last={"turn": 1, "language": "en", "heard": "a", "reply": "b"}),
    ):
        for step in Step:
            keys = [entry.key for entry in walk(view(model, ENGLISH, step).menu)]
            assert len(keys) == len(set(keys))


def test_what_was_said_is_shown_short_and_without_control_characters() -> None:
    shown = entries(running(last={"turn": 1, "language": "en", "heard": "tell me\x1b[2J " + "more " * 40, "reply": ""}))
    label = shown["last-heard"].label
    assert label.startswith("You: tell me [2J more")
    assert len(label) < 60
    assert shown["last-reply"].label == "SARAi: (no answer)"


def test_the_first_steps_come_one_after_the_other() -> None:
    offers = {"first-microphone", "first_language-es", "first-models"}
    found = [set(entries(running(), step)) & offers for step in Step]
    assert found == [{"first-microphone"}, {"first_language-es"}, {"first-models"}, set()]
    assert [step.after() for step in Step] == [Step.LANGUAGE, Step.MODELS, Step.DONE, Step.DONE]


# ---------------------------------------------------------------------------------------------------------------- texts


def test_the_texts_come_in_both_languages() -> None:
    english, spanish = Texts("en"), Texts("es")
    assert [english(face.value) for face in Face if english(face.value) == spanish(face.value)] == []
    assert (english("found", 1, 2), spanish("found", 1, 2)) == (
        "1 broken, 2 to think about. The whole report is open in your text viewer.",
        "Fallos: 1; avisos: 2. El informe completo está abierto en tu visor de texto.",
    )
    assert spanish("language_en") == "Inglés"  # small within a sentence, large at the beginning of an entry


@pytest.mark.parametrize(
    ("setting", "environ", "language"),
    [
        ("es", {"LANG": "en_GB.UTF-8"}, "es"),
        ("en", {"LANG": "es_ES.UTF-8"}, "en"),
        ("auto", {"LANG": "es_MX.UTF-8"}, "es"),
        ("auto", {"LANG": "en_US.UTF-8", "LC_ALL": "es_ES.UTF-8"}, "es"),
        ("auto", {"LANG": "de_DE.UTF-8", "LANGUAGE": "ca:es:en"}, "es"),
        ("auto", {"LANG": "C", "LANGUAGE": "es"}, "en"),
        ("auto", {"LANG": "de_DE.UTF-8"}, "en"),
        ("auto", {}, "en"),
    ],
)
def test_the_setting_counts_more_than_the_locale(setting: str, environ: dict[str, str], language: str) -> None:
    assert shown_language(setting, environ) == language


# ---------------------------------------------------------------------------------------------------------------- icons


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("face", Face)
def test_every_icon_stands_out_from_light_and_dark_panels_and_its_sign_from_it(face: Face) -> None:
    colour = icons.COLOURS[face]
    # White and black; Breeze, Adwaita and Yaru panels of both kinds. 3 to 1 is WCAG's least for graphics.
    for panel in ("#ffffff", "#f6f6f6", "#eff0f1", "#000000", "#1e1e1e", "#2b2b2b"):
        assert contrast(colour, panel) >= 3, panel
    assert contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("size", icons.SIZES)
def test_signs_differ_by_more_than_their_colour(size: int) -> None:
    signs = {}
    for face in Face:
        image = icons.draw(face, size)
        assert (image.size, image.mode) == ((size, size), "RGBA")
        corners = [image.getpixel((x, y)) for x in (0, size - 1) for y in (0, size - 1)]
        assert all(isinstance(pixel, tuple) and pixel[3] < 40 for pixel in corners)
        # Where the sign is: white, whatever the badge's colour.
        pixels = image.tobytes()
        signs[face] = bytes(min(pixels[at : at + 3]) > 200 for at in range(0, len(pixels), 4))
    for face, sign in signs.items():
        for other, another in signs.items():
            differing = sum(a != b for a, b in zip(sign, another, strict=True))
            assert face is other or differing >= size * size * 0.04, (face, other)


def test_pixels_for_d_bus_are_argb() -> None:
    pixels = icons.argb(Face.ERROR, 16)
    assert len(pixels) == 16 * 16 * 4
    left_of_the_sign = pixels[(8 * 16 + 2) * 4 :][:4]
    wanted = (255, 0xE0, 0x2F, 0x3F)  # the error's red; scaling down rounds
    assert all(abs(value - want) <= 2 for value, want in zip(left_of_the_sign, wanted, strict=True))
    assert pixels[0] < 40


# ---------------------------------------------------------------------------------------------------------- first steps


def test_first_steps_are_for_who_has_no_settings_and_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert first_steps.remembered() is Step.MICROPHONE
    first_steps.remember(Step.MODELS)
    assert first_steps.remembered() is Step.MODELS
    first_steps._file().write_text("nonsense")
    assert first_steps.remembered() is Step.DONE
    first_steps._file().unlink()
    settings = tmp_path / "XDG_CONFIG_HOME" / "sarai" / "sarai.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("tier: fast\n")
    assert first_steps.remembered() is Step.DONE


def test_a_click_of_the_tongue_is_no_speech() -> None:
    check = MicrophoneCheck()
    levels = [(-70.0, 0.0), (-30.0, 0.9), (-65.0, 0.1), (-28.0, 0.8), (-25.0, 0.9)]
    assert [check.take(dbfs, speech) for dbfs, speech in levels] == [False, False, False, False, True]
    assert check.loudest == -25.0


def test_voices_are_there_to_choose_from() -> None:
    assert "voice" not in entries(running())
    model = running(voices=VOICES)
    shown = entries(model)
    assert [entry.label for entry in shown["voice"].children] == [
        "English: Piper, Kristin",
        "English: eSpeak NG",
        "Ethan",
    ]
    assert [entry.chosen for entry in shown["voice"].children] == [True, False, False]
    assert shown["voice-en-espeak"].action == Action("voice", "en:espeak")
    assert shown["voice--Ethan"].action == Action("voice", ":Ethan")
    model.update(VoicesChanged(tuple(VoiceOption(**{**each, "chosen": not each["chosen"]}) for each in VOICES[:2])))
    assert [entry.chosen for entry in entries(model)["voice"].children] == [False, True]
