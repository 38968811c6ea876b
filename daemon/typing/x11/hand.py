"""The process that speaks to X: `python -m daemon.typing.x11.hand KEEPSAKE SOCKET [restore]`. Both are file descriptors.
It takes JSON lines over the socket and answers each with one; the first line tells its process id.

Why a process: a server that is grabbed or hangs holds up nothing but us, and what was in the clipboard needs a living
owner when the daemon has ended or was killed. It outlives the daemon for as long as it owns the clipboard, and no longer.

No key can stay down: press and release are sent by one write, so whoever is killed has sent both or none. Nothing is typed
elsewhere: the server is grabbed while the focus is looked at and the keys are sent.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError

from config.texts import N_
from daemon.typing.x11.keepsake import Contents, Keepsake
from daemon.typing.x11.keyboard import BACKSPACE, CONTROL, INSERT, RETURN, SHIFT, Keyboard, Stroke
from daemon.typing.x11.selections import Selections, text_contents

CLIPBOARD, PRIMARY = "CLIPBOARD", "PRIMARY"
_BATCH = 48
"""Strokes that are sent at once: 7 KB at most, which a socket takes in one piece."""
_LET_GO = 1.5
"""Seconds that the user gets to let go of a modifier, or a menu of the keyboard."""
_TAKES = 1.0
"""Seconds that a window gets to ask for what is pasted."""
_TWICE = 0.06
"""Seconds for which it may ask again: some programs do, for another form."""
_MODIFIERS = X.ShiftMask | X.ControlMask | X.Mod1Mask | X.Mod3Mask | X.Mod4Mask | X.Mod5Mask
_GROUP = 0x6000
"""The bits of a pointer's state that tell the layout in use."""
_BY_SHIFT_INSERT = ("xterm", "uxterm", "rxvt", "urxvt", "st", "emacs", "gvim")
"""Class or instance of windows in which Ctrl+V means something else; some of them paste the primary selection by this."""
_BY_CONTROL_SHIFT_V = (
    "terminal", "konsole", "yakuake", "alacritty", "kitty", "wezterm", "foot", "ghostty", "terminator", "tilix",
    "terminology", "ptyxis", "kgx", "guake", "sakura", "hyper", "tabby", "cool-retro-term", "contour",
)  # fmt: skip
"""Parts of the class of terminals."""


class FocusGone(Exception):
    """The focus is not where it was."""


class HandsOff(Exception):
    """Somebody else has the keyboard, or the window does not take a paste. The message is one line."""


class Hand:
    """Remembers a window, types into it, and owns the clipboard in between."""

    def __init__(self, display: Display, keepsake: Keepsake, daemon: socket.socket) -> None:
        """Raises HandsOff where the server has no XTEST."""
        if not display.query_extension("XTEST"):
            raise HandsOff(N_("this X server has no XTEST"))
        self._display = display
        self._root = display.screen().root
        self._selections = Selections(display)
        self._selections.served = self._on_served
        self._selections.lost = self._on_lost
        self._keepsake = keepsake
        self._daemon = daemon
        self._window = 0
        self._class: tuple[str, ...] = ()
        self._owed: dict[str, Contents] = {}  # what the selections that we borrowed held before
        self._give_back_at = 0.0
        self._taken = False  # the window has asked for what is pasted

    # ------------------------------------------------------------------------------------------------------- commands

    def begin(self) -> dict[str, Any]:
        """The window that has the focus is the one that is typed into."""
        focus = self._display.get_input_focus().focus
        if isinstance(focus, int):  # None, or PointerRoot: whatever the pointer is over
            raise HandsOff(N_("no window has the focus"))
        self._window = focus.id
        self._class = self._class_of(focus)
        return {"application": self._class[-1] if self._class else "", "window": self._window}

    def insert(self, text: str) -> dict[str, Any]:
        """Types a text: lines that the layout can write by keys, the others by a paste, and Return between them."""
        typed = 0
        try:
            for part in _lines(text):
                for count in self._write(part):
                    typed += count
        except FocusGone:
            return {"fate": "gone", "typed": typed, "why": N_("another window has the focus")}
        except HandsOff as err:
            return {"fate": "refused", "typed": typed, "why": str(err)}
        return {"fate": "typed", "typed": typed}

    def delete(self, count: int) -> dict[str, Any]:
        """Deletes so many characters before the caret."""
        key = self._keyboard().key(BACKSPACE)
        try:
            if not key:
                raise HandsOff(N_("the keyboard layout has no Backspace"))
            for _ in self._type([Stroke(key, False)] * count):
                pass
        except FocusGone:
            return {"fate": "gone", "typed": 0, "why": N_("another window has the focus")}
        except HandsOff as err:
            return {"fate": "refused", "typed": 0, "why": str(err)}
        return {"fate": "typed", "typed": 0}

    def keep(self, text: str) -> dict[str, Any]:
        """Puts a text into the clipboard, to stay there."""
        self._owed.pop(CLIPBOARD, None)
        self._give_back()
        self._selections.hold(CLIPBOARD, text_contents(text, passing=False))
        return {"fate": "kept", "typed": 0}

    # ----------------------------------------------------------------------------------------------------------- keys

    def _keyboard(self) -> Keyboard:
        info = self._display.display.info
        count = info.max_keycode - info.min_keycode + 1
        return Keyboard(info.min_keycode, self._display.get_keyboard_mapping(info.min_keycode, count))

    def _write(self, part: str) -> Iterator[int]:
        """Yields the number of characters each time that some are in the window."""
        keyboard = self._keyboard()
        state = self._root.query_pointer().mask
        strokes = keyboard.strokes(part)
        if part == "\n":
            key = keyboard.key(RETURN)
            if not key:
                raise HandsOff(N_("the keyboard layout has no Return"))
            yield from self._type([Stroke(key, False)])
        elif strokes is None or state & (_GROUP | X.LockMask):  # another layout is on, or capitals
            yield self._paste(part, keyboard)
        else:
            yield from self._type(strokes)

    def _type(self, strokes: list[Stroke]) -> Iterator[int]:
        shift = self._keyboard().key(SHIFT)
        self._wait_for_hands_off()
        for at in range(0, len(strokes), _BATCH):
            batch = strokes[at : at + _BATCH]
            with self._focused():
                for stroke in batch:
                    self._press(*((shift,) if stroke.shift else ()), stroke.keycode)
            yield len(batch)

    def _press(self, *keys: int) -> None:
        """Presses keys together and lets them go. Nothing is sent yet."""
        for key in keys:
            self._display.xtest_fake_input(X.KeyPress, key)
        for key in reversed(keys):
            self._display.xtest_fake_input(X.KeyRelease, key)

    @contextmanager
    def _focused(self) -> Iterator[None]:
        """While nobody else can move the focus; what the block sends goes out together with the end of the grab."""
        self._display.grab_server()
        try:
            focus = self._display.get_input_focus().focus
            if isinstance(focus, int) or focus.id != self._window:
                raise FocusGone
            yield
        finally:
            self._display.ungrab_server()
            self._display.sync()

    def _wait_for_hands_off(self) -> None:
        """Waits until the user holds no modifier and no program has grabbed the keyboard. Raises HandsOff, FocusGone."""
        until = time.monotonic() + _LET_GO
        while True:
            with self._focused():
                held = self._root.query_pointer().mask & _MODIFIERS
                grabbed = self._root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime) != 0
                if not grabbed:
                    self._display.ungrab_keyboard(X.CurrentTime)
            if not held and not grabbed:
                return
            if time.monotonic() > until:
                raise HandsOff(
                    N_("a modifier key is held down") if held else N_("another program has taken the keyboard")
                )
            self._pump(0.02)

    # ---------------------------------------------------------------------------------------------------------- paste

    def _paste(self, text: str, keyboard: Keyboard) -> int:
        keys, borrowed = self._how_to_paste(keyboard)
        self._wait_for_hands_off()
        for name in borrowed:
            if name not in self._owed:
                self._owed[name] = self._selections.read(name)
        self._keepsake.write(self._owed)
        self._give_back_at = 0.0
        contents = text_contents(text, passing=True)
        try:
            if not all(self._selections.hold(name, contents) for name in borrowed):
                raise HandsOff(N_("another program keeps the clipboard for itself"))
            self._taken = False
            with self._focused():
                self._press(*keys)
            until = time.monotonic() + _TAKES
            while not self._taken:
                if time.monotonic() > until:
                    raise HandsOff(N_("the window did not take the paste"))
                self._pump(until - time.monotonic())
        except (FocusGone, HandsOff):
            self._give_back()
            raise
        self._give_back_at = time.monotonic() + _TWICE
        return len(text)

    def _how_to_paste(self, keyboard: Keyboard) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Returns the keys for this window's paste, and the selections that it may take it from."""
        shift, control = keyboard.key(SHIFT), keyboard.key(CONTROL)
        classes = {each.lower() for each in self._class}
        keys: tuple[int, ...] = (control, keyboard.key(ord("v")))
        borrowed: tuple[str, ...] = (CLIPBOARD,)
        has_v = keyboard.key(ord("v")) and not self._root.query_pointer().mask & _GROUP
        if classes & {*_BY_SHIFT_INSERT} or not has_v:  # a layout of other letters: many programs then know no Ctrl+V
            keys, borrowed = (shift, keyboard.key(INSERT)), (CLIPBOARD, PRIMARY)
        elif any(part in each for part in _BY_CONTROL_SHIFT_V for each in classes):
            keys = (control, shift, keyboard.key(ord("v")))
        if not all(keys):
            raise HandsOff(N_("the keyboard layout has no key to paste with"))
        return keys, borrowed

    def _on_served(self, requestor: int, target: str) -> None:
        # Managers of the clipboard ask, too. Windows of one program share the upper bits of their numbers.
        ours = ~self._display.display.info.resource_id_mask
        self._taken = self._taken or requestor & ours == self._window & ours

    def _on_lost(self, selection: str) -> None:
        """The user has copied something: that stays, whatever was there before."""
        self._owed.pop(selection, None)
        self._keepsake.write(self._owed or self._selections.all_held())

    def _give_back(self) -> None:
        """Puts back what the borrowed selections held."""
        self._give_back_at = 0.0
        for name, contents in self._owed.items():
            self._selections.hold(name, contents)
        self._owed = {}
        self._keepsake.write(self._selections.all_held())

    def restore(self) -> None:
        """Takes over from a process that was killed while it had borrowed selections. What the user has copied since
        stays."""
        for name, contents in self._keepsake.read().items():
            if not self._selections.owned(name):
                self._selections.hold(name, contents)
        self._keepsake.write(self._selections.all_held())

    # ----------------------------------------------------------------------------------------------------------- life

    def run(self) -> None:
        """Obeys until the input ends, then stays for as long as a selection is ours."""
        unread, ended = b"", False
        while not ended or self._owed or self._selections.held:
            fast = self._give_back_at
            wait = max(0.0, fast - time.monotonic()) if fast else None
            if self._pump(wait, () if ended else (self._daemon.fileno(),)):
                try:
                    came = self._daemon.recv(1 << 16)
                except OSError:
                    came = b""
                ended = not came
                *lines, unread = (unread + came).split(b"\n")
                for line in lines:
                    answer(self._daemon, self._obey(json.loads(line)))
            if self._owed and (ended or (self._give_back_at and time.monotonic() >= self._give_back_at)):
                self._give_back()
        self._keepsake.write({})

    def _obey(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            match asked["do"]:
                case "begin":
                    return self.begin()
                case "insert":
                    return self.insert(asked["text"])
                case "delete":
                    return self.delete(asked["count"])
                case "keep":
                    return self.keep(asked["text"])
        except HandsOff as err:
            return {"error": str(err)}
        return {"error": f"no such thing: {asked['do']}"}

    def _pump(self, seconds: float | None, others: tuple[int, ...] = ()) -> bool:
        """Handles what the server has sent, and what it sends within this time, None being for ever. Returns whether one of
        the other descriptors can be read."""
        if not self._display.pending_events():
            ready, _, _ = select.select([self._display.fileno(), *others], [], [], seconds)
        else:
            ready = []
        while self._display.pending_events():
            self._selections.handle(self._display.next_event())
        self._display.flush()
        return any(each in ready for each in others)

    def _class_of(self, window: Any) -> tuple[str, ...]:
        """The instance and class of the window, or of the nearest one around it that has them."""
        while window and window.id != self._root.id:
            told = window.get_wm_class()
            if told:
                return tuple(told)
            window = window.query_tree().parent
        return ()


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, and the line feeds between them."""
    first, *others = text.split("\n")
    if first:
        yield first
    for line in others:
        yield "\n"
        if line:
            yield line


def answer(daemon: socket.socket, told: dict[str, Any]) -> None:
    """Sends a line to the daemon, which may have ended."""
    with suppress(OSError):
        daemon.sendall(json.dumps(told).encode() + b"\n")


def main() -> int:
    """Returns the exit code; what is wrong with the server goes out as an answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the daemon's terminal
    keepsake = Keepsake(int(sys.argv[1]))
    daemon = socket.socket(fileno=int(sys.argv[2]))
    answer(daemon, {"pid": os.getpid()})
    try:
        display = Display()
        display.set_error_handler(lambda *args: None)  # of windows that have gone meanwhile
        hand = Hand(display, keepsake, daemon)
    except (DisplayError, ConnectionClosedError, OSError, HandsOff) as err:
        answer(daemon, {"error": f"X cannot be used: {err}"})
        keepsake.write({})
        return 1
    try:
        if sys.argv[3:] == ["restore"]:
            hand.restore()
        hand.run()
    except (ConnectionClosedError, OSError):
        keepsake.write({})
        return 1  # the X server has ended, and with it every clipboard
    return 0


if __name__ == "__main__":
    sys.exit(main())
