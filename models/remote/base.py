"""Base of LLMs on servers: fits the turns into the context, streams, cancels, and explains failures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from config.texts import N_, _
from models.engine import Cancel, EngineError, Health, Message, Sampling, TextDelta, Usage
from models.fitting import fit
from models.llama.text_stream import TextStream
from models.remote.io import Line, Patience, ServerSilent, shown

SHORT_CONTEXT = 512
LONG_CONTEXT = 2048
_LETTERS_PER_TOKEN = 3
"""Letters per token: fewer than any supported language needs, so that an estimate in tokens errs on the safe side."""
_PER_TOKEN = 16
"""Letters per token: more than any language has, so that an answer of this length is longer than what was asked for."""


@dataclass(frozen=True, slots=True)
class End:
    """A server's report at the end of its answer."""

    finish: Literal["stop", "length"]
    prompt: int
    generated: int
    cached: int = 0


class RemoteMind(ABC):
    """A Mind that runs on a server. Blocking, for one thread; a `Cancel` is noticed within LOOK_EVERY seconds."""

    product = N_("server")

    def __init__(self, url: str, model: str, context: int, patience: Patience) -> None:
        self.context = context
        self.model = model
        self.where = _("the {product} at {url}", product=_(self.product), url=shown(url))
        self._patience = patience
        self._line = Line()

    def prefill(self, conversation: str, messages: Sequence[Message], cancel: Cancel) -> Usage:
        """Does nothing, at no cost: a server's cache cannot be filled ahead of need."""
        return Usage(0, 0, 0, "stop")

    def generate(
        self, conversation: str, messages: Sequence[Message], sampling: Sampling, cancel: Cancel
    ) -> Iterator[TextDelta | Usage]:
        """Streams the answer, then one Usage. Raises EngineError, in one line, when the server is down, silent or
        breaks off."""
        cancel.check()
        text = TextStream()
        fitting = fit(messages, self.context - sampling.max_tokens, estimate)
        dropped = len(messages) - len(fitting)
        end: End | None = None
        generated = characters = 0
        room = _PER_TOKEN * sampling.max_tokens
        try:
            stream = self._line.stream(lambda: self._ask(conversation, fitting, sampling), cancel, self._patience)
            with closing(stream):
                for item in stream:
                    if isinstance(item, End):
                        end = item
                        continue
                    generated += 1
                    characters += len(item)
                    visible = text.feed(item.encode())
                    if visible:
                        yield TextDelta(visible)
                    if text.over or characters > room:  # the server need not go on
                        end = End("stop" if text.over else "length", 0, generated)
                        break
            if end is None:
                raise EngineError(_("{where} broke off in the middle of its answer", where=self.where))
        except ServerSilent as err:
            raise EngineError(
                _("{where} has sent nothing for {why} s; it was given up", where=self.where, why=err)
            ) from err
        except OSError as err:
            raise self._down(err) from err
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as err:  # the clients trust servers
            raise EngineError(
                _(
                    "{where} sent something else than its protocol has ({kind})",
                    where=self.where,
                    kind=type(err).__name__,
                )
            ) from err
        rest = text.finish()
        if rest:
            yield TextDelta(rest)
        yield Usage(end.prompt, end.cached, end.generated or generated, end.finish, dropped)

    def forget(self, conversation: str) -> None:  # noqa: B027 - nothing to drop: a server keeps its own cache
        """Ends the conversation."""

    def models(self) -> list[str]:
        """Returns the names of all models that the server offers. Raises EngineError in one line."""
        try:
            return sorted(self._line.run(self._list(), 2 * self._patience.connect))
        except ServerSilent as err:
            raise EngineError(_("{where} did not answer within {why} s", where=self.where, why=err)) from err
        except OSError as err:
            raise self._down(err) from err

    def health(self) -> Health:
        """Returns whether the server answers and has the model."""
        try:
            names = self.models()
        except EngineError as err:
            return Health(up=False, detail=str(err))
        if self.model not in names:
            return Health(False, str(self._unknown(names)), tuple(names))
        return Health(True, f"{self.where} answers and has {self.model} (of {len(names)} models)", tuple(names))

    def close(self) -> None:
        """Ends all connections. Harmless when repeated."""
        self._line.close()

    @abstractmethod
    def _ask(self, conversation: str, messages: list[Message], sampling: Sampling) -> AsyncIterator[str | End]: ...

    @abstractmethod
    async def _list(self) -> list[str]: ...

    @abstractmethod
    def _unknown(self, names: list[str]) -> EngineError: ...

    @abstractmethod
    def _down(self, err: Exception) -> EngineError: ...


def estimate(messages: Sequence[Message]) -> int:
    """Estimates the number of tokens of the messages, rather too many than too few."""
    return sum(len(message.content) // _LETTERS_PER_TOKEN + 8 for message in messages)
