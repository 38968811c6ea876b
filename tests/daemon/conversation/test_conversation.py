"""The conversation on a scripted timeline: who speaks when, what is heard, what the history says."""

from __future__ import annotations

import pytest

from audio import events as sound
from config.settings import Settings
from daemon.conversation.turn import Cue, IllegalTransition, Phase, transition
from tests.support.timeline import STEP, WORD_MS, Delays, Said, Timeline

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."


def long_reply(question: str) -> list[str]:
    return [LONG]


def test_a_question_is_answered_as_soon_as_the_turn_is_over() -> None:
    quick = Delays(stt=20, first_token=40, voice=20)
    line = Timeline([Said(1000, 2000, "what time is the next train tomorrow")], delays=quick).run(10_000)
    complete = line.settings.turn.complete_ms
    # The whole pipeline ran inside the pause: only the pause itself was waited for.
    assert line.first_sound() == pytest.approx(2000 + complete, abs=40)
    assert [record.said for record in line.records] == ["you asked what time is the next train tomorrow."]
    assert line.phase() is Phase.LISTENING


def test_an_unfinished_sentence_is_waited_for() -> None:
    line = Timeline([Said(1000, 2000, "what is the weather in")]).run(10_000)
    assert line.first_sound() == pytest.approx(2000 + line.settings.turn.incomplete_ms, abs=40)


def test_resumed_speech_makes_a_new_revision_and_the_stale_answer_is_never_heard() -> None:
    line = Timeline(
        [Said(1000, 1600, "tell me about"), Said(2100, 2600, "the moon and"), Said(3000, 3500, "the stars")]
    )
    line.run(15_000)
    assert [record.heard for record in line.records] == ["tell me about the moon and the stars"]
    assert len(line.heard_replies()) == 1
    assert len(line.asked) == 3  # two answers were prepared in vain
    assert line.first_sound() > 3500


def test_no_more_answers_are_prepared_than_the_settings_allow() -> None:
    settings = Settings.model_validate({"turn": {"max_speculations": 1}})
    words = [Said(1000 + 700 * n, 1300 + 700 * n, word) for n, word in enumerate(["and", "then", "the", "moon"])]
    line = Timeline(words, settings=settings).run(15_000)
    assert [record.heard for record in line.records] == ["and then the moon"]
    assert len(line.asked) == 2  # the one permitted, and the real one


def test_without_speculation_the_pipeline_starts_when_the_turn_is_over() -> None:
    settings = Settings.model_validate({"turn": {"max_speculations": 0}})
    line = Timeline([Said(1000, 2000, "what time is the next train to town")], settings=settings).run(10_000)
    assert line.first_sound() >= 2000 + settings.turn.complete_ms + 140


def test_a_late_transcript_still_decides() -> None:
    line = Timeline([Said(1000, 2000, "hello")], delays=Delays(stt=2000)).run(10_000)
    assert [record.heard for record in line.records] == ["hello"]


def states(line: Timeline) -> list[tuple[int, str]]:
    return [(time, told["state"]) for time, kind, told in line.published if kind == "state"]


@pytest.mark.parametrize("first_token", [20, 300, 2000])
def test_a_turn_that_only_a_mark_ends_stays_open_until_its_answer_has_sound(first_token: int) -> None:
    """But no longer than the bare words ask for; and the answer comes as soon as it does where the words are clear."""

    def over_and_sound(words: str) -> tuple[int, int]:
        delays = Delays(stt=20, first_token=first_token, voice=20)
        line = Timeline([Said(1000, 2000, words)], delays=delays).run(10_000)
        return next(time for time, state in states(line) if state == "thinking") - 2000, line.first_sound() - 2000

    settings = Settings().turn
    clear, marked = over_and_sound("why is the museum closed today"), over_and_sound("How tall is the Eiffel tower?")
    assert clear[0] == pytest.approx(settings.complete_ms, abs=STEP)
    assert marked[1] == pytest.approx(clear[1], abs=STEP)
    ready = settings.provisional_ms + 20 + first_token + 20
    expected = min(max(settings.complete_ms, ready), settings.likely_ms)
    assert marked[0] == pytest.approx(expected, abs=2 * STEP)


def test_who_goes_on_before_the_answer_has_sound_never_ended_the_turn() -> None:
    halves = [Said(1000, 2000, "How tall is the Eiffel tower?"), Said(2420, 3000, "in metres please")]
    line = Timeline(halves, delays=Delays(stt=20, first_token=400)).run(10_000)
    assert [record.heard for record in line.records] == ["How tall is the Eiffel tower? in metres please"]
    assert min(time for time, state in states(line) if state == "thinking") > 3000


def test_speech_before_anything_is_audible_continues_the_question() -> None:
    line = Timeline(
        [Said(1000, 2000, "what is the capital of france"), Said(2400, 3000, "and of spain")],
        delays=Delays(first_token=900),
    ).run(15_000)
    assert [record.heard for record in line.records] == ["what is the capital of france and of spain"]
    assert line.first_sound() > 3000


@pytest.mark.parametrize("stt", [20, 60, 300, 700])
@pytest.mark.parametrize("joins", [True, False], ids=["heard as one", "heard apart"])
def test_speech_shortly_after_the_reply_began_joins_both_halves(joins: bool, stt: int) -> None:
    line = Timeline(
        [Said(1000, 2000, "what is the capital of france"), Said(2700 + stt, 3600 + stt, "no i meant of spain")],
        long_reply,
        delays=Delays(stt=stt),
    )
    line.joins = joins
    line.run(20_000)
    assert bool(line.joined) == joins
    assert line.asked[-1][1][-1].content == "what is the capital of france no i meant of spain"
    assert line.records[-1].heard == "what is the capital of france no i meant of spain"
    assert [exchange.heard for exchange in line.conversation.dialogue.exchanges] == [line.records[-1].heard]
    contents = [message.content for message in line.asked[-1][1] if message.role == "assistant"]
    assert contents == []  # the stub of the first reply is not part of the conversation


def test_a_real_interruption_is_silent_at_once_and_the_history_ends_where_the_sound_did() -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(4500, 5500, "wait what about letters")], long_reply
    ).run(20_000)
    interrupted = line.records[0]
    assert interrupted.interrupted
    heard_words = sum(WORD_MS and 20 for _, reply in line.speaker.audible if reply == line.heard_replies()[0]) / WORD_MS
    assert abs(len(interrupted.said.split()) - heard_words) <= 1
    assert LONG.startswith(interrupted.said)
    # paused within the barge-in time and recognition, and not a sound of it later
    assert line.silent_between(4500 + line.settings.turn.barge_in_ms + 40, 5700)
    assert line.records[1].heard == "wait what about letters"
    # the mind was told what was heard, not what was written
    assert line.asked[-1][1][-2].content == interrupted.said


@pytest.mark.parametrize("stt", range(20, 1200, 90))
def test_a_slow_recogniser_does_not_lose_an_interruption(stt: int) -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(6000, 6900, "wait what about letters")],
        long_reply,
        delays=Delays(stt=stt),
    ).run(25_000)
    assert [record.heard for record in line.records] == ["tell me the numbers please now", "wait what about letters"]
    assert line.phase() is Phase.LISTENING


def test_a_long_interruption_has_the_floor_before_it_is_over() -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(4500, 9000, "wait what about letters")], long_reply
    )
    line.run(6000)
    assert line.phase() is Phase.HEARING
    assert line.records[0].interrupted


@pytest.mark.parametrize("noise", ["", "mhm", "yeah yeah", "one two three"])
def test_a_cough_an_mhm_or_an_echo_does_not_interrupt(noise: str) -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now"), Said(4500, 5100, noise)], long_reply)
    line.run(20_000)
    assert [record.said for record in line.records] == [LONG]
    assert not line.records[0].interrupted
    played = sum(20 for _, reply in line.speaker.audible if reply == line.heard_replies()[0])
    assert played == len(LONG.split()) * WORD_MS  # every sample of it
    assert len(line.heard_replies()) == 1


def test_the_reply_is_ducked_the_moment_somebody_speaks() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now"), Said(4500, 4800, "")], long_reply).run(20_000)
    ducks = [when for when, command in line.commands if command == sound.Duck(True)]
    assert ducks == [pytest.approx(4500, abs=20)]


AT_MOST_5_S = Settings.model_validate({"turn": {"max_seconds": 5}})


def test_a_user_who_never_stops_is_answered_once_when_the_longest_turn_is_over() -> None:
    line = Timeline([Said(1000, 60_000, "and on and on we go")], long_reply, AT_MOST_5_S).run(40_000)
    ((asked, messages),) = line.asked
    assert asked == pytest.approx(6000 + line.delays.stt, abs=40)
    assert messages[-1].content == "and on and on we go"
    assert len(line.heard_replies()) == 1
    assert line.silent_between(0, asked)
    assert line.first_sound() == pytest.approx(asked + line.delays.first_token + line.delays.voice, abs=40)


def test_what_is_said_after_the_longest_turn_may_interrupt_its_answer() -> None:
    line = Timeline(
        [Said(1000, 6300, "and on and on we go"), Said(9000, 10_000, "wait what about letters")],
        long_reply,
        AT_MOST_5_S,
    ).run(30_000)
    first, second = line.heard_replies()
    assert [(record.heard, record.interrupted) for record in line.records] == [
        ("and on and on we go", True),
        ("wait what about letters", False),
    ]
    heard = [when for when, reply in line.speaker.audible if reply == first]
    assert min(heard) < 6300  # it began while the user still spoke, and went on when they had nothing more to say
    assert 9000 <= max(heard) <= 9000 + line.settings.turn.barge_in_ms + STEP
    assert min(when for when, reply in line.speaker.audible if reply == second) > 10_000


def test_who_talks_on_after_the_longest_turn_is_heard_out() -> None:
    """Words over the first second of the answer take it back, and both halves are answered as one."""
    line = Timeline(
        [Said(1000, 6500, "and on and on we go"), Said(6500, 9000, "wait what about letters")], long_reply, AT_MOST_5_S
    ).run(30_000)
    both = "and on and on we go wait what about letters"
    assert [messages[-1].content for _, messages in line.asked] == ["and on and on we go", both]
    assert [record.heard for record in line.records] == [both]
    first, _ = line.heard_replies()
    stale = [when for when, reply in line.speaker.audible if reply == first]
    assert max(stale) <= min(stale) + line.settings.turn.barge_in_ms + 2 * STEP
    assert line.silent_between(max(stale) + STEP, 9000 + line.settings.turn.complete_ms)


def test_silence_and_noise_are_not_answered() -> None:
    line = Timeline([Said(1000, 1500, "")]).run(10_000)
    assert not line.records
    assert not line.speaker.audible
    assert line.phase() is Phase.LISTENING


def test_a_failed_turn_says_so_and_the_next_one_works() -> None:
    line = Timeline(
        [Said(1000, 2000, "this one breaks my friend"), Said(6000, 7000, "does this one work today")],
        fail=lambda question: "the mind ended" if "breaks" in question else None,
    ).run(20_000)
    assert ("problem", {"text": "the mind ended"}) in [(kind, facts) for _, kind, facts in line.published]
    assert [record.heard for record in line.records] == ["does this one work today"]
    assert len(line.heard_replies()) == 2  # an apology, and the answer


@pytest.mark.parametrize("when", range(0, 3000, 70))
def test_stop_at_any_moment_leaves_silence_and_an_open_ear(when: int) -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(9000, 10_000, "are you still there now")], long_reply
    )
    line.run(1500 + when)
    line.conversation.stop()
    line.run(8900)
    if 1500 + when > 2000 + line.settings.turn.complete_ms:
        assert line.silent_between(1500 + when + 20, 8900)
    line.run(25_000)
    assert line.records[-1].heard == "are you still there now"
    assert line.records[-1].said == LONG


@pytest.mark.parametrize("when", range(0, 6000, 130))
def test_the_microphone_closed_at_any_moment_ends_everything(when: int) -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now"), Said(3500, 4000, "mhm")], long_reply)
    line.run(900 + when)
    line.conversation.listen(False)
    assert line.phase() is Phase.OFF
    line.script = []
    before = len(line.speaker.audible)
    line.run(20_000)
    assert len(line.speaker.audible) <= before
    line.conversation.listen(True)
    assert line.phase() is Phase.LISTENING


@pytest.mark.parametrize("when", range(0, 6000, 130))
def test_the_sound_worker_lost_at_any_moment_is_survived(when: int) -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now"), Said(3500, 4000, "wait a moment")], long_reply)
    line.run(900 + when)
    line.conversation.sound_lost()
    line.speaker.queue.clear()
    line.speaker.paused = False
    line.script = [Said(12_000, 13_000, "are you still there now")]
    line.conversation.sound_back()
    line.run(30_000)
    assert line.records[-1].heard == "are you still there now"


def test_skills_run_once_and_only_when_the_turn_is_over() -> None:
    line = Timeline([Said(1000, 1500, "what time is it")])
    line.run(1500 + line.settings.turn.provisional_ms + 60)
    assert not line.carried_out
    line.run(10_000)
    assert [skill.name for skill in line.carried_out] == ["time"]
    assert line.records[0].said == "done."
    assert not line.asked  # the mind was not needed


def test_an_announcement_waits_until_nobody_speaks() -> None:
    line = Timeline([Said(1000, 2000, "what time is the next train to town")])
    line.run(1500)
    line.conversation.announce("your tea is ready", "en")
    line.run(12_000)
    assert len(line.records) == 1
    assert len(line.heard_replies()) == 2  # the answer first: only that is recorded
    assert not any(exchange.said.startswith("your tea") for exchange in line.conversation.dialogue.exchanges)


def test_what_is_heard_while_the_user_talks_is_prefilled() -> None:
    line = Timeline(
        [Said(1000, 1600, "tell me"), Said(1600, 2300, "about the moon"), Said(2300, 4000, "and the stars")]
    )
    line.run(10_000)
    assert line.prefilled
    assert all("tell me about the moon and the stars".startswith(m[-1].content) for m in line.prefilled)


def test_an_impossible_cue_is_a_bug() -> None:
    with pytest.raises(IllegalTransition, match="audible in phase listening"):
        transition(Phase.LISTENING, Cue.AUDIBLE)


# ------------------------------------------------------------------------------------------- at every stage of a turn


@pytest.mark.parametrize("resumed", range(2250, 3400, 50))
def test_whenever_the_speaker_goes_on_no_stale_answer_is_heard(resumed: int) -> None:
    """Before the transcript, the first token, the first audio, the end of the turn, the first audible sample."""
    line = Timeline(
        [Said(1000, 2000, "what is the capital of france"), Said(resumed, resumed + 700, "and that of spain")],
        delays=Delays(stt=150, first_token=300, voice=200, command=40, device=80),
    ).run(20_000)
    assert line.records[-1].heard == "what is the capital of france and that of spain"
    assert line.records[-1].said == "you asked what is the capital of france and that of spain."
    answer = line.heard_replies()[-1]
    assert min(when for when, reply in line.speaker.audible if reply == answer) > resumed + 700
    # Every other reply is silent when the word to be so has reached the loudspeaker. Only one that was known to be heard
    # already sounds a little longer: until the speech over it has gone on for long enough to be more than a cough.
    noticed = -(-resumed // STEP) * STEP
    interrupts = any(
        kind == "state" and facts["state"] == "speaking" for when, kind, facts in line.published if when <= noticed
    )
    silent = noticed + line.delays.command + (line.settings.turn.barge_in_ms if interrupts else 0)
    assert [each for each in line.speaker.audible if each[1] != answer and each[0] >= silent] == []


@pytest.mark.parametrize("resumed", range(2300, 2460, STEP))
def test_speech_between_the_release_and_the_first_audible_sample_is_answered(resumed: int) -> None:
    """The sound worker takes nothing more of a reply that was flushed: the next revision's is another one."""
    line = Timeline(
        [Said(1000, 2000, "what is the capital of france?"), Said(resumed, 3100, "and that of spain?")],
        delays=Delays(stt=20, first_token=20, voice=20, command=60, device=120),
    ).run(20_000)
    assert [record.heard for record in line.records] == ["what is the capital of france? and that of spain?"]
    assert line.phase() is Phase.LISTENING
    # Of the reply that was released nothing is given out any more: all that is said of it is to be silent.
    released = min(when for when, command in line.commands if isinstance(command, sound.Play))
    assert released < resumed
    answer = line.heard_replies()[-1]
    said = [(when, command) for when, command in line.commands if isinstance(command, sound.Play | sound.Flush)]
    late = [(when, command) for when, command in said if when >= resumed and command.reply != answer]
    assert [type(command) for _, command in late] == [sound.Flush]
    # It is silent as soon as that has reached the loudspeaker, and so it stays until the whole question is over.
    assert line.silent_between(late[0][0] + line.delays.command, 3100 + line.settings.turn.complete_ms)
    # The endpointer knows of a new utterance when it has been told that the one before it is over.
    assert late[0][0] == max(resumed, released + line.delays.command)


def test_three_revisions_and_only_the_last_is_heard() -> None:
    words = ["tell me about", "the moon and", "the sun and", "the stars"]
    line = Timeline([Said(1000 + 900 * n, 1400 + 900 * n, each) for n, each in enumerate(words)]).run(20_000)
    assert [record.heard for record in line.records] == ["tell me about the moon and the sun and the stars"]
    assert len(line.heard_replies()) == 1


@pytest.mark.parametrize("stt", [0, 300, 900, 2500])
@pytest.mark.parametrize("when", [2210, 2400, 2600, 2900, 3300, 4000, 5000])
def test_a_stop_in_each_stage_leaves_nothing_behind(stt: int, when: int) -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(9000, 10_000, "are you still there now")],
        long_reply,
        delays=Delays(stt=stt, first_token=400, voice=300, command=40, device=80),
    ).run(when)
    line.conversation.stop()
    line.run(8000)
    assert line.silent_between(when + 60, 8000)
    line.run(30_000)
    assert line.records[-1].heard == "are you still there now"
    assert line.records[-1].said == LONG


def test_two_interruptions_in_a_row() -> None:
    line = Timeline(
        [
            Said(1000, 2000, "tell me the numbers please now"),
            Said(5000, 6000, "wait what about letters"),
            Said(9500, 10_500, "no tell me about colours"),
        ],
        long_reply,
    ).run(30_000)
    assert [record.interrupted for record in line.records] == [True, True, False]
    assert [record.heard for record in line.records] == [
        "tell me the numbers please now",
        "wait what about letters",
        "no tell me about colours",
    ]
    told = [message.content for message in line.asked[-1][1] if message.role == "assistant"]
    assert told == [record.said for record in line.records[:2]]


def test_an_interruption_of_the_interruption_before_it_is_judged() -> None:
    line = Timeline(
        [
            Said(1000, 2000, "tell me the numbers please now"),
            Said(5000, 5200, "mhm"),
            Said(5500, 6500, "wait what about letters"),
        ],
        long_reply,
        delays=Delays(stt=250, command=40),
    ).run(30_000)
    assert line.records[0].interrupted
    assert line.records[1].heard.endswith("wait what about letters")


@pytest.mark.parametrize("after", range(100, 1000, 100))
def test_an_interruption_in_the_first_second_joins_both_halves(after: int) -> None:
    first = Timeline([Said(1000, 2000, "what is the capital of france")], long_reply).run(5000).first_sound()
    line = Timeline(
        [
            Said(1000, 2000, "what is the capital of france"),
            Said(first + after, first + after + 900, "no i meant spain"),
        ],
        long_reply,
        delays=Delays(command=20),
    ).run(25_000)
    assert [record.heard for record in line.records][-1] == "what is the capital of france no i meant spain"
    assert len(line.conversation.dialogue.exchanges) == 1


@pytest.mark.parametrize("noise", ["ajá", "Sí.", "vale, vale", "claro"])
def test_a_backchannel_in_spanish_does_not_interrupt(noise: str) -> None:
    line = Timeline(
        [Said(1000, 2000, "dime los números por favor ahora"), Said(4500, 5100, noise)], long_reply, language="es"
    ).run(20_000)
    assert [record.said for record in line.records] == [LONG]
    assert not line.records[0].interrupted
    assert len(line.heard_replies()) == 1


def test_a_user_who_never_stops_hears_no_two_answers_at_once() -> None:
    settings = Settings.model_validate({"turn": {"max_seconds": 5}})
    line = Timeline([Said(1000, 40_000, "and on and on we go")], long_reply, settings=settings).run(60_000)
    replies = [reply for _, reply in line.speaker.audible]
    assert replies == sorted(replies)
    assert line.phase() is Phase.LISTENING


def test_a_skill_of_an_earlier_turn_is_not_done_again() -> None:
    """Also where nothing is prepared ahead, and the words come from the recogniser alone."""
    settings = Settings.model_validate({"turn": {"max_speculations": 0}})
    line = Timeline(
        [Said(1000, 1500, "what time is it"), Said(6000, 7000, "tell me the numbers please now")],
        long_reply,
        settings=settings,
    ).run(20_000)
    assert len(line.carried_out) == 1
    assert [record.said for record in line.records] == ["done.", LONG]


def test_an_announcement_that_was_cut_off_unheard_is_made_later() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now")], long_reply, delays=Delays(voice=200))
    line.run(950)
    line.conversation.announce("your tea is ready", "en")
    line.run(20_000)
    assert len(line.heard_replies()) == 2
    assert line.records[0].said == LONG


def test_a_reply_that_ends_under_a_word_leaves_the_next_one_at_full_volume() -> None:
    line = Timeline(
        [Said(1000, 2000, "what is the capital of france"), Said(4100, 5000, "and what is that of spain")],
        lambda question: ["one two three four five six seven eight nine."],
    ).run(20_000)
    assert len(line.records) == 2
    assert not line.speaker.ducked


def test_what_was_heard_of_a_reply_is_kept_when_the_microphone_is_switched_off() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now")], long_reply).run(4000)
    line.conversation.listen(False)
    line.run(6000)
    assert line.records[0].interrupted
    assert 0 < len(line.records[0].said.split()) < len(LONG.split())


@pytest.mark.parametrize("exact", [True, False])
def test_where_marks_are_estimates_a_cut_reply_is_listened_to_and_mended(exact: bool) -> None:
    line = Timeline(
        [Said(1000, 2000, "tell me the numbers please now"), Said(12_000, 13_000, "and what about letters")], long_reply
    )
    line.exact_marks = exact
    line.run(4000)
    line.conversation.listen(False)
    line.run(6000)
    said = line.records[0].said
    if exact:
        assert line.listened_to == []
        return
    ((turn, played),) = line.listened_to
    assert played.text[: played.estimate].strip() == said
    assert len(played.pcm) // 2 == line.speaker.played[line.heard_replies()[0]]  # just what left the loudspeaker
    assert played.whole
    line.conversation.on_played(turn, "one two")
    line.conversation.listen(True)
    line.run(20_000)
    assert line.corrected == [(turn, "one two")]
    assert line.asked[-1][1][-2].content == "one two"
    assert [facts["text"] for _, kind, facts in line.published if kind == "reply_mended"] == ["one two"]


def test_what_was_heard_of_a_reply_is_kept_when_the_sound_worker_is_lost() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now")], long_reply).run(4000)
    line.lose_sound()
    assert line.records[0].interrupted
    assert 0 < len(line.records[0].said.split()) < len(LONG.split())


def test_a_recognition_that_fails_when_its_turn_is_over_is_no_problem() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now")], delays=Delays(stt=600))
    line.recognition_fails = True
    line.run(1700)  # a partial transcript has been asked for
    line.conversation.listen(False)
    line.run(5000)
    assert not [facts for _, kind, facts in line.published if kind == "problem"]


def test_a_recogniser_that_fails_over_a_reply_lets_it_play_on() -> None:
    line = Timeline([Said(1000, 2000, "tell me the numbers please now"), Said(4500, 5200, "wait")], long_reply).run(
        4000
    )
    line.recognition_fails = True
    line.run(20_000)
    assert [record.said for record in line.records] == [LONG]
    assert [facts["text"] for _, kind, facts in line.published if kind == "problem"]


@pytest.mark.parametrize("melody", [0.99, 0.01])
def test_the_voice_is_judged_late_and_only_where_the_words_leave_it_open(melody: float) -> None:
    settings = Settings().turn
    line = Timeline([Said(1000, 2000, "I live in Berlin.")])
    line.melody = melody
    line.run(10_000)
    (judged,) = line.judged
    assert settings.complete_ms - 80 <= judged - 2000 <= settings.complete_ms
    clear = Timeline([Said(1000, 2000, "what time is it")])
    clear.melody = melody
    clear.run(10_000)
    assert clear.judged == []
    assert len(line.records) == len(clear.records) == 1
