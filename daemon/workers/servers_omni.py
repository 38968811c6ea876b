"""Worker processes whose model hears the question itself: a mind with ears, and an Omni. As daemon.workers.servers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from daemon.workers.servers import MindServer, samples, serve_engine, speech_frame, thought_frame
from daemon.workers.wire import Frame
from models.engine import Cancel, EngineError, HearingMind, Listening, Message, Sampling, Speech, TextDelta

if TYPE_CHECKING:
    from models.omni.interface import Omni


class HearingMindServer(MindServer):
    """As MindServer; and open, feed, attend, answer, transcript, close: several turns may be open, each under its number."""

    def __init__(self, engine: HearingMind) -> None:
        super().__init__(engine)
        self.ears = engine
        self.turns: dict[int, Listening] = {}

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        if op == "generate" and head.get("files"):
            yield from self._listen_to(head, cancel)
            return
        if "utterance" not in head:
            yield from super().__call__(op, head, payload, cancel)
            return
        number = int(head["utterance"])
        if op in ("open", "close"):
            if number in self.turns:
                self.turns.pop(number).close()
            if op == "open":
                self.turns[number] = self.ears.open(str(head["conversation"]))
            return
        turn = self.turns.get(number)
        if turn is None:
            raise EngineError(f"the mind knows no utterance {number}: it was restarted in between")
        if op == "feed":
            turn.feed(samples(payload))
        elif op == "attend":
            yield Frame({"ms": turn.attend([Message(**message) for message in head["messages"]], cancel)})
        elif op == "transcript":
            yield Frame({"text": turn.transcript(cancel)})
        elif op == "answer":
            messages = [Message(**message) for message in head["messages"]]
            for item in turn.answer(messages, Sampling(**head["sampling"]), cancel):
                yield thought_frame(item)
        else:
            raise EngineError(f"a mind with ears does not know {op!r}")

    def _listen_to(self, head: dict[str, Any], cancel: Cancel) -> Iterator[Frame]:
        """A typed question about recordings: its words go before the sound."""
        from audio.wavefile import WavError, read_wav

        listening = self.ears.open(str(head["conversation"]))
        try:
            for kind, path in head["files"]:
                if kind != "audio":
                    raise EngineError(
                        "this mind hears and does not watch: `sarai models pull omni-3b` gets one that does"
                    )
                try:
                    listening.feed(read_wav(path))
                except WavError as err:
                    raise EngineError(f"{err}; this mind listens to WAV files only") from err
            messages = [Message(**message) for message in head["messages"]]
            for item in listening.answer(messages, Sampling(**head["sampling"]), cancel):
                yield thought_frame(item)
        finally:
            listening.close()


class OmniServer:
    """respond: answers `messages`, as a mind is given them, the last one going on with the sound of the payload (int16,
    HEARING_RATE), and speaks if `speak`. Typed turns ask it as they ask a mind: generate (the payload: an image; `files`:
    kinds and paths), forget, close_eyes, health."""

    def __init__(self, engine: Omni) -> None:
        self.engine = engine

    def __call__(self, op: str, head: dict[str, Any], payload: bytes, cancel: Cancel) -> Iterator[Frame]:
        from models.omni.messages import Image, attached, conversation_of

        if op in ("forget", "close_eyes"):
            return  # it keeps nothing between turns, and its eyes are part of it
        if op == "health":
            yield Frame(self._health())
            return
        if op not in ("respond", "generate"):
            raise EngineError(f"an Omni does not know {op!r}")
        more = attached(head.get("files", ()), samples(payload) if payload and op == "respond" else None)
        if payload and op == "generate":
            more.append(Image(payload))
        conversation = conversation_of([Message(**message) for message in head["messages"]], more)
        speak = bool(head.get("speak"))
        set_voice = getattr(self.engine, "set_voice", None)  # a server's speaker is chosen where the server is set up
        if speak and head.get("voice") and set_voice is not None:
            set_voice(head["voice"])
        for item in self.engine.respond(conversation, Sampling(**head["sampling"]), cancel, speak=speak):
            if isinstance(item, TextDelta):
                yield Frame({"text": item.text, "tokens": item.tokens})
            elif isinstance(item, Speech):
                if speak:  # there are servers that speak unasked
                    yield speech_frame(item)
            else:
                yield Frame({"usage": dataclasses.asdict(item)})

    def _health(self) -> dict[str, Any]:
        try:
            getattr(self.engine, "check", tuple)()  # only a server can be down
        except EngineError as err:
            return {"up": False, "detail": str(err)}
        return {"up": True, "detail": ""}


hearing_mind = serve_engine(HearingMindServer)
omni = serve_engine(OmniServer)
