"""What the control socket speaks: JSON-RPC 2.0, one JSON document a line. Shared by the daemon and its clients.

- A client may begin with `hello {protocol}`. The daemon refuses a protocol other than its own.
- After `subscribe` the connection carries `event` notifications beside the replies.
- A streaming method (`ask`) sends `item` notifications with the request's id, then its result.

Every command imports this module: it imports nothing heavy. The methods are those of `daemon.app.methods.ControlMethods`.
"""

from __future__ import annotations

from config.errors import UserError

PROTOCOL = 1
"""Counts up when an old client could misunderstand a new daemon."""
MAX_LINE = 1 << 20
"""Bytes in a message to the daemon; a longer one is answered with an error and ends the connection."""
LONGEST_REPLY = 16 << 20
"""Bytes in a message of the daemon. A client takes a longer line for something that isn't our daemon."""
TIERS = ("auto", "embedded", "fast", "quality", "max")
"""The values of `config.settings.Tier`, for clients that do not import the settings."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
FAILED = -32000
"""The method was called rightly and could not do its work. The message is one line for the user."""
TOO_LONG = -32001
TOO_MANY = -32002
WRONG_PROTOCOL = -32003
FORBIDDEN = -32004


class ControlError(UserError):
    """Answers a request with an error of the protocol. Methods raise any UserError for what the user should read."""

    code = FAILED


class InvalidParams(ControlError):
    """The parameters of a request are wrong."""

    code = INVALID_PARAMS


class MethodNotFound(ControlError):
    """The daemon has no method of that name."""

    code = METHOD_NOT_FOUND


class WrongProtocol(ControlError):
    """The client speaks another version of the protocol."""

    code = WRONG_PROTOCOL
