"""The espeak-ng library, loaded once a process, and what it pronounces. Imports nothing heavy: the daemon uses it, too."""

from __future__ import annotations

import ctypes
import threading
from pathlib import Path
from typing import Any

from config.texts import _
from models.engine import EngineError

# Names and numbers from espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: hand the samples to the callback, on the thread that called
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: report missing data instead of ending the process
CHARS_UTF8 = 1
_IPA = 2

VOICES = {"en": "en-us", "es": "es-419"}

lock = threading.Lock()
"""Held by whoever uses the library: it keeps all its state in globals."""
_loaded: tuple[Any, int] | None = None


def load() -> tuple[Any, int]:
    """Loads the library and returns it with its sample rate. Call it with the lock held. Raises EngineError when the library
    or its data are missing."""
    global _loaded
    if _loaded is None:
        import espeakng_loader

        data = espeakng_loader.get_data_path()
        try:
            library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as err:
            raise EngineError(
                _("espeak-ng cannot be loaded ({why}): reinstall the package espeakng-loader", why=err)
            ) from err
        library.espeak_Synth.argtypes = (
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.c_void_p, ctypes.c_void_p,
        )  # fmt: skip
        library.espeak_TextToPhonemes.argtypes = (ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int)
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT)
        if rate <= 0:
            raise EngineError(
                _("espeak-ng finds no voices in {path}: reinstall the package espeakng-loader", path=Path(data))
            )
        _loaded = library, rate
    return _loaded


def choose(library: Any, language: str) -> None:
    """Chooses the voice of a language; English for one that is not installed. Call it with the lock held."""
    voice = VOICES.get(language, VOICES["en"])
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise EngineError(_("espeak-ng has no voice {voice!r}: reinstall the package espeakng-loader", voice=voice))


def phonemes(text: str, language: str) -> str:
    """Returns espeak-ng's pronunciation of `text` in IPA, with spaces between words. Raises EngineError."""
    clauses: list[str] = []
    with lock:
        library, _ = load()
        choose(library, language)
        rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", "replace"))
        while rest.value is not None:  # each call takes one clause and moves on
            clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), CHARS_UTF8, _IPA).decode())
    return " ".join(clauses).strip()
