"""The selections of X11, the clipboard among them: what they hold is read whole, held for a while, and offered again.

A selection is held by a living client, so whoever takes the clipboard for a moment has to hold what was in it from then
on. Protocol: ICCCM, chapter 2, with its transfers in pieces (INCR).
"""

from __future__ import annotations

import select
import struct
import time
from collections.abc import Callable
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import event as protocol
from Xlib.protocol.request import SetSelectionOwner

from daemon.typing.x11.keepsake import Contents, Form

_PATIENCE = 0.3
"""Seconds that the owner of a selection gets for one of its forms."""
_ALL_FORMS = 1.0
"""Seconds for all of them: what comes later is lost, the plain text first of all is not."""
_MOST = 64 << 20
"""Bytes that are kept of a selection."""
_PIECE = 64 << 10
"""Bytes of one piece of a transfer in pieces; the server takes 256 KiB at once."""
_ABOUT = ("TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY")
"""Targets that are no content."""
TEXT_FORMS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT")
_SECRET = "x-kde-passwordManagerHint"
"""Managers of the clipboard leave alone what has this form with the content "secret"."""


def text_contents(text: str, *, passing: bool) -> Contents:
    """Returns a text in the forms that programs ask for. `passing`: it is gone in a moment, and nobody should keep it."""
    content = text.encode()
    forms = {name: Form("UTF8_STRING" if name == "TEXT" else name, 8, content) for name in TEXT_FORMS}
    forms["STRING"] = Form("STRING", 8, text.encode("latin-1", "replace"))
    return {**forms, _SECRET: Form(_SECRET, 8, b"secret")} if passing else forms


class Selections:
    """Owns selections in the name of one unmapped window."""

    def __init__(self, display: Display) -> None:
        self._display = display
        root = display.screen().root
        self.window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self._atoms: dict[str, int] = {}
        self._held: dict[str, Contents] = {}
        self._since: dict[str, int] = {}
        self._sending: dict[tuple[int, int], tuple[int, bytes]] = {}  # (requestor, property) -> type, what is left
        self.served: Callable[[int, str], None] = lambda requestor, target: None
        """Called with the requesting window when a text has been given."""
        self.lost: Callable[[str], None] = lambda selection: None
        """Called when another program has taken a selection."""

    def atom(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = self._display.intern_atom(name)
        return self._atoms[name]

    @property
    def held(self) -> bool:
        """Whether a selection is ours."""
        return bool(self._held)

    def owned(self, selection: str) -> bool:
        """Whether any program owns it."""
        return bool(self._display.get_selection_owner(self.atom(selection)) != X.NONE)

    def all_held(self) -> dict[str, Contents]:
        return dict(self._held)

    # --------------------------------------------------------------------------------------------------------- reading

    def read(self, selection: str) -> Contents:
        """Returns what a selection holds, in all forms that can be had in time; nothing where nobody owns it."""
        if selection in self._held:
            return self._held[selection]
        if not self.owned(selection):
            return {}
        until = time.monotonic() + _ALL_FORMS
        told = self._convert(selection, "TARGETS")
        if told is None or told.format != 32:
            return {}
        names = [self._display.get_atom_name(each) for (each,) in struct.iter_unpack("=I", told.content) if each]
        forms: dict[str, Form] = {}
        size = 0
        for name in sorted(dict.fromkeys(names), key=lambda each: each not in TEXT_FORMS):
            if name in _ABOUT or time.monotonic() > until:
                continue
            form = self._convert(selection, name)
            if form is not None and (size := size + len(form.content)) <= _MOST:
                forms[name] = form
        return forms

    def _convert(self, selection: str, target: str) -> Form | None:
        """Asks the owner for one form."""
        place = self.atom("SARAI_SELECTION")
        self.window.convert_selection(self.atom(selection), self.atom(target), place, X.CurrentTime)
        until = time.monotonic() + _PATIENCE
        answer = self._await(
            lambda event: (
                event.type == X.SelectionNotify
                and event.requestor == self.window
                and event.target == self.atom(target)
                and event.selection == self.atom(selection)
            ),
            until,
        )
        if answer is None or answer.property == X.NONE:
            return None
        found = self._take(place)
        if found is None or found.type != "INCR":
            return found
        pieces: list[Form] = []
        while True:  # the owner sends the next piece when the last one has been deleted
            until = time.monotonic() + _PATIENCE
            came = self._await(
                lambda event: (
                    event.type == X.PropertyNotify
                    and event.window == self.window
                    and event.atom == place
                    and event.state == X.PropertyNewValue
                ),
                until,
            )
            piece = self._take(place) if came is not None else None
            if piece is None or sum(len(each.content) for each in pieces) > _MOST:
                return None
            if not piece.content:
                break
            pieces.append(piece)
        return Form(pieces[0].type, pieces[0].format, b"".join(each.content for each in pieces)) if pieces else None

    def _take(self, place: int) -> Form | None:
        """Reads and deletes a property of our window."""
        found = self.window.get_property(place, X.AnyPropertyType, 0, _MOST // 4, delete=True)
        if found is None:
            return None
        kind = self._display.get_atom_name(found.property_type)
        if found.format == 8:
            content = found.value.encode("latin-1") if isinstance(found.value, str) else bytes(found.value)
        else:
            content = struct.pack(f"={len(found.value)}{'H' if found.format == 16 else 'I'}", *found.value)
        return Form(kind, found.format, content)

    def _await(self, wanted: Callable[[Any], bool], until: float) -> Any | None:
        """Returns the next event of that kind; handles all others."""
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if wanted(event):
                    return event
                self.handle(event)
            left = until - time.monotonic()
            if left <= 0:
                return None
            select.select([self._display.fileno()], [], [], left)

    # --------------------------------------------------------------------------------------------------------- holding

    def hold(self, selection: str, contents: Contents) -> bool:
        """Offers these contents from now on, or nothing. Returns whether the server has given us the selection."""
        now = self._now()
        if not contents:
            if self._held.pop(selection, None) is not None:
                SetSelectionOwner(
                    display=self._display.display, window=X.NONE, selection=self.atom(selection), time=now
                )
            return True
        self._held[selection], self._since[selection] = contents, now
        self.window.set_selection_owner(self.atom(selection), now)
        ours = bool(self._display.get_selection_owner(self.atom(selection)) == self.window)
        if not ours:
            self._held.pop(selection, None)
        return ours

    def _now(self) -> int:
        """The server's time: that of a change of a property of ours."""
        place = self.atom("SARAI_TIME")
        self.window.change_property(place, Xatom.STRING, 8, b"")
        event = self._await(
            lambda event: event.type == X.PropertyNotify and event.window == self.window and event.atom == place,
            time.monotonic() + _PATIENCE,
        )
        return X.CurrentTime if event is None else int(event.time)

    def handle(self, event: Any) -> None:
        """Takes one of the server's events: a program wants the content, has taken a piece, or owns the selection now."""
        if event.type == X.SelectionRequest:
            self._answer(event)
        elif event.type == X.SelectionClear:
            name = next((each for each in self._held if self.atom(each) == event.atom), None)
            # One that tells of our own former ownership, which we have renewed since, is no loss.
            if name is not None and self._display.get_selection_owner(event.atom) != self.window:
                del self._held[name]
                self.lost(name)
        elif event.type == X.PropertyNotify and event.state == X.PropertyDelete:
            self._send_on(event.window, event.atom)

    def _answer(self, event: Any) -> None:
        selection = next((each for each in self._held if self.atom(each) == event.selection), "")
        target = self._display.get_atom_name(event.target)
        place = event.property or event.target
        given = bool(selection) and self._give(event.requestor, place, selection, target)
        event.requestor.send_event(
            protocol.SelectionNotify(
                time=event.time,
                requestor=event.requestor,
                selection=event.selection,
                target=event.target,
                property=place if given else X.NONE,
            )
        )
        self._display.flush()
        if given and target in TEXT_FORMS:
            self.served(event.requestor.id, target)

    def _give(self, requestor: Any, place: int, selection: str, target: str) -> bool:
        forms = self._held[selection]
        if target == "TARGETS":
            known = [self.atom(each) for each in ("TARGETS", "TIMESTAMP", *forms)]
            requestor.change_property(place, Xatom.ATOM, 32, known)
        elif target == "TIMESTAMP":
            requestor.change_property(place, Xatom.INTEGER, 32, [self._since[selection]])
        elif target in forms:
            form = forms[target]
            if len(form.content) <= _PIECE:
                self._put(requestor, place, self.atom(form.type), form.format, form.content)
            else:
                self._sending[requestor.id, place] = (self.atom(form.type), form.content)
                requestor.change_attributes(event_mask=X.PropertyChangeMask)
                requestor.change_property(place, self.atom("INCR"), 32, [len(form.content)])
        else:
            return False
        return True

    def _send_on(self, requestor: Any, place: int) -> None:
        if (requestor.id, place) not in self._sending:
            return
        kind, left = self._sending[requestor.id, place]
        self._put(requestor, place, kind, 8, left[:_PIECE])  # what is long is bytes
        if left:
            self._sending[requestor.id, place] = (kind, left[_PIECE:])
        else:  # the empty piece ends it
            del self._sending[requestor.id, place]
            requestor.change_attributes(event_mask=0)
        self._display.flush()

    def _put(self, requestor: Any, place: int, kind: int, form: int, content: bytes) -> None:
        if form == 8:
            requestor.change_property(place, kind, 8, content)
        else:
            code = "H" if form == 16 else "I"
            requestor.change_property(place, kind, form, [each for (each,) in struct.iter_unpack(f"={code}", content)])
