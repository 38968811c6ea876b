"""Piper voices: a .onnx model and its .onnx.json, spoken sentence by sentence.

Piper's own loader has no option for threads and gives no word positions with stock voices. So this module makes the
durations inside the model an output, and has it run by `vits.Vits`, piece by piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.constants import LEAST_RATE, MOST_RATE
from config.small_files import read_json, reason
from config.texts import _
from models.engine import Cancel, EngineError, Mark, Speech
from models.piper.onnx_outputs import graph_outputs, outputs_of, with_output
from models.piper.parts import Begun, Drawing, first_part
from models.piper.vits import Vits
from models.text.marks import word_spans

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_PHONEMES = ("espeak", "text")
"""Kinds of phonemes that are made here; for the others Piper fetches models from the network."""
_INPUTS = {"input", "input_lengths", "scales"}
_LEAST_SPEED, _MOST_SPEED = 0.25, 4.0
_MOST_JOINED = 3
_WARM_UP = {"en": "Ready when you are.", "es": "Cuando quieras."}


class PiperVoice:
    """One Piper voice: int16 mono at the voice's own rate (16 or 22.05 kHz), in the voice's own language.

    `threads`: of the onnxruntime session, which does not spin while it waits (spinning starves the other engines).
    `speaker`: number or name, for voices with several.
    Raises EngineError when the files are missing or are no Piper voice.
    """

    def __init__(self, path: Path | str, *, threads: int = 2, speaker: int | str | None = None) -> None:
        model = Path(path)
        config = _read_config(model)
        import piper

        try:
            voice_config = piper.PiperConfig.from_dict(config)
            self.rate = int(voice_config.sample_rate)
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            raise EngineError(
                _("{model}.json is no Piper configuration ({why!r}): pull the voice again", model=model, why=err)
            ) from err
        if not LEAST_RATE <= self.rate <= MOST_RATE:
            raise EngineError(
                _("{model}.json gives a sample rate of {rate} Hz: pull the voice again", model=model, rate=self.rate)
            )
        self._vits, durations = _open(model, threads)
        self._piper: Any = piper.PiperVoice(config=voice_config, session=self._vits)
        self._settings = piper.SynthesisConfig
        self._durations = durations
        self._begun: Begun | None = None
        """What the last call has spoken of a text that goes on."""
        self._speaker = _speaker_number(model, voice_config, speaker)
        language = config.get("language")
        family = language.get("family") if isinstance(language, dict) else None
        self.languages: tuple[str, ...] = (str(family or voice_config.espeak_voice.split("-")[0]),)
        try:  # the first run allocates, and is several times slower than the next
            said = list(self.speak(_WARM_UP.get(self.languages[0], "a"), self.languages[0], 1.0, Cancel()))
        except Exception as err:  # onnxruntime and the phonemisers raise whatever they like
            raise _mute(model, _first_line(err)) from err
        if not any(piece.pcm.any() for piece in said):
            raise _mute(model, _("not a sound of it can be heard"))
        self.incremental = self._durations and self._vits.in_pieces
        """Whether it can speak a clause in parts: as Incremental."""

    def speak(self, text: str, language: str, speed: float, cancel: Cancel) -> Iterator[Speech]:
        """Synthesises one clause, in a few pieces for each sentence that Piper finds in it. Cancel takes effect between two.

        `language` is ignored, because a voice has one. Marks are exact where the model computes durations (all voices
        of Piper's own making do) and its words can be told apart in the phonemes.
        """
        yield from self.speak_part(text, language, speed, cancel, said=0, more=False)

    def speak_part(
        self, text: str, language: str, speed: float, cancel: Cancel, *, said: int, more: bool
    ) -> Iterator[Speech]:
        """As Incremental. What the last call has not begun, or where it stopped at a word that is not to be found in the
        whole text's phonemes, is spoken alone."""
        text = text.replace("[[", "  ")  # Piper would take what follows for phonemes
        begun, self._begun = self._begun, None
        if begun is None or not begun.leads_to(text, said, speed):
            begun, text, said = None, text[said:], 0
        at = 0
        for number, drawn in enumerate(self._drawings(text, speed, cancel)):
            if number == 0 and begun is not None:
                joined = begun.joined(drawn, said, self._vits.hop)
                if joined is None:
                    yield from self.speak_part(text[said:], language, speed, cancel, said=0, more=more)
                    return
                drawn = joined
            if more:
                part = first_part(drawn, self._vits.hop) if self.incremental else None
                if part is None:
                    self._begun = begun
                    return
                yield from self._sound(drawn.frames, drawn.begin, part.end, part.marks, cancel)
                spoken = text[: said + part.marks[-1].end]
                self._begun = Begun(spoken, speed, drawn.frames[..., : part.words_end], part.end)
                return
            marks = tuple(replace(mark, at=at + mark.at) for mark in drawn.marks)
            for speech in self._sound(drawn.frames, drawn.begin, None, marks, cancel):
                yield speech
                at += len(speech.pcm)

    def _drawings(self, text: str, speed: float, cancel: Cancel) -> Iterator[Drawing]:
        """Draws the sentences of a text."""
        spans = word_spans(text)
        if not spans:
            return
        cancel.check()
        speed = min(max(speed, _LEAST_SPEED), _MOST_SPEED) if math.isfinite(speed) else 1.0
        settings = self._settings(
            speaker_id=self._speaker, length_scale=self._piper.config.length_scale / speed, normalize_audio=False
        )
        words = self._words(text, spans)
        group = 0
        for chunk in self._piper.synthesize(text, settings, include_alignments=self._durations):
            cancel.check()
            starts, exact = _group_starts(chunk, len(chunk.audio_float_array))
            marks = [
                Mark(*spans[word.number], starts[word.group - group], exact and word.sure)
                for word in words
                if group <= word.group < group + len(starts)
            ]
            yield Drawing(self._vits.frames, tuple(marks))
            group += len(starts)

    def _sound(
        self, frames: Floats, begin: int, end: int | None, marks: tuple[Mark, ...], cancel: Cancel
    ) -> Iterator[Speech]:
        for pcm in self._vits.sound(frames, begin, end):
            yield Speech(pcm, self.rate, marks)
            marks = ()
            cancel.check()

    def close(self) -> None:
        self._piper = None

    def _words(self, text: str, spans: Sequence[tuple[int, int]]) -> list[_Word]:
        """Returns the phoneme group with which each word of the text begins.

        Spoken alone, a word is one group of phonemes, or several ("42"). In the text the same groups follow each other,
        except that espeak joins some ("of the"); the lengths of the groups tell which.
        """
        whole = [size for sentence in self._piper.phonemize(text) for size in _group_sizes(sentence)]
        if not whole:
            return []
        firsts: list[int] = []
        alone: list[int] = []
        for start, end in spans:
            firsts.append(len(alone))
            alone += [size for part in self._piper.phonemize(text[start:end]) for size in _group_sizes(part)] or [1]
        joined = _joined(alone, whole)
        if joined is None:
            return [_Word(number, first * len(whole) // len(alone), False) for number, first in enumerate(firsts)]
        return [
            _Word(number, joined[first], first == 0 or joined[first] != joined[first - 1])
            for number, first in enumerate(firsts)
        ]


@dataclass(frozen=True, slots=True)
class _Word:
    number: int
    group: int
    """Number of its first phoneme group, counted over all sentences of the text."""
    sure: bool


def _groups(phonemes: Sequence[str]) -> list[int]:
    """Returns the indices at which the groups of phonemes between spaces begin; groups of punctuation alone do not
    count."""
    starts: list[int] = []
    begin: int | None = None
    for index, phoneme in enumerate(phonemes):
        if phoneme.isspace():
            begin = None
        elif begin is None and (phoneme.isalpha() or phoneme in "ˈˌ"):
            begin = index
            starts.append(index)
    return starts


def _group_sizes(phonemes: Sequence[str]) -> list[int]:
    """Returns the number of phonemes, spaces and the like included, from each group to the next."""
    starts = _groups(phonemes)
    return [end - start for start, end in pairwise([*starts, len(phonemes)])]


def _joined(alone: Sequence[int], whole: Sequence[int]) -> list[int] | None:
    """Returns for each of the sizes `alone` the index in `whole` of its group: in order, none of `whole` empty, and
    at most three to one, so that the sizes differ least. None where that is impossible."""
    best: list[dict[int, tuple[int, int]]] = [{0: (0, 0)}]  # after each group: units used -> (cost, units before it)
    for size in whole:
        row: dict[int, tuple[int, int]] = {}
        for used, (cost, _path) in best[-1].items():
            for more in range(1, min(_MOST_JOINED, len(alone) - used) + 1):
                total = cost + abs(size - sum(alone[used : used + more]))
                if used + more not in row or total < row[used + more][0]:
                    row[used + more] = (total, used)
        best.append(row)
    groups = [0] * len(alone)
    end = len(alone)
    for index in range(len(whole), 0, -1):
        if end not in best[index]:
            return None
        begin = best[index][end][1]
        groups[begin:end] = [index - 1] * (end - begin)
        end = begin
    return groups


def _group_starts(chunk: Any, samples: int) -> tuple[list[int], bool]:
    """Returns the sample at which each phoneme group of a chunk begins, and whether that is exact."""
    groups = _groups(chunk.phonemes)
    if chunk.phoneme_alignments is None:
        return [samples * index // max(1, len(chunk.phonemes)) for index in groups], False
    # The alignments begin with the mark of the sentence's beginning, which is no phoneme.
    ends = list(accumulate(int(alignment.num_samples) for alignment in chunk.phoneme_alignments))
    return [min(ends[index], samples - 1) for index in groups], True


def _read_config(model: Path) -> dict[str, Any]:
    path = Path(f"{model}.json")
    if not model.is_file():
        raise EngineError(_("no Piper voice at {model}: pull it, or correct the path", model=model))
    if not path.is_file():
        raise EngineError(_("{path} is missing: a Piper voice is two files, NAME.onnx and NAME.onnx.json", path=path))
    try:
        config = read_json(path)
    except (OSError, ValueError) as err:
        raise EngineError(_("{path} cannot be read ({why}): pull the voice again", path=path, why=reason(err))) from err
    if not isinstance(config, dict):
        raise EngineError(_("{path} is no Piper configuration: pull the voice again", path=path))
    kind = config.get("phoneme_type")
    if isinstance(kind, str):  # a published voice has what str() makes of Piper's enumeration: "PhonemeType.ESPEAK"
        config["phoneme_type"] = kind = kind.rpartition(".")[2].lower()
    if isinstance(kind, str) and kind not in _PHONEMES:
        raise EngineError(
            _(
                "{path} asks for phonemes of the kind {kind!r}, which are not spoken here: choose another voice",
                path=path,
                kind=kind[:40],
            )
        )
    return config


def _open(model: Path, threads: int) -> tuple[Vits, bool]:
    """Opens the model, and tells whether it outputs the durations of the phonemes."""
    try:
        content = model.read_bytes()
        durations = len(graph_outputs(content)) > 1
        inner = outputs_of(content, "Ceil")  # VITS rounds its durations up; nothing else in it does
        if not durations and len(inner) == 1:
            content, durations = with_output(content, inner[0]), True
        vits = Vits(content, threads)
    except Exception as err:  # onnxruntime's exceptions have no common class of their own
        raise EngineError(
            _(
                "{model} is no usable ONNX model ({first_line}): pull the voice again",
                model=model,
                first_line=_first_line(err),
            )
        ) from err
    if missing := _INPUTS - vits.inputs:
        raise EngineError(
            _("{model} is no Piper voice: it has no input {sorted}", model=model, sorted=" or ".join(sorted(missing)))
        )
    return vits, durations


def _speaker_number(model: Path, config: Any, speaker: int | str | None) -> int | None:
    if speaker is None:
        return None
    number = config.speaker_id_map.get(speaker) if isinstance(speaker, str) else speaker
    if number is None or not 0 <= number < max(1, config.num_speakers):
        names = ", ".join(sorted(config.speaker_id_map)[:8]) or "none by name"
        raise EngineError(
            _(
                "{model} has {num_speakers} speakers ({names}), not {speaker!r}",
                model=model,
                num_speakers=config.num_speakers,
                names=names,
                speaker=speaker,
            )
        )
    return int(number)


def _mute(model: Path, why: str) -> EngineError:
    return EngineError(_("the Piper voice {model} does not speak ({why}): pull it again", model=model, why=why))


def _first_line(err: Exception) -> str:
    return (str(err).splitlines() or [type(err).__name__])[0]
