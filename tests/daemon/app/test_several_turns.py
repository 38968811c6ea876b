"""Commands over several turns: what is missing is asked for once, the answer completes it, and "delete it" takes it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from config.settings import Settings
from daemon.actions.actor import Actor
from daemon.actions.by_itself import ByItself
from daemon.actions.notes.files import Notes
from daemon.app.choices import Choices
from daemon.app.skill_runner import SkillRunner
from daemon.skills.clocks import Moment
from daemon.skills.situation import Situation
from tests.support.acting import nobody

NOW = datetime(2026, 11, 30, 14, 5)
TALK = ""
"""What is answered to talk: nothing by itself."""
TURNS = {
    "a length that was missing": [
        ("Set a timer for the pasta.", "For how long?"),
        ("Ten minutes.", "Ten minutes for pasta, starting now."),
        ("No, twelve minutes.", "Twelve minutes for pasta, starting now."),
        ("How long for the pasta?", "Twelve minutes for pasta left."),
        ("Undo that.", "Undone: Twelve minutes for pasta, starting now."),
        ("How much time is left?", "Ten minutes for pasta left."),
    ],
    "a length without a unit": [
        ("Start a timer, please.", "For how long?"),
        ("Um, let's say 15.", "Fifteen minutes, starting now."),
        ("Delete it.", "Undone: Fifteen minutes, starting now."),
        ("What timers do I have?", "There is no timer."),
    ],
    "anything else ends the question": [
        ("Set a timer.", "For how long?"),
        ("My sister came by yesterday.", TALK),
        ("Ten minutes.", TALK),
    ],
    "it is called off": [
        ("Set a timer for the eggs.", "For how long?"),
        ("Never mind.", "All right, I have done nothing."),
        ("Ten minutes.", TALK),
        ("What timers do I have?", "There is no timer."),
    ],
    "what is asked about is called off, and nothing before it": [
        ("Set a timer for ten minutes.", "Ten minutes, starting now."),
        ("Set another timer.", "For how long?"),
        ("Cancel that.", "All right, I have done nothing."),
        ("Set another timer.", "For how long?"),
        ("I don't want it.", "All right, I have done nothing."),
        ("How much time is left?", "Ten minutes left."),
    ],
    "a long text is no answer": [
        ("Set a timer.", "For how long?"),
        (f"Ten minutes{' please' * 50}.", TALK),
    ],
    "another command ends the question": [
        ("Set a timer.", "For how long?"),
        ("Add milk to my shopping list.", "Added to the shopping list: milk."),
        ("Ten minutes.", TALK),
    ],
    "which of two": [
        ("Set a pizza timer for ten minutes and an egg timer for six minutes.",
         "Ten minutes for pizza, starting now. Six minutes for egg, starting now."),
        ("Add two minutes.", "There are several timers. Which one?"),
        ("The pizza one.", "Twelve minutes for pizza left."),
        ("Cancel the pizza timer and the egg timer.",
         "The timer for pizza is cancelled. The timer for egg is cancelled."),
    ],
    "lists": [
        ("What lists do I have?", "There is nothing on any list."),
        ("Put milk on it.", TALK),
        ("Add milk and two loaves of bread to the shopping list.",
         "Added to the shopping list: milk and two loaves of bread."),
        ("Put butter on it.", "Added to the shopping list: butter."),
        ("What lists do I have?", "There is something on the shopping list."),
        ("Tick off the milk.", "Ticked off: milk."),
        ("Delete that.", "Undone: Ticked off: milk."),
    ],
    "una duración que faltaba": [
        ("Pon un temporizador para la pasta.", "¿De cuánto tiempo?"),
        ("Que sean diez minutos, por favor.", "Diez minutos para pasta, a partir de ahora."),
        ("No, mejor doce.", "Doce minutos para pasta, a partir de ahora."),
        ("Bórralo.", "Deshecho: Doce minutos para pasta, a partir de ahora."),
        ("¿Cuánto queda?", "Quedan diez minutos para pasta."),
    ],
    "otra cosa termina la pregunta": [
        ("Pon un temporizador.", "¿De cuánto tiempo?"),
        ("Ayer vino mi hermana.", TALK),
        ("Diez minutos.", TALK),
    ],
    "listas": [
        ("Añade leche a la lista de la compra.", "Añadido a la lista de la compra: leche."),
        ("Añádele pan.", "Añadido a la lista de la compra: pan."),
        ("¿Qué listas tengo?", "Hay algo en la lista de compra."),
    ],
}  # fmt: skip


class Talk:
    """A conversation in writing, with real timers, lists and actions."""

    def __init__(self, group: asyncio.TaskGroup, folder: Path) -> None:
        settings = Settings.model_validate({"history": {"keep": False}})
        unused = cast(Any, None)  # neither sound nor a spoken conversation takes part
        self.skills = SkillRunner(
            settings, Choices(settings), unused, unused, unused, unused, unused, group, lambda event: None,
            did=lambda what, take_back, language: self.actor.did(what, take_back, language),
            clock=lambda: Moment(NOW.timestamp(), 1000.0, "boot"),
        )  # fmt: skip
        self.actor = Actor([Notes(folder)], group, nobody)
        self.by_itself = ByItself(settings, self.skills.carry_out, self.actor, situation=self.situation)

    def situation(self) -> Situation:
        return replace(self.skills.situation(), undoable=self.actor.undoable, fresh=self.actor.fresh)

    async def say(self, text: str) -> str:
        outcome = await self.by_itself.do(text)
        return outcome.said if outcome is not None else TALK


@pytest.mark.parametrize("turns", TURNS.values(), ids=list(TURNS))
def test_what_users_expect(turns: list[tuple[str, str]], tmp_path: Path) -> None:
    async def converse() -> list[tuple[str, str]]:
        async with asyncio.TaskGroup() as group:
            talk = Talk(group, tmp_path)
            return [(text, await talk.say(text)) for text, _ in turns]

    assert asyncio.run(converse()) == turns


@pytest.mark.parametrize(
    ("turns", "label", "when"),
    [
        (("Remind me to call mum.", "When?", "Tomorrow at five.", "No, at five a.m."), "call mum", (5, 0, 1)),
        (("Remind me to call mum.", "When?", "Tomorrow at five."), "call mum", (17, 0, 1)),
        (("Set an alarm for tomorrow.", "When?", "At seven."), "", (7, 0, 1)),
        (("Wake me up tomorrow.", "When?", "Half past six, please."), "", (6, 30, 1)),
        (
            ("Recuérdame llamar a mamá.", "¿Cuándo?", "Mañana a las cinco.", "No, a las seis."),
            "llamar a mamá",
            (18, 0, 1),
        ),
        (("Pon una alarma para mañana.", "¿Cuándo?", "A las siete y media."), "", (7, 30, 1)),
    ],
)
def test_a_moment_that_was_missing(
    turns: tuple[str, ...], label: str, when: tuple[int, int, int], tmp_path: Path
) -> None:
    """The second of the turns is what is asked; `when`: hour, minute and day of December."""

    async def converse() -> Talk:
        async with asyncio.TaskGroup() as group:
            talk = Talk(group, tmp_path)
            assert await talk.say(turns[0]) == turns[1]
            for text in turns[2:]:
                assert await talk.say(text)
            return talk

    (entry,) = asyncio.run(converse()).skills.timers.schedule.entries
    at = datetime.fromtimestamp(entry.due)
    hour, minute, day = when
    assert (entry.label, at) == (label, datetime(2026, 12, day, hour, minute))


def test_a_reminder_is_taken_back_not_the_action_before_it(tmp_path: Path) -> None:
    async def converse() -> tuple[list[str], Talk]:
        async with asyncio.TaskGroup() as group:
            talk = Talk(group, tmp_path)
            texts = (
                "Add milk to my shopping list.",
                "Set a timer for ten minutes.",
                "Cancel that.",
                "Read my shopping list.",
            )
            return [await talk.say(text) for text in texts], talk

    said, talk = asyncio.run(converse())
    assert said[2:] == ["Undone: Ten minutes, starting now.", "On the shopping list: milk."]
    assert talk.skills.timers.schedule.entries == []


def test_a_timer_that_is_gone_cannot_be_taken_back(tmp_path: Path) -> None:
    async def converse() -> str:
        async with asyncio.TaskGroup() as group:
            talk = Talk(group, tmp_path)
            await talk.say("Set a timer for ten minutes.")
            talk.skills.timers.schedule.entries = []  # it has rung
            return await talk.say("Undo that.")

    assert asyncio.run(converse()) == "That I cannot undo: Ten minutes, starting now."
