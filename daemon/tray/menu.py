"""Builds the icon's view and its menu from the tray's model. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.cli.output import clipped
from daemon.control.protocol import TIERS
from daemon.tray.first_steps import Step
from daemon.tray.model import RESTING, Face, TrayModel
from daemon.tray.texts import Texts
from daemon.tray.view import Action, MenuEntry, View, separator

LANGUAGES = ("auto", "en", "es")
WIDTH = 48
"""Most characters of a question or reply in a menu."""


def view(model: TrayModel, texts: Texts, step: Step = Step.DONE) -> View:
    """Builds all that the tray shows now."""
    click = Action("start") if not model.running else Action("stop" if model.daemon.ringing else "toggle")
    return View(model.face, title(model, texts), tuple(_entries(model, texts, step)), click)


def title(model: TrayModel, texts: Texts) -> str:
    """Returns the icon's meaning in one line, with the reason where something is wrong."""
    if model.face is Face.LOADING and not model.running:
        return texts("starting")
    text = texts(model.face.value)
    if model.face is Face.LOADING:
        return f"{text} ({', '.join(model.loading)})"
    if model.running and model.problem:
        return f"{text}: {clipped(model.problem)}"
    return text if model.coming is None else f"{text}. {texts('models_percent', model.coming)}"


def _entries(model: TrayModel, texts: Texts, step: Step) -> Iterator[MenuEntry]:
    yield MenuEntry("title", title(model, texts))
    yield separator("line-state")
    if step is not Step.DONE:
        yield _first_steps(model, texts, step)
        yield separator("line-first")
    if model.running:
        yield from _running(model, texts)
    elif not model.starting:
        yield MenuEntry("start", texts("start"), Action("start"))
    yield separator("line-files")
    yield _last(model, texts)
    yield MenuEntry("history", texts("history"), Action("history"))
    yield MenuEntry("config", texts("config"), Action("config"))
    yield MenuEntry("doctor", texts("doctor"), Action("doctor"))
    yield separator("line-end")
    if model.running:
        yield MenuEntry("stop_daemon", texts("stop_daemon"), Action("stop_daemon"))
    yield MenuEntry("quit", texts("quit"), Action("quit"))


def _running(model: TrayModel, texts: Texts) -> Iterator[MenuEntry]:
    if model.daemon.question:
        yield MenuEntry("question", clipped(model.daemon.question, WIDTH))
        yield MenuEntry("yes", texts("yes"), Action("answer", "yes"))
        yield MenuEntry("no", texts("no"), Action("answer", "no"))
        yield separator("line-question")
    if model.listening:
        yield MenuEntry("mute", texts("mute"), Action("mute"))
    else:
        yield MenuEntry("listen", texts("listen"), Action("listen"))
    dictates = model.daemon.dictation is not None
    yield MenuEntry("dictate", texts("dictate_end" if dictates else "dictate"), Action("dictate"))
    rings = model.daemon.ringing
    label = texts("stop_ringing", clipped(rings[0].text, WIDTH)) if rings else texts("be_silent")
    yield MenuEntry("stop", label, Action("stop") if rings or model.phase not in RESTING else None)
    tiers = (
        MenuEntry(f"tier-{name}", _tier(model, texts, name), Action("tier", name), name == model.tier) for name in TIERS
    )
    yield MenuEntry("tier", texts("tier"), children=tuple(tiers))
    yield MenuEntry("language", texts("language"), children=_languages(model, texts, "language"))
    if model.voices:
        yield MenuEntry("voice", texts("voice"), children=tuple(_voices(model, texts)))
    if model.daemon.tools:
        yield MenuEntry("tools", texts("tools"), children=tuple(_tools(model, texts)))


def _tools(model: TrayModel, texts: Texts) -> Iterator[MenuEntry]:
    """Yields a line for each server of tools: whether it is connected."""
    for server in model.daemon.tools:
        told = texts("tools_ready", server.usable) if server.state == "ready" else texts(f"tools_{server.state}")
        yield MenuEntry(f"tools-{server.name}", clipped(f"{server.name}: {told}", WIDTH))


def _tier(model: TrayModel, texts: Texts, name: str) -> str:
    """Returns the label of a tier. The chosen tier's label names the tier that answers in its place, if any."""
    label = texts(f"tier_{name}")
    stands_in = name == model.tier and model.tier_active not in ("", name)
    return f"{label} → {texts(f'tier_{model.tier_active}').partition(':')[0]}" if stands_in else label


def _languages(model: TrayModel, texts: Texts, key: str) -> tuple[MenuEntry, ...]:
    return tuple(
        MenuEntry(f"{key}-{name}", texts(f"language_{name}"), Action(key, name), name == model.language)
        for name in LANGUAGES
    )


def _voices(model: TrayModel, texts: Texts) -> Iterator[MenuEntry]:
    for voice in model.voices:
        label = f"{texts(f'language_{voice.language}')}: {voice.title}" if voice.language else voice.title
        action = Action("voice", f"{voice.language}:{voice.name}")
        yield MenuEntry(f"voice-{voice.language}-{voice.name}", clipped(label, WIDTH), action, voice.chosen)


def _last(model: TrayModel, texts: Texts) -> MenuEntry:
    if not model.heard:
        return MenuEntry("last", texts("last_none"))
    lines = (
        MenuEntry("last-heard", texts("you", clipped(model.heard, WIDTH)), Action("last")),
        MenuEntry("last-reply", texts("it", clipped(model.reply or texts("no_reply"), WIDTH)), Action("last")),
    )
    return MenuEntry("last", texts("last"), children=lines)


def _first_steps(model: TrayModel, texts: Texts, step: Step) -> MenuEntry:
    entries: tuple[MenuEntry, ...]
    match step:
        case Step.MICROPHONE:
            entries = (MenuEntry("first-microphone", texts("first_microphone"), Action("first_microphone")),)
        case Step.LANGUAGE:
            entries = (
                MenuEntry("first-question", texts("first_language")),
                *_languages(model, texts, "first_language"),
            )
        case _ if model.coming is not None:
            entries = (MenuEntry("first-models", texts("models_percent", model.coming)),)
        case _:
            entries = (MenuEntry("first-models", texts("first_models"), Action("first_models")),)
    skip = MenuEntry("first-skip", texts("first_skip"), Action("first_skip"))
    return MenuEntry("first", texts("first", step.value), children=(*entries, separator("line-skip"), skip))
