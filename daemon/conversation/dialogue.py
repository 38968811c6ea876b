"""What the mind is given of the conversation: whole exchanges, what was really heard, within a budget of tokens. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from models.engine import Message

CHARACTERS_PER_TOKEN = 3.0
"""A cautious estimate for English and Spanish text; the exact count would cost a round trip to the mind's process."""
KEEP_AFTER_TRIM = 0.6
"""A trim goes this far below the budget, so that the cached prefix stays valid for several turns (hysteresis)."""


@dataclass(slots=True)
class Exchange:
    turn: int
    heard: str
    said: str
    """What the user heard of the reply, not what the mind wrote."""
    language: str


class Dialogue:
    def __init__(self, token_budget: int) -> None:
        self._budget = token_budget
        self.exchanges: list[Exchange] = []

    def add(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)

    def amend(self, turn: int, said: str) -> None:
        """Correct what was heard of a turn's reply, once the loudspeaker has reported it."""
        for exchange in self.exchanges:
            if exchange.turn == turn:
                exchange.said = said

    def withdraw(self, turn: int) -> None:
        """Forget a turn that a later one continues."""
        self.exchanges = [exchange for exchange in self.exchanges if exchange.turn != turn]

    def clear(self) -> None:
        self.exchanges.clear()

    def trim(self) -> bool:
        """Drop the oldest exchanges when over budget; to be called between turns. Tells whether anything went."""
        if self._tokens() <= self._budget:
            return False
        while len(self.exchanges) > 1 and self._tokens() > self._budget * KEEP_AFTER_TRIM:
            self.exchanges.pop(0)
        return True

    def messages(self, system: str, question: str) -> list[Message]:
        """The conversation as the mind sees it. An exchange of which nothing was heard leaves only its question, joined
        to the next one: two user messages in a row confuse chat models."""
        result = [Message("system", system)] if system else []
        pending = ""
        for exchange in self.exchanges:
            pending = f"{pending} {exchange.heard}".strip()
            if exchange.said:
                result += [Message("user", pending), Message("assistant", exchange.said)]
                pending = ""
        return [*result, Message("user", f"{pending} {question}".strip())]

    def _tokens(self) -> float:
        return sum(len(each.heard) + len(each.said) for each in self.exchanges) / CHARACTERS_PER_TOKEN


SPOKEN_STYLE = (
    "You are Sarai, a voice assistant that runs on the user's own computer. Your answers are spoken aloud. "
    "Begin with a short clause that already answers. Use one to three short sentences of plain speech: no lists, no "
    "Markdown, no code, no emoji, no headings. Write numbers and units as they are said. Answer in the language of the "
    "question, English or Spanish. The question comes from a speech recogniser and may be misheard: answer what was most "
    "likely meant, and ask back briefly when it makes no sense. When you don't know, say so in one sentence."
)
