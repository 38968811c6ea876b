"""Removes parts of a reply that are not meant for the user: thoughts, tool calls, tokens of the template. Pure.

It works on a stream: text that may become the beginning of such a part is held back, at most MOST_HELD characters of
it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

MOST_HELD: Final = 4000
"""Most characters of an object that may turn out to be a tool call; a longer one is text."""
_THOUGHTS: Final = (
    "think|thinking|thought|thoughts|reasoning|reason|reflection|reflect|scratchpad|inner_monologue|internal|analysis|plan|"
    "seed:think|seed:cot_budget_reflect|ant:thinking|antthinking|rationale|deliberation|monologue"
)
_TOOLS: Final = (
    "tool_call|tool_calls|toolcall|tool_use|tool_response|tool_result|function_call|function_calls|function|invoke|tool|"
    "tools|antml:function_calls|function_results|execute|minimax:tool_call|use_mcp_tool"
)
_TAG: Final = re.compile(rf"<({_THOUGHTS}|{_TOOLS})(?:[ =][^<>]{{0,80}})?>", re.I)
_BLOCKS: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (re.compile(r"\[THINK\]"), ("[/THINK]",)),
    (re.compile(r"◁think▷"), ("◁/think▷",)),
    (
        re.compile(r"<\|(?:begin_of_thought|begin_of_thinking|thinking_start|START_THINKING)\|>"),
        ("<|end_of_thought|>", "<|end_of_thinking|>", "<|thinking_end|>", "<|END_THINKING|>"),
    ),
    (
        re.compile(r"<\|channel\|>(?:analysis|commentary)[^<>|]{0,80}(?:<\|constrain\|>\w*)?<\|message\|>"),
        ("<|end|>", "<|channel|>final<|message|>", "<|call|>", "<|return|>"),
    ),
    (re.compile(r"<\|channel>thought"), ("<channel|>",)),
    (re.compile(r"<\|tool_calls_section_begin\|>"), ("<|tool_calls_section_end|>",)),
    (
        re.compile(r"<\|?(?:START_ACTION|tool_call_begin|tool_call|action_start)\|>"),
        ("<|END_ACTION|>", "<|tool_call_end|>", "<|/tool_call|>", "<tool_call|>", "<|action_end|>"),
    ),
    (re.compile(r"<｜tool▁calls▁begin｜>"), ("<｜tool▁calls▁end｜>",)),
    (re.compile(r"<\|python_tag\|>|\[TOOL_CALLS\]|\[AVAILABLE_TOOLS\]|<\|tool_list_start\|>"), ()),
)
"""Openings and their closings; a part without closings extends to the end of the reply."""
_ENDS: Final = re.compile(
    r"<\|(?:im_end|im_start|eot_id|eom_id|end_of_text|endoftext|end|start|start_header_id|user|return|call|end_of_turn|"
    r"END_OF_TURN_TOKEN|START_OF_TURN_TOKEN|END_RESPONSE|assistant|system|eot|eos|begin_of_text|turn|startoftext)\|?>|"
    r"<(?:end_of_turn|start_of_turn|eos|EOT|eod|turn\|)>|<\|turn>|</s>|<｜(?:end▁of▁sentence|User|Assistant)｜>|"
    r"\[INST\]|\[/s\]"
)
"""Tokens after which another turn would begin."""
_DROPPED: Final = re.compile(
    r"<\|[^<>|\s]{1,40}\|>|<｜[^<>｜\s]{1,40}｜>|</?(?:s|bos|pad|unk|mask|start_of_image|answer|final_answer|response|output)>|"
    rf"\[/INST\]|<</?SYS>>|\[/?(?:THINK|TOOL_CALLS)\]|◁/?think▷|</(?:{_THOUGHTS}|{_TOOLS})>",
    re.I,
)
_ROLE: Final = re.compile(
    r"\s*(?:assistant|model)?(?:<\|(?:end_header_id|message)\|>|<\|channel\|>final<\|message\|>|\s*\n)"
)
_MAY_BE_ROLE: Final = re.compile(r"\s{0,4}(?:a\w{0,8}|m\w{0,4})?(?:<[^\n]{0,40})?")
_MAY_BE: Final = re.compile(
    rf"<(?:[|｜][\w▁|｜:=/ -]{{0,60}}|<?/?[A-Za-z_:]{{0,30}}|</?SYS?>?|(?:{_THOUGHTS}|{_TOOLS})[ =][^<>]{{0,80}})$|"
    r"<\|channel\|>[^<>]{0,80}(?:<(?:\|[^<>]{0,30})?)?$|"
    r"<\|channel\|>\w{0,20}[^<>|]{0,60}<\|constrain\|>\w{0,20}(?:<\|?\w{0,10}\|?)?$|◁/?\w{0,6}$|"
    r"\[/?(?:T(?:H(?:I(?:NK?)?)?)?|T(?:O(?:O(?:L(?:_(?:C(?:A(?:L(?:LS?)?)?)?)?)?)?)?)?|I(?:N(?:ST?)?)?)?$"
)
"""Possible beginnings of a marker, at the end of the text so far."""
_STARTS: Final = re.compile(r"[<\[◁]")
_CALL_NAMES: Final = frozenset(
    "name function tool tool_name tool_calls tool_call function_call action recipient_name command".split()
)
_CALL_VALUES: Final = frozenset(
    "arguments parameters args params input action_input function function_call tool_calls tool_call tool_input".split()
)
_MAY_BE_CALL: Final = re.compile(rf"\s*\[?\s*\{{\s*(?:\"(?:{'|'.join(_CALL_NAMES | {'type', 'id'})})\")")


class Hidden:
    """Filters a reply: `feed` returns the text for the user."""

    def __init__(self, *, thinking: bool = False) -> None:
        """`thinking`: the prompt has already opened a thought."""
        self.over = False
        """Whether a token of the template has ended the reply; later text is dropped."""
        self._held = ""
        self._closers: tuple[str, ...] | None = _closers("think") if thinking else None
        """Closings of the current hidden part. Empty: only the end of the reply closes it."""
        self._trim = thinking
        self._before = ""
        """Last character that was shown."""
        self._shown = False
        self._struck = False
        self._line_start = True
        self._object: _Object | None = None

    def feed(self, text: str) -> str:
        """Returns the text that is certain to be for the user, including text held back before."""
        if self.over:
            return ""
        self._held += text
        out = ""
        while self._held and not self.over:
            before = len(self._held)
            out += self._step()
            if len(self._held) == before:
                break
        return out

    def finish(self) -> str:
        """Ends the reply and returns held-back text that turned out to be visible."""
        rest, self._held = self._held, ""
        taken, self._object = self._object, None
        if self.over or self._closers is not None:
            return ""
        if taken is not None:
            return "" if _MAY_BE_CALL.match(taken.text) else self._visible(taken.text + rest)
        return self._visible(rest)

    def _step(self) -> str:
        if self._object is not None:
            return self._take_object()
        if self._closers is not None:
            self._skip()
            return ""
        return self._show()

    def _skip(self) -> None:
        """Skips a hidden part to its end, if that has arrived."""
        assert self._closers is not None
        lower = self._held.lower()
        found = [(at, closer) for closer in self._closers if (at := lower.find(closer.lower())) >= 0]
        if found:
            at, closer = min(found)
            self._held = self._held[at + len(closer) :]
            self._closers, self._trim = None, True
            return
        most = max(map(len, self._closers), default=1) - 1
        self._held = self._held[-most:] if most else ""

    def _show(self) -> str:
        """Shows text up to the next character that may begin a marker."""
        if self._line_start and re.match(r"[ \t]*\[?\s*\{", self._held):
            self._object = _Object()
            return self._take_object()
        if self._line_start and re.fullmatch(r"[ \t]*\[?\s*", self._held) and self._held.strip():
            return ""
        sign = _STARTS.search(self._held)
        line = self._held.find("\n")
        if line >= 0 and (sign is None or line < sign.start()):
            return self._visible(self._take(line + 1))
        if sign is None:
            return self._visible(self._take(len(self._held)))
        if sign.start():
            return self._visible(self._take(sign.start()))
        return self._marker()

    def _marker(self) -> str:
        """Handles text that looks like the beginning of a marker."""
        held = self._held
        if not self._quoted:
            if _MAY_BE.match(held):
                return ""
            if tag := _TAG.match(held):
                return self._hide(tag.end(), _closers(tag[1]))
            for opening, closers in _BLOCKS:
                if match := opening.match(held):
                    return self._hide(match.end(), closers)
            if match := _ENDS.match(held):
                return self._end(match)
            if match := _DROPPED.match(held):
                self._struck = self._struck or (match[0] == "<s>" and self._shown)
                self._take(match.end())
                return ""
        return self._visible(self._take(1))

    def _hide(self, end: int, closers: tuple[str, ...]) -> str:
        self._take(end)
        self._closers = closers
        return ""

    def _end(self, match: re.Match[str]) -> str:
        """Handles a token that ends the turn. Before the first word such tokens only lead in."""
        if match[0] == "</s>" and self._struck:
            self._take(match.end())
        elif self._shown:
            self.over, self._held = True, ""
        else:
            rest = self._held[match.end() :]
            role = _ROLE.match(rest)
            if role is None and _MAY_BE_ROLE.fullmatch(rest):
                return ""
            self._take(match.end() + (role.end() if role else 0))
            self._trim = True
        return ""

    def _take_object(self) -> str:
        """Handles a line that begins with a brace: a tool call, or an object that the user asked for."""
        taken = self._object
        assert taken is not None
        for at, character in enumerate(self._held):
            if taken.push(character):
                self._held = self._held[at + 1 :]
                self._object = None
                if _is_call(taken.text):
                    self._trim = True
                    return ""
                return self._visible(taken.text)
            if len(taken.text) >= MOST_HELD:
                self._held = self._held[at + 1 :]
                self._object = None
                return self._visible(taken.text)
        self._held = ""
        return ""

    @property
    def _quoted(self) -> bool:
        """Whether the position is within code, as in a text about such tokens."""
        return self._before == "`"

    def _take(self, length: int) -> str:
        taken, self._held = self._held[:length], self._held[length:]
        return taken

    def _visible(self, text: str) -> str:
        if self._trim:  # the blank lines around a hidden part belong to it
            text = text.lstrip()
            self._trim = not text
        if text:
            self._before = text[-1]
            self._line_start = not text.rpartition("\n")[2].strip() and ("\n" in text or self._line_start)
            self._shown = self._shown or not text.isspace()
        return text


class _Object:
    """Text up to the bracket that closes its first one."""

    def __init__(self) -> None:
        self.text = ""
        self._depth = 0
        self._quoted = False
        self._escaped = False

    def push(self, character: str) -> bool:
        """Takes a character and returns whether the object is complete with it."""
        self.text += character
        if self._quoted:
            self._quoted = self._escaped or character != '"'
            self._escaped = character == "\\" and not self._escaped
        elif character == '"':
            self._quoted = True
        elif character in "{[":
            self._depth += 1
        elif character in "}]":
            self._depth -= 1
            return self._depth <= 0
        return False


def _closers(tag: str) -> tuple[str, ...]:
    return (f"</{tag.lower()}>",)


def _is_call(text: str) -> bool:
    """Whether the text is a JSON object, or a list of them, that names a tool and its arguments."""
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return (
            _MAY_BE_CALL.match(text) is not None
            and re.search(rf"\"(?:{'|'.join(_CALL_VALUES)})\"\s*:", text) is not None
        )
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(isinstance(one, dict) and _names_a_tool(one) for one in values)


def _names_a_tool(value: dict[str, Any]) -> bool:
    keys = set(value)
    return bool(keys & _CALL_NAMES) and bool(keys & _CALL_VALUES) and len(keys) <= 6
