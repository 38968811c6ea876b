"""Files of a NeMo model in a folder, as onnx-asr names them. Imports nothing heavy: the daemon asks, too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from config.small_files import read_json
from config.texts import _
from models.engine import EngineError

Architecture = Literal["aed", "tdt"]
"""Attention encoder-decoder (Canary), or token-and-duration transducer (Parakeet TDT)."""
_ARCHITECTURES: Final[dict[str, Architecture]] = {"nemo-conformer-aed": "aed", "nemo-conformer-tdt": "tdt"}
_DECODERS: Final[dict[Architecture, str]] = {"aed": "decoder", "tdt": "decoder_joint"}
"""The decoder's key in onnx-asr, and the beginning of its file's name."""
_QUANTISED: Final = (".int8", "")
"""Parts of the names of weights, the preferred ones first."""


@dataclass(frozen=True, slots=True)
class NemoFiles:
    """A complete set of files."""

    architecture: Architecture
    paths: dict[str, Path]
    """By onnx-asr's keys: encoder, decoder or decoder_joint, vocab, config."""


def is_nemo(folder: Path) -> bool:
    """Whether the folder holds, or was meant to hold, a NeMo model."""
    return folder.is_dir() and any(folder.glob("encoder-model*.onnx"))


def must_be_told(folder: Path) -> bool:
    """Whether the model in the folder has to be told the language that it will hear."""
    try:
        return files_of(folder).architecture == "aed"
    except EngineError:  # told when it is loaded
        return False


def files_of(folder: Path) -> NemoFiles:
    """Returns the model's files. Raises EngineError, one line, where one is missing or the model is of another kind."""
    config = _present(folder, "config.json")
    try:
        named = read_json(config)["model_type"]
        architecture = _ARCHITECTURES[named]
    except (OSError, ValueError, KeyError, TypeError) as err:
        one, other = _ARCHITECTURES
        raise EngineError(
            _(
                "{config} names neither {one} nor {other} as its model_type: pull the model again",
                config=config,
                one=one,
                other=other,
            )
        ) from err
    decoder = _DECODERS[architecture]
    return NemoFiles(
        architecture,
        {
            "encoder": _weights(folder, "encoder"),
            decoder: _weights(folder, decoder),
            "vocab": _present(folder, "vocab.txt"),
            "config": config,
        },
    )


def _weights(folder: Path, part: str) -> Path:
    for quantised in _QUANTISED:
        path = folder / f"{part}-model{quantised}.onnx"
        if path.is_file():
            return path
    return _present(folder, f"{part}-model{_QUANTISED[0]}.onnx")


def _present(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise EngineError(
            _("{folder} has no {name}, so it is no NeMo model in ONNX: pull it again", folder=folder, name=name)
        )
    return path
