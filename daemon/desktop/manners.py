"""The daemon's manners on a desktop, wired to its events. A failure here costs a line in the log and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from audio.events import Earcon
from config.settings import Settings
from daemon.control.events import (
    Devices,
    Dictated,
    DictationChanged,
    Event,
    MicrophoneMuted,
    MicrophoneSwitched,
    PartialHeard,
    ProblemOccurred,
    QuestionHeard,
    ReplyDone,
    RingingChanged,
    RingingTimer,
    StateChanged,
    TierChanged,
    Woken,
)
from daemon.desktop.bus import Bus, quietly, session_address, stay_connected, system_address
from daemon.desktop.calls import Calls
from daemon.desktop.notifications import Notification, Notifier, Stays
from daemon.desktop.players import Players
from daemon.desktop.policy import Attending, AutoMute, IdleSleep, Reason
from daemon.desktop.push_key import PushKey
from daemon.desktop.screen import Logind, ScreenSaver
from daemon.desktop.texts import texts
from daemon.desktop.undo import Guard, UndoNote

if TYPE_CHECKING:
    from daemon.conversation.conversation import Conversation

log = logging.getLogger(__name__)

_WARNING = "dialog-warning"
"""The icon of a notification that tells of a problem: a name of the desktop's icon theme."""
_LINGER = 1.0
"""Seconds until other players come back after a reply: a follow-up question must not find them loud."""
_ERROR_EVERY = 10.0
"""Least seconds between two error sounds."""


class Events(Protocol):
    """Where the daemon's events come from and go to."""

    def publish(self, event: Event) -> None: ...
    def listening_in(self, on_event: Callable[[Event], None]) -> AbstractContextManager[None]: ...


class Dictating(Protocol):
    """Begins and ends a dictation. dictation.Dictation implements it."""

    def begin(self, hold: bool = False) -> None: ...
    def end(self, drop: bool = False) -> bool: ...


class Manners:
    """All manners that the settings ask for, while in `async with Manners(...)`."""

    def __init__(
        self,
        settings: Settings,
        conversation: Conversation,
        events: Events,
        end_ringing: Callable[[bool], None] = lambda snooze: None,
        dictation: Dictating | None = None,
    ) -> None:
        """`end_ringing` ends what rings, or puts it off. `dictation` is what its key begins and ends."""
        self._dictation = dictation
        self._dictated: str | None = None  # the end of what was dictated; None while nothing is
        self._where = ""
        self._end_ringing = end_ringing
        self._settings = settings
        self._conversation = conversation
        self._events = events
        self._manners = settings.manners
        self._texts = texts(settings.speaking.language)
        listening = settings.listening
        self._attending = Attending(listening.mode == "wake")
        self._auto_mute = AutoMute()
        self._idle_sleep = IdleSleep(listening.sleep_minutes)
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
        """Why the microphone is closed although the user wants it open: a Reason's value, "asleep", or empty."""
        if self._state != "off":
            return ""
        why = self._auto_mute.why
        return why.value if why is not None else "asleep" if self._asleep else ""

    def held_players(self) -> list[str]:
        """Returns the players that we have paused for now."""
        return self._players.held() if self._players is not None else []

    def leave_player(self, player: str) -> None:
        """Leaves a player as it is from now on: the user has said so."""
        if self._players is not None:
            self._players.leave(player)

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
            for key in filter(None, (self._push_key(bus), self._dictation_key(bus))):
                group.create_task(quietly(key.run()))
            if manners.mute_when_locked:
                group.create_task(quietly(ScreenSaver(bus, lambda on: self._on_lock("saver", on)).begin()))
            if manners.notifications != "off":
                self._notifier = Notifier(bus, self._chosen)
                group.create_task(self._notifier.run())
            if manners.players != "off":
                note = UndoNote()
                guard = Guard(note.path, address)
                players = self._players = Players(bus, manners.players, manners.players_volume, note, guard)
                players.quiet(self._attending.on)
                try:
                    await quietly(players.run())
                finally:
                    await asyncio.shield(_farewell(players, guard))

    def _push_key(self, bus: Bus) -> PushKey | None:
        """Returns a key for push to talk where the settings want one. The desktop may ask the user about it."""
        listening, conversation = self._settings.listening, self._conversation
        if listening.mode != "push" and not listening.push_key:
            return None
        press, description = lambda: conversation.push(hold=True), self._texts["push"]
        return PushKey(bus, press, conversation.release, description=description, preferred=listening.push_key)

    def _dictation_key(self, bus: Bus) -> PushKey | None:
        """Likewise for dictation."""
        dictation, key = self._dictation, self._settings.dictation.key
        if dictation is None or not key:
            return None
        press, description = lambda: dictation.begin(hold=True), self._texts["dictate"]
        return PushKey(bus, press, dictation.end, description=description, preferred=key, shortcut="dictation")

    async def _on_system_bus(self, bus: Bus, _address: str) -> None:
        def locked(on: bool) -> None:
            if self._manners.mute_when_locked:
                self._on_lock("logind", on)

        await Logind(bus, locked, lambda on: self._because(Reason.SUSPEND, on)).run()

    # ------------------------------------------------------------------------------------------------------ the daemon

    def _on_event(self, event: Event) -> None:
        try:
            self._take(event)
        except Exception:
            log.exception("manners: event %s", event.kind)  # a bug; the conversation goes on

    def _take(self, event: Event) -> None:
        if self._attending.update(event):
            self._attend()
        match event:
            case StateChanged():
                self._on_state(event.state)
            case Woken():
                self._sound("listening")
            case MicrophoneSwitched():
                self._started = True
                if not event.listening:
                    self._auto_mute.refused()
                    self._asleep = False
            case QuestionHeard():
                self._heard = event.text
            case DictationChanged():
                self._on_dictation(event)
            case PartialHeard() if self._dictated is not None:
                self._show_dictation(event.text)
            case Dictated():
                self._on_dictated(event)
            case ReplyDone():
                if self._manners.notifications == "all" and event.text:
                    self._notify("talk", self._heard or event.text, event.text if self._heard else "")
                    self._heard = ""
            case RingingChanged():
                self._on_ringing(event.timers)
            case ProblemOccurred():
                self._on_problem(event.text)
            case TierChanged():
                self._on_tier(event.notice)
            case Devices():
                self._on_device(event)

    def _on_dictation(self, event: DictationChanged) -> None:
        if event.on:
            self._dictated = ""
            self._where = self._texts["dictating"].format(where=event.application or self._texts["the_window"])
            self._sound("listening")
            self._show_dictation("")
        else:
            self._dictated = None
            self._withdraw("dictation")

    def _on_dictated(self, event: Dictated) -> None:
        if event.fate in ("kept", "refused"):
            words = event.text.strip() if self._manners.notifications == "all" else ""
            self._notify("dictated", self._texts[event.fate], words or event.why, "edit-paste", Stays.IN_LIST)
        elif self._dictated is not None:
            self._dictated = event.text.strip()
            self._show_dictation("")

    def _show_dictation(self, partial: str) -> None:
        """What is being said, and before that what was typed last."""
        if self._manners.notifications == "all":
            words = partial or self._dictated or ""
            self._notify("dictation", self._where, words, stays=Stays.UNTIL_WITHDRAWN)

    def _on_ringing(self, timers: Sequence[RingingTimer]) -> None:
        """A click on the notification, or its button, ends what rings."""
        if not timers:
            self._withdraw("ring")
        elif self._notifier is not None:
            first, *others = (each.text for each in timers)
            actions = (("default", ""), ("stop", self._texts["stop"]), ("snooze", self._texts["snooze"]))
            told = Notification("ring", first, "\n".join(others), "alarm-symbolic", Stays.UNTIL_WITHDRAWN, actions)
            self._notifier.show(told)

    def _chosen(self, subject: str, key: str) -> None:
        if subject == "ring":
            self._end_ringing(key == "snooze")

    def _on_state(self, state: str) -> None:
        before, self._state = self._state, state
        self._asleep = self._asleep and state == "off"
        self._idle_sleep.state(state, self._loop.time())
        due = self._idle_sleep.due
        self._at("sleep", due - self._loop.time() if due is not None else None, self._fall_asleep)
        if before == "off" and state == "listening" and not self._acting:
            by_user, self._started = self._started, True
            if not self._conversation.pushed:  # for one question, after which all is as before
                self._loop.call_soon(self._switch, self._auto_mute.opened(by_user))  # the daemon is just opening it
            if by_user:
                self._sound("listening")

    def _attend(self) -> None:
        """Quietens other players at once when attending begins; restores them a little after it ends."""
        if self._attending.on:
            self._at("players", None, self._release_players)
            if self._players is not None:
                self._players.quiet(True)
        else:
            self._at("players", _LINGER, self._release_players)

    def _release_players(self) -> None:
        if self._players is not None:
            self._players.quiet(False)

    def _on_problem(self, text: str, subject: str = "problem", stays: Stays = Stays.IN_LIST) -> None:
        now = self._loop.time()
        if now - self._error_sounded >= _ERROR_EVERY:
            self._error_sounded = now
            self._sound("error")
        self._notify(subject, self._texts["problem"], text, _WARNING, stays)

    def _on_tier(self, notice: str) -> None:
        known, self._tier_notice = self._tier_notice, notice
        if not notice:
            self._withdraw("tier")
        elif notice != known:
            self._on_problem(notice, "tier", Stays.UNTIL_WITHDRAWN)

    def _on_device(self, devices: Devices) -> None:
        """Notifies the user of the device that took over. Devices that merely open and close are no news."""
        known, in_trouble = self._devices, self._device_problem
        self._device_problem = problem = devices.problem
        now = self._devices = (devices.capture or known[0], devices.playback or known[1])
        moved = any(before and before != after for before, after in zip(known, now, strict=True))
        if problem:
            if problem != in_trouble:
                self._notify("device", self._texts["devices"], problem, _WARNING, Stays.UNTIL_WITHDRAWN)
        elif moved or (in_trouble and any(now)):  # with no device at all, the trouble only rests: nothing is to be open
            log.info("sound devices: %s, %s", *(name or "none" for name in now))
            labels = (self._texts["microphone"], self._texts["loudspeaker"])
            lines = [f"{label}: {name or self._texts['none']}" for label, name in zip(labels, now, strict=True)]
            self._notify("device", self._texts["devices"], "\n".join(lines))
        else:
            self._withdraw("device")

    # -------------------------------------------------------------------------------------------------- the microphone

    def _on_lock(self, who: str, on: bool) -> None:
        self._locks[who] = on
        self._because(Reason.LOCKED, any(self._locks.values()))

    def _on_calls(self, programs: list[str]) -> None:
        self._callers = programs
        self._because(Reason.CALL, bool(programs))

    def _because(self, reason: Reason, on: bool) -> None:
        before = self._auto_mute.why
        self._switch(self._auto_mute.begins(reason, self._conversation.hears) if on else self._auto_mute.ends(reason))
        if before is not None and self._auto_mute.why not in (before, None):
            self._tell_why()  # the first of two reasons has gone

    def _switch(self, on: bool | None) -> None:
        """Opens or closes the microphone for a reason of our own; None does nothing."""
        if on is None:
            return
        self._acting = True
        try:
            self._conversation.listen(on)
        finally:
            self._acting = False
        self._tell_why()

    def _tell_why(self) -> None:
        """Publishes whether we have closed the microphone, and why."""
        why = self._auto_mute.why
        log.info("listening again" if why is None else "not listening: %s", *([] if why is None else [why.value]))
        self._events.publish(MicrophoneMuted(why is not None, why.value if why is not None else ""))
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
        self._events.publish(MicrophoneMuted(True, "asleep"))
        self._notify("microphone", self._texts["asleep"], "")

    # ------------------------------------------------------------------------------------------------------------ hands

    def _sound(self, kind: str) -> None:
        if self._manners.sounds:
            self._conversation.ports.sound(Earcon(kind))

    def _notify(
        self, subject: str, summary: str, body: str, icon: str = "audio-input-microphone", stays: Stays = Stays.BRIEFLY
    ) -> None:
        if self._notifier is not None and not any(self._locks.values()):
            self._notifier.show(Notification(subject, summary, body, icon, stays))

    def _withdraw(self, subject: str) -> None:
        if self._notifier is not None:
            self._notifier.withdraw(subject)

    def _at(self, name: str, seconds: float | None, what: Callable[[], None]) -> None:
        """Calls `what` after `seconds`, in place of what was planned under that name; None cancels the plan."""
        if name in self._timers:
            self._timers.pop(name).cancel()
        if seconds is not None:
            self._timers[name] = self._loop.call_later(max(0.0, seconds), what)


async def _farewell(players: Players, guard: Guard) -> None:
    await players.restore()
    await guard.stop()
