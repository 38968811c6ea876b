"""How models write calls of tools: in the form they were trained on where their chat template has one, else in ours.

Hermes (Qwen 2.5 and 3): `<tool_call>`, JSON, `</tool_call>`. LFM2: `<|tool_call_start|>[name(key="value")]`. Both are given
the tools by their template. For all others the tools stand in the system message, and the answer is JSON with "talk" as one
more name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from models.engine import Tool

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
_PLAIN_STYLE: Final = (
    "You decide what the user's last words ask for. These are the functions:\n{tools}\n- "
    + TALK
    + ": the user talks, tells something, or asks what no function does\n"
    'Answer with the function that the user asks for: {{"function": NAME, "arguments": {{...}}}}'
)


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


def system_text(form: CallFormat, tools: Sequence[Tool]) -> str:
    """Returns the system message of a choice."""
    if form.opening:
        return STYLE
    lines = (
        f"- {tool.name}({_signature(tool.parameters)}): {_short(tool.description, MOST_DESCRIPTION)}" for tool in tools
    )
    return _PLAIN_STYLE.format(tools="\n".join(lines))


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


def _signature(schema: Mapping[str, Any]) -> str:
    """Returns the parameters in a line: `city, unit: "C"|"F"`."""
    parts = []
    properties = schema.get("properties")
    for name, each in properties.items() if isinstance(properties, Mapping) else ():
        values = each.get("enum") if isinstance(each, Mapping) else None
        if isinstance(values, list) and 0 < len(values) <= 8:
            parts.append(f"{name}: {'|'.join(json.dumps(value, ensure_ascii=False) for value in values)}")
        else:
            parts.append(str(name))
    return ", ".join(parts)
