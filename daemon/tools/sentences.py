"""Sentences that call tools: the user's phrases with slots, and a tool's own name as a weak rule. Pure."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from config.settings import ToolPhrase, Tools
from config.texts import _
from daemon.skills.actions.effects import allowed
from daemon.skills.actions.intents import ToolCall
from daemon.skills.actions.written import written_in
from daemon.skills.match import LONGEST, bare, normalise
from daemon.skills.table import LANGUAGES, pattern
from daemon.tools.offer import Offer
from daemon.tools.values import is_free, value_of

log = logging.getLogger(__name__)

SLOT = re.compile(r"\{([^{}]+)\}")
_LINKS = {"en": "for|of|in|to|with|on|at|about", "es": "para|de|en|a|con|sobre"}
"""Words between a tool's name and its argument."""


@dataclass(frozen=True, slots=True)
class ToolSentence:
    """One sentence of the settings, compiled."""

    server: str
    tool: str
    slots: tuple[str, ...]
    """Argument of each `{slot0}`, `{slot1}`, ..."""
    arguments: Mapping[str, Any]
    patterns: Mapping[str, re.Pattern[str]]
    """Language -> pattern."""


def compiled(settings: Tools) -> tuple[list[ToolSentence], list[str]]:
    """Returns all phrases of all servers, in their order, and in one line each what is wrong with the others."""
    phrases, wrong = [], []
    for name, server in settings.servers.items():
        for tool, sentences in server.phrases.items():
            for each in sentences:
                phrase = each if isinstance(each, ToolPhrase) else ToolPhrase(say=each)
                try:
                    phrases.append(_compile(name, tool, phrase))
                except ValueError as err:
                    wrong.append(
                        _(
                            "a phrase of {name}.{tool} cannot be read: {say!r} ({why})",
                            name=name,
                            tool=tool,
                            say=phrase.say,
                            why=err,
                        )
                    )
    return phrases, wrong


def _compile(server: str, tool: str, phrase: ToolPhrase) -> ToolSentence:
    slots: list[str] = []

    def slot(found: re.Match[str]) -> str:
        slots.append(found[1].strip())
        return f"{{slot{len(slots) - 1}}}"

    sentence = SLOT.sub(slot, re.sub(r"[.!?¿¡,;]", " ", phrase.say))
    patterns = {language: pattern(sentence, language) for language in LANGUAGES}
    return ToolSentence(server, tool, tuple(slots), phrase.arguments, patterns)


class Sentences:
    """Implements daemon.skills.actions.tool_calls.ToolSentences."""

    def __init__(self, settings: Tools, offers: Callable[[], Iterable[Offer]]) -> None:
        """`offers` returns the tools that are there now."""
        self._settings = settings
        self._phrases, wrong = compiled(settings)
        for each in wrong:
            log.warning("%s", each)
        self._offers = offers

    def by_phrase(self, text: str, language: str) -> ToolCall | None:
        if not self._phrases or len(text) > LONGEST or language not in LANGUAGES:
            return None
        offers = {(each.server, each.tool): each for each in self._offers()}
        for words in bare(normalise(text), language):
            for phrase in self._phrases:
                found = phrase.patterns[language].fullmatch(words + " ")
                offer = offers.get((phrase.server, phrase.tool))
                if found is not None and (call := self._filled(phrase, found, offer, text, language)) is not None:
                    return call
        return None

    def _filled(
        self, phrase: ToolSentence, found: re.Match[str], offer: Offer | None, text: str, language: str
    ) -> ToolCall | None:
        """Returns the call with what was said in its slots. A server that is not there is told of when it is called."""
        properties = _properties(offer)
        arguments = dict(phrase.arguments)
        for place, name in enumerate(phrase.slots):
            said = written_in(text, found[f"slot{place}"].strip(), normalise)
            value = value_of(said, name, properties.get(name, {}), language)
            if value is None:
                return None
            arguments[name] = value
        if offer is None:
            return ToolCall(phrase.server, phrase.tool, arguments)
        return _call(offer, arguments, "phrase") if _complete(offer, arguments) else None

    def by_name(self, text: str, language: str) -> ToolCall | None:
        if len(text) > LONGEST or language not in LANGUAGES:
            return None
        found: dict[tuple[str, str], ToolCall] = {}
        offers = [each for each in self._offers() if allowed(self._settings.servers[each.server], each.tool)]
        for words in bare(normalise(text), language) if offers else ():
            for offer in offers:
                for names in _names(offer):
                    if (call := _named(offer, names, words, text, language)) is not None:
                        found.setdefault((offer.server, offer.tool), call)
        return next(iter(found.values())) if len(found) == 1 else None


def _named(offer: Offer, name: str, words: str, text: str, language: str) -> ToolCall | None:
    """Returns the call where the words are the tool's name, and after it the one argument that it needs."""
    if words == name:
        return _call(offer, {}, "name") if _complete(offer, {}) and " " in name else None
    if not words.startswith(f"{name} "):
        return None
    required = _required(offer)
    if len(required) != 1:
        return None
    argument, schema = required[0], _properties(offer).get(required[0], {})
    # One word and anything at all after it is how people talk: "search me", "fetch me a joke".
    if " " not in name and is_free(argument, schema):
        return None
    rest = re.sub(rf"^(?:{_LINKS[language]}) ", "", words.removeprefix(f"{name} "))
    value = value_of(written_in(text, rest, normalise), argument, schema, language)
    return None if value is None else _call(offer, {argument: value}, "name")


def _call(offer: Offer, arguments: Mapping[str, Any], by: Any) -> ToolCall:
    return ToolCall(offer.server, offer.tool, arguments, offer.title, offer.destructive, offer.writes, by)


@lru_cache(512)
def _words(name: str) -> str:
    """`getForecast_v2` as words: "get forecast v2"."""
    return normalise(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-./]+", " ", name))


def _names(offer: Offer) -> set[str]:
    return {words for words in (_words(offer.tool), _words(offer.title)) if words}


def _properties(offer: Offer | None) -> Mapping[str, Any]:
    found = offer.parameters.get("properties") if offer is not None else None
    return found if isinstance(found, Mapping) else {}


def _required(offer: Offer) -> list[str]:
    found = offer.parameters.get("required")
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _complete(offer: Offer, arguments: Mapping[str, Any]) -> bool:
    return set(_required(offer)) <= set(arguments)
