"""Language of the texts on the desktop, from the setting or the locale."""

from __future__ import annotations

from collections.abc import Mapping

from config.constants import LANGUAGES


def shown_language(chosen: str, environ: Mapping[str, str]) -> str:
    """Returns the language of the texts on the desktop: the setting's if it names one, else the locale's."""
    if chosen in LANGUAGES:
        return chosen
    # As gettext reads it: LANGUAGE is a list, and counts unless the locale is C.
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    wanted = locale if locale in ("", "C", "POSIX") else environ.get("LANGUAGE") or locale
    for each in wanted.split(":"):
        if each[:2].lower() in LANGUAGES:
            return each[:2].lower()
    return "en"
