"""The delivery of an answer, from the first token to the last sample: asked for, held back, released, cut."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from audio import events as sound
from config.constants import ms, samples
from daemon.control.events import ReplyDelta, ReplyDone, ReplyMended, TurnTimed
from daemon.conversation import reply_events
from daemon.conversation.dialogue import Dialogue, Exchange
from daemon.conversation.latency import Stamps
from daemon.conversation.ports import Ports
from daemon.conversation.reply import Reply
from daemon.conversation.turn import Turn
from daemon.skills.actions.recital import Recital
from models.engine import Message

ECHO_LASTS = samples(600)
"""Samples after a reply's end for which its echo may be heard: a room, and a loudspeaker that plays later than it tells."""


class Delivery:
    """At most one answer is under way. Results for an older turn or revision are dropped here."""

    def __init__(self, ports: Ports, dialogue: Dialogue) -> None:
        self._ports = ports
        self._dialogue = dialogue
        self.reply: Reply | None = None
        self.turn: Turn | None = None
        """The turn that `reply` answers."""
        self.given = ""
        """The text that is spoken as the answer, where it was given and not made by a mind."""
        self.stamps = Stamps()
        # A number is never used twice, not for a new revision either: the sound worker ignores a flushed reply's number.
        self._numbers = itertools.count(1)
        self._recited = ""  # the last that was heard of the last reply, where that was a recital
        self._echo_until = math.inf
        self._wanted: tuple[int, int] | None = None  # (turn, revision) of the answer being made
        # Flushed replies whose end the loudspeaker has not reported yet: the history waits for that report.
        self._cut: dict[int, tuple[Reply, Turn, Stamps]] = {}

    @property
    def spoken(self) -> str:
        """The text that may come back as echo: the released reply's, or else that of the last one heard.

        An answer that is held back cannot come back: "good morning" is answered by the same words.
        """
        if self._sounds is not None:
            return self._sounds.sounding()
        if self._recited:
            return self._recited
        return self._dialogue.exchanges[-1].said if self._dialogue.exchanges else ""

    @property
    def _sounds(self) -> Reply | None:
        """The reply that has been released, and has words."""
        return self.reply if self.reply is not None and self.reply.released and self.reply.text else None

    def may_echo(self, end: int) -> bool:
        """Whether speech that ended at that position of the hearing timeline may be the echo of the last reply: none goes on
        for long after the reply has ended."""
        return self._sounds is not None or end <= self._echo_until

    @property
    def audible(self) -> bool:
        """Whether any of the answer under way has been played."""
        return self.reply is not None and self.reply.played > 0

    @property
    def broken(self) -> bool:
        """Whether the answer under way broke off after a part of it."""
        return self.reply is not None and self.reply.broken

    # -------------------------------------------------------------------------------------------------------- asking

    def prepare(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        """Have the turn answered as it stands. The answer is held back until `release`."""
        turn.speculations += 1
        self.given = ""
        self._begin(turn, turn.transcript.language if turn.transcript else "")
        self.stamps = _stamps(turn)
        self._ports.speech.respond(turn, messages)

    def deliver(self, turn: Turn, text: str | Recital, language: str) -> None:
        """Speak a given text as the turn's answer, audible at once."""
        if self.turn is not turn:
            self.stamps = _stamps(turn)
        self.given = text if isinstance(text, str) else ""
        reply = self._begin(turn, language)
        reply.released = True
        reply.recital = text if isinstance(text, Recital) else None
        self._ports.speech.speak(turn, text, language)

    def _begin(self, turn: Turn, language: str) -> Reply:
        self.turn = turn
        self._wanted = (turn.number, turn.revision)
        self.reply = Reply(next(self._numbers), turn.number, turn.revision, language, anchor=(turn.end, 0))
        return self.reply

    def is_for(self, turn: Turn) -> bool:
        """Whether the answer under way is for the turn as it stands now."""
        return self.expects(turn.number, turn.revision)

    def makes_sound_for(self, turn: Turn) -> bool:
        """Whether the answer to the turn as it stands is being made, and none of its sound is there yet."""
        reply = self.reply
        return self.is_for(turn) and reply is not None and not reply.samples and not reply.complete

    def has_sound_for(self, turn: Turn) -> bool:
        """Whether some of the sound of the answer to the turn as it stands is there."""
        return self.is_for(turn) and self.reply is not None and self.reply.samples > 0

    def expects(self, number: int, revision: int) -> bool:
        """Whether the answer under way is for that revision of that turn."""
        return self._wanted == (number, revision)

    def abandon(self) -> None:
        """Stop making the answer. The released part goes on being heard."""
        if self._wanted is not None:
            self._ports.speech.cancel()
        self._wanted = None

    # ----------------------------------------------------------------------------------------------------- what comes

    def take(self, item: reply_events.Said | reply_events.Clause | reply_events.Audio | reply_events.Finished) -> bool:
        """Take the next item of the answer. Returns True when the answer has ended without sound to play."""
        reply = self.reply
        assert reply is not None
        match item:
            case reply_events.Said():
                self.stamps.first_token = self.stamps.first_token or item.time
                reply.text += item.text
                if reply.released and item.text:
                    self._ports.publish(ReplyDelta(reply.turn, item.text))
            case reply_events.Clause():
                self.stamps.first_clause = self.stamps.first_clause or item.time
                reply.add_clause(item.text, item.start, item.end, item.places)
            case reply_events.Audio():
                self.stamps.first_audio = self.stamps.first_audio or item.time
                reply.add_audio(item.pcm, item.rate, item.marks)
                self._ports.speech.ahead(reply.ahead)
                if reply.released:
                    self._ports.sound(sound.Play(reply.number, item.rate, item.pcm, last=False))
                else:
                    reply.held.append(item.pcm)
            case reply_events.Finished():
                return self._end_of_sound(reply)
        return False

    def release(self) -> bool:
        """The turn is over: the answer is heard from now on. Returns True when it has ended without sound, like `take`."""
        reply = self.reply
        if reply is None:
            return False
        reply.released = True
        if reply.text:
            self._ports.publish(ReplyDelta(reply.turn, reply.text))
        for pcm in reply.held:
            self._ports.sound(sound.Play(reply.number, reply.rate, pcm, last=False))
        reply.held.clear()
        return reply.complete and self._end_of_sound(reply)

    def end_early(self) -> bool:
        """No more of the answer will come. Returns True when part of it can be heard; that part is played to its end."""
        reply = self.reply
        if reply is None or not reply.samples or not reply.released:
            return False
        reply.broken = True
        self._end_of_sound(reply)
        return True

    def _end_of_sound(self, reply: Reply) -> bool:
        reply.complete = True
        if not reply.samples:
            return reply.released
        if reply.released:
            self._ports.sound(sound.Play(reply.number, reply.rate, b"", last=True))
        return False

    # ---------------------------------------------------------------------------------------------------- taking back

    def withdraw(self) -> None:
        """Take back a reply that has not been heard."""
        self.abandon()
        if self.reply is not None and self.reply.released:
            self._ports.sound(sound.Flush(self.reply.number))
        self.reply = self.turn = None

    def cut(self, forget: bool = False) -> None:
        """Silence at once. The heard part is estimated now, and exact once the loudspeaker has reported.

        `forget` leaves the turn out of the conversation and the history, because another one continues it.
        """
        reply, turn = self.reply, self.turn
        self.withdraw()
        if reply is None or turn is None or forget:
            return
        self._cut[reply.number] = (reply, turn, self.stamps)
        self._recited = _tail(reply)
        self._echo_until = math.inf
        if turn.text:
            self._dialogue.add(_exchange(reply, turn, self.stamps, interrupted=True))

    def keep_unheard(self, turn: Turn) -> None:
        """Keep what was done for a turn whose reply is not heard."""
        language = turn.transcript.language if turn.transcript is not None else ""
        exchange = Exchange(turn.number, turn.text, "", language, turn.answer, interrupted=True, done=turn.done)
        self._dialogue.add(exchange)
        self._ports.record(exchange)

    def did(self, turn: Turn) -> bool:
        """Keep what was done for a turn after the end of its reply. Returns False where the turn itself was not kept."""
        if not self._dialogue.extend(turn.number, done=turn.done):
            return False
        if turn.done and all(cut is not turn for _, cut, _ in self._cut.values()):  # else it is yet to be recorded
            self._ports.extend(turn.number, "", turn.done)
        return True

    def tell(self, number: int, said: str, source: str) -> None:
        """Keep what is said for a turn after the end of its reply, and who wrote it."""
        if self._dialogue.extend(number, said=said, source=source):
            self._ports.extend(number, said, "")

    def settle(self) -> None:
        """The loudspeaker will report no more: close the replies that were cut with its last reports."""
        while self._cut:
            self._close_cut(next(iter(self._cut)))

    # ------------------------------------------------------------------------------------------------------- playback

    def started(self, event: sound.PlaybackStarted) -> bool:
        """Note when the reply became audible. Returns False for an older reply."""
        if self.reply is None or self.reply.number != event.reply:
            return False
        self.stamps.audible = event.audible_time
        if self.stamps.end_of_speech and self.turn is not None:
            waited = event.audible_time - self.stamps.end_of_speech
            self.reply.anchor = (self.turn.end + samples(waited * 1000), 0)
        self._ports.publish(TurnTimed(self.reply.turn, self.stamps.milliseconds()))
        return True

    def progressed(self, event: sound.PlaybackProgress) -> None:
        if self.reply is not None and self.reply.number == event.reply:
            self.reply.played, self.reply.underruns = event.played, event.underruns
            self._ports.speech.ahead(self.reply.ahead)

    def ended(self, event: sound.PlaybackEnded) -> bool:
        """Note how much was played. Returns whether the current reply has ended, and not one that was cut."""
        if event.reply in self._cut:
            reply, *_ = self._cut[event.reply]
            reply.played, reply.underruns = event.played, event.underruns
            self._close_cut(event.reply)
            return False
        if self.reply is None or self.reply.number != event.reply:
            return False
        self.reply.played, self.reply.underruns = event.played, event.underruns
        return True

    def _close_cut(self, number: int) -> None:
        """Keep what was heard of a cut reply, by its word marks. Where those are estimates, have the reply listened to."""
        reply, turn, stamps = self._cut.pop(number)
        if not _is_told(reply):
            self._dialogue.amend(turn.number, reply.heard())
        self._report(reply, turn, stamps, interrupted=True)
        played = reply.to_listen_to()
        if played is not None and turn.text:
            self._ports.speech.listen_back(turn.number, played)

    def mend(self, turn: int, said: str) -> None:
        """A recogniser has found out which part of a turn's reply was heard."""
        self._dialogue.amend(turn, said)
        self._ports.publish(ReplyMended(turn, said))
        self._ports.correct(turn, said)

    def goes_on(self, at: int) -> None:
        """The paused reply plays on at this position of the hearing timeline."""
        if self.reply is not None:
            self.reply.anchor = (at, self.reply.played)

    def finish(self) -> int:
        """The reply has been heard to its end: keep it. Returns its end on the hearing timeline; 0 when there was none."""
        reply, turn = self.reply, self.turn
        self._wanted = self.reply = self.turn = None
        if reply is None or turn is None:
            return 0
        self._recited = _tail(reply)
        # Where an announcement is on the timeline nobody knows.
        self._echo_until = reply.position + ECHO_LASTS if self.stamps.end_of_speech else math.inf
        if turn.text:
            self._dialogue.add(_exchange(reply, turn, self.stamps, interrupted=False))
        self._report(reply, turn, self.stamps, interrupted=False)
        return reply.position

    def _report(self, reply: Reply, turn: Turn, stamps: Stamps, interrupted: bool) -> None:
        exchange = _exchange(reply, turn, stamps, interrupted)
        if reply.recital is not None:
            reply.recital.stopped(reply.goes_on_at())
        self._ports.publish(
            ReplyDone(
                turn=turn.number,
                text=exchange.done if _is_told(reply) else exchange.said,
                interrupted=interrupted,
                underruns=reply.underruns,
                played=reply.played,
                rate=reply.rate,
            )
        )
        if turn.text:
            self._ports.record(exchange)


def _tail(reply: Reply) -> str:
    return reply.sounding() if reply.recital is not None else ""


def _is_told(reply: Reply) -> bool:
    """Whether the history has in its own words what was heard, instead of the text."""
    return reply.recital is not None and reply.recital.told is not None


def _exchange(reply: Reply, turn: Turn, stamps: Stamps, interrupted: bool) -> Exchange:
    said, full = reply.heard(), reply.text.strip()
    times = stamps.milliseconds()
    if reply.recital is not None and reply.recital.told is not None:
        done = reply.recital.told(len(said.split()))
        return Exchange(turn.number, turn.text, "", reply.language, "", interrupted, times, done)
    return Exchange(turn.number, turn.text, said, reply.language, full, interrupted, times, turn.done, turn.source)


def _stamps(turn: Turn) -> Stamps:
    """Times known before the answer begins; none for an announcement, which answers nobody."""
    if not turn.end_time:
        return Stamps()
    return Stamps(turn.end_time, turn.end_time + ms(max(0, max(turn.noticed, turn.heard_until) - turn.end)) / 1000)
