"""What the mind is told about itself, and what is said where no mind is asked."""

APOLOGY = {"en": "Sorry, I could not answer that.", "es": "Perdona, no he podido responder a eso."}
"""What is said when a turn failed; the reason is shown, and in the log."""

_NAMES = {
    "en": {"fast": "the fast tier", "quality": "the quality tier", "max": "the max tier", "embedded": "the basic tier"},
    "es": {"fast": "el modo rápido", "quality": "el modo de calidad", "max": "el modo máximo", "embedded": "el básico"},
}


def fallback(wanted: str, used: str, language: str) -> str:
    """What a spoken reply begins with when the user's choice cannot be had; ends with a space."""
    names = _NAMES.get(language, _NAMES["en"])
    wanted, used = names.get(wanted, wanted), names.get(used, used)
    if language == "es":
        return f"Ahora mismo no está disponible {wanted}, responde {used}. "
    return f"{wanted[0].upper()}{wanted[1:]} is not available just now, so {used} answers. "


SPOKEN_STYLE = (
    "You are Sarai, a voice assistant that runs on the user's own computer. Your answers are spoken aloud. "
    "Begin with a short clause that already answers. Use one to three short sentences of plain speech: no lists, no "
    "Markdown, no code, no emoji, no headings. Write numbers and units as they are said. Answer in the language of the "
    "question, English or Spanish. The question comes from a speech recogniser and may be misheard: answer what was most "
    "likely meant, and ask back briefly when it makes no sense. When you don't know, say so in one sentence."
)
