"""What the control socket speaks: JSON-RPC 2.0, one JSON document a line. Shared by the daemon and its clients.

A client may begin with `hello {protocol}` and is told plainly when the two don't fit. `subscribe` makes the connection a
stream of `event` notifications as well. A streaming method (`ask`) sends its items as `item` notifications that carry the
request's id, then its result. Imported by every command: nothing heavy here.
"""

from __future__ import annotations

from config.errors import UserError

PROTOCOL = 1
"""Counts up when an old client could misunderstand a new daemon."""
MAX_LINE = 1 << 20
"""Bytes in a message to the daemon; a longer one is answered with an error and ends the connection."""
TIERS = ("auto", "embedded", "fast", "quality", "max")
SPOKEN = ("auto", "en", "es")

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
FAILED = -32000
"""The method is there and was called rightly, and could not do it: the message is one line for the user."""
TOO_LONG = -32001
TOO_MANY = -32002
WRONG_PROTOCOL = -32003
FORBIDDEN = -32004


class ControlError(UserError):
    """Raised by a method to answer a request with an error. The text is one line for the user."""

    code = FAILED


class InvalidParams(ControlError):
    """The parameters of a request are wrong."""

    code = INVALID_PARAMS


class Param:
    """One parameter of a method."""

    __slots__ = ("choices", "default", "kind", "least", "required")

    def __init__(
        self,
        kind: type,
        default: object = None,
        required: bool = False,
        choices: tuple[str, ...] = (),
        least: int | None = None,
    ) -> None:
        self.kind = kind
        self.default = default
        self.required = required
        self.choices = choices
        self.least = least
        """The smallest number, or the length of the shortest text."""


METHODS: dict[str, dict[str, Param]] = {
    "hello": {"protocol": Param(int, PROTOCOL)},
    "status": {"explain": Param(bool, False)},
    "toggle": {},
    "listen": {"push": Param(bool, False), "hold": Param(bool, False), "release": Param(bool, False)},
    "mute": {},
    "stop": {},
    "tier": {"name": Param(str, required=True, choices=TIERS)},
    "language": {"name": Param(str, required=True, choices=SPOKEN)},
    "voice": {"name": Param(str, required=True, least=1), "language": Param(str, "")},
    "ask": {
        "text": Param(str, required=True, least=1),
        "new": Param(bool, False),
        "speak": Param(bool, False),
        "model": Param(str, ""),
        "image": Param(str, ""),
        "audio": Param(str, ""),
        "video": Param(str, ""),
    },
    "say": {"text": Param(str, required=True, least=1)},
    "history": {"limit": Param(int, 20, least=1)},
    "history_forget": {"all": Param(bool, False), "last": Param(int, 0, least=0)},
    "subscribe": {"levels": Param(bool, False)},
    "devices": {},
    "shutdown": {},
}
"""The parameters of every method. A method that isn't here checks its own."""

_NAMES = {str: "text", int: "a whole number", bool: "true or false"}


def check(method: str, given: dict[str, object]) -> dict[str, object]:
    """The parameters to call `method` with, defaults filled in. Raises InvalidParams."""
    wanted = METHODS.get(method)
    if wanted is None:
        return given
    for name in given:
        if name not in wanted:
            valid = ", ".join(wanted) or "none"
            raise InvalidParams(f"{method}: unknown parameter {name[:40]!r}; valid: {valid}")
    result = {name: param.default for name, param in wanted.items() if not param.required}
    for name, param in wanted.items():
        if name in given:
            result[name] = _checked(f"{method}: {name}", param, given[name])
        elif param.required:
            raise InvalidParams(f"{method}: {name} is missing ({_NAMES[param.kind]})")
    return result


def _checked(what: str, param: Param, value: object) -> object:
    # bool is a kind of int in Python, not in JSON.
    if not isinstance(value, param.kind) or (isinstance(value, bool) and param.kind is not bool):
        raise InvalidParams(f"{what} must be {_NAMES[param.kind]}")
    if param.choices and value not in param.choices:
        raise InvalidParams(f"{what} must be one of {', '.join(param.choices)}")
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as err:  # half a surrogate pair: legal JSON, and no text
            raise InvalidParams(f"{what} is not valid Unicode text") from err
        if param.least is not None and len(value.strip()) < param.least:
            raise InvalidParams(f"{what} must not be empty")
    elif isinstance(value, int) and param.least is not None and value < param.least:
        raise InvalidParams(f"{what} must be at least {param.least}")
    return value
