"""What is said of tools, in English and Spanish. Pure."""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    "nothing": ("It is done; there is nothing to tell.", "Hecho; no hay nada que contar."),
    "more": ("That is not all of it.", "No es todo."),
    "yes": ("yes", "sí"),
    "no": ("no", "no"),
    "wait": ("One moment, {server} takes a little.", "Un momento, {server} tarda un poco."),
    "called": ("Used {what}.", "He usado {what}."),
    "called_lost": ("Asked for {what}; whether it was done is not known.", "Pedido: {what}; no se sabe si se ha hecho."),
    "absent": ("I can't reach {server}: {detail}.", "No llego a {server}: {detail}."),
    "absent_elsewhere": ("I can't reach {server}; my status says why.", "No llego a {server}; mi estado dice por qué."),
    "unknown": ("{server} has no such tool: {detail}.", "{server} no tiene esa herramienta: {detail}."),
    "arguments": ("I can't ask {server} that: {detail}.", "Eso no se lo puedo pedir a {server}: {detail}."),
    "said": ("{server} could not do that: {detail}.", "{server} no ha podido hacerlo: {detail}."),
    "wanted": ("{server} wants to be told something first, which I can't.",
               "{server} quiere saber algo antes, y eso no se lo puedo decir."),
    "late": ("{server} did not answer in time, so I don't know whether it was done.",
             "{server} no ha contestado a tiempo, así que no sé si se ha hecho."),
    "late_read": ("{server} did not answer in time.", "{server} no ha contestado a tiempo."),
    "lost": ("{server} ended meanwhile, so I don't know whether it was done.",
             "{server} se ha cerrado mientras tanto, así que no sé si se ha hecho."),
    "lost_read": ("{server} ended before it answered.", "{server} se ha cerrado antes de contestar."),
    "busy": ("{server} is still busy with what I asked it before.", "{server} aún está con lo que le pedí antes."),
    "stopped": ("I have stopped asking {server}.", "He dejado de preguntar a {server}."),
    "told_to_stop": ("I have told {server} to stop; what it has done already I can't take back.",
                     "Le he dicho a {server} que pare; lo que ya haya hecho no lo puedo deshacer."),
}  # fmt: skip


def say(key: str, language: str, **values: object) -> str:
    """Returns a text with its values. A language without texts is answered in English."""
    return _TEXTS[key][1 if language == "es" else 0].format(**values)
