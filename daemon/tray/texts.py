"""The texts of the tray, in English and Spanish. Pure."""

from __future__ import annotations

_ENGLISH = {
    # The icon's own line.
    "stopped": "SARAi is not running",
    "starting": "SARAi is starting",
    "off": "SARAi is not listening",
    "listening": "SARAi is listening",
    "hearing": "SARAi is hearing you",
    "thinking": "SARAi is thinking",
    "speaking": "SARAi is speaking",
    "loading": "SARAi is loading models",
    "error": "SARAi has a problem",
    # The menu.
    "start": "Start SARAi",
    "listen": "Listen",
    "mute": "Stop listening",
    "dictate": "Dictate into the window in front",
    "dictate_end": "End the dictation",
    "be_silent": "Stop speaking",
    "stop_ringing": "Stop ringing: {0}",
    "tier": "Way of answering",
    "tier_auto": "Automatic",
    "tier_embedded": "Embedded: small, nothing to download",
    "tier_fast": "Fast",
    "tier_quality": "Quality",
    "tier_max": "Max: your own server",
    "language": "Language",
    "voice": "Voice",
    "language_auto": "As the question",
    "language_en": "English",
    "language_es": "Spanish",
    "last": "Last exchange",
    "last_none": "Nothing has been said yet",
    "history": "Open the history",
    "config": "Open the settings",
    "doctor": "Find out what is wrong",
    "stop_daemon": "End SARAi",
    "quit": "Remove this icon",
    "you": "You: {0}",
    "it": "SARAi: {0}",
    "no_reply": "(no answer)",
    # Notifications.
    "is_gone": "SARAi has ended. It can be started from this icon.",
    "examining": "Looking at sound, models and set-up; this takes some seconds.",
    "all_well": "All is well.",
    "found": "{0} broken, {1} to think about. The whole report is open in your text viewer.",
    "no_opener": "No program here opens text files (xdg-open failed). The file: {0}",
    "no_history": "The history is empty.",
    "failed": "That did not work: {0}",
    "no_start": "SARAi could not be started: {0}",
    # First steps.
    "first": "First steps ({0} of 3)",
    "first_microphone": "Check the microphone",
    "first_language": "Which language do you speak?",
    "first_models": "Fetch better models",
    "first_skip": "Skip these steps",
    "first_hello": "Welcome. Three short steps: microphone, language, models. They are in this icon's menu; the first one "
    "is “Check the microphone”.",
    "mic_say": "Say a few words now ...",
    "mic_good": "The microphone hears you well. Next: choose your language in the menu.",
    "mic_quiet": "The microphone is open, but no speech came through ({0}). Is it muted, or the wrong one? Mend it in your "
    "sound settings and check again.",
    "mic_none": "There is no microphone: {0}",
    "language_set": "Language: {0}. Next: better models.",
    "starter_offer": "{0} to download, for better ears and a voice: {1}. Choose “Fetch better models” in the menu, or skip "
    "it: SARAi works as it is.",
    "starter_here": "Ears and voice have arrived, and SARAi uses them from now on.",
    "models_percent": "Better models: {0} % have come",
    "models_offer": "{0} to download: {1}. Choose “Fetch better models” in the menu, or skip it: SARAi works as it is.",
    "models_all_here": "Every model that suits this machine is here. That was all: speak to SARAi.",
    "models_coming": "The download has begun ({0}). SARAi can be used meanwhile.",
    "models_here": "The models have arrived; SARAi uses them from its next start. That was all: speak to SARAi.",
    "models_failed": "The download stopped: {0}. It goes on where it stopped when you choose it again.",
    "not_remembered": "It holds until SARAi ends: {0}",
    "no_menu": "This tray shows no menus without GTK for Python: sudo apt-get install python3-gi gir1.2-gtk-3.0",
}

_SPANISH = {
    "stopped": "SARAi no está en marcha",
    "starting": "SARAi está arrancando",
    "off": "SARAi no escucha",
    "listening": "SARAi escucha",
    "hearing": "SARAi te oye",
    "thinking": "SARAi piensa",
    "speaking": "SARAi habla",
    "loading": "SARAi carga modelos",
    "error": "SARAi tiene un problema",
    "start": "Iniciar SARAi",
    "listen": "Escuchar",
    "mute": "Dejar de escuchar",
    "dictate": "Dictar en la ventana de delante",
    "dictate_end": "Terminar el dictado",
    "be_silent": "Dejar de hablar",
    "stop_ringing": "Dejar de sonar: {0}",
    "tier": "Modo de responder",
    "tier_auto": "Automático",
    "tier_embedded": "Incluido: pequeño, sin descargas",
    "tier_fast": "Rápido",
    "tier_quality": "Calidad",
    "tier_max": "Máximo: tu propio servidor",
    "language": "Idioma",
    "voice": "Voz",
    "language_auto": "El de la pregunta",
    "language_en": "Inglés",
    "language_es": "Español",
    "last": "Última conversación",
    "last_none": "Aún no se ha dicho nada",
    "history": "Abrir el historial",
    "config": "Abrir los ajustes",
    "doctor": "Averiguar qué falla",
    "stop_daemon": "Terminar SARAi",
    "quit": "Quitar este icono",
    "you": "Tú: {0}",
    "it": "SARAi: {0}",
    "no_reply": "(sin respuesta)",
    "is_gone": "SARAi ha terminado. Se puede iniciar desde este icono.",
    "examining": "Examino el sonido, los modelos y la instalación; tarda unos segundos.",
    "all_well": "Todo está bien.",
    "found": "Fallos: {0}; avisos: {1}. El informe completo está abierto en tu visor de texto.",
    "no_opener": "Ningún programa abre aquí archivos de texto (xdg-open falló). El archivo: {0}",
    "no_history": "El historial está vacío.",
    "failed": "No ha sido posible: {0}",
    "no_start": "SARAi no se pudo iniciar: {0}",
    "first": "Primeros pasos ({0} de 3)",
    "first_microphone": "Probar el micrófono",
    "first_language": "¿Qué idioma hablas?",
    "first_models": "Descargar modelos mejores",
    "first_skip": "Saltar estos pasos",
    "first_hello": "Te damos la bienvenida. Tres pasos cortos: micrófono, idioma, modelos. Están en el menú de este "
    "icono; el primero es «Probar el micrófono».",
    "mic_say": "Di ahora unas palabras...",
    "mic_good": "El micrófono te oye bien. Ahora elige tu idioma en el menú.",
    "mic_quiet": "El micrófono está abierto, pero no llegó voz ({0}). ¿Está silenciado, o es otro? Arréglalo en los ajustes "
    "de sonido y prueba otra vez.",
    "mic_none": "No hay micrófono: {0}",
    "language_set": "Idioma: {0}. Lo siguiente: modelos mejores.",
    "starter_offer": "Descarga de {0}, para oír y hablar mejor: {1}. Elige «Descargar modelos mejores» en el menú, o "
    "sáltalo: SARAi también funciona sin ellos.",
    "starter_here": "Oído y voz han llegado, y SARAi los usa desde ahora.",
    "models_percent": "Modelos mejores: ha llegado el {0} %",
    "models_offer": "Descarga de {0}: {1}. Elige «Descargar modelos mejores» en el menú, o sáltalo: SARAi también "
    "funciona sin ellos.",
    "models_all_here": "Todos los modelos que convienen a esta máquina ya están aquí. Eso era todo: habla con SARAi.",
    "models_coming": "La descarga ha comenzado ({0}). Mientras tanto SARAi se puede usar.",
    "models_here": "Los modelos han llegado; SARAi los usa desde su próximo arranque. Eso era todo: habla con SARAi.",
    "models_failed": "La descarga se detuvo: {0}. Sigue donde se quedó cuando vuelvas a elegirla.",
    "not_remembered": "Vale hasta que SARAi termine: {0}",
    "no_menu": "Esta bandeja no muestra menús sin GTK para Python: sudo apt-get install python3-gi gir1.2-gtk-3.0",
}

_LANGUAGES = {"en": _ENGLISH, "es": _SPANISH}


class Texts:
    """The texts of one language: `texts("last_none")`, `texts("you", "hello")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in _LANGUAGES else "en"
        self._texts = _LANGUAGES[self.language]

    def __call__(self, name: str, *values: object) -> str:
        return self._texts[name].format(*values) if values else self._texts[name]
