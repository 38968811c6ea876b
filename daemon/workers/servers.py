"""What each kind of worker process serves: engines behind the wire protocol. Runs in the worker, never in the daemon."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from config.constants import HEARING_RATE
from config.texts import _
from daemon.workers.child import Link, RequestLoop, build, end
from daemon.workers.wire import Frame, pack, unpack, vocabulary
from models.engine import (
    Anticipating,
    Calling,
    Cancel,
    EngineError,
    Expecting,
    Health,
    Incremental,
    Melodious,
    Message,
    Mind,
    PauseAware,
    Recogniser,
    Remote,
    Sampling,
    Seeing,
    Speech,
    TextDelta,
    Tool,
    Usage,
    Utterance,
    Voice,
)
from models.store.checked import changed

if TYPE_CHECKING:
    from models.engine import Pcm

log = logging.getLogger(__name__)


class Call(NamedTuple):
    """One request, as an op gets it."""

    head: dict[str, Any]
    """The request's own keys, beside `op` and `id`."""
    payload: bytes
    cancel: Cancel

    def messages(self) -> list[Message]:
        """The conversation in `messages`."""
        return [Message(**message) for message in self.head["messages"]]

    def sampling(self) -> Sampling:
        """How tokens are drawn, from `sampling`."""
        return Sampling(**self.head["sampling"])

    def tools(self) -> list[Tool]:
        """The tools that are offered, in `tools`."""
        return [Tool(**tool) for tool in self.head["tools"]]

    def conversation(self) -> str:
        """The name of the KV sequence in `conversation`."""
        return str(self.head["conversation"])

    def utterance(self) -> int:
        """The number of the utterance in `utterance`."""
        return int(self.head["utterance"])


class EngineServer:
    """Serves one engine. A request `op` is the method `op_<op>`, which returns the frames of its answer."""

    kind: ClassVar[str]
    """What it is called where it does not know an op: "a voice"."""

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        """Implements daemon.workers.child.Server. Raises EngineError for an op that it does not know."""
        found: Callable[[Call], Iterable[Frame]] | None = getattr(self, f"op_{op}", None)
        if found is None:
            raise EngineError(_("{kind} does not know {op!r}", kind=self.kind, op=op))
        yield from found(Call(head, payload, cancel))

    def warm_up(self) -> None:
        """Have the engine do a little of its work, so that the first turn does not pay for what is done once."""


def serve_engine(make: Callable[[Any], EngineServer]) -> Callable[[], Callable[[Link, dict[str, Any]], None]]:
    """A worker's main: load the engine named in the first frame, say `ready`, serve."""

    def factory() -> Callable[[Link, dict[str, Any]], None]:
        def serve(link: Link, first: dict[str, Any]) -> None:
            loop = RequestLoop(link)
            threading.Thread(target=loop.read_forever, name="reader", daemon=True).start()
            arguments = first.get("arguments", {})
            refuse_changed(arguments)
            engine = build(str(first["factory"]), arguments)
            facts = {
                name: getattr(engine, name)
                for name in ("languages", "rate", "context", "problem", "incremental")
                if hasattr(engine, name)
            }
            server = make(engine)
            try:
                server.warm_up()
            except EngineError as err:
                log.debug("warming up: %s", err)  # the first turn will tell
            link.send(Frame({"kind": "event", "event": "ready", **facts}))
            loop.serve_forever(server)

        return serve

    return factory


def refuse_changed(arguments: Mapping[str, Any]) -> None:
    """Raises EngineError where a file of the engine is not the one that was checked."""
    problem = changed(Path(str(arguments[name])) for name in ("path", "projector") if name in arguments)
    if problem is not None:
        raise EngineError(problem)


def samples(payload: bytes) -> Pcm:
    """The samples of a payload: int16."""
    import numpy as np

    return np.frombuffer(payload, dtype="<i2").astype(np.int16, copy=False)


def text_frames(items: Iterable[TextDelta | Usage]) -> Iterator[Frame]:
    """The frames in which an LLM's text goes to the daemon: `text` and `tokens`, at the end `usage`."""
    for item in items:
        yield text_frame(item)


def text_frame(item: TextDelta | Usage) -> Frame:
    """One of `text_frames`."""
    if isinstance(item, TextDelta):
        return Frame({"text": item.text, "tokens": item.tokens})
    return Frame({"usage": dataclasses.asdict(item)})


def speech_frame(speech: Speech) -> Frame:
    """The frame in which sound goes to the daemon: `rate`, `marks`, int16 little-endian as payload."""
    marks = [[mark.start, mark.end, mark.at, mark.exact] for mark in speech.marks]
    return Frame({"rate": speech.rate, "marks": marks}, speech.pcm.astype("<i2", copy=False).tobytes())


class RecogniserServer(EngineServer):
    """Serves a recogniser. Several utterances may be open, each under its number."""

    kind = "a recogniser"

    def __init__(self, engine: Recogniser) -> None:
        self.engine = engine
        self.utterances: dict[int, Utterance] = {}

    def warm_up(self) -> None:
        utterance = self.engine.open(self.engine.languages[0] if self.engine.languages else None)
        utterance.feed(samples(bytes(HEARING_RATE)))  # half a second of silence
        utterance.result(Cancel())
        utterance.close()

    def op_open(self, call: Call) -> Iterable[Frame]:
        """Begin an utterance in `language`; None finds out. `expected`: words that are likely in it."""
        if isinstance(self.engine, Expecting):
            self.engine.expect(call.head.get("expected", ()))
        self.utterances[call.utterance()] = self.engine.open(call.head.get("language"))
        return ()

    def op_feed(self, call: Call) -> Iterable[Frame]:
        """Take the payload: int16, mono, HEARING_RATE."""
        self._opened(call).feed(samples(call.payload))
        return ()

    def op_partial(self, call: Call) -> Iterable[Frame]:
        """One frame: a cheap guess, with the fields of Transcript."""
        yield Frame(dataclasses.asdict(self._opened(call).partial()))

    def op_result(self, call: Call) -> Iterable[Frame]:
        """One frame: the best there is, with the fields of Transcript. `speech`: samples before the pause, 0 for all."""
        utterance = self._opened(call)
        if isinstance(utterance, PauseAware) and "speech" in call.head:
            utterance.ends(int(call.head["speech"]))
        yield Frame(dataclasses.asdict(utterance.result(call.cancel)))

    def op_melody(self, call: Call) -> Iterable[Frame]:
        """One frame: `finished`, see Transcript, of the voice whose words `op_result` has told."""
        utterance = self._opened(call)
        yield Frame({"finished": utterance.finished() if isinstance(utterance, Melodious) else None})

    def op_close(self, call: Call) -> Iterable[Frame]:
        """Forget an utterance. Harmless when repeated."""
        utterance = self.utterances.pop(call.utterance(), None)
        if utterance is not None:
            utterance.close()
        return ()

    def op_recognise(self, call: Call) -> Iterable[Frame]:
        """One frame with the fields of Transcript: the payload is a whole recording at `rate` Hz, in `language`."""
        from audio.resample import resample

        known, language = self.engine.languages, call.head["language"]
        utterance = self.engine.open(language if language in known or not known else None)
        try:
            utterance.feed(resample(samples(call.payload), int(call.head["rate"]), HEARING_RATE))
            yield Frame(dataclasses.asdict(utterance.result(call.cancel)))
        finally:
            utterance.close()

    def _opened(self, call: Call) -> Utterance:
        number = call.utterance()
        if number not in self.utterances:
            raise EngineError(
                _("the recogniser knows no utterance {number}: it was restarted in between", number=number)
            )
        return self.utterances[number]


class MindServer(EngineServer):
    """Serves an LLM: on this machine or on a server, with vision or without."""

    kind = "a mind"

    def __init__(self, engine: Mind) -> None:
        self.engine = engine

    def op_generate(self, call: Call) -> Iterable[Frame]:
        """`text_frames` of the answer to `messages`. `image`: the payload is an image that the last message is about."""
        conversation, messages, sampling = call.conversation(), call.messages(), call.sampling()
        if not call.head.get("image"):
            return text_frames(self.engine.generate(conversation, messages, sampling, call.cancel))
        if not isinstance(self.engine, Seeing):
            raise EngineError(_("this mind cannot see images: choose one with a projector"))
        return text_frames(self.engine.generate(conversation, messages, sampling, call.cancel, call.payload))

    def op_prefill(self, call: Call) -> Iterable[Frame]:
        """One frame, `usage`: `messages` are in the cache. `asked`: they are complete, as far as is known, and may be
        answered next."""
        read = self.engine.prefill
        if call.head.get("asked") and isinstance(self.engine, Anticipating):
            read = self.engine.anticipate
        usage = read(call.conversation(), call.messages(), call.cancel)
        yield Frame({"usage": dataclasses.asdict(usage)})

    def op_offer(self, call: Call) -> Iterable[Frame]:
        """One frame, `usage`: the texts of `tools` are in the cache, ahead of a choice."""
        yield Frame({"usage": dataclasses.asdict(self._calling().offer(call.tools(), call.cancel))})

    def op_choose(self, call: Call) -> Iterable[Frame]:
        """One frame with the fields of Choice: which of `tools` the last of `messages` asks for."""
        yield Frame(dataclasses.asdict(self._calling().choose(call.tools(), call.messages(), call.cancel)))

    def op_arguments(self, call: Call) -> Iterable[Frame]:
        """One frame, `arguments`: those of a call of the only one of `tools` that `messages` ask for."""
        (tool,) = call.tools()
        yield Frame({"arguments": self._calling().arguments(tool, call.messages(), call.cancel)})

    def _calling(self) -> Calling:
        if not isinstance(self.engine, Calling):
            raise EngineError(_("this mind cannot call tools: choose one on this machine (GGUF)"))
        return self.engine

    def op_forget(self, call: Call) -> Iterable[Frame]:
        """Drop what is cached for `conversation`."""
        self.engine.forget(call.conversation())
        return ()

    def op_close_eyes(self, call: Call) -> Iterable[Frame]:
        """Give the vision encoder's memory back."""
        if isinstance(self.engine, Seeing):
            self.engine.close_eyes()
        return ()

    def op_health(self, call: Call) -> Iterable[Frame]:
        """One frame with the fields of Health; what runs on this machine is always up."""
        yield health_frame(self.engine)


def health_frame(engine: object) -> Frame:
    """Whether the engine can be asked, with the fields of Health."""
    health = engine.health() if isinstance(engine, Remote) else Health(up=True, detail="")
    return Frame(dataclasses.asdict(health))


class VoiceServer(EngineServer):
    """Serves a voice."""

    kind = "a voice"

    def __init__(self, engine: Voice) -> None:
        self.engine = engine

    def warm_up(self) -> None:
        for _piece in self.engine.speak("one", next(iter(self.engine.languages), "en"), 1.0, Cancel()):
            pass

    def op_speak(self, call: Call) -> Iterable[Frame]:
        """`speech_frame`s of the clause `text` in `language`; `speed` 1.0 is the voice's own pace. `said`, `more`: see
        Incremental; a voice that is not says nothing of a clause that goes on, and the rest of one alone."""
        head = call.head
        text, language, speed = head["text"], head["language"], head["speed"]
        said, more = head.get("said", 0), head.get("more", False)
        if isinstance(self.engine, Incremental):
            spoken = self.engine.speak_part(text, language, speed, call.cancel, said=said, more=more)
        else:
            spoken = self.engine.speak("" if more else text[said:], language, speed, call.cancel)
        for speech in spoken:
            call.cancel.check()
            yield speech_frame(speech)


recogniser = serve_engine(RecogniserServer)
mind = serve_engine(MindServer)
voice = serve_engine(VoiceServer)


def sound() -> Callable[[Link, dict[str, Any]], None]:
    """The sound worker: commands to the station, its events to the daemon."""

    def serve(link: Link, first: dict[str, Any]) -> None:
        from audio.events import Command
        from audio.station import Station
        from config.settings import Sound, Turn

        def emit(event: Any) -> None:
            frame = pack(event)
            link.send(Frame({**frame.head, "kind": "event", "event": "sound"}, frame.payload))

        station = Station(Sound(**first["sound"]), Turn(**first["turn"]), emit)
        commands = vocabulary(Command)

        def read_forever() -> None:
            while True:
                frame = link.read()
                if frame.head.get("op") == "ping":  # what counts is that the station's own thread comes round
                    link.send(Frame({"kind": "pong", "at": [0, "sound", None, station.rounds, False]}))
                elif frame.head.get("op") == "close":
                    station.close()
                else:
                    station.handle(unpack(frame, commands))

        threading.Thread(target=read_forever, name="reader", daemon=True).start()
        link.send(Frame({"kind": "event", "event": "ready"}))
        station.run()
        end()

    return serve
