"""How models write calls of tools: in the form they were trained on where their chat template has one, else in ours.

Hermes (Qwen 2.5 and 3): `<tool_call>`, JSON, `</tool_call>`. LFM2: `<|tool_call_start|>[name(key="value")]`. Both are given
the tools by their template. All others are shown examples, each tool's description with its name as the answer, and talk
among them: a small model that was never trained for calls follows examples better than a list. "talk" is one of the names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from models.engine import Message, Tool

MOST_DESCRIPTION: Final = 240
"""Characters of a tool's description that the model reads: its first sentences."""
MOST_PARAMETER: Final = 80
"""The same of a parameter's."""
TALK: Final = "talk"
"""The name that stands for no tool, where a model has no form of its own."""

STYLE: Final = (
    "You are Sarai, a voice assistant. Call a function only when the user's last words ask for what it does, now. "
    "Otherwise just answer."
)
_PLAIN_STYLE: Final = "You decide what the user's last words ask for: a function, or talk."
_TALKS: Final = (
    "I had a long day.",
    "Tell me a joke.",
    "Open your mind.",
    "Why is the sky blue?",
    "Estoy cansado.",
    "Dale, cuéntame un chiste.",
)
"""Examples of talk among the examples of calls, one for three."""


@dataclass(frozen=True, slots=True)
class CallFormat:
    """One way to write a call."""

    name: Literal["hermes", "lfm2", "plain"]
    opening: str
    """What no other answer begins with. Empty: every answer is a call, one of them TALK."""
    before: str
    """What stands between the opening and the tool's name."""
    after: str
    """What follows the name, before the arguments."""

    @property
    def pythonic(self) -> bool:
        """Whether the arguments are written as Python does, not as JSON."""
        return self.name == "lfm2"

    def texts(self, names: Sequence[str]) -> list[str]:
        """Returns the beginning of each tool's call, up to its arguments; TALK is added where it is a choice."""
        known = names if self.opening else [*names, TALK]
        return [f"{self.opening}{self.before}{name}{self.after}" for name in known]


HERMES: Final = CallFormat("hermes", "<tool_call>", '\n{"name": "', '", "arguments": ')
LFM2: Final = CallFormat("lfm2", "<|tool_call_start|>", "[", "(")
PLAIN: Final = CallFormat("plain", "", '{"function": "', '", "arguments": ')


def format_of(template: str) -> CallFormat:
    """Returns the form that a chat template was written for."""
    if "tools" not in template:
        return PLAIN
    if "<|tool_call_start|>" in template or "<|tool_list_start|>" in template:
        return LFM2
    if "<tool_call>" in template and "<function=" not in template:  # Qwen3.5 and Qwen3-Coder write XML
        return HERMES
    return PLAIN


def for_template(tools: Sequence[Tool], harmless: Callable[[str], str]) -> list[dict[str, Any]]:
    """Returns the tools in OpenAI's form, as chat templates take them, shortened; `harmless` takes control tokens out of
    foreign text."""
    return [
        {
            "type": "function",
            "function": {
                "name": harmless(tool.name),
                "description": harmless(_short(tool.description, MOST_DESCRIPTION)),
                "parameters": _shortened(tool.parameters, harmless),
            },
        }
        for tool in tools
    ]


def beginning(form: CallFormat, tools: Sequence[Tool]) -> list[Message]:
    """Returns the messages that every prompt begins with."""
    if form.opening:
        return [Message("system", STYLE)]
    messages = [Message("system", _PLAIN_STYLE)]
    for number, tool in enumerate(tools):
        messages += _example(_short(tool.description, MOST_DESCRIPTION) or tool.name, tool.name)
        if number % 3 == 2 or number == len(tools) - 1:
            messages += _example(_TALKS[number // 3 % len(_TALKS)], TALK)
    return messages


def _example(words: str, name: str) -> list[Message]:
    return [Message("user", words), Message("assistant", f'{PLAIN.before}{name}"}}')]


def _short(text: str, most: int) -> str:
    """Returns the text as one line of at most so many characters, up to the end of a sentence where there is one."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    end = line.rfind(". ", most // 3, most)
    return line[: end + 1] if end > 0 else f"{line[: most - 1]}…"


def _shortened(schema: Any, harmless: Callable[[str], str]) -> Any:
    """Returns the schema with its descriptions shortened and its titles and examples left out."""
    if isinstance(schema, Mapping):
        out = {}
        for key, value in schema.items():
            if key in ("title", "$schema", "examples", "additionalProperties") and not isinstance(value, Mapping):
                continue
            out[harmless(str(key))] = (
                harmless(_short(value, MOST_PARAMETER))
                if key == "description" and isinstance(value, str)
                else _shortened(value, harmless)
            )
        return out
    if isinstance(schema, list | tuple):
        return [_shortened(each, harmless) for each in schema]
    return harmless(schema) if isinstance(schema, str) else schema
