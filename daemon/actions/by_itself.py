"""What the assistant does by itself in a typed turn: skills, and actions with the same gate as spoken ones."""

from __future__ import annotations

import time
from collections.abc import Callable

from config.constants import LANGUAGES
from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.skills.actions import wording
from daemon.skills.actions.effects import effect as effect_of
from daemon.skills.actions.intents import ActionIntent
from daemon.skills.actions.outcome import Outcome
from daemon.skills.actions.questions import ActionQuestion, Consented, Declined
from daemon.skills.actions.tool_calls import NO_TOOLS, Choose, ToolSentences
from daemon.skills.intent import Intent, Stop, refuses
from daemon.skills.match import with_tools
from daemon.skills.misheard import in_words
from daemon.skills.missing.question import PartQuestion, missing
from daemon.skills.situation import Situation
from models.text.language import told_language

WITHOUT_WORDS = {"en": "Done.", "es": "Hecho."}
"""Written in answer to a skill that says nothing when spoken."""
SPOKEN_ONLY = ("stop", "repeat")
"""Skills that concern the reply being heard."""
ANSWER_WITHIN = 300.0
"""Seconds for which the answer to a question that was asked first counts: who types has no haste."""


class ByItself:
    """Owns the typed conversation's open question."""

    def __init__(
        self,
        settings: Settings,
        carry_out: Callable[[Intent, str], str],
        actor: Actor,
        tools: ToolSentences = NO_TOOLS,
        choose: Choose | None = None,
        clock: Callable[[], float] = time.monotonic,
        situation: Callable[[], Situation] = Situation,
    ) -> None:
        """`carry_out(skill, language)` carries out a skill and returns what is said to it. `choose` asks the mind for a
        call where no sentence fits. `situation` returns what runs, rings and is at home."""
        self._settings = settings
        self._carry_out = carry_out
        self._actor = actor
        self._situation = situation
        self._understand = with_tools(lambda text, language: in_words(text, language, situation(), actor.known), tools)
        self._choose = choose
        self._clock = clock
        self._open: tuple[ActionQuestion | PartQuestion, str, float] | None = None
        """With its language and when it was asked."""

    def forget(self) -> None:
        """Nobody waits for an answer any more."""
        self._open = None

    async def do(self, text: str) -> Outcome | None:
        """Carry out what the text asks for. Returns None when it asks for nothing of the kind."""
        waiting, self._open = self._open, None
        if waiting is not None:
            question, language, since = waiting
            answered = question.answer(text, language)
            if isinstance(question, PartQuestion) and self._clock() - since > ANSWER_WITHIN:
                answered = None
            if isinstance(answered, Stop):
                answered = Declined()
            if isinstance(answered, Consented):
                if self._clock() - since <= ANSWER_WITHIN:
                    return await self._act(answered.action, language)
                answered = Declined("late")
            if answered is not None and not isinstance(answered, Declined):
                return await self._do(answered, language)
            if answered is not None:
                return Outcome(wording.declined(answered, language), language)
        await self._actor.look()
        told = told_language(text)
        refused: tuple[Intent, str] | None = None
        for language in (told,) if told else LANGUAGES:
            skill = self._understand(text, language)
            if refuses(skill):  # a tool of others may do it
                refused = refused or (skill, language)
            elif skill is not None and skill.name not in SPOKEN_ONLY:
                return await self._do(skill, language)
        language = told or LANGUAGES[0]
        if self._choose is not None and (call := await self._choose(text, language)) is not None:
            return await self._do(call, language)
        return await self._do(*refused) if refused is not None else None

    async def _do(self, asked: Intent, language: str) -> Outcome:
        if isinstance(asked, ActionIntent):
            return await self._admit(asked, language)
        if (lacks := missing(asked, language, self._situation())) is not None:
            self._open = (lacks, language, self._clock())
            return Outcome(lacks.text, language)
        return Outcome(self._carry_out(asked, language) or WITHOUT_WORDS[language], language)

    async def act(self, action: ActionIntent, language: str) -> Outcome:
        """Carry out an action that was asked for without words, through the same gate."""
        self._open = None
        return await self._admit(action, language)

    async def _admit(self, action: ActionIntent, language: str) -> Outcome:
        effect = effect_of(action, self._settings)
        if effect == "off":
            return Outcome(wording.off(language), language)
        if effect == "dangerous":
            question = wording.consent(action, language)
            return self._asking(Outcome(question.text, language, question=question))
        return await self._act(action, language)

    async def _act(self, action: ActionIntent, language: str) -> Outcome:
        return self._asking(await self._actor.perform(action, language))

    def _asking(self, outcome: Outcome) -> Outcome:
        if outcome.question is not None:
            self._open = (outcome.question, outcome.language, self._clock())
        return outcome
