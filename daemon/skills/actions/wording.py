"""What is said about actions in general: questions before dangerous ones, refusals. Pure."""

from __future__ import annotations

from daemon.skills.actions.intents import ActionIntent, NotesDelete, SelectionReplace
from daemon.skills.actions.questions import ActionQuestion, Declined

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
    match action:
        case NotesDelete():
            words = _DELETE_NOTES
        case SelectionReplace():
            words = _REPLACE
        case _:
            words = _DO_IT
    return ActionQuestion(words[language if language in words else "en"], consent=action)


def declined(how: Declined, language: str) -> str:
    """Returns what is said when a dangerous action is not done."""
    return DECLINED[how.why][language if language in ("en", "es") else "en"]


def off(language: str) -> str:
    """Returns what is said about an action that the settings switch off."""
    return _OFF[language if language in _OFF else "en"]
