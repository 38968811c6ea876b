"""The program's texts in the user's language, by gettext: English in the code, the others in config/locales/.

`_("{path}: cannot be read", path=path)` translates a message, then fills its placeholders. A table that is made before the
language is asked for marks its messages with `N_`, and `_` translates them where they are shown. Every command imports this
module; a catalogue is read only where the language is not English.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

from config.locale import shown_language

DOMAIN = "sarai"
FOLDER = Path(__file__).with_name("locales")


def _(message: str, /, **values: object) -> str:
    """Returns the message in the user's language, with the values in the places of its `{name}`s."""
    if not message:
        return ""  # gettext has the catalogue's head under it
    text = catalogue(language()).gettext(message)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Returns the message for so many things, with `count` in the place of `{count}`."""
    return catalogue(language()).ngettext(one, many, count).format(count=count, **values)


def N_(message: str, /) -> str:
    """Marks a message that `_` translates later. Returns it as it is."""
    return message


def language() -> str:
    """Returns the language of this process's texts: that of its locale, English where there is no catalogue for that."""
    return shown_language("auto", os.environ)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Returns the messages of one language."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def translate_argparse() -> None:
    """Has argparse's own words come from this catalogue: it asks for those of the domain that is set for all."""
    if language() != "en":
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)
