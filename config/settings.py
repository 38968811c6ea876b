"""The settings: one frozen schema, every key with its meaning, an unknown key is an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from config.errors import UserError
from config.paths import expanded
from config.texts import _

Tier = Literal["auto", "embedded", "fast", "quality", "max"]


def _expanded(path: Path) -> Path:
    try:
        return expanded(path)
    except UserError as err:
        raise ValueError(str(err)) from err


File = Annotated[Path, AfterValidator(_expanded)]

_BOOLEAN = TypeAdapter(bool)


def _or_a_word(value: Any) -> Any:
    """`on`, `off`, 1 and the like, as every other switch understands them."""
    try:
        return _BOOLEAN.validate_python(value)
    except ValidationError:
        return value


def _or_off(value: Any) -> Any:
    """`off` without quotes is YAML for false."""
    return "off" if value is False else value


def _address(text: str) -> str:
    """A server's address with its scheme: `localhost:11434` is meant as http://localhost:11434."""
    url = text if "//" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        understood = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port beyond 65535, half an IPv6 address
        understood = False
    if not understood:
        raise ValueError(_("an address is written as http://127.0.0.1:8080/v1, or with https"))
    return url


def _search(text: str) -> str:
    """The address of a search, with its place for the words."""
    if not text.startswith(("http://", "https://")) or "{words}" not in text:
        raise ValueError(_("the address of a search is written as https://example.org/?q={words}"))
    return text


Address = Annotated[str, AfterValidator(_address)]
Switch = Annotated[Literal["auto", True, False], BeforeValidator(_or_a_word)]


class Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        coerce_numbers_to_str=True,  # `wake_phrase: 2001` is YAML for a number, and meant as a name
        hide_input_in_errors=True,
    )


class Sound(Section):
    """Microphone and loudspeaker."""

    backend: Literal["portaudio", "wav"] = "portaudio"
    """`wav` plays a file as the microphone and records the loudspeaker into another."""
    microphone: list[str] = []
    """Names (or parts of names) of microphones in order of preference; empty follows the system's default."""
    loudspeaker: list[str] = []
    """The same for loudspeakers."""
    wav_input: File | None = None
    """With backend `wav`: what the microphone hears."""
    wav_output: File | None = None
    """With backend `wav`: where the loudspeaker is recorded."""
    wav_pace: Literal["real", "lockstep"] = "real"
    """`real` runs at the speed of time; `lockstep` advances only when told (tests)."""
    echo_cancellation: bool = True
    """Remove the assistant's own voice from the microphone. Turn off when the sound server already does it."""
    noise_suppression: bool = True
    """Remove steady noise before speech is looked for. Recognisers hear it, except while a reply sounds."""
    volume: float = Field(default=0.9, ge=0, le=1)
    """Loudness of replies."""
    duck_db: float = Field(default=-18.0, ge=-60, le=0)
    """How much softer a reply becomes the moment somebody speaks over it."""
    vad_threshold: float = Field(default=0.5, gt=0, lt=1)
    """Speech probability above which a frame counts as speech (Silero)."""
    min_speech_ms: int = Field(default=120, ge=30, le=1000)
    """Shorter sounds are no utterance."""
    pre_roll_ms: int = Field(default=300, ge=0, le=2000)
    """Audio kept from before the first speech frame, so that no first syllable is lost."""


class Turn(Section):
    """When a turn is over, and what an interruption is."""

    provisional_ms: int = Field(default=160, ge=60, le=2000)
    """Silence after which the answer is prepared, unheard, in case the turn is over."""
    complete_ms: int = Field(default=300, ge=100, le=5000)
    """Silence that ends a turn whose words are a complete sentence."""
    likely_ms: int = Field(default=500, ge=100, le=5000)
    """Silence that ends a turn whose words could be a complete sentence, and could go on."""
    incomplete_ms: int = Field(default=1100, ge=200, le=10000)
    """Silence that ends a turn whose words sound unfinished ("and then I ...")."""
    unsure_ms: int = Field(default=900, ge=150, le=8000)
    """Silence that ends a turn when it cannot be told."""
    patience: float = Field(default=1.0, ge=0.3, le=3)
    """More waits longer where the words don't say that you have ended, and cuts you off more seldom; less is quicker."""
    melody: bool = True
    """Listen to the melody of the voice as well, when Smart Turn is here (`sarai models pull smart-turn`)."""
    max_seconds: float = Field(default=60.0, ge=5, le=600)
    """Longer utterances are answered as they stand."""
    max_speculations: int = Field(default=3, ge=0, le=10)
    """How many answers may be prepared in vain in one turn; 0 waits for the end of every turn."""
    reopen_ms: int = Field(default=1500, ge=0, le=5000)
    """Speech this soon after the reply began continues the question; both halves become one."""
    barge_in_ms: int = Field(default=400, ge=100, le=2000)
    """Speech over a reply that lasts this long pauses it, unless its words so far are known not to interrupt."""
    backchannels: list[str] = [
        "mhm", "mm", "mmm", "uh huh", "uh-huh", "hm", "hmm", "huh", "yeah", "yep", "yup", "yes", "ok", "okay", "right",
        "sure", "alright", "all right", "got it", "i see", "oh", "aha", "ah", "ajá", "aja", "ya", "ya veo", "sí",
        "si", "vale", "claro", "claro que sí", "bueno", "dale", "entiendo", "de acuerdo",
    ]  # fmt: skip
    """Said over a reply, these do not interrupt it."""


class Listening(Section):
    """When the assistant listens at all."""

    mode: Literal["always", "wake", "push"] = "always"
    """`always` answers everything; `wake` what begins with the wake phrase; `push` only after a key (docs/hotkeys.md)."""
    wake_phrase: str = Field(default="sarai", pattern=r"[^\W_]")
    """The name it is called by in mode `wake`; best are two or three syllables that are no everyday word."""
    wake_seconds: float = Field(default=6, ge=1, le=60)
    """After the wake phrase alone, the question may follow within so many seconds."""
    follow_up_seconds: float = Field(default=8, ge=0, le=300)
    """So long after a reply no wake phrase is needed; 0 always needs one."""
    push_key: str = ""
    """Key for push to talk to propose to a Wayland desktop's portal, as `LOGO+space`; see docs/hotkeys.md."""
    at_start: bool = True
    """Begin listening when the daemon starts; not in mode `push`."""
    sleep_minutes: float = Field(default=0, ge=0)
    """Close the microphone after so long without speech; 0 never does."""


class Timers(Section):
    """Timers and alarms."""

    ring_minutes: float = Field(default=5, ge=0, le=60)
    """How long they ring at most: a soft tone and the name, again and again, until you say "stop"; 0 tells you once."""
    snooze_minutes: float = Field(default=5, ge=0.1, le=120)
    """How long "snooze" puts off what rings; "ten more minutes" says it itself."""


class Speaking(Section):
    """How it answers."""

    language: Literal["auto", "en", "es"] = "auto"
    """`auto` answers in the language it heard."""
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    """Pace of the voice."""
    system_prompt: str | None = None
    """Instructions for the mind; null takes the built-in ones for spoken style."""
    max_tokens: int = Field(default=200, ge=16, le=2000)
    """Longest spoken answer."""
    temperature: float = Field(default=0.6, ge=0, le=2)
    """0 always takes the likeliest word."""
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    """A number makes answers repeatable."""


class Fast(Section):
    """The fast tier: Whisper, Canary or Parakeet hears, a GGUF thinks, Piper speaks."""

    recogniser: str = "whisper-base"
    """Catalogue id, or a folder with a faster-whisper model or an ONNX conversion of Canary or Parakeet TDT."""
    short_window: Switch = "auto"
    """Whisper encodes what was said and 6 s, not 30 s: three times as fast, and as accurate (`auto`; what looks wrong is
    heard again in 30 s). true: what was said and 1 s, for models made for it (ACFT). false: always 30 s."""
    mind: str = "qwen3-vl-4b"
    """Catalogue id, or a GGUF file."""
    projector: str | None = None
    """The mind's projector for images, catalogue id or mmproj file; null: the one that the catalogue has for it."""
    opener: str | None = None
    """A small GGUF that says the opening clause, from which `mind` goes on: catalogue id or file; null: none."""
    voice_en: str = "piper-en"
    """Catalogue id, or a Piper .onnx file with its .onnx.json beside it."""
    voice_es: str = "piper-es"
    """The same for Spanish."""


class Quality(Section):
    """The quality tier: Qwen2.5-Omni hears and thinks and, where the machine is fast enough, speaks."""

    model: str | None = None
    """Catalogue id, or a folder with a Qwen2.5-Omni or Qwen3-Omni checkpoint; null: the best that is here and fits."""
    voice: str = "Chelsie"
    """Who speaks: Chelsie or Ethan."""
    talker: Literal["auto", "on", "off"] = "auto"
    """Its own voice: `auto` has it where a GPU holds it, or `sarai bench omni` found it faster than speech; else Piper's."""
    weights: Literal["auto", "full", "4bit"] = "auto"
    """`4bit` takes half of the memory or less; `auto` where it runs on a CPU and Piper speaks. On a GPU: bitsandbytes."""
    low_vram: bool = False
    """Keep each part on the GPU only for as long as it works: less memory, and a later answer. Not with `4bit` weights."""
    solver_steps: int = Field(default=10, ge=2, le=50)
    """Steps of the diffusion that makes its voice: fewer are faster, and rougher."""
    solver: Literal["rk4", "euler"] = "rk4"
    """`euler` needs a quarter of the time for a step."""
    first_window: Literal[8, 16, 24, 36, 48] = 24
    """Frames of 10 ms of its first piece of sound. Only 24 and 48 sound exactly as if the whole reply had been there."""
    tf32: Literal["auto", "on", "off"] = "auto"
    """Multiply in that format on a GPU, twice as fast; `auto` where it changes less than 0.3 % of the sound's peak."""
    allow_urls: bool = False
    """Fetch sound, images and video that a question gives by an address on the network."""


class Expert(Section):
    """A large model on a server, for long texts and `sarai ask --model expert`. Typed text goes there, never speech."""

    engine: Literal["ollama", "openai"] | None = None
    """`ollama`, or `openai` for anything with OpenAI's protocol (llama-server, vLLM, LM Studio); null: no server."""
    url: Address = "http://127.0.0.1:11434"
    """Address of the server; for `openai` it usually ends in /v1."""
    model: str = "solar:10.7b"
    """What the server calls the model."""
    key: str | None = None
    """A file with the key, readable by you alone, or the name of a systemd credential; null: none."""
    keep_alive: str = "5m"
    """Ollama: how long the model stays in the server's memory without use."""
    context: int = Field(default=2048, ge=512, le=131072)
    """Tokens of a long conversation; Ollama runs short ones in 512."""


class Max(Section):
    """The tier `max`: a large Omni model on a bigger machine, through a vLLM-Omni server. Speech goes there."""

    url: Address | None = None
    """Address of the server, for example http://gpu.example:8091/v1; null: no server."""
    model: str = "Qwen/Qwen3-Omni-30B-A3B-Instruct"
    """What the server calls the model."""
    key: str | None = None
    """A file with the key, readable by you alone, or the name of a systemd credential; null: none."""
    voice: str | None = None
    """Name of the speaker's voice; null leaves it to the server."""


class Manners(Section):
    """How it behaves among other programs on a desktop."""

    players: Literal["off", "duck", "pause"] = "duck"
    """What other media players do while it listens to somebody and speaks: play softly, or pause. As before afterwards."""
    players_volume: float = Field(default=0.25, ge=0, le=1)
    """With `duck`: the share of its own volume that is left to a player. One that cannot play softly is paused."""
    sounds: bool = True
    """Short, soft sounds when it begins to listen (wake phrase, push-to-talk, hotkey) and when something went wrong."""
    notifications: Literal["off", "problems", "all"] = "all"
    """Desktop notifications: `problems` tells of faults and of devices that took over, `all` shows the words too."""
    mute_when_locked: bool = True
    """Close the microphone while the screen is locked."""
    mute_in_calls: bool = True
    """Close the microphone while another program listens to one."""
    not_calls: list[str] = ["easyeffects", "noisetorch", "cava", "pavucontrol"]
    """Parts of the names of programs that may always listen to a microphone: that is no call."""


ActionName = Literal[
    "undo", "note_add", "notes_read", "note_drop", "notes_delete", "list_add", "list_read", "list_tick", "list_drop",
    "list_clear", "lists_read", "better_model",
    "media", "media_what", "loudness_to", "loudness", "loudness_mute", "app_open", "page_open", "web_search",
    "copy_reply", "clipboard_read", "screen_lock", "brightness_to", "brightness", "screenshot", "do_not_disturb",
    "home_light", "home_switch", "home_fan", "home_media", "home_climate", "home_scene", "home_vacuum", "home_cover",
    "home_door", "home_lock", "home_alarm", "home_script", "home_question",
    "selection_read", "reading_go_on", "selection_rewrite", "selection_replace", "screen_look",
]  # fmt: skip
"""The actions of docs/actions.md."""


class Actions(Section):
    """What it does on the desktop when it is told to (docs/actions.md)."""

    effects: dict[ActionName, Literal["read", "reversible", "dangerous", "off"]] = {}
    """Action -> class of effect, where it shall differ: `dangerous` asks first, `off` never does it."""
    answer_seconds: float = Field(default=10, ge=2, le=60)
    """A yes to a question that was asked first counts for so long."""
    notes: File | None = None
    """Folder of the notes and lists, which are Markdown files; null: Notes in your home."""
    pictures: File | None = None
    """Folder of screenshots, where the desktop itself has none; null: Pictures in your home."""
    search: Annotated[str, AfterValidator(_search)] = "https://duckduckgo.com/?q={words}"
    """Address that your browser is given for "search the web for ..."; {words} stands for what is searched."""


VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
SERVER = r"^[a-z][a-z0-9_-]{0,31}$"
EffectClass = Literal["read", "reversible", "dangerous", "off"]
Word = Annotated[str, Field(pattern=VARIABLE)]
ServerName = Annotated[str, Field(pattern=SERVER)]


def _sentence(text: str) -> str:
    """A sentence that calls a tool: words of its own beside its slots, brackets that are closed."""
    bare = re.sub(r"\{[^{}]*\}", " ", text)
    if not re.search(r"\w\w", bare):
        raise ValueError(
            _("a sentence that calls a tool needs words of its own, and this one has none: {text!r}", text=text)
        )
    opened = []
    for sign in re.findall(r"[()\[\]{}]", bare):
        if sign in "([":
            opened.append(")" if sign == "(" else "]")
        elif not opened or opened.pop() != sign:
            opened = [""]
            break
    if opened or "<" in bare:
        raise ValueError(
            _("a sentence that calls a tool cannot be read, its brackets are not closed: {text!r}", text=text)
        )
    return text


Sentence = Annotated[str, AfterValidator(_sentence)]


class ToolPhrase(Section):
    """A sentence that calls a tool, with arguments that it implies."""

    say: Sentence
    """As in `phrases`."""
    arguments: dict[str, Any] = {}
    """Those that are not said."""


class ToolServer(Section):
    """A server of tools that speaks the Model Context Protocol: a program, or an address."""

    command: list[str] = []
    """The program and its arguments; it is started with the assistant, and speaks over stdio."""
    url: Address | None = None
    """The address of a server that speaks streamable HTTP; what a tool is given goes there."""
    allow: list[str] = []
    """Names of the tools that may be called; `*` for all. `sarai tools list` shows what there is."""
    effects: dict[str, EffectClass] = {}
    """Tool -> class of effect. Where neither this nor SARAi's own table has one, a tool is `dangerous`."""
    phrases: dict[str, list[Sentence | ToolPhrase]] = {}
    """Tool -> sentences that call it, with a slot for each argument that is said: what time is it in {timezone}."""
    answers: dict[str, str | dict[Literal["en", "es"], str]] = {}
    """Tool -> how its result is told, with the result's own keys, "It is {datetime} there.", or so for each language."""
    env: list[Word] = []
    """Names of environment variables that the program gets, beside HOME, LANG, LOGNAME, PATH, SHELL, TERM, TZ and USER."""
    key: str | None = None
    """A file with a key, readable by you alone, or the name of a systemd credential; null: none."""
    key_variable: Word = "API_KEY"
    """The environment variable in which a program gets the key; an address gets it as a bearer token."""
    seconds: float = Field(default=30, ge=1, le=600)
    """A call that takes longer is given up."""

    @model_validator(mode="after")
    def _program_or_address(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError(_("a server of tools has either a command or a url"))
        return self


class HomeAssistant(Section):
    """A Home Assistant (docs/home-assistant.md). What you say to your home goes there as a call of one of its services."""

    url: Address
    """Its address, for example http://homeassistant.local:8123."""
    token_file: str | None = None
    """A file with a long-lived access token, readable by you alone, or the name of a systemd credential; null:
    home-assistant.token beside your settings, where `sarai tools add home-assistant` puts it."""
    room: str = ""
    """Name of the room that is meant where you name none: the one where the microphone is."""


class Tools(Section):
    """Tools of others: over the Model Context Protocol (docs/tools.md), and Home Assistant. None, unless you name them."""

    chosen_by: Literal["phrases", "mind"] = "phrases"
    """`mind`: where no sentence fits, and the words could be a request, the mind of the tier chooses a tool and writes its
    arguments (docs/actions.md). What the tool may do is decided as for a phrase."""
    servers: dict[ServerName, ToolServer] = {}
    """Name -> server. The name is said when you are asked whether one of its tools may be used."""
    home_assistant: HomeAssistant | None = None
    """Your home's lights, covers, scenes and sensors; `sarai tools add home-assistant URL` writes it. null: none."""


class Dictation(Section):
    """What is said is typed into the window that has the focus (docs/dictation.md)."""

    key: str = ""
    """Key that dictates while it is held, to propose to a Wayland desktop's portal, as `LOGO+d`; see docs/hotkeys.md."""
    spoken_marks: Annotated[Literal["all", "lines", "off"], BeforeValidator(_or_off)] = "all"
    """`all`: "comma", "question mark", "open quotes" are typed as marks; `lines`: only "new line" and "new paragraph"."""
    words: list[str] = []
    """Names and terms of yours: Whisper expects them, and what sounds like one of them is written as it."""
    tidy: bool = False
    """Have `fast.mind` leave out hesitations and false starts; what it adds or changes is refused."""
    history: bool = False
    """Keep what was dictated in the history, too."""
    silence_seconds: float = Field(default=60, ge=5, le=3600)
    """End a dictation after so long without speech."""


class Compute(Section):
    """Threads and memory."""

    ram_budget_gb: float | None = Field(default=None, gt=0.05)
    """Memory all models together may take; null: 12 GB, or three quarters of the machine if that is less."""
    threads: int | None = Field(default=None, ge=1, le=256)
    """CPU threads for all engines together; null: the machine's cores."""
    gpu: Literal["auto", "off"] = "auto"
    """`auto` uses a GPU when a probe in a process of its own says that it works."""
    context: int = Field(default=4096, ge=512, le=131072)
    """Tokens of context of the resident text model."""
    repack: bool = False
    """Let llama.cpp keep copies of a model's weights in another layout. On some processors it then answers more quickly
    (`sarai bench llm --memory` tells), but a 4B takes 1.8 GB more, and three times as long to load."""
    swap: bool = False
    """The resident text model may be unloaded for a turn whose model does not fit beside it."""
    keep_projector: bool = False
    """What looks at images stays in memory where there is room for it twice; else it goes after every image."""


class Models(Section):
    """Where else models lie."""

    folders: list[Path] = Field(default=[])
    """Folders of yours that are searched for files with the names of the catalogue."""


class History(Section):
    """The record of what was said."""

    keep: bool = True
    """Keep conversations on this machine (SQLite, readable only by you)."""
    days: int = Field(default=30, ge=0, le=36500)
    """Older turns are deleted; 0 keeps them for ever."""
    voice_tokens: int = Field(default=400, ge=100)
    """How much of the conversation the mind is given, trimmed by whole turns."""


class Benchmark(Section):
    """Measuring latency with any weights: the fast tier does its real work, and these words replace what comes out."""

    transcript: list[str] = []
    """What the questions say, in turn, over and over; `fast.recogniser` still does its work. Empty: what it hears."""
    reply: list[str] = []
    """What the answers say, in turn; `fast.mind` still computes every token. Empty: what it really answers."""
    question: list[str] = []
    """What each of those answers replies to: the answer of the likest question is given. Empty: they are given in turn."""

    @model_validator(mode="after")
    def _a_reply_to_each(self) -> Self:
        if self.question and len(self.question) != len(self.reply):
            raise ValueError(_("name as many questions as replies, or none"))
        return self


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Transcripts are logged at DEBUG only."""


class Settings(Section):
    """Everything that can be set. The shipped defaults, documented, are in config/sarai.yaml."""

    tier: Tier = "auto"
    """Which way of answering: see README."""
    sound: Sound = Sound()
    turn: Turn = Turn()
    listening: Listening = Listening()
    timers: Timers = Timers()
    speaking: Speaking = Speaking()
    manners: Manners = Manners()
    actions: Actions = Actions()
    tools: Tools = Tools()
    dictation: Dictation = Dictation()
    fast: Fast = Fast()
    quality: Quality = Quality()
    expert: Expert = Expert()
    max: Max = Max()
    compute: Compute = Compute()
    models: Models = Models()
    history: History = History()
    log: Log = Log()
    benchmark: Benchmark = Benchmark()
