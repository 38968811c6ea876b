"""The daemon's manners on a desktop, wired to its events. Whatever fails here costs a line in the log and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from audio.events import Earcon
from config.settings import Settings
from daemon.desktop.bus import Bus, quietly, session_address, stay_connected, system_address
from daemon.desktop.calls import Calls
from daemon.desktop.notifications import Notification, Notifier
from daemon.desktop.players import Players
from daemon.desktop.policy import Attending, AutoMute, IdleSleep, Reason
from daemon.desktop.push_key import PushKey
from daemon.desktop.screen import Logind, ScreenSaver
from daemon.desktop.texts import texts
from daemon.desktop.undo import Guard, UndoNote

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation

log = logging.getLogger(__name__)

_LINGER = 1.0
"""Seconds of rest after which other players come back: a follow-up question must not find them loud."""
_ERROR_EVERY = 10.0
"""Seconds between two error sounds at least."""


class Events(Protocol):
    """Where the daemon's events come from, and go to."""

    def publish(self, event: dict[str, Any]) -> None: ...
    def listening_in(self, on_event: Callable[[dict[str, Any]], None]) -> AbstractContextManager[None]: ...


class Manners:
    """`async with Desktop(...)`: from then on, until the end, all of it, as the settings say."""

    def __init__(self, settings: Settings, conversation: Conversation, events: Events) -> None:
        self._settings = settings
        self._conversation = conversation
        self._events = events
        self._manners = settings.manners
        self._texts = texts(settings.speaking.language)
        listening = settings.listening
        self._attention = Attending(listening.mode == "wake")
        self._quiet = AutoMute()
        self._drowsiness = IdleSleep(listening.sleep_minutes)
        self._players: Players | None = None
        self._notifier: Notifier | None = None
        self._locks = {"saver": False, "logind": False}
        self._callers: list[str] = []
        self._state = "off"
        # Whoever opens the microphone from now on is the user: the daemon itself does it at its start only.
        self._started = not listening.at_start or listening.mode == "push"
        self._acting = False  # it is we who switch the microphone
        self._asleep = False
        self._heard = ""
        self._devices = ("", "")
        self._device_problem = ""
        self._tier_notice = ""
        self._error_sounded = -_ERROR_EVERY
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Manners:
        if self._settings.sound.backend != "portaudio":
            return self  # files are talked to: nobody sits at a desk
        self._loop = asyncio.get_running_loop()
        self._group = await self._stack.enter_async_context(asyncio.TaskGroup())
        self._stack.callback(self._end)
        self._stack.enter_context(self._events.listening_in(self._on_event))
        self._begin("the session bus", stay_connected(session_address, self._on_session_bus))
        if self._manners.mute_in_calls:
            self._begin("calls", Calls(self._manners.not_calls, self._on_calls).run())
        self._begin("the system bus", stay_connected(system_address, self._on_system_bus))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _end(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()

    @property
    def muted_by(self) -> str:
        """Why the microphone is closed though its user wants it open: a Reason's value, "asleep", or empty."""
        if self._state != "off":
            return ""
        why = self._quiet.why
        return why.value if why is not None else "asleep" if self._asleep else ""

    # ------------------------------------------------------------------------------------------------------- the buses

    def _begin(self, what: str, work: Awaitable[None]) -> None:
        async def tend() -> None:
            try:
                await work
            except Exception:
                log.exception("%s: given up", what)  # a bug; the daemon goes on

        self._tasks.append(self._group.create_task(tend(), name=f"desktop: {what}"))

    async def _on_session_bus(self, bus: Bus, address: str) -> None:
        manners = self._manners
        async with asyncio.TaskGroup() as group:
            key = self._push_key(bus)
            if key is not None:
                group.create_task(quietly(key.run()))
            if manners.mute_when_locked:
                group.create_task(quietly(ScreenSaver(bus, lambda on: self._on_lock("saver", on)).begin()))
            if manners.notifications != "off":
                self._notifier = Notifier(bus)
                group.create_task(self._notifier.run())
            if manners.players != "off":
                note = UndoNote()
                guard = Guard(note.path, address)
                players = self._players = Players(bus, manners.players, manners.players_volume, note, guard)
                players.quiet(self._attention.on)
                try:
                    await quietly(players.run())
                finally:
                    await asyncio.shield(_farewell(players, guard))

    def _push_key(self, bus: Bus) -> PushKey | None:
        """A key for push to talk, where it is wanted: the desktop may ask the user about it."""
        listening, conversation = self._settings.listening, self._conversation
        if listening.mode != "push" and not listening.push_key:
            return None
        press, description = lambda: conversation.push(hold=True), self._texts["push"]
        return PushKey(bus, press, conversation.release, description=description, preferred=listening.push_key)

    async def _on_system_bus(self, bus: Bus, _address: str) -> None:
        def locked(on: bool) -> None:
            if self._manners.mute_when_locked:
                self._on_lock("logind", on)

        await Logind(bus, locked, lambda on: self._because(Reason.SUSPEND, on)).run()

    # ------------------------------------------------------------------------------------------------------ the daemon

    def _on_event(self, event: dict[str, Any]) -> None:
        try:
            self._take(event)
        except Exception:
            log.exception("manners: event %s", event.get("kind"))  # a bug; the conversation goes on

    def _take(self, event: dict[str, Any]) -> None:
        if self._attention.update(event):
            self._attend()
        match event["kind"]:
            case "state":
                self._on_state(event["state"])
            case "wake":
                self._sound("listening")
            case "switch":
                self._started = True
                if not event["listening"]:
                    self._quiet.refused()
                    self._asleep = False
            case "heard":
                self._heard = event["text"]
            case "reply_done":
                if self._manners.notifications == "all" and event["text"]:
                    self._notify("talk", self._heard or event["text"], event["text"] if self._heard else "")
                    self._heard = ""
            case "problem":
                self._on_problem(event["text"])
            case "tier":
                self._on_tier(event["notice"])
            case "device":
                self._on_device(event["capture"], event["playback"], event["problem"])

    def _on_state(self, state: str) -> None:
        before, self._state = self._state, state
        self._asleep = self._asleep and state == "off"
        self._drowsiness.state(state, self._loop.time())
        due = self._drowsiness.due
        self._at("sleep", due - self._loop.time() if due is not None else None, self._fall_asleep)
        if before == "off" and state == "listening" and not self._acting:
            by_user, self._started = self._started, True
            if not self._conversation.pushed:  # for one question, after which all is as before
                self._loop.call_soon(self._switch, self._quiet.opened(by_user))  # the daemon is just opening it
            if by_user:
                self._sound("listening")

    def _attend(self) -> None:
        """Other players: at once when it begins, a little later when it ends."""
        if self._attention.on:
            self._at("players", None, self._release_players)
            if self._players is not None:
                self._players.quiet(True)
        else:
            self._at("players", _LINGER, self._release_players)

    def _release_players(self) -> None:
        if self._players is not None:
            self._players.quiet(False)

    def _on_problem(self, text: str) -> None:
        now = self._loop.time()
        if now - self._error_sounded >= _ERROR_EVERY:
            self._error_sounded = now
            self._sound("error")
        self._notify("problem", self._texts["problem"], text, "dialog-warning")

    def _on_tier(self, notice: str) -> None:
        known, self._tier_notice = self._tier_notice, notice
        if notice and notice != known:
            self._on_problem(notice)

    def _on_device(self, capture: str, playback: str, problem: str) -> None:
        """Tell which device took over. Devices that merely open and close are no news."""
        known, in_trouble = self._devices, self._device_problem
        self._device_problem = problem
        now = self._devices = (capture or known[0], playback or known[1])
        moved = any(before and before != after for before, after in zip(known, now, strict=True))
        if problem:
            if problem != in_trouble:
                self._notify("device", self._texts["devices"], problem, "dialog-warning")
        elif moved or (in_trouble and any(now)):  # with no device at all, the trouble only rests: nothing is to be open
            log.info("sound devices: %s, %s", *(name or "none" for name in now))
            labels = (self._texts["microphone"], self._texts["loudspeaker"])
            lines = [f"{label}: {name or self._texts['none']}" for label, name in zip(labels, now, strict=True)]
            self._notify("device", self._texts["devices"], "\n".join(lines))

    # -------------------------------------------------------------------------------------------------- the microphone

    def _on_lock(self, who: str, on: bool) -> None:
        self._locks[who] = on
        self._because(Reason.LOCKED, any(self._locks.values()))

    def _on_calls(self, programs: list[str]) -> None:
        self._callers = programs
        self._because(Reason.CALL, bool(programs))

    def _because(self, reason: Reason, on: bool) -> None:
        before = self._quiet.why
        self._switch(self._quiet.begins(reason, self._conversation.hears) if on else self._quiet.ends(reason))
        if before is not None and self._quiet.why not in (before, None):
            self._tell_why()  # the first of two reasons has gone

    def _switch(self, on: bool | None) -> None:
        """Open or close the microphone for a reason of ours."""
        if on is None:
            return
        self._acting = True
        try:
            self._conversation.listen(on)
        finally:
            self._acting = False
        self._tell_why()

    def _tell_why(self) -> None:
        """Whether the microphone is closed by us, and the reason."""
        why = self._quiet.why
        log.info("listening again" if why is None else "not listening: %s", *([] if why is None else [why.value]))
        self._events.publish({"kind": "muted", "on": why is not None, "reason": why.value if why is not None else ""})
        if why in (Reason.CALL, Reason.LOCKED):
            self._notify("microphone", self._texts[why.value].format(who=", ".join(self._callers)), "")

    def _fall_asleep(self) -> None:
        if self._state != "listening":
            return  # it will be asked again when the turn is over
        self._asleep = True
        log.info("nobody has spoken for %g minutes: asleep", self._settings.listening.sleep_minutes)
        self._acting = True
        try:
            self._conversation.listen(False)
        finally:
            self._acting = False
        self._events.publish({"kind": "muted", "on": True, "reason": "asleep"})
        self._notify("microphone", self._texts["asleep"], "")

    # ------------------------------------------------------------------------------------------------------------ hands

    def _sound(self, kind: str) -> None:
        if self._manners.sounds:
            self._conversation.ports.sound(Earcon(kind))

    def _notify(self, subject: str, summary: str, body: str, icon: str = "audio-input-microphone") -> None:
        if self._notifier is not None and not any(self._locks.values()):
            self._notifier.show(Notification(subject, summary, body, icon))

    def _at(self, name: str, seconds: float | None, what: Callable[[], None]) -> None:
        """Do it after so many seconds, and not what was planned under that name before; None: not at all."""
        if name in self._timers:
            self._timers.pop(name).cancel()
        if seconds is not None:
            self._timers[name] = self._loop.call_later(max(0.0, seconds), what)


async def _farewell(players: Players, guard: Guard) -> None:
    await players.restore()
    await guard.stop()
