"""From the words of a turn to the end of its answer: prepared unheard, heard once the turn is over, or done as a skill."""

from __future__ import annotations

from collections.abc import Callable

from audio import events as sound
from daemon.conversation import reply_events
from daemon.conversation.context import Context
from daemon.conversation.dialogue import SPOKEN_STYLE
from daemon.conversation.rules.interruption import Verdict, judge
from daemon.conversation.turn import Cue, Phase, Turn
from daemon.skills.intent import Intent
from daemon.skills.match import match
from models.engine import Message, Transcript


class AssistantTurn:
    """What happens in the phases THINKING and SPEAKING, and of it what is done ahead in PAUSED."""

    def __init__(self, parts: Context, rest: Callable[[], None], failed: Callable[[str | None], None]) -> None:
        """`rest` is called whenever nothing is going on any more, `failed` when a turn has failed, with its language where
        that is known."""
        self._settings = parts.settings
        self._ports = parts.ports
        self._floor = parts.floor
        self._answer = parts.answer
        self._dialogue = parts.dialogue
        self._attention = parts.attention
        self._rest = rest
        self._tell_failure = failed

    # ------------------------------------------------------------------------------------------------------- the turn

    def prepare(self, turn: Turn) -> None:
        """Have the turn answered as it stands; what comes is held back until the turn is over."""
        self._answer.prepare(turn, lambda words: self._asked(turn, words))

    def _asked(self, turn: Turn, words: str) -> list[Message]:
        """What the mind is given, once the words have been recognised."""
        meant = turn.transcript or self._attention.meant(turn, Transcript(words, ""))
        return self.messages(turn, meant.text)

    def messages(self, turn: Turn, words: str) -> list[Message]:
        """What the mind is given with these words."""
        question = f"{turn.prefix} {words}".strip()
        prompt = self._settings.speaking.system_prompt
        return self._dialogue.messages(SPOKEN_STYLE if prompt is None else prompt, question)

    def beginning(self) -> list[Message]:
        """What the mind is given before the words of the next question."""
        prompt = self._settings.speaking.system_prompt
        return self._dialogue.messages(SPOKEN_STYLE if prompt is None else prompt, "")

    def turn_is_over(self, turn: Turn) -> bool:
        """Let its answer be heard. False when its words ask for none."""
        self._ports.sound(sound.Forget())
        if turn.transcript is not None and self._refuse(turn):
            return False
        self._attention.conversing(turn.end)
        self._floor.go(Cue.OVER)
        skill = _skill(turn.transcript)
        if skill is not None:
            self._do_skill(turn, skill)
            return True
        if not self._answer.is_for(turn):
            self.prepare(turn)
        if self._answer.release():
            self.ends()
        return True

    def take_back(self, turn: Turn) -> bool:
        """The speaker goes on though the turn seemed over, and not a sound of the answer has been heard. False when it is
        too late: a skill has had its effect, or it is an announcement, which answers nobody."""
        self._answer.withdraw()
        if turn.silent and not turn.acted:
            return True
        self._floor.leave()
        self._floor.go(Cue.NOTHING)
        return False

    def nothing(self) -> None:
        """The turn asks for no answer."""
        self._answer.withdraw()
        self._floor.leave()
        self._ports.sound(sound.Forget())
        self._floor.go(Cue.NOTHING)
        self._rest()

    def _refuse(self, turn: Turn) -> bool:
        """Whether the words (known by now) ask for no answer; then the turn ends here."""
        if turn.text and not (turn.over_reply and self._answers_nobody(turn.text)):
            return False
        if turn.called and not turn.text:
            self._ports.publish("wake", reason="phrase", seconds=self._attention.called(turn))
        self.nothing()
        return True

    def interrupts_nobody(self, text: str) -> bool:
        """Whether these words, spoken over the reply, are none: no word at all, "mhm", or the reply's own echo."""
        return judge(text, self._answer.spoken, self._settings.turn.backchannels) is Verdict.DISMISSED

    def _answers_nobody(self, text: str) -> bool:
        """The same of a turn that began over the end of a reply: where that had asked something, "yes" is an answer."""
        asked = self._answer.spoken.rstrip().endswith("?")
        return judge(text, self._answer.spoken, () if asked else self._settings.turn.backchannels) is Verdict.DISMISSED

    def _do_skill(self, turn: Turn, skill: Intent) -> None:
        turn.acted = True
        language = turn.transcript.language if turn.transcript else "en"
        answer = self._ports.carry_out(skill, language)
        if self._floor.turn is not turn:
            return  # the skill itself ended the turn: muted
        if answer:
            self._answer.say(turn, answer, language)
        else:
            self.nothing()

    # ------------------------------------------------------------------------------------------------------ its answer

    def on_item(self, number: int, revision: int, item: reply_events.Item) -> None:
        """An item of the responder's answer. What belongs to an older turn or revision is dropped here."""
        turn = self._floor.turn
        if turn is None or not self._answer.expects(number, revision):
            return
        if isinstance(item, reply_events.Heard):
            self._answer.stamps.heard = item.time
            self._words_known(turn, turn.transcript or self._attention.meant(turn, item.transcript))
        elif isinstance(item, reply_events.Failed):
            self._failed(item.message)
        elif self._answer.take(item) and self._floor.phase is Phase.THINKING:
            self.ends()

    def _words_known(self, turn: Turn, transcript: Transcript) -> None:
        turn.transcript = transcript
        if self._answer.reply is not None:
            self._answer.reply.language = transcript.language
        if turn.meant and (turn.text or not turn.called):  # the wake phrase alone is told as such
            self._ports.publish("heard", turn=turn.number, text=turn.text, language=transcript.language)
        skill = _skill(transcript)
        if skill is not None or not turn.text:
            self._answer.abandon()  # a skill answers at once, and only when the turn is over
        if self._floor.phase is Phase.THINKING and not self._refuse(turn) and skill is not None:
            self._do_skill(turn, skill)

    def _failed(self, message: str) -> None:
        if self._floor.phase is Phase.PAUSED:
            self._answer.abandon()
            return  # tried again when the turn is over, which will tell
        self._ports.publish("problem", text=message)
        if self._answer.end_early():
            return  # what there is will be heard
        self._answer.abandon()
        turn = self._floor.turn
        self._answer.withdraw()
        self._floor.leave()
        self._ports.sound(sound.Forget())
        self._floor.go(Cue.FAILED)
        known = turn.transcript if turn is not None else None
        self._tell_failure(known.language if known is not None else None)
        self._rest()

    def playback_started(self, event: sound.PlaybackStarted) -> bool:
        """Whether it is the answer under way that can be heard now, and not an older one."""
        ours = self._answer.started(event)
        if ours and self._floor.phase is Phase.THINKING:
            self._floor.go(Cue.AUDIBLE)
        return ours

    def playback_ended(self, event: sound.PlaybackEnded) -> None:
        if not self._answer.ended(event):
            return
        if self._floor.phase is Phase.THINKING:  # too short to have been reported as audible
            self._floor.go(Cue.AUDIBLE)
        self.ends()

    def ends(self) -> None:
        """It has been heard to its end. Somebody may be speaking over its last words."""
        waiting = self._floor.over
        if self._floor.turn is not None:
            self._ports.close(self._floor.turn)
        self._attention.conversing(self._answer.finish())
        self._floor.go(Cue.DONE)
        self._floor.turn, self._floor.over = waiting, None
        if waiting is None:
            self._rest()
            return
        self._ports.sound(sound.Resume())  # it was softer or about to be paused: not so its successor
        if waiting.silent:
            self._floor.go(Cue.PAUSE)
            self.prepare(waiting)


def _skill(transcript: Transcript | None) -> Intent | None:
    """The skill that is asked for, if the words are known and ask for one."""
    return None if transcript is None else match(transcript.text, transcript.language)
