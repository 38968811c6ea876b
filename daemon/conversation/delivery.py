"""The answer to a turn, from the first thought to the last sample: asked for, held back, released, cut."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from audio import events as sound
from config.constants import ms, samples
from daemon.conversation import reply_events
from daemon.conversation.dialogue import Dialogue, Exchange
from daemon.conversation.latency import Stamps
from daemon.conversation.ports import Ports, Record
from daemon.conversation.reply import Reply
from daemon.conversation.turn import Turn
from models.engine import Message


class Delivery:
    """At most one answer is under way. What belongs to an older turn or revision is dropped here."""

    def __init__(self, ports: Ports, dialogue: Dialogue) -> None:
        self._ports = ports
        self._dialogue = dialogue
        self.reply: Reply | None = None
        self.turn: Turn | None = None
        """Whose answer it is."""
        self.stamps = Stamps()
        # Never the same number twice, for a new revision either: the sound worker takes nothing more of a flushed reply.
        self._numbers = itertools.count(1)
        self._wanted: tuple[int, int] | None = None  # (turn, revision) the responder works on
        # Flushed replies whose end the loudspeaker has not reported yet: the history waits for what was really heard.
        self._cut: dict[int, tuple[Reply, Turn, Stamps]] = {}

    @property
    def spoken(self) -> str:
        """The text of the reply that is heard or, while there is none, of the last one that was: what may come back as echo.
        An answer that is held back cannot: "good morning" is answered by the same words."""
        if self.reply is not None and self.reply.released and self.reply.text:
            return self.reply.text
        return self._dialogue.exchanges[-1].said if self._dialogue.exchanges else ""

    # -------------------------------------------------------------------------------------------------------- asking

    def prepare(self, turn: Turn, messages: Callable[[str], list[Message]]) -> None:
        """Have the turn answered as it stands; what comes is held back until `release`."""
        turn.speculations += 1
        self._begin(turn, turn.transcript.language if turn.transcript else "")
        self.stamps = _stamps(turn)
        self._ports.respond(turn, messages)

    def say(self, turn: Turn, text: str, language: str) -> None:
        """Speak a given text as the turn's answer, to be heard at once."""
        if self.turn is not turn:
            self.stamps = _stamps(turn)
        self._begin(turn, language).released = True
        self._ports.say(turn, text, language)

    def _begin(self, turn: Turn, language: str) -> Reply:
        self.turn = turn
        self._wanted = (turn.number, turn.revision)
        self.reply = Reply(next(self._numbers), turn.number, turn.revision, language, anchor=(turn.end, 0))
        return self.reply

    def is_for(self, turn: Turn) -> bool:
        """Whether the responder works on the turn as it stands now."""
        return self._wanted == (turn.number, turn.revision)

    def expects(self, number: int, revision: int) -> bool:
        return self._wanted == (number, revision)

    def abandon(self) -> None:
        """Stop working on it; what has been released goes on being heard."""
        if self._wanted is not None:
            self._ports.cancel()
        self._wanted = None

    # ----------------------------------------------------------------------------------------------------- what comes

    def take(self, item: reply_events.Said | reply_events.Clause | reply_events.Audio | reply_events.Finished) -> bool:
        """Take the next item of the expected answer. True when it has ended and has no sound to play."""
        reply = self.reply
        assert reply is not None
        match item:
            case reply_events.Said():
                self.stamps.first_token = self.stamps.first_token or item.time
                reply.text += item.text
                if reply.released:
                    self._ports.publish("reply", turn=reply.turn, delta=item.text)
            case reply_events.Clause():
                self.stamps.first_clause = self.stamps.first_clause or item.time
                reply.add_clause(item.text, item.start, item.end, item.places)
            case reply_events.Audio():
                self.stamps.first_audio = self.stamps.first_audio or item.time
                reply.add_audio(item.pcm, item.rate, item.marks)
                if reply.released:
                    self._ports.sound(sound.Play(reply.number, item.rate, item.pcm, last=False))
                else:
                    reply.held.append(item.pcm)
            case reply_events.Finished():
                return self._end_of_sound(reply)
        return False

    def release(self) -> bool:
        """The turn is over: what has been made is heard, and what comes is heard as it comes. True as of `take`."""
        reply = self.reply
        if reply is None:
            return False
        reply.released = True
        if reply.text:
            self._ports.publish("reply", turn=reply.turn, delta=reply.text)
        for pcm in reply.held:
            self._ports.sound(sound.Play(reply.number, reply.rate, pcm, last=False))
        reply.held.clear()
        return reply.complete and self._end_of_sound(reply)

    def end_early(self) -> bool:
        """Nothing more will come. True when some of it is audible, which is then played to its end."""
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
        """Take back a reply of which nothing has been heard."""
        self.abandon()
        if self.reply is not None and self.reply.released:
            self._ports.sound(sound.Flush(self.reply.number))
        self.reply = self.turn = None

    def cut(self, forget: bool = False) -> None:
        """Silence at once. What was heard is known exactly when the loudspeaker has reported; `forget` leaves the turn
        out of the conversation, because another one continues it."""
        reply, turn = self.reply, self.turn
        self.withdraw()
        if reply is None or turn is None or forget:
            return
        self._cut[reply.number] = (reply, turn, self.stamps)
        if turn.text:
            self._dialogue.add(Exchange(turn.number, turn.text, reply.heard(), reply.language))

    def settle(self) -> None:
        """The loudspeaker will report no more: what it has told of replies that were cut is what is known."""
        while self._cut:
            self._close_cut(next(iter(self._cut)))

    # ------------------------------------------------------------------------------------------------------- playback

    def started(self, event: sound.PlaybackStarted) -> bool:
        """Whether it is this answer that can be heard now."""
        if self.reply is None or self.reply.number != event.reply:
            return False
        self.stamps.audible = event.audible_time
        if self.stamps.end_of_speech and self.turn is not None:
            waited = event.audible_time - self.stamps.end_of_speech
            self.reply.anchor = (self.turn.end + samples(waited * 1000), 0)
        self._ports.publish("timings", turn=self.reply.turn, ms=self.stamps.milliseconds())
        return True

    def progressed(self, event: sound.PlaybackProgress) -> None:
        if self.reply is not None and self.reply.number == event.reply:
            self.reply.played, self.reply.underruns = event.played, event.underruns

    def ended(self, event: sound.PlaybackEnded) -> bool:
        """Whether it is this answer that has come to its end."""
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
        """What was heard of a cut reply is known as well as its marks tell; where they are estimates, it is listened to."""
        reply, turn, stamps = self._cut.pop(number)
        self._dialogue.amend(turn.number, reply.heard())
        self._report(reply, turn, stamps, interrupted=True)
        played = reply.to_listen_to()
        if played is not None and turn.text:
            self._ports.listen_back(turn.number, played)

    def mend(self, turn: int, said: str) -> None:
        """A recogniser has listened to what was played of a turn's reply: so much was heard."""
        self._dialogue.amend(turn, said)
        self._ports.publish("reply_mended", turn=turn, text=said)
        self._ports.correct(turn, said)

    def goes_on(self, at: int) -> None:
        """It was paused, and plays on at this position of the hearing timeline."""
        if self.reply is not None:
            self.reply.anchor = (at, self.reply.played)

    def finish(self) -> int:
        """It has been heard to its end: keep it. Returns where on the hearing timeline it ended."""
        reply, turn = self.reply, self.turn
        self._wanted = self.reply = self.turn = None
        if reply is None or turn is None:
            return 0
        if turn.text:
            self._dialogue.add(Exchange(turn.number, turn.text, reply.heard(), reply.language))
        self._report(reply, turn, self.stamps, interrupted=False)
        return reply.position

    def _report(self, reply: Reply, turn: Turn, stamps: Stamps, interrupted: bool) -> None:
        said = reply.heard()
        self._ports.publish(
            "reply_done",
            turn=turn.number,
            text=said,
            interrupted=interrupted,
            underruns=reply.underruns,
            played=reply.played,
            rate=reply.rate,
        )
        if turn.text:
            full = reply.text.strip()
            timings = stamps.milliseconds()
            self._ports.record(Record(turn.number, reply.language, turn.text, said, full, interrupted, timings))


def _stamps(turn: Turn) -> Stamps:
    """What is known before the answer begins; nothing for an announcement, which answers nobody."""
    if not turn.end_time:
        return Stamps()
    return Stamps(turn.end_time, turn.end_time + ms(max(0, max(turn.noticed, turn.heard_until) - turn.end)) / 1000)
