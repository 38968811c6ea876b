"""What each command prints with `--json`, for programs: one object, or one a line where something is followed.

docs/json.md is made of these types (`python -m docs.json_answers`). Later versions add keys and take none away. A command
that fails prints `Failure` and nothing else, or its own object with the key `error`, and its exit code is not 0. The types
are for mypy, the tests and that page: no command imports this module when it runs.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic wants that one before Python 3.12


class Failure(TypedDict):
    """A command has failed. Nothing is written to standard error."""

    error: str
    """One line: what, where, what to do."""


class StatusAnswer(TypedDict):
    """`sarai status`. Without a running assistant only `running` and `error` are there."""

    running: bool
    error: NotRequired[str]
    pid: NotRequired[int]
    version: NotRequired[str]
    uptime_s: NotRequired[float]
    state: NotRequired[str]
    """off, listening, hearing, paused, thinking, speaking, overlap or held."""
    listening: NotRequired[bool]
    """Whether it is to listen. Without a microphone (`microphone` is empty) it cannot."""
    mode: NotRequired[Literal["always", "wake", "push"]]
    muted_by: NotRequired[str]
    """Why the microphone is closed although the user wants it open: locked, call, suspend, asleep; or empty."""
    tier: NotRequired[str]
    """The tier that was chosen."""
    tier_active: NotRequired[str]
    """The tier that answers; empty where none can."""
    language: NotRequired[str]
    voices: NotRequired[list[dict[str, Any]]]
    """language, name, title, chosen of each."""
    microphone: NotRequired[str]
    """Empty while none is open."""
    loudspeaker: NotRequired[str]
    problem: NotRequired[str]
    """What is wrong with the sound devices."""
    question: NotRequired[str]
    """What was asked about before something dangerous, and waits for an answer; empty: nothing."""
    notice: NotRequired[str]
    """Why the tier that answers does not suit what was chosen."""
    stand_ins: NotRequired[list[str]]
    models: NotRequired[list[dict[str, Any]]]
    """name, kind, state, pid, private_mb, mapped_mb, problem of each."""
    memory: NotRequired[dict[str, int]]
    last: NotRequired[dict[str, Any]]
    """turn, language, heard, reply, timings_ms of the last exchange."""
    latency_ms: NotRequired[dict[str, Any]]
    ringing: NotRequired[list[dict[str, str]]]
    """sort, label, text of each timer and alarm that rings."""
    download: NotRequired[dict[str, Any] | None]
    """What is being fetched of models."""
    dictating: NotRequired[bool]
    """Whether what is said is typed into a window."""
    home_assistant: NotRequired[dict[str, Any] | None]
    """url, state (connecting, connected or failed), problem, devices, rooms of Home Assistant; null where the settings name
    none."""
    tools: NotRequired[list[dict[str, Any]]]
    """name, state, problem, product, tools, usable of each server of tools."""
    explain: NotRequired[list[str]]
    """With --explain: the reasons for the tier."""


class ListeningAnswer(TypedDict):
    """`sarai toggle`, `sarai listen` and `sarai mute`."""

    listening: bool
    """What the user wants from now on."""
    microphone: NotRequired[str]
    """With what it listens; empty while no microphone is open. Only where it is to listen."""
    problem: NotRequired[str]
    """Why there is none."""


class DictateAnswer(TypedDict):
    """`sarai dictate`."""

    dictating: bool
    """Whether what is said from now on is typed. Where it cannot be, the event `problem` says why."""
    listening: bool


class StopAnswer(TypedDict):
    """`sarai stop`."""

    state: str
    """The state of the conversation now."""


class ConsentAnswer(TypedDict):
    """`sarai yes` and `sarai no`."""

    question: str
    """What was answered."""
    yes: bool


class TierAnswer(TypedDict):
    """`sarai tier`."""

    tier: str
    tier_active: NotRequired[str]
    note: NotRequired[str]
    """What the user should know of the choice."""


class VoiceAnswer(TypedDict):
    """`sarai voice`."""

    voices: list[dict[str, Any]]
    """language, name, title, chosen of each."""


class SayAnswer(TypedDict):
    """`sarai say`."""

    queued: bool
    """It will be said as soon as nobody speaks."""


class ReadAnswer(TypedDict):
    """`sarai read`."""

    reading: bool
    """Whether something is read aloud from now on."""
    text: str
    """What, in a word: how much of it; empty where nothing is."""


class AskAnswer(TypedDict):
    """`sarai ask`."""

    text: str
    notes: list[str]
    """What the user should know beside the answer, such as who answered in another's place."""
    model: NotRequired[str]
    """Who answered."""
    route: NotRequired[str]
    """Why that one."""
    usage: NotRequired[dict[str, Any]]


class TurnAnswer(TypedDict):
    """`sarai talk`; one of the turns of `sarai demo`."""

    heard: str
    reply: str
    tier: str
    language: str
    interrupted: bool
    timings_ms: dict[str, float]
    unused_s: float
    """Seconds of the file that came too late for this answer."""
    notes: list[str]
    audio: NotRequired[str]
    """The file with the reply's sound."""
    problem: NotRequired[str]


class DemoAnswer(TypedDict):
    """`sarai demo`."""

    turns: list[TurnAnswer]
    folder: str
    error: NotRequired[str]


class EventLine(TypedDict):
    """One line of `sarai events` and of `sarai run`. The other keys depend on `kind`: daemon/control/events.py."""

    kind: str


class HistoryAnswer(TypedDict):
    """`sarai history`, the oldest turn first."""

    turns: list[dict[str, Any]]
    """id, conversation, at, language, tier, route, heard, said, said_full, interrupted, done, timings_ms of each."""


class ForgottenAnswer(TypedDict):
    """`sarai history forget`."""

    forgotten: int
    """Turns."""


class DeviceEntry(TypedDict):
    """One microphone or loudspeaker."""

    name: str
    kind: Literal["microphone", "loudspeaker"]
    in_use: NotRequired[bool]
    default: NotRequired[bool]


class DevicesAnswer(TypedDict):
    """`sarai devices`."""

    devices: list[DeviceEntry]


class ModelsListAnswer(TypedDict):
    """`sarai models list`."""

    budget_mb: int
    models: list[dict[str, Any]]
    """id, kind, engine, title, state, where, path, size, ram_mb, fits, languages, licence of each."""
    ollama: list[dict[str, Any]]
    yours: list[dict[str, Any]]
    problems: list[str]


class ModelsPullAnswer(TypedDict):
    """`sarai models pull`."""

    pulled: list[dict[str, Any]]
    """id, and path, source, already_here, from, licence; or error."""
    settings: dict[str, str]
    """What was written into the settings file."""
    notes: list[str]
    error: NotRequired[str]


class ModelsVerifyAnswer(TypedDict):
    """`sarai models verify`."""

    verified: list[dict[str, Any]]
    """id, and files (file, state, detail of each); or error."""
    error: NotRequired[str]


class ModelsRemoveAnswer(TypedDict):
    """`sarai models remove`."""

    removed: list[dict[str, Any]]
    """id, and freed (bytes); or error."""
    error: NotRequired[str]


class ConfigSetAnswer(TypedDict):
    """`sarai config set`."""

    key: str
    value: Any
    file: str
    hidden_by: str
    """The environment variable that counts more; empty where none does."""


class ConfigCheckAnswer(TypedDict):
    """`sarai config check`, and `sarai config edit` on a terminal."""

    right: bool
    mistakes: list[str]
    """File by file, each in the order of its lines."""
    unknown_variables: list[str]
    set: dict[str, str]
    """Setting -> where its value comes from; only what differs from the defaults."""
    file: str
    exists: bool
    error: NotRequired[str]


class ConfigPathAnswer(TypedDict):
    """`sarai config path`, and `sarai config edit` without a terminal."""

    file: str
    exists: bool


class ToolsListAnswer(TypedDict):
    """`sarai tools list`."""

    servers: list[dict[str, Any]]
    """name, state, problem, product, where, tools of each; of each tool: name, title, description, effect, allowed,
    destructive, phrases, parameters, median_ms."""


class ToolsTestAnswer(TypedDict):
    """`sarai tools test`."""

    server: str
    product: str
    """What the server calls itself, with its version."""
    protocol: str
    seconds: float
    """From nothing to its tools."""
    tools: list[dict[str, Any]]
    """As in `sarai tools list`."""
    text: NotRequired[str]
    """With a TOOL: its result."""
    data: NotRequired[Any]
    """Its structured part; null where there is none."""


class ToolsAllowAnswer(TypedDict):
    """`sarai tools allow`."""

    server: str
    allow: list[str]
    effects: dict[str, str]
    file: str


class FindingEntry(TypedDict):
    """One finding of the doctor."""

    name: str
    status: Literal["ok", "warning", "broken"]
    detail: str
    fix: str
    """The command that mends it; empty where there is nothing to mend."""
    title: str
    """The name in the language of the locale. `name` is English in all."""


class DoctorAnswer(TypedDict):
    """`sarai doctor`."""

    findings: list[FindingEntry]


class ToolsAddAnswer(TypedDict):
    """`sarai tools add`."""

    url: str
    product: str
    """What answers there, with its version."""
    devices: int
    rooms: int
    token_file: str
    file: str
    """The settings file that was changed."""


class ServiceAnswer(TypedDict):
    """`sarai service install` and `sarai service status`."""

    installed: bool
    enabled: bool
    active: str
    detail: str
    pid: int
    restarts: int
    result: str
    says: str
    unit_file: str
    current: bool
    """Whether the installed unit is the one that would be installed now."""
    linger: bool
    tray: dict[str, Any]


class ServiceRemovedAnswer(TypedDict):
    """`sarai service remove`."""

    removed: bool
    unit_file: str


ANSWERS: dict[str, type] = {
    "ask": AskAnswer,
    "config check": ConfigCheckAnswer,
    "config edit": ConfigCheckAnswer,
    "config path": ConfigPathAnswer,
    "config set": ConfigSetAnswer,
    "demo": DemoAnswer,
    "dictate": DictateAnswer,
    "devices": DevicesAnswer,
    "doctor": DoctorAnswer,
    "events": EventLine,
    "history": HistoryAnswer,
    "history forget": ForgottenAnswer,
    "listen": ListeningAnswer,
    "models list": ModelsListAnswer,
    "models pull": ModelsPullAnswer,
    "models remove": ModelsRemoveAnswer,
    "models verify": ModelsVerifyAnswer,
    "mute": ListeningAnswer,
    "no": ConsentAnswer,
    "read": ReadAnswer,
    "run": EventLine,
    "say": SayAnswer,
    "service install": ServiceAnswer,
    "service remove": ServiceRemovedAnswer,
    "service status": ServiceAnswer,
    "status": StatusAnswer,
    "stop": StopAnswer,
    "talk": TurnAnswer,
    "tier": TierAnswer,
    "tools add": ToolsAddAnswer,
    "toggle": ListeningAnswer,
    "tools allow": ToolsAllowAnswer,
    "tools list": ToolsListAnswer,
    "tools test": ToolsTestAnswer,
    "voice": VoiceAnswer,
    "yes": ConsentAnswer,
}
"""Command -> what it prints with --json. `config show` prints the settings (config/sarai.yaml explains them), `bench` its
report (docs/bench.md); `tray` has nothing to print but a failure."""
