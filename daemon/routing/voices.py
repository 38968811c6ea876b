"""Lists the voices that can be chosen on this machine, and changes the settings to one. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.catalogue import catalogue
from config.constants import LANGUAGES
from config.errors import UserError
from config.settings import Settings
from config.texts import _
from daemon.routing.parts import ESPEAK, voice_for

OMNI = ("Chelsie", "Ethan")
"""Speakers of Qwen2.5-Omni."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One voice for one language."""

    language: str
    """"en", "es"; "" for the Omni model's own, which speaks its languages."""
    name: str
    """Its id in the catalogue, a file of the user's, or the name of a speaker."""
    title: str
    chosen: bool

    @property
    def setting(self) -> str:
        """The setting that keeps the choice."""
        return f"fast.voice_{self.language}" if self.language else "quality.voice"


def choices(settings: Settings, is_here: Callable[[str], bool], own_voice: bool) -> list[Choice]:
    """Returns every voice that can be chosen. `own_voice`: an Omni model speaks with its own."""
    known = catalogue()
    found = []
    for language in LANGUAGES:
        wanted = getattr(settings.fast, f"voice_{language}")
        names = [model.id for model in known if model.engine == "piper" and language in model.languages]
        if wanted not in known:
            names.append(wanted)
        names = [*filter(is_here, names), ESPEAK]
        speaks = voice_for(
            language, settings, lambda voice: "" if is_here(voice) else _("{voice} is not here", voice=voice)
        )
        found += [
            Choice(language, name, _(known[name].title) if name in known else name, name == speaks) for name in names
        ]
    if own_voice:
        found += [Choice("", name, name, name.lower() == settings.quality.voice.lower()) for name in OMNI]
    return found


def with_voice(settings: Settings, choice: Choice) -> Settings:
    """Returns the settings in which that voice speaks."""
    section, leaf = choice.setting.split(".")
    changed = getattr(settings, section).model_copy(update={leaf: choice.name})
    return settings.model_copy(update={section: changed})


def find(there: list[Choice], name: str, language: str) -> list[Choice]:
    """Returns the choices that a name means, in one language or (empty) in all that the voice speaks. Raises UserError."""
    meant = [each for each in there if each.name.lower() == name.lower() and language in ("", each.language)]
    if not meant:
        raise UserError(_unknown(there, name, language))
    return meant


def _unknown(there: list[Choice], name: str, language: str) -> str:
    known = catalogue()
    if name in known and known[name].engine == "piper":
        if any(each.name == name for each in there):
            return _(
                "{name} does not speak {language!r}, but {languages}",
                name=name,
                language=language,
                languages=", ".join(known[name].languages),
            )
        return _("the voice {name} is not on this machine; `sarai models pull {name}` gets it", name=name)
    names = ", ".join(sorted({each.name for each in there if language in ("", each.language)}))
    return _(
        "there is no voice {name!r}; here are: {names}; `sarai models list` shows those that can be pulled",
        name=name,
        names=names,
    )
