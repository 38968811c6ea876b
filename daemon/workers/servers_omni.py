"""Worker processes whose model hears the question itself: an LLM with an audio encoder, and an Omni."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from config.texts import _
from daemon.workers.servers import (
    Call,
    EngineServer,
    MindServer,
    health_frame,
    samples,
    serve_engine,
    speech_frame,
    text_frame,
    text_frames,
)
from daemon.workers.wire import Frame
from models.engine import EngineError, HearingMind, Listening, Speech

if TYPE_CHECKING:
    from models.omni.interface import Omni
    from models.omni.messages import Part


class HearingMindServer(MindServer):
    """Serves an LLM that hears. Several turns may be open, each under its number."""

    kind = "a mind that hears"

    def __init__(self, engine: HearingMind) -> None:
        super().__init__(engine)
        self.hearing = engine
        self.turns: dict[int, Listening] = {}

    def op_open(self, call: Call) -> Iterable[Frame]:
        """Begin to listen to a turn of `conversation`; an older one of that number is forgotten."""
        self.op_close(call)
        self.turns[call.utterance()] = self.hearing.open(call.conversation())
        return ()

    def op_close(self, call: Call) -> Iterable[Frame]:
        """Forget a turn. Harmless when repeated."""
        turn = self.turns.pop(call.utterance(), None)
        if turn is not None:
            turn.close()
        return ()

    def op_feed(self, call: Call) -> Iterable[Frame]:
        """Take the payload: int16, mono, HEARING_RATE."""
        self._opened(call).feed(samples(call.payload))
        return ()

    def op_attend(self, call: Call) -> Iterable[Frame]:
        """One frame, `ms`: so much of the sound is done with, after `messages`."""
        yield Frame({"ms": self._opened(call).attend(call.messages(), call.cancel)})

    def op_transcript(self, call: Call) -> Iterable[Frame]:
        """One frame, `text`: what was said."""
        yield Frame({"text": self._opened(call).transcript(call.cancel)})

    def op_answer(self, call: Call) -> Iterable[Frame]:
        """`text_frames` of the answer to the turn, after `messages`."""
        return text_frames(self._opened(call).answer(call.messages(), call.sampling(), call.cancel))

    def op_generate(self, call: Call) -> Iterable[Frame]:
        """As MindServer; with `files` (kind and path of each) the answer to recordings, whose question goes before them."""
        return self._listen_to(call) if call.head.get("files") else super().op_generate(call)

    def _listen_to(self, call: Call) -> Iterable[Frame]:
        from audio.wavefile import WavError, read_wav

        listening = self.hearing.open(call.conversation())
        try:
            for kind, path in call.head["files"]:
                if kind != "audio":
                    raise EngineError(
                        _("this mind hears and does not watch: `sarai models pull omni-3b` gets one that does")
                    )
                try:
                    listening.feed(read_wav(path))
                except WavError as err:
                    raise EngineError(_("{why}; this mind listens to WAV files only", why=err)) from err
            yield from text_frames(listening.answer(call.messages(), call.sampling(), call.cancel))
        finally:
            listening.close()

    def _opened(self, call: Call) -> Listening:
        number = call.utterance()
        if number not in self.turns:
            raise EngineError(_("the mind knows no utterance {number}: it was restarted in between", number=number))
        return self.turns[number]


class OmniServer(EngineServer):
    """Serves an Omni. Typed turns ask it as they ask an LLM; it keeps nothing between turns."""

    kind = "an Omni"

    def __init__(self, engine: Omni) -> None:
        self.engine = engine

    def op_respond(self, call: Call) -> Iterable[Frame]:
        """Text and sound (`text_frame`, `speech_frame`) of the answer to `messages`, the last one going on with the sound of
        the payload (int16, mono, HEARING_RATE). `speak`: aloud, as the speaker `voice`."""
        return self._answer(call, samples_of(call.payload))

    def op_generate(self, call: Call) -> Iterable[Frame]:
        """The same of a typed question: the payload is an image, `files` are kind and path of recordings and pictures."""
        from models.omni.messages import Image

        return self._answer(call, [Image(call.payload)] if call.payload else [])

    def op_forget(self, call: Call) -> Iterable[Frame]:
        """Nothing to drop."""
        return ()

    def op_close_eyes(self, call: Call) -> Iterable[Frame]:
        """Nothing to give back: its vision encoder is part of it."""
        return ()

    def op_health(self, call: Call) -> Iterable[Frame]:
        """One frame with the fields of Health."""
        yield health_frame(self.engine)

    def _answer(self, call: Call, more: list[Part]) -> Iterable[Frame]:
        from models.omni.interface import MultiSpeaker
        from models.omni.messages import attached, conversation_of

        conversation = conversation_of(call.messages(), [*attached(call.head.get("files", ())), *more])
        speak, voice = bool(call.head.get("speak")), call.head.get("voice")
        if speak and voice and isinstance(self.engine, MultiSpeaker):  # a server's speaker is chosen at the server
            self.engine.set_voice(voice)
        for item in self.engine.respond(conversation, call.sampling(), call.cancel, speak=speak):
            if not isinstance(item, Speech):
                yield text_frame(item)
            elif speak:  # there are servers that speak unasked
                yield speech_frame(item)


def samples_of(payload: bytes) -> list[Part]:
    """The sound of a payload as a part of a message; nothing where there is none."""
    from models.omni.messages import Audio

    return [Audio(samples(payload))] if payload else []


hearing_mind = serve_engine(HearingMindServer)
omni = serve_engine(OmniServer)
