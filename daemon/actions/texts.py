"""What is said of actions, in English and Spanish."""

from __future__ import annotations

from collections.abc import Sequence

_AND = {"en": "and", "es": "y"}
_TEXTS: dict[str, tuple[str, str]] = {
    "went_wrong": ("That went wrong; my log says why.", "Eso ha salido mal; mi registro dice por qué."),
    "too_long": ("I got no answer in time, so I don't know whether it was done.",
                 "No he tenido respuesta a tiempo, así que no sé si se ha hecho."),
    "nothing_to_undo": ("There is nothing to undo.", "No hay nada que deshacer."),
    "cannot_undo": ("That I cannot undo: {what}", "Eso no lo puedo deshacer: {what}"),
    "undone": ("Undone: {what}", "Deshecho: {what}"),
    "changed_since": ("The file has been changed since, so I leave it as it is.",
                      "El archivo ha cambiado desde entonces, así que lo dejo como está."),
    "note_what": ("What shall I note? Say it in one sentence, for example: take a note, call the plumber.",
                  "¿Qué apunto? Dilo en una frase, por ejemplo: toma nota, llamar al fontanero."),
    "noted": ("Noted: {text}.", "Apuntado: {text}."),
    "no_notes": ("There are no notes.", "No hay notas."),
    "one_note": ("One note: {notes}.", "Una nota: {notes}."),
    "notes": ("{count} notes. {notes}.", "{count} notas. {notes}."),
    "last_notes": ("{count} notes, the last ones: {notes}.", "{count} notas, las últimas: {notes}."),
    "note_dropped": ("I have deleted the last note: {text}.", "He borrado la última nota: {text}."),
    "notes_deleted": ("All notes are deleted.", "He borrado todas las notas."),
    "the_list": ("the list", "la lista"),
    "named_list": ("the {name} list", "la lista de {name}"),
    "added": ("Added to {list}: {item}.", "Añadido a {list}: {item}."),
    "already": ("Already on {list}: {item}.", "Ya está en {list}: {item}."),
    "no_list": ("I have no such list: {list}.", "No tengo esa lista: {list}."),
    "empty_list": ("There is nothing on {list}.", "No hay nada en {list}."),
    "items": ("On {list}: {items}.", "En {list}: {items}."),
    "not_on_list": ("I don't find that on {list}: {item}.", "Eso no está en {list}: {item}."),
    "ticked": ("Ticked off: {item}.", "Tachado: {item}."),
    "dropped": ("Removed from {list}: {item}.", "Quitado de {list}: {item}."),
    "cleared": ("I have emptied {list}.", "He vaciado {list}."),
    "no_bus": ("I can't: no desktop is reachable from here.", "No puedo: desde aquí no llego a ningún escritorio."),
    "bus_trouble": ("The desktop did not do that; my log says why.", "El escritorio no lo ha hecho; véase mi registro."),
    "no_player": ("No media player is running.", "No hay ningún reproductor en marcha."),
    "no_such_player": ("{player} plays nothing.", "{player} no reproduce nada."),
    "nothing_plays": ("Nothing is playing.", "No suena nada."),
    "media_play": ("Playing on {player}.", "Sigue {player}."),
    "media_pause": ("{player} is paused.", "{player} está en pausa."),
    "media_next": ("The next one, on {player}.", "La siguiente, en {player}."),
    "media_previous": ("The one before, on {player}.", "La anterior, en {player}."),
    "playing_by": ("{title} by {artist}, on {player}.", "{title} de {artist}, en {player}."),
    "playing": ("{title}, on {player}.", "{title}, en {player}."),
    "playing_unnamed": ("{player} is playing, and doesn't say what.", "Suena {player}, y no dice qué."),
    "loudness": ("The computer's volume is {percent} percent.", "El volumen del ordenador está al {percent} por ciento."),
    "muted": ("The computer is muted.", "El ordenador está en silencio."),
    "unmuted": ("The computer has its sound back.", "El ordenador vuelve a sonar."),
    "no_mixer": ("I can't: neither pactl nor wpctl is installed.", "No puedo: no están instalados ni pactl ni wpctl."),
    "mixer_trouble": ("The sound server did not do that; my log says why.",
                      "El servidor de sonido no lo ha hecho; mi registro dice por qué."),
    "opened": ("Opening {what}.", "Abro {what}."),
    "searched": ("Searching for {words}.", "Busco {words}."),
    "no_app": ("I find no application called {app}.", "No encuentro ninguna aplicación que se llame {app}."),
    "which_app": ("Several fit. Which one: {names}?", "Hay varias. ¿Cuál: {names}?"),
    "app_trouble": ("{app} did not start; my log says why.", "{app} no se ha abierto; mi registro dice por qué."),
    "no_page": ("That is no address of a page: {page}.", "Eso no es la dirección de una página: {page}."),
    "no_opener": ("I can't: nothing here opens pages.", "No puedo: aquí nada abre páginas."),
    "copied": ("Copied.", "Copiado."),
    "nothing_to_copy": ("I haven't said anything yet.", "Todavía no he dicho nada."),
    "clipboard": ("In the clipboard: {text}", "En el portapapeles: {text}"),
    "clipboard_empty": ("There is no text in the clipboard.", "No hay texto en el portapapeles."),
    "clipboard_trouble": ("The clipboard cannot be used; my log says why.",
                          "El portapapeles no se puede usar; mi registro dice por qué."),
    "no_clipboard": ("I can't: {package} is not installed.", "No puedo: no está instalado {package}."),
    "locked": ("Locked.", "Bloqueada."),
    "no_lock": ("I can't: nothing here locks the screen.", "No puedo: aquí nada bloquea la pantalla."),
    "brightness": ("The brightness is {percent} percent.", "El brillo está al {percent} por ciento."),
    "no_backlight": ("I can't: this screen's brightness cannot be set from here.",
                     "No puedo: el brillo de esta pantalla no se puede cambiar desde aquí."),
    "screenshot": ("The screenshot is in {folder}.", "La captura está en {folder}."),
    "no_camera": ("I can't: nothing here takes screenshots.", "No puedo: aquí nada hace capturas de pantalla."),
    "camera_trouble": ("The screenshot failed; my log says why.", "La captura ha fallado; mi registro dice por qué."),
    "quiet": ("Notifications are held back.", "No te molestarán las notificaciones."),
    "not_quiet": ("Notifications are shown again.", "Vuelven las notificaciones."),
    "no_quiet": ("I can't: I don't know how this desktop holds back notifications.",
                 "No puedo: no sé cómo se silencian las notificaciones en este escritorio."),
    "notes_trouble": ("I cannot use the folder of your notes: {why}.", "No puedo usar la carpeta de tus notas: {why}."),
    "models_ask": ("That downloads {size}. Shall I?", "Son {size} de descarga. ¿Empiezo?"),
    "models_begun": ("I'm fetching them. I'll tell you when they are here; status says how far it is.",
                     "Los estoy descargando. Te avisaré cuando estén; el estado dice cuánto falta."),
    "models_coming": ("I'm fetching them already: {percent} percent are here.",
                      "Ya los estoy descargando: va por el {percent} por ciento."),
    "models_here": ("The best models for this machine are here already.",
                    "Los mejores modelos para este equipo ya están aquí."),
    "models_done": ("The better models are here. I use them from now on.",
                    "Los modelos mejores ya están aquí. Los uso desde ahora."),
    "models_next_start": ("The better models are here. I use all of them from my next start on.",
                          "Los modelos mejores ya están aquí. Los uso todos desde mi próximo arranque."),
    "models_failed": ("I could not fetch the models; the live view says why. Ask me again, and I go on from there.",
                      "No he podido descargar los modelos; la vista en vivo dice por qué. Pídemelo otra vez y sigo."),
}  # fmt: skip


def say(key: str, language: str, **values: object) -> str:
    """Returns a text with its values, the first letter as a capital. A language without texts is answered in English."""
    words = _TEXTS[key][1 if language == "es" else 0].format(**values)
    return words[:1].upper() + words[1:]


def together(parts: Sequence[str], language: str) -> str:
    """Joins names: "milk, bread and eggs"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[language if language in _AND else 'en']} {parts[-1]}"
