"""The menu, from what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.cli.output import clipped
from daemon.control.protocol import TIERS
from daemon.tray.first_steps import Step
from daemon.tray.model import RESTING, Face, TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import Action, Entry, View, separator

LANGUAGES = ("auto", "en", "es")
WIDTH = 48
"""Characters of what was said that a menu shows."""


def view(model: TrayModel, texts: Texts, step: Step = Step.DONE) -> View:
    """What to show now."""
    click = Action("toggle") if model.running else Action("start")
    return View(model.face, title(model, texts), tuple(_entries(model, texts, step)), click)


def title(model: TrayModel, texts: Texts) -> str:
    """The icon in one line; the reason as well, where there is something wrong."""
    if model.face is Face.LOADING and not model.running:
        return texts("starting")
    text = texts(model.face.value)
    if model.face is Face.LOADING:
        return f"{text} ({', '.join(model.loading)})"
    return f"{text}: {clipped(model.problem)}" if model.running and model.problem else text


def _entries(model: TrayModel, texts: Texts, step: Step) -> Iterator[Entry]:
    yield Entry("title", title(model, texts))
    yield separator("line-state")
    if step is not Step.DONE:
        yield _first_steps(model, texts, step)
        yield separator("line-first")
    if model.running:
        yield from _running(model, texts)
    elif not model.starting:
        yield Entry("start", texts("start"), Action("start"))
    yield separator("line-files")
    yield _last(model, texts)
    yield Entry("history", texts("history"), Action("history"))
    yield Entry("config", texts("config"), Action("config"))
    yield Entry("doctor", texts("doctor"), Action("doctor"))
    yield separator("line-end")
    if model.running:
        yield Entry("stop_daemon", texts("stop_daemon"), Action("stop_daemon"))
    yield Entry("quit", texts("quit"), Action("quit"))


def _running(model: TrayModel, texts: Texts) -> Iterator[Entry]:
    if model.listening:
        yield Entry("mute", texts("mute"), Action("mute"))
    else:
        yield Entry("listen", texts("listen"), Action("listen"))
    yield Entry("stop", texts("be_silent"), Action("stop") if model.phase not in RESTING else None)
    tiers = (
        Entry(f"tier-{name}", _tier(model, texts, name), Action("tier", name), name == model.tier) for name in TIERS
    )
    yield Entry("tier", texts("tier"), children=tuple(tiers))
    yield Entry("language", texts("language"), children=_languages(model, texts, "language"))
    if model.voices:
        yield Entry("voice", texts("voice"), children=tuple(_voices(model, texts)))


def _tier(model: TrayModel, texts: Texts, name: str) -> str:
    """The chosen tier tells which one answers in its place, if another does."""
    label = texts(f"tier_{name}")
    stands_in = name == model.tier and model.tier_active not in ("", name)
    return f"{label} → {texts(f'tier_{model.tier_active}').partition(':')[0]}" if stands_in else label


def _languages(model: TrayModel, texts: Texts, key: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(f"{key}-{name}", texts(f"language_{name}"), Action(key, name), name == model.language)
        for name in LANGUAGES
    )


def _voices(model: TrayModel, texts: Texts) -> Iterator[Entry]:
    for language, name, title, chosen in model.voices:
        label = f"{texts(f'language_{language}')}: {title}" if language else title
        yield Entry(f"voice-{language}-{name}", clipped(label, WIDTH), Action("voice", f"{language}:{name}"), chosen)


def _last(model: TrayModel, texts: Texts) -> Entry:
    if not model.heard:
        return Entry("last", texts("last_none"))
    lines = (
        Entry("last-heard", texts("you", clipped(model.heard, WIDTH)), Action("last")),
        Entry("last-reply", texts("it", clipped(model.reply or texts("no_reply"), WIDTH)), Action("last")),
    )
    return Entry("last", texts("last"), children=lines)


def _first_steps(model: TrayModel, texts: Texts, step: Step) -> Entry:
    entries: tuple[Entry, ...]
    match step:
        case Step.MICROPHONE:
            entries = (Entry("first-microphone", texts("first_microphone"), Action("first_microphone")),)
        case Step.LANGUAGE:
            entries = (Entry("first-question", texts("first_language")), *_languages(model, texts, "first_language"))
        case _:
            entries = (Entry("first-models", texts("first_models"), Action("first_models")),)
    skip = Entry("first-skip", texts("first_skip"), Action("first_skip"))
    return Entry("first", texts("first", step.value), children=(*entries, separator("line-skip"), skip))
