"""LLMs on servers: Ollama, and servers with OpenAI's protocol (llama-server, vLLM, LM Studio, ...).

Only servers that the user has configured are contacted. A server's output is text for the user and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from importlib import import_module
from typing import Any, Literal

from config.texts import N_, _
from models.engine import EngineError, Message, Sampling
from models.remote.base import LONG_CONTEXT, SHORT_CONTEXT, End, RemoteMind, estimate
from models.remote.io import PATIENCE, Patience, Secret, bounded, read_key, unknown_model

__all__ = ["OllamaMind", "OpenAiMind", "RemoteMind"]


class OllamaMind(RemoteMind):
    """A model on an Ollama server.

    Short conversations run in a context of 512 tokens and long ones in 2048, because the server reserves memory for all
    of it. It reloads the model when the context changes, so a conversation that was once long stays long.
    """

    product = N_("Ollama server")

    def __init__(
        self,
        model: str = "solar:10.7b",
        host: str = "http://127.0.0.1:11434",
        keep_alive: str = "5m",
        context: int = LONG_CONTEXT,
        patience: Patience = PATIENCE,
    ) -> None:
        try:
            import httpx
            import ollama
        except ImportError as err:
            raise _not_installed("ollama", err) from err
        super().__init__(host, model, context, patience)
        self._ollama = ollama
        self._errors = httpx.TransportError
        self._keep_alive = keep_alive
        self._long: set[str] = set()
        # The client has no time-outs of its own; those of a whole answer are ours.
        self._client = ollama.AsyncClient(
            host, timeout=httpx.Timeout(None, connect=patience.connect), event_hooks=bounded(httpx, self.where)
        )

    def forget(self, conversation: str) -> None:
        """Lets the next turn of this conversation be short again."""
        self._long.discard(conversation)

    def close(self) -> None:
        self._line.run(self._client.close(), self._patience.connect)  # type: ignore[no-untyped-call]  # ollama leaves it bare
        super().close()

    async def _ask(self, conversation: str, messages: list[Message], sampling: Sampling) -> AsyncIterator[str | End]:
        options: dict[str, Any] = {
            "num_ctx": self._room(conversation, messages, sampling),
            "num_predict": sampling.max_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "min_p": sampling.min_p,
        }
        if sampling.seed is not None:
            options["seed"] = sampling.seed
        turns = [{"role": message.role, "content": message.content} for message in messages]
        try:
            stream: Any = await self._client.chat(
                self.model, turns, stream=True, options=options, keep_alive=self._keep_alive
            )
            async with aclosing(stream):  # closed now, not whenever it is collected: the server computes until then
                async for part in stream:
                    if part.message.content:
                        yield part.message.content
                    if part.done:
                        finish: Literal["stop", "length"] = "length" if part.done_reason == "length" else "stop"
                        yield End(finish, part.prompt_eval_count or 0, part.eval_count or 0)
        except self._ollama.ResponseError as err:
            if err.status_code == 404:
                raise self._unknown(await self._list()) from err
            raise EngineError(f"{self.where}: {_one_line(err.error)}") from err
        except (self._errors, ValueError) as err:  # ValueError: a line of JSON that was cut through
            raise self._broken(err) from err

    async def _list(self) -> list[str]:
        try:
            return [model.model for model in (await self._client.list()).models if model.model]
        except self._ollama.ResponseError as err:
            raise EngineError(f"{self.where}: {_one_line(err.error)}") from err
        except self._errors as err:
            raise self._broken(err) from err

    def _room(self, conversation: str, messages: list[Message], sampling: Sampling) -> int:
        if estimate(messages) + sampling.max_tokens > SHORT_CONTEXT:
            self._long.add(conversation)
        return self.context if conversation in self._long else min(SHORT_CONTEXT, self.context)

    def _unknown(self, names: list[str]) -> EngineError:
        return unknown_model(self.where, self.model, names, f"`ollama pull {self.model}` gets it there")

    def _broken(self, err: Exception) -> EngineError:
        if "Connect" in type(err).__name__:
            return self._down(err)
        return EngineError(
            _(
                "{where} broke off in the middle of its answer ({one_line})",
                where=self.where,
                one_line=_one_line(err) or type(err).__name__,
            )
        )

    def _down(self, err: Exception) -> EngineError:
        return EngineError(_("{where} cannot be reached; `ollama serve` starts it", where=self.where))


class OpenAiMind(RemoteMind):
    """A model on a server that speaks OpenAI's protocol."""

    product = N_("model server")

    def __init__(
        self,
        model: str,
        url: str = "http://127.0.0.1:8080/v1",
        key: str | None = None,
        context: int = 8192,
        patience: Patience = PATIENCE,
    ) -> None:
        """`key` is a file that holds the key, or the name of a systemd credential."""
        try:
            import openai
        except ImportError as err:
            raise _not_installed("openai", err) from err
        super().__init__(url, model, context, patience)
        self._openai = openai
        base = openai.DefaultAsyncHttpxClient.__mro__[1]
        httpx = import_module(base.__module__.partition(".")[0])  # a fork of its own, in newer versions
        secret = read_key(key) or Secret("none")
        # Every value is given, for the client would take a missing one from the environment, and send a key that is
        # meant for another server to this one.
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=secret.reveal(),
            organization="",
            project="",
            max_retries=0,
            timeout=openai.Timeout(None, connect=patience.connect),
            http_client=openai.DefaultAsyncHttpxClient(event_hooks=bounded(httpx, self.where)),
        )

    def close(self) -> None:
        self._line.run(self._client.close(), self._patience.connect)
        super().close()

    async def _ask(self, conversation: str, messages: list[Message], sampling: Sampling) -> AsyncIterator[str | End]:
        turns: Any = [{"role": message.role, "content": message.content} for message in messages]
        goes_on = bool(messages) and messages[-1].role == "assistant"
        finish: Literal["stop", "length"] | None = None
        prompt = generated = cached = 0
        try:
            stream = await self._client.chat.completions.create(
                model=self.model,
                messages=turns,
                stream=True,
                stream_options={"include_usage": True},
                max_tokens=sampling.max_tokens,
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                seed=sampling.seed,
                extra_body={"continue_final_message": True, "add_generation_prompt": False} if goes_on else None,
            )
            async with stream:
                async for part in stream:
                    if part.usage is not None:
                        prompt, generated = part.usage.prompt_tokens, part.usage.completion_tokens
                        details = part.usage.prompt_tokens_details
                        cached = (details.cached_tokens or 0) if details is not None else 0
                    for choice in part.choices[:1]:
                        if choice.delta.content:
                            yield choice.delta.content
                        if choice.finish_reason:
                            finish = "length" if choice.finish_reason == "length" else "stop"
        except self._openai.APIError as err:
            raise await self._explain(err) from err
        if finish is not None:
            yield End(finish, prompt, generated, cached)

    async def _list(self) -> list[str]:
        try:
            return [model.id async for model in self._client.models.list()]
        except self._openai.APIError as err:
            raise await self._explain(err, listing=True) from err

    async def _explain(self, err: Any, *, listing: bool = False) -> EngineError:
        status = getattr(err, "status_code", None)
        if status in (401, 403):
            return EngineError(_("{where} does not accept the key (HTTP {status})", where=self.where, status=status))
        if status == 404 and not listing:
            return self._unknown(await self._list())
        if isinstance(err, self._openai.APIConnectionError):
            cause = type(err.__cause__).__name__
            if "Connect" in cause:
                return self._down(err)
            return EngineError(
                _("{where} broke off in the middle of its answer ({cause})", where=self.where, cause=cause)
            )
        return EngineError(f"{self.where}: {_one_line(err)}")

    def _unknown(self, names: list[str]) -> EngineError:
        return unknown_model(self.where, self.model, names, "")

    def _down(self, err: Exception) -> EngineError:
        return EngineError(_("{where} cannot be reached; is it running, and is its address right?", where=self.where))


def _one_line(err: object) -> str:
    return " ".join(str(err).split())[:200]


def _not_installed(package: str, err: ImportError) -> EngineError:
    return EngineError(
        _(
            "the Python package {package} is not installed; `pip install 'sarai-voice[remote]'` installs it",
            package=package,
        )
    )
