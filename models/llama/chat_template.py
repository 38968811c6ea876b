"""Renders a conversation with the chat template in the model's GGUF.

The template first runs with markers in place of the contents. That shows where each message lies in the prompt, and
reveals a message that a template would drop. A template that rewrites contents (the starter model's lowers their case,
say) also runs on the contents, one at a time, and each result is put into its place. Contents are made harmless last,
because a template may turn plain text into a control token.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from config.texts import _
from models.engine import EngineError, Message

CHATML: Final = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The template for a GGUF that has ChatML's tokens and no template."""

_PROBE: Final = "¿A, b? Él's «C»; d: 5!\nF."
"""A content in which any rewriting template finds something to change."""

_EMPTY_THOUGHT: Final = re.compile(r"<think>\s*</think>\s*$")
_OPEN_THOUGHT: Final = re.compile(r"<think>\s*$")


@dataclass(frozen=True, slots=True)
class Prompt:
    text: str
    last_start: int
    """Position of the last message's content in the text."""
    thinking: bool
    """The prompt opens a think block, and the answer begins inside it."""


class ChatTemplate:
    """Renders messages. `harmless` removes from a content anything that the tokeniser would read as a control token."""

    def __init__(
        self, source: str, *, bos: str, eos: str, harmless: Callable[[str], str] = str, owner: str = "the model's"
    ) -> None:
        """`owner` names the template's owner in messages. Raises EngineError when the template cannot be compiled,
        cannot render a question, or takes too much time or memory."""
        import jinja2
        import jinja2.ext

        from models.llama import template_limits as limits

        # The template comes with a downloaded file: sandboxed. Blocks are trimmed as in Transformers, which defines them.
        environment = limits.LimitedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_generation_tag(), jinja2.ext.loopcontrols]
        )
        self._limits, self._meter = limits, environment.meter
        faults = (AttributeError, RecursionError, MemoryError)
        self._errors = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, *faults)
        try:
            if len(source) > limits.SOURCE:
                raise limits.TemplateLimitError(_("it has {count} characters", count=len(source)))
            with limits.bounded():
                self._template = environment.from_string(source)
        except (*self._errors, SyntaxError) as err:
            raise EngineError(_("its chat template cannot be read: {line}", line=_line(err))) from err
        self._harmless = harmless
        self._owner = owner
        self._globals: dict[str, Any] = {
            "bos_token": bos,
            "eos_token": eos,
            "tools": None,
            # Qwen3, SmolLM3, Granite and DeepSeek call it by either name; an answer aloud has no time for thoughts.
            "enable_thinking": False,
            "thinking": False,
            "raise_exception": _refuse,
            "strftime_now": lambda form: datetime.now().strftime(form),
        }
        self._rewrites = False
        self._takes_system = self._check()

    def with_tools(self, tools: Sequence[dict[str, Any]]) -> ChatTemplate:
        """Returns the same template, given `tools` in OpenAI's form. Their strings are the caller's to make harmless."""
        other = copy.copy(self)
        other._globals = {**self._globals, "tools": list(tools)}
        return other

    def render(self, messages: Sequence[Message], *, answer: bool) -> Prompt:
        """Renders `messages`. With `answer` the prompt ends where the assistant goes on: in a new turn, or in the
        last message when that is the assistant's. Without it, the prompt ends with the last message's content.
        Raises EngineError when the template refuses them."""
        turns = self._fold_system(messages)
        if not turns:
            raise EngineError(_("there is no message to answer"))
        last = turns[-1]
        beginning = self._harmless(last.content) if last.role == "assistant" else None
        body = turns[:-1] if beginning is not None else turns
        if not body:
            raise EngineError(_("there is no message to answer"))
        text, last_start, last_end = self._layout(body, answer=answer or beginning is not None)
        if beginning is not None:
            if _OPEN_THOUGHT.search(text):
                text += "\n</think>\n\n"
            return Prompt(text + beginning, len(text), thinking=False)
        if not answer:
            text = text[:last_end]
        return Prompt(text, last_start, thinking=answer and bool(_OPEN_THOUGHT.search(text)))

    def _layout(self, turns: Sequence[Message], *, answer: bool) -> tuple[str, int, int]:
        try:
            return self._fill(turns, self._run(turns, answer=answer), answer=answer)
        except self._errors as first:
            # Many templates insist on alternating roles; an answer that nobody heard leaves two user turns in a row.
            merged = _merge(turns)
            if len(merged) == len(turns):
                raise EngineError(
                    _("{owner} chat template refuses the conversation: {line}", owner=self._owner, line=_line(first))
                ) from first
            try:
                return self._fill(merged, self._run(merged, answer=answer), answer=answer)
            except self._errors as err:
                raise EngineError(
                    _("{owner} chat template refuses the conversation: {line}", owner=self._owner, line=_line(err))
                ) from err

    def _all_rewritten(self, turns: Sequence[Message], layout: str, *, answer: bool) -> list[str]:
        """Returns the contents as the template rewrites them: the text between the parts of the layout. Contents are
        rendered one at a time where one of them could pass for a part of the layout."""
        contents = [turn.content.strip() for turn in turns]
        real = self._run(turns, answer=answer, contents=contents)
        kept = [index for index in range(len(turns)) if _marker(index) in layout]
        parts = re.split("|".join(map(_marker, kept)), layout) if kept else [layout]
        clear = real.startswith(parts[0]) and all(real.count(part) == layout.count(part) for part in set(parts[1:-1]))
        at = len(parts[0])
        for index, part in zip(kept, parts[1:], strict=True):
            last = index == kept[-1]
            end = len(real) - len(part) if last else real.find(part, at)
            if not clear or (not part and not last) or end < at or (last and not real.endswith(part)):
                return [self._rewritten(turns, each, layout, answer=answer) for each in range(len(turns))]
            contents[index] = real[at:end]
            at = end + len(part)
        return contents

    def _rewritten(self, turns: Sequence[Message], index: int, layout: str, *, answer: bool) -> str:
        """Returns one content as the template rewrites it: the text in place of its marker, in a layout with markers
        for all others."""
        content = turns[index].content.strip()
        before, marker, after = layout.partition(_marker(index))
        contents = [content if number == index else _marker(number) for number in range(len(turns))]
        real = self._run(turns, answer=answer, contents=contents)
        held = len(real) >= len(before) + len(after) and real.startswith(before) and real.endswith(after)
        return real[len(before) : len(real) - len(after)] if marker and held else content

    def _run(self, turns: Sequence[Message], *, answer: bool, contents: Sequence[str] | None = None) -> str:
        contents = [_marker(index) for index in range(len(turns))] if contents is None else contents
        messages = [{"role": turn.role, "content": said} for turn, said in zip(turns, contents, strict=True)]
        self._meter.begin()
        with self._limits.bounded():
            text = str(self._template.render(messages=messages, add_generation_prompt=answer, **self._globals))
        # Some templates write a content into more than one place.
        if len(text) > self._limits.OUTPUT + 8 * sum(map(len, contents)):
            raise self._limits.TemplateLimitError(
                _("it makes {count} characters of {sum}", count=len(text), sum=sum(map(len, contents)))
            )
        return text

    def _fill(self, turns: Sequence[Message], layout: str, *, answer: bool) -> tuple[str, int, int]:
        """Replaces the markers by the contents. Also returns where the last content begins and ends."""
        # A model that answers after an empty thought has that thought in its cache, before its reply. Templates leave it
        # out of earlier turns, which would throw the cached reply away at the next turn: leave it in.
        thought = _EMPTY_THOUGHT.search(layout) if answer else _EMPTY_THOUGHT.search(self._run(turns, answer=True))
        contents = [turn.content.strip() for turn in turns]
        if self._rewrites:
            contents = self._all_rewritten(turns, layout, answer=answer)
        contents = [self._harmless(content) for content in contents]
        out, at, start, end = "", 0, 0, 0
        for index, turn in enumerate(turns):
            marker = _marker(index)
            found = layout.find(marker, at)
            if found < 0:
                if turn.role == "system":  # a model trained without: the template knows
                    continue
                raise ValueError(f"it leaves out a message of the {turn.role}")
            out += layout[at:found]
            if turn.role == "assistant" and thought and not _EMPTY_THOUGHT.search(out):
                out += thought.group()
            start = len(out)
            out += contents[index]
            end = len(out)
            at = found + len(marker)
        return out + layout[at:], start, end

    def _fold_system(self, messages: Sequence[Message]) -> list[Message]:
        """Puts the system text before the user's first message, for a template that refuses system messages."""
        turns = [m for m in messages if m.content.strip() or m.role == "user"]
        if self._takes_system:
            return turns
        system = "\n\n".join(m.content.strip() for m in turns if m.role == "system")
        turns = [m for m in turns if m.role != "system"]
        if system and turns and turns[0].role == "user":
            turns[0] = Message("user", f"{system}\n\n{turns[0].content.strip()}")
        elif system:
            turns.insert(0, Message("user", system))
        return turns

    def _check(self) -> bool:
        """Returns whether the template accepts a system message. Raises EngineError when it can't even render a
        question."""
        question = Message("user", _PROBE)
        dialogue = [question, Message("assistant", _PROBE), question]
        try:
            text, _stop, _parts = self._fill([question], self._run([question], answer=True), answer=True)
            self._rewrites = text != self._run([question], answer=True, contents=[_PROBE])
        except self._errors as err:
            raise EngineError(_("its chat template cannot render a question: {line}", line=_line(err))) from err
        with suppress(*self._errors):
            self._rewrites |= _PROBE not in self._run(dialogue, answer=True, contents=["a", _PROBE, "b"])
        pair = [Message("system", "b"), question]
        try:
            self._fill(pair, self._run(pair, answer=True), answer=True)
        except self._errors:
            return False
        return True


def _marker(index: int) -> str:
    # Private-use characters: no template looks for them, and trimming leaves them alone.
    return f"\ue000{index}\ue001"


def _merge(turns: Sequence[Message]) -> list[Message]:
    out: list[Message] = []
    for turn in turns:
        if out and out[-1].role == turn.role:
            out[-1] = Message(turn.role, f"{out[-1].content.strip()}\n{turn.content.strip()}")
        else:
            out.append(turn)
    return out


def _refuse(message: str) -> None:
    raise ValueError(message)


def _line(err: Exception) -> str:
    if isinstance(err, MemoryError):
        return _("it takes too much memory")
    if isinstance(err, RecursionError):
        return _("it calls itself without an end")
    return " ".join(str(err).split())[:200]


def _generation_tag() -> type[Any]:
    """Transformers' `{% generation %}` tag. It marks training targets and has no effect here."""
    import jinja2.ext
    import jinja2.nodes
    import jinja2.parser

    class Generation(jinja2.ext.Extension):
        tags = {"generation"}  # noqa: RUF012  (jinja2 declares it so, and only reads it)

        def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
            next(parser.stream)
            return parser.parse_statements(("name:endgeneration",), drop_needle=True)

    return Generation
