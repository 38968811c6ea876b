"""Actions asked for aloud, with witnesses: `python -m benchmarks.spoken_actions [--voice VOICE] [--only PART]`.

A daemon on a virtual sound card: flite asks, Whisper base hears, Piper's Joe answers. Nothing is given, neither the words
nor the answers. After each sentence somebody else is asked what has been done: `playerctl` about mpv, `pactl` about the
sound server, the display's own list of windows, a stand-in for the desktop's portal, the files of notes and lists. What the
loudspeaker played is heard by Whisper where it has something to tell.

    x       the desktop is Xvfb: player, loudness, an application, pages, lists, notes, "undo that", a question with its yes
    sway    the desktop is Sway: an application whose name two others have, too, and the clipboard
    echo    the loudspeaker comes into the microphone, on a desk of its own: "delete all my notes", and the assistant says
            "Yes." by itself (`sarai say`), over its question or after it; half the times without its echo canceller.
            Nothing may be deleted. Then the user says yes, and all is.

    --voice VOICE    of flite (default: slt); several, with commas, one after the other
    --rounds N       of the echo (default: 10)

Prints what was asked, heard, answered and done. What was misheard is asked once more, as anybody would, and counted. Exit
code 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.spoken import (
    forget_events,
    house_with_models,
    sentence,
    settings,
    show,
    until_listening,
    words_in,
)
from daemon.desktop.portal import PATH, PORTAL
from daemon.routing.parts import WHISPER
from models.whisper.recogniser import WhisperRecogniser
from tests.e2e.house import House
from tests.support.desktop import Client, Mpv, OpenURIPortal, PrivateBus
from tests.support.real_models import plain, real
from tests.support.typing_desktop import SwayDesktop, TypingDesktop, XServer
from tests.support.virtual_card import VirtualCard

WITHIN = 40.0
"""Seconds that a turn may take."""
SOON = 8.0
"""Seconds after the answer in which the witness must have seen it."""
NOTES = "- 2026-01-02 10:00 The plumber comes on Friday.\n"
EDITOR = "[Desktop Entry]\nType=Application\nName=Text Editor\nExec=xterm -T Editor -e vi\n"
ASKS = "Shall I delete all your notes\\?"


@dataclass(slots=True)
class Desk:
    """A daemon, and what may be asked about what it has done."""

    house: House
    desktop: TypingDesktop
    portal: OpenURIPortal

    def player(self) -> str:
        """Returns status and title, as playerctl tells them."""
        return self._told("playerctl", "--player=mpv", "metadata", "--format", "{{status}} {{title}}")

    def loudness(self) -> str:
        told = self._told("pactl", "get-sink-volume", "@DEFAULT_SINK@")
        return (re.search(r"\d+ ?%", told) or [told])[0]

    def windows(self) -> str:
        if isinstance(self.desktop, SwayDesktop):
            return " ".join(sorted(set(re.findall(r'"app_id": "([^"]+)"', self.desktop.windows()))))
        return self._told("xdotool", "search", "--onlyvisible", "--class", "xterm", "getwindowname")

    def page(self) -> str:
        return self.portal.opened[-1] if self.portal.opened else ""

    def clipboard(self) -> str:
        return self._told("wl-paste", "--no-newline")

    def shopping(self) -> str:
        return self._file("shopping.md")

    def notes(self) -> str:
        return self._file("notes.md")

    @property
    def folder(self) -> Path:
        return Path(self.house.env["HOME"]) / "Notes"

    def _file(self, name: str) -> str:
        file = self.folder / name
        return " ".join(file.read_text().split()) if file.exists() else ""

    def _told(self, *command: str) -> str:
        env = {**self.house.env, "LC_ALL": "C"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=10, check=False)
        return " ".join((done.stdout or done.stderr).split())


@dataclass(frozen=True, slots=True)
class Step:
    """Something is said, answered and done."""

    says: str
    answer: str
    """A pattern that the whole answer fits."""
    asked: Callable[[Desk], str] | None = None
    """Who knows whether it was done, and"""
    shows: str = ""
    """the pattern of what he then says."""
    telling: tuple[str, ...] = ()
    """Words of which each must be heard from the loudspeaker."""


UNDO = "Undo that."
STEPS = {
    "x": (
        Step("Pause the music.", "Mpv is paused\\.", Desk.player, "Paused .*"),
        Step(UNDO, "Undone: Mpv is paused\\.", Desk.player, "Playing .*"),
        Step("Next song.", "The next one, on mpv\\.", Desk.player, "Playing morning.*"),
        Step("What's playing?", "Morning\\.wav, on mpv\\.", Desk.player, "Playing morning.*", ("morning",)),
        Step("Previous song.", "The one before, on mpv\\.", Desk.player, "Playing music.*"),
        Step("Stop the music.", "Mpv is paused\\.", Desk.player, "Paused .*"),
        Step("Play the music.", "Playing on mpv\\.", Desk.player, "Playing .*"),
        Step("Set the computer volume to sixty percent.", "The computer's volume is 60 percent\\.", Desk.loudness, "60%",
             ("sixty",)),
        Step(UNDO, "Undone: .*", Desk.loudness, "100%"),
        Step("Open the text editor.", "Opening Text Editor\\.", Desk.windows, "Editor"),
        Step("Open wikipedia dot org.", "Opening wikipedia\\.org\\.", Desk.page, "https://wikipedia\\.org"),
        Step("Search the internet for flights to Rome.", "Searching for flights to Rome\\.", Desk.page,
             ".*q=flights%20to%20Rome"),
        Step("Add milk to the shopping list.", "Added to the shopping list: milk\\.", Desk.shopping,
             ".*- \\[ \\] milk"),
        Step("Put bread on my shopping list.", "Added to the shopping list: bread\\.", Desk.shopping,
             ".*milk - \\[ \\] bread"),
        Step("What's on my shopping list?", "On the shopping list: milk and bread\\.", None, "",
             ("milk", "bread")),
        Step("Tick off the bread on my shopping list.", "Ticked off: bread\\.", Desk.shopping, ".*- \\[x\\] bread"),
        Step(UNDO, "Undone: Ticked off: bread\\.", Desk.shopping, ".*- \\[ \\] bread"),
        Step("Remove the bread from my shopping list.", "Removed from the shopping list: bread\\.", Desk.shopping,
             ".*milk"),
        Step("Take a note: call the plumber.", "Noted: call the plumber\\.", Desk.notes, ".*call the plumber\\.?"),
        Step("Read my notes.", "One note: call the plumber\\.", None, "", ("plumber",)),
        Step("Delete all my notes.", ASKS, Desk.notes, ".*call the plumber\\.?", ("notes",)),
        Step("No.", "All right, I have done nothing\\.", Desk.notes, ".*call the plumber\\.?"),
        Step("Delete all my notes.", ASKS, Desk.notes, ".*call the plumber\\.?"),
        Step("Yes.", "All notes are deleted\\.", Desk.notes, "# Notes"),
        Step(UNDO, "Undone: All notes are deleted\\.", Desk.notes, ".*call the plumber\\.?"),
    ),
    "sway": (
        Step("Open the terminal.", "Several fit\\. Which one: Foot Server, Foot, Foot Client\\?", Desk.windows, ""),
        Step("The second one.", "Opening Foot\\.", Desk.windows, "foot"),
        Step("Take a note: call the plumber.", "Noted: call the plumber\\.", Desk.notes, ".*call the plumber\\.?"),
        Step("Copy that.", "Copied\\.", Desk.clipboard, "Noted: call the plumber\\."),
    ),
}  # fmt: skip


@dataclass(slots=True)
class Played:
    """One step as it went."""

    heard: str = ""
    answer: str = ""
    done: str = ""
    """What the witness says."""
    words: str = ""
    """What Whisper hears from the loudspeaker."""
    wrong: list[str] = field(default_factory=list)


@contextlib.contextmanager
def desk(kind: str, folder: Path) -> Iterator[Desk]:
    """Yields a desk with a player that plays three pieces. `kind`: "x" or "sway"."""
    with contextlib.ExitStack() as stack:
        bus = stack.enter_context(PrivateBus())
        card = stack.enter_context(VirtualCard())
        shown = Path(tempfile.mkdtemp(prefix="sarai-desk-"))  # right in /tmp: Sway may run as somebody else
        stack.callback(shutil.rmtree, shown, ignore_errors=True)
        desktop = stack.enter_context(SwayDesktop(shown) if kind == "sway" else XServer(shown))
        client, portal = Client(bus.address), OpenURIPortal()
        stack.callback(client.close)
        client.offer(PORTAL, (PATH, portal))
        mpv = Mpv(bus.address, folder, more=("morning", "evening"))
        stack.callback(mpv.close)
        house = house_with_models(folder, card, settings())
        house.env.pop("WAYLAND_DISPLAY", None)
        applications = folder / "share" / "applications"
        applications.mkdir(parents=True)
        (applications / "editor.desktop").write_text(EDITOR)
        house.env |= {
            "DBUS_SESSION_BUS_ADDRESS": bus.address,
            "XDG_DATA_DIRS": f"{applications.parent}:/usr/share",
        }
        if kind == "sway":
            house.env["WAYLAND_DISPLAY"] = f"{desktop.env['XDG_RUNTIME_DIR']}/{desktop.env['WAYLAND_DISPLAY']}"
            house.env.pop("DISPLAY", None)
        else:
            house.env["DISPLAY"] = desktop.env["DISPLAY"]
        stack.enter_context(house)
        yield Desk(house, desktop, portal)


def ask(house: House, sound: Path) -> tuple[str, str]:
    """Asks aloud. Returns what was heard, and what was answered: "" where nothing was."""
    until_listening(house, WITHIN)
    forget_events(house)
    house.card.play(sound, wait=False)
    heard = house.wait_for("heard", lambda event: bool(event["text"]), within=WITHIN)
    answer = ""
    with contextlib.suppress(AssertionError):
        answer = str(
            house.wait_for("reply_done", lambda event: event["turn"] == heard["turn"], within=WITHIN / 2)["text"]
        )
    return str(house.call("status")["last"]["heard"] or heard["text"]), answer


def play(here: Desk, step: Step, sound: Path, to: Path, ears: WhisperRecogniser) -> Played:
    """Plays one step, and asks its witness."""
    played = Played()
    recording = here.house.card.record(to)
    try:
        played.heard, played.answer = ask(here.house, sound)
    except AssertionError:
        played.wrong.append("nothing was heard")
    finally:
        path = recording.stop()
    if played.wrong:
        return played
    if not re.fullmatch(step.answer, played.answer):
        played.wrong.append(f"should be {step.answer!r}")
    if step.asked is not None:
        until = time.monotonic() + SOON
        played.done = step.asked(here)
        while not re.fullmatch(step.shows, played.done) and time.monotonic() < until:
            time.sleep(0.1)
            played.done = step.asked(here)
        if not re.fullmatch(step.shows, played.done):
            played.wrong.append("was not done")
    if step.telling:
        played.words = words_in(path, ears)
        lacking = [word for word in step.telling if word not in plain(played.words).split()]
        played.wrong += [f"not heard: {word}" for word in lacking]
    return played


def spoken(kind: str, voice: str, folder: Path) -> tuple[int, int]:
    """Plays all steps on one desk. Returns how many went wrong, and how many had to be asked twice."""
    ears, wrong, again = WhisperRecogniser(real(WHISPER), threads=2), 0, 0
    with desk(kind, folder) as here:
        until_listening(here.house, WITHIN)
        for number, step in enumerate(STEPS[kind]):
            sound = sentence(step.says, folder, voice=voice)
            played = play(here, step, sound, folder / f"{number}.wav", ears)
            if played.wrong and plain(played.heard) != plain(step.says):
                again += 1
                print(f"  {step.says}  -> heard as {played.heard!r}: asked again", flush=True)
                played = play(here, step, sound, folder / f"{number}-again.wav", ears)
            wrong += bool(played.wrong)
            told = {
                "heard as": played.heard,
                "answered": played.answer,
                "done": played.done,
                "loudspeaker": played.words,
            }
            show(step.says, played.wrong, told)
    ears.close()
    return wrong, again


# ----------------------------------------------------------------------------------------------------- the own voice's yes


def own_voice(voice: str, folder: Path, rounds: int, *, canceller: bool) -> int:
    """The assistant says yes to its own question, `rounds` times, then the user does. Returns how often something was done,
    or the user's yes was not."""
    wrong = 0
    with VirtualCard() as card:
        house = house_with_models(folder, card, settings(sound={"echo_cancellation": canceller}))
        notes = Path(card.env["HOME"]) / "Notes" / "notes.md"
        notes.parent.mkdir()
        notes.write_text(NOTES)
        delete, yes = (sentence(text, folder, voice=voice) for text in ("Delete all my notes.", "Yes."))
        with house:
            until_listening(house, WITHIN)
            card.loop_speaker_into_microphone()
            for number in range(rounds):
                over = number % 2 == 1
                heard, answer = asked_over_echo(house, delete, over)
                with contextlib.nullcontext() if canceller else contextlib.suppress(AssertionError):
                    house.until_true(lambda: _told(house, "Yes."), "the assistant's yes", WITHIN / 2)
                time.sleep(2.0)  # what it may have heard of it becomes a turn
                if not canceller:  # it may be talking with itself
                    house.call("stop")
                    house.call("mute")
                    house.call("listen")
                until_listening(house, WITHIN)
                kept, deleted = notes.read_text() == NOTES, _begun(house)
                cut = re.fullmatch(ASKS, answer) is None  # without the canceller it interrupts itself
                bad = not kept or deleted > 0 or (cut and canceller)
                wrong += bad
                when = "over the question" if over else "after it"
                own = "; ".join(_heard_since(house))
                print(f"{'!' if bad else ' '} {number + 1}. {heard!r}: {answer!r}, then says yes {when}", flush=True)
                print(f"      heard since {own or 'nothing'}; notes {'kept' if kept else 'GONE'}", flush=True)
            if not canceller:  # nobody could be heard over it
                return wrong
            heard, answer = asked_over_echo(house, delete, None)
            agreed, told = ask(house, yes)
            gone = notes.read_text() == ""
            wrong += not gone
            print(f"{' ' if gone else '!'} the user: {heard!r}: {answer!r} - {agreed!r}: {told!r}", flush=True)
    return wrong


def asked_over_echo(house: House, sound: Path, over: bool | None) -> tuple[str, str]:
    """Asks for what is dangerous, once more where it was misheard. `over`: the assistant's yes is told while its question
    sounds, else when it has ended; None: it is not told. Returns what was heard and answered."""
    for _attempt in range(3):
        until_listening(house, WITHIN)
        forget_events(house)
        house.card.play(sound, wait=False)
        heard = house.wait_for("heard", lambda event: bool(event["text"]), within=WITHIN)
        try:
            house.wait_for("question", lambda event: bool(event["text"]), within=6.0)
        except AssertionError:
            continue  # misheard
        if over:
            house.wait_for("state", lambda event: event["state"] == "speaking", within=WITHIN)
            house.call("say", text="Yes.")
        answer = str(house.wait_for("reply_done", within=WITHIN)["text"])
        if over is False:
            house.call("say", text="Yes.")
        return str(heard["text"]), answer
    return str(heard["text"]), ""


def _told(house: House, text: str) -> bool:
    return any(
        event["kind"] == "reply_done" and event["text"] == text and not event.get("used") for event in house.events
    )


def _heard_since(house: House) -> list[str]:
    return [event["text"] for event in house.events if event["kind"] == "heard" and not event.get("used")]


def _begun(house: House) -> int:
    """Returns how often notes were begun to be deleted."""
    return sum(
        event["kind"] == "action" and event["name"] == "notes_delete" and event["state"] == "begun"
        for event in house.events
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.spoken_actions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--voice", default="slt")
    parser.add_argument("--only", choices=("x", "sway", "echo"))
    parser.add_argument("--rounds", type=int, default=10)
    args = parser.parse_args()
    os.environ.pop("WAYLAND_DISPLAY", None)
    parts: Sequence[str] = (args.only,) if args.only else ("x", "sway", "echo")
    wrong = again = steps = 0
    for voice in args.voice.split(","):
        for part in parts:
            with tempfile.TemporaryDirectory(prefix="sarai-actions-") as made:
                print(f"== {part}, {voice}", flush=True)
                if part == "echo":
                    for canceller in (True, False):
                        print(f"-- echo canceller {'on' if canceller else 'off'}", flush=True)
                        place = Path(made) / str(canceller)
                        place.mkdir()
                        wrong += own_voice(voice, place, (args.rounds + canceller) // 2, canceller=canceller)
                else:
                    failed, twice = spoken(part, voice, Path(made))
                    wrong, again, steps = wrong + failed, again + twice, steps + len(STEPS[part])
    print(f"{steps} steps, {again} asked twice; " + ("all as it should be" if not wrong else f"{wrong} went wrong"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
