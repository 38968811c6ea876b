"""The texts of the tray, in the language of the settings. Pure."""

from __future__ import annotations

from config.constants import LANGUAGES
from config.texts import N_, catalogue

_MESSAGES = {
    # The icon's own line.
    "stopped": N_("SARAi is not running"),
    "starting": N_("SARAi is starting"),
    "off": N_("SARAi is not listening"),
    "listening": N_("SARAi is listening"),
    "hearing": N_("SARAi is hearing you"),
    "thinking": N_("SARAi is thinking"),
    "speaking": N_("SARAi is speaking"),
    "loading": N_("SARAi is loading models"),
    "error": N_("SARAi has a problem"),
    # The menu.
    "start": N_("Start SARAi"),
    "listen": N_("Listen"),
    "mute": N_("Stop listening"),
    "yes": N_("Yes, do it"),
    "no": N_("No"),
    "dictate": N_("Dictate into the window in front"),
    "dictate_end": N_("End the dictation"),
    "be_silent": N_("Stop speaking"),
    "stop_ringing": N_("Stop ringing: {0}"),
    "tier": N_("Way of answering"),
    "tier_auto": N_("Automatic"),
    "tier_embedded": N_("Embedded: small, nothing to download"),
    "tier_fast": N_("Fast"),
    "tier_quality": N_("Quality"),
    "tier_max": N_("Max: your own server"),
    "language": N_("Language"),
    "voice": N_("Voice"),
    "tools": N_("Tools"),
    "tools_ready": N_("connected, {0} allowed"),
    "home_connected": N_("connected, {0} devices"),
    "tools_connecting": N_("being connected"),
    "tools_failed": N_("not connected"),
    "language_auto": N_("As the question"),
    "language_en": N_("English"),
    "language_es": N_("Spanish"),
    "last": N_("Last exchange"),
    "last_none": N_("Nothing has been said yet"),
    "history": N_("Open the history"),
    "config": N_("Open the settings"),
    "doctor": N_("Find out what is wrong"),
    "stop_daemon": N_("End SARAi"),
    "quit": N_("Remove this icon"),
    "you": N_("You: {0}"),
    "it": N_("SARAi: {0}"),
    "no_reply": N_("(no answer)"),
    # Notifications.
    "is_gone": N_("SARAi has ended. It can be started from this icon."),
    "examining": N_("Looking at sound, models and set-up; this takes some seconds."),
    "all_well": N_("All is well."),
    "found": N_("{0} broken, {1} to think about. The whole report is open in your text viewer."),
    "no_opener": N_("No program here opens text files (xdg-open failed). The file: {0}"),
    "no_history": N_("The history is empty."),
    "failed": N_("That did not work: {0}"),
    "no_start": N_("SARAi could not be started: {0}"),
    # First steps.
    "first": N_("First steps ({0} of 3)"),
    "first_microphone": N_("Check the microphone"),
    "first_language": N_("Which language do you speak?"),
    "first_models": N_("Fetch better models"),
    "first_skip": N_("Skip these steps"),
    "first_hello": N_("Welcome. Three short steps wait in this icon's menu, from “Check the microphone” on."),
    "mic_say": N_("Say a few words now ..."),
    "mic_good": N_("The microphone hears you well. Next: choose your language in the menu."),
    "mic_quiet": N_(
        "The microphone is open, but no speech came through ({0}). Is it muted, or the wrong one? Mend it in your "
        "sound settings and check again."
    ),
    "mic_none": N_("There is no microphone: {0}"),
    "language_set": N_("Language: {0}. Next: better models."),
    "starter_offer": N_(
        "{0} to download, for better ears and a voice: {1}. Choose “Fetch better models” in the menu, or skip "
        "it: SARAi works as it is."
    ),
    "starter_here": N_("Ears and voice have arrived, and SARAi uses them from now on."),
    "models_percent": N_("Better models: {0} % have come"),
    "models_offer": N_(
        "{0} to download: {1}. Choose “Fetch better models” in the menu, or skip it: SARAi works as it is."
    ),
    "models_all_here": N_("Every model that suits this machine is here. That was all: speak to SARAi."),
    "models_coming": N_("The download has begun ({0}). SARAi can be used meanwhile."),
    "models_here": N_("The models have arrived; SARAi uses them from its next start. That was all: speak to SARAi."),
    "models_failed": N_("The download stopped: {0}. It goes on where it stopped when you choose it again."),
    "not_remembered": N_("It holds until SARAi ends: {0}"),
    "no_menu": N_("This tray shows no menus without GTK for Python: sudo apt-get install python3-gi gir1.2-gtk-3.0"),
}


class Texts:
    """The texts of one language: `texts("last_none")`, `texts("you", "hello")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._catalogue = catalogue(self.language)

    def __call__(self, name: str, *values: object) -> str:
        text = self._catalogue.gettext(_MESSAGES[name])
        text = text[:1].upper() + text[1:]  # Spanish writes languages small in a sentence
        return text.format(*values) if values else text
