"""What is said about actions in general: questions before dangerous ones, refusals. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from daemon.skills.actions.intents import ActionIntent, HomeControl, HomeDo, NotesDelete, SelectionReplace, ToolCall
from daemon.skills.actions.questions import YES, ActionQuestion, Declined, plain

DECLINED = {
    "no": {"en": "All right, I have done nothing.", "es": "De acuerdo, no he hecho nada."},
    "early": {
        "en": "I have done nothing. Please answer when I have finished asking.",
        "es": "No he hecho nada. Responde cuando haya terminado de preguntar.",
    },
    "late": {
        "en": "That was some time ago, so I have done nothing. Tell me again what you want.",
        "es": "De eso hace ya un rato, así que no he hecho nada. Dime otra vez lo que quieres.",
    },
}
_OFF = {"en": "That is switched off in my settings.", "es": "Eso está desactivado en mis ajustes."}
_DELETE_NOTES = {"en": "Shall I delete all your notes?", "es": "¿Borro todas tus notas?"}
_AT_HOME: Mapping[HomeDo, tuple[str, str]] = {
    "on": ("Shall I turn on {names}?", "¿Enciendo: {names}?"),
    "off": ("Shall I turn off {names}?", "¿Apago: {names}?"),
    "open": ("Shall I open {names}?", "¿Abro: {names}?"),
    "close": ("Shall I close {names}?", "¿Cierro: {names}?"),
    "lock": ("Shall I lock {names}?", "¿Cierro con llave: {names}?"),
    "unlock": ("Shall I unlock {names}?", "¿Abro la cerradura: {names}?"),
    "arm": ("Shall I arm {names}?", "¿Conecto: {names}?"),
    "disarm": ("Shall I disarm {names}?", "¿Desconecto: {names}?"),
}
_SOMETHING = ("Shall I do that with {names}?", "¿Hago eso con: {names}?")
LONGEST_TOLD = 120
"""Characters of a call's arguments that are told."""
_CALL = {
    "bare": {"en": "{tool} of {server}", "es": "{tool} de {server}"},
    "with": {"en": "{tool} of {server}, with {arguments}", "es": "{tool} de {server}, con {arguments}"},
}
_SHALL_I = {"en": "Shall I use {call}?", "es": "¿Uso {call}?"}
_THAT_DEVICE = {"en": "that device", "es": "ese aparato"}
_THAT = {"en": "that tool", "es": "esa herramienta"}
_REPLACE = {
    "en": "Shall I put that in place of what is selected?",
    "es": "¿Lo pongo en lugar de lo seleccionado?",
}
_DO_IT = {
    "en": "You want to be asked first: shall I go on with that?",
    "es": "Quieres que te pregunte antes: ¿sigo con eso?",
}


def consent(action: ActionIntent, language: str) -> ActionQuestion:
    """Returns the question that is asked before a dangerous action."""
    known = language if language in _DO_IT else "en"
    if isinstance(action, HomeControl):
        return ActionQuestion(_shall_i_at_home(action, known), consent=action)
    if isinstance(action, ToolCall):
        return ActionQuestion(_shall_i_call(action, known), consent=action)
    match action:
        case NotesDelete():
            words = _DELETE_NOTES
        case SelectionReplace():
            words = _REPLACE
        case _:
            words = _DO_IT
    return ActionQuestion(words[known], consent=action)


def called(call: ToolCall, language: str) -> str:
    """Returns a call in words: "set light of home with room: kitchen"."""
    tool = " ".join(re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", call.tool))).lower()
    told = ", ".join(f"{_words(name)}: {_words(value)}" for name, value in call.arguments.items())
    if len(told) > LONGEST_TOLD:
        told = f"{told[:LONGEST_TOLD].rpartition(' ')[0]} \u2026"
    key = "with" if told else "bare"
    return _CALL[key][language if language in ("en", "es") else "en"].format(
        tool=tool, server=_words(call.server), arguments=told
    )


def _shall_i_call(call: ToolCall, language: str) -> str:
    """The question names what a server calls its tool and what the user said: neither may hold a word of consent."""
    calls = (called(call, language), called(replace(call, arguments={}), language), _THAT[language])
    return _without_consent([_SHALL_I[language].format(call=each) for each in calls], language)


def _shall_i_at_home(action: HomeControl, language: str) -> str:
    """The question names devices as their people do: that may hold no word of consent either."""
    asked = _AT_HOME.get(action.do, _SOMETHING)[language == "es"]
    names = (", ".join(action.names), _THAT_DEVICE[language])
    return _without_consent([asked.format(names=each) for each in names], language)


def _without_consent(questions: Sequence[str], language: str) -> str:
    """Returns the first of the questions that holds no word of consent, else the last."""
    for question in questions:
        words = f" {plain(question)} "
        if not any(f" {plain(yes)} " in words for yes in YES[language]):
            return question
    return questions[-1]


def _words(value: object) -> str:
    """Returns a value on one line, without signs that end a sentence."""
    return " ".join(re.sub(r"[_\s]+|[.!?;]+(?=\s|$)", " ", str(value)).split())


def declined(how: Declined, language: str) -> str:
    """Returns what is said when a dangerous action is not done."""
    return DECLINED[how.why][language if language in ("en", "es") else "en"]


def off(language: str) -> str:
    """Returns what is said about an action that the settings switch off."""
    return _OFF[language if language in _OFF else "en"]
