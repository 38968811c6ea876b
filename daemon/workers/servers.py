"""What each kind of worker process serves: engines behind the wire protocol. Runs in the worker, never in the daemon."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from config.constants import HEARING_RATE
from daemon.workers.child import Link, RequestLoop, Server, build, end
from daemon.workers.wire import Frame, pack, unpack, vocabulary
from models.engine import (
    Cancel,
    EngineError,
    Message,
    Mind,
    Recogniser,
    Sampling,
    Speech,
    TextDelta,
    Transcript,
    Usage,
    Utterance,
    Voice,
)

if TYPE_CHECKING:
    from models.engine import Pcm

log = logging.getLogger(__name__)


def serve_engine(make: Callable[[Any], Server]) -> Callable[[], Callable[[Link, dict[str, Any]], None]]:
    """A worker's main: load the engine named in the first frame, say `ready`, serve."""

    def factory() -> Callable[[Link, dict[str, Any]], None]:
        def serve(link: Link, first: dict[str, Any]) -> None:
            desk = RequestLoop(link)
            threading.Thread(target=desk.read_forever, name="reader", daemon=True).start()
            engine = build(str(first["factory"]), first.get("arguments", {}))
            facts = {
                name: getattr(engine, name)
                for name in ("languages", "rate", "context", "problem")
                if hasattr(engine, name)
            }
            server = make(engine)
            warm_up(server)
            link.send(Frame({"kind": "event", "event": "ready", **facts}))
            desk.serve_forever(server)

        return serve

    return factory


def warm_up(server: Server) -> None:
    """Have the engine do a little of its work, so that the first turn does not pay for what is done once."""
    work = getattr(server, "warm_up", None)
    if work is not None:
        try:
            work()
        except EngineError as err:
            log.debug("warming up: %s", err)  # the first turn will tell


def samples(payload: bytes) -> Pcm:
    import numpy as np

    return np.frombuffer(payload, dtype="<i2").astype(np.int16, copy=False)


class RecogniserServer:
    """open, feed, partial, result, close: several utterances may be open, each under its number. recognise: the payload is
    a whole recording at `rate`."""

    def __init__(self, engine: Recogniser) -> None:
        self.engine = engine
        self.utterances: dict[int, Utterance] = {}

    def warm_up(self) -> None:
        utterance = self.engine.open(self.engine.languages[0] if self.engine.languages else None)
        utterance.feed(samples(bytes(HEARING_RATE)))  # half a second of silence
        utterance.result(Cancel())
        utterance.close()

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op == "recognise":
            yield Frame(dataclasses.asdict(self._recognise(samples(payload), head, cancel)))
            return
        number = int(head["utterance"])
        if op == "open":
            self.utterances[number] = self.engine.open(head.get("language"))
            return
        utterance = self.utterances.get(number)
        if op == "close":
            if utterance is not None:
                self.utterances.pop(number).close()
            return
        if utterance is None:
            raise EngineError(f"the recogniser knows no utterance {number}: it was restarted in between")
        if op == "feed":
            utterance.feed(samples(payload))
        elif op == "partial":
            yield Frame(dataclasses.asdict(utterance.partial()))
        elif op == "result":
            ends = getattr(utterance, "ends", None)
            if ends is not None and "speech" in head:
                ends(int(head["speech"]))
            yield Frame(dataclasses.asdict(utterance.result(cancel)))
        else:
            raise EngineError(f"a recogniser does not know {op!r}")

    def _recognise(self, pcm: Pcm, head: dict[str, Any], cancel: Cancel) -> Transcript:
        from audio.resample import resample

        known = self.engine.languages
        language = head["language"] if head["language"] in known or not known else None
        utterance = self.engine.open(language)
        try:
            utterance.feed(resample(pcm, int(head["rate"]), HEARING_RATE))
            return utterance.result(cancel)
        finally:
            utterance.close()


class MindServer:
    """generate (the payload: an image that the last message is about), prefill, forget, close_eyes; health, of a server."""

    def __init__(self, engine: Mind) -> None:
        self.engine = engine

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        conversation = str(head["conversation"])
        if op == "forget":
            self.engine.forget(conversation)
            return
        if op in ("close_eyes", "health"):
            found = getattr(self.engine, op, lambda: None)()
            if op == "health":
                yield Frame(dataclasses.asdict(found) if found is not None else {"up": True, "detail": ""})
            return
        messages = [Message(**message) for message in head["messages"]]
        if op == "prefill":
            yield Frame({"usage": dataclasses.asdict(self.engine.prefill(conversation, messages, cancel))})
        elif op == "generate":
            more: dict[str, Any] = {"image": payload} if head.get("image") else {}  # only some minds take one
            for item in self.engine.generate(conversation, messages, Sampling(**head["sampling"]), cancel, **more):
                if isinstance(item, TextDelta):
                    yield Frame({"text": item.text, "tokens": item.tokens})
                else:
                    yield Frame({"usage": dataclasses.asdict(item)})
        else:
            raise EngineError(f"a mind does not know {op!r}")


def thought_frame(item: TextDelta | Usage) -> Frame:
    """The frame in which a mind's text goes to the daemon."""
    if isinstance(item, TextDelta):
        return Frame({"text": item.text, "tokens": item.tokens})
    return Frame({"usage": dataclasses.asdict(item)})


class VoiceServer:
    """speak."""

    def __init__(self, engine: Voice) -> None:
        self.engine = engine

    def warm_up(self) -> None:
        for _ in self.engine.speak("one", next(iter(self.engine.languages), "en"), 1.0, Cancel()):
            pass

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op != "speak":
            raise EngineError(f"a voice does not know {op!r}")
        for speech in self.engine.speak(head["text"], head["language"], head["speed"], cancel):
            cancel.check()
            yield speech_frame(speech)


def speech_frame(speech: Speech) -> Frame:
    """The frame in which sound goes to the daemon."""
    marks = [[mark.start, mark.end, mark.at, mark.exact] for mark in speech.marks]
    return Frame({"rate": speech.rate, "marks": marks}, speech.pcm.astype("<i2", copy=False).tobytes())


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
                if frame.head.get("op") == "close":
                    station.close()
                else:
                    station.handle(unpack(frame, commands))

        threading.Thread(target=read_forever, name="reader", daemon=True).start()
        link.send(Frame({"kind": "event", "event": "ready"}))
        station.run()
        end()

    return serve
