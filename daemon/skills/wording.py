"""Words the replies of the skills so that any voice reads them rightly: no figures, no abbreviations. Pure."""

from __future__ import annotations

from datetime import datetime

from daemon.skills.dates import DAYS, MONTHS, date_in, days_until, ordinal, which_weekday
from daemon.skills.intent import (
    ALL,
    Computed,
    Intent,
    Repeat,
    SpeedChange,
    SpeedNormal,
    TellDate,
    TellDateIn,
    TellDaysUntil,
    TellTime,
    TellWeekday,
    TellYear,
    TierChoice,
    Unable,
    Unclear,
    VolumeChange,
    VolumeTo,
    Which,
)
from daemon.skills.spell import spell, spell_duration

_NOTHING_YET = {"en": "I haven't said anything yet.", "es": "Todavía no he dicho nada."}
_HOW_LONG = {"en": "For how long?", "es": "¿De cuánto tiempo?"}
_WHICH_ONE = {
    "en": "There are several timers. Which one?",
    "es": "Hay varios temporizadores. ¿Cuál?",
}
_UNABLE = {
    "device": {
        "en": "I can't: no lights or other devices are connected to me. I can answer questions, and set timers and alarms.",
        "es": "No puedo: no tengo luces ni otros aparatos conectados. Puedo contestar preguntas y poner temporizadores.",
    },
    "message": {
        "en": "I can't: no telephone, mail or messages are connected to me.",
        "es": "No puedo: no tengo teléfono, correo ni mensajes conectados.",
    },
    "media": {
        "en": "I can't choose what is played: I can only go on, pause and skip in the player that runs.",
        "es": "No puedo elegir qué suena: solo sé seguir, pausar y saltar en el reproductor que está en marcha.",
    },
    "list": {
        "en": "I can't: I keep no calendar. I can remind you, if you say when.",
        "es": "No puedo: no llevo calendario. Puedo recordártelo, si dices cuándo.",
    },
    "order": {"en": "I can't order or book anything.", "es": "No puedo pedir ni reservar nada."},
    "computer": {
        "en": "I can't close programs, or change files and settings of this computer.",
        "es": "No puedo cerrar programas ni cambiar archivos o ajustes de este ordenador.",
    },
    "online": {
        "en": "I can't know that: no weather, news or other service on the internet is connected to me.",
        "es": "No puedo saberlo: no tengo conectado el tiempo, las noticias ni otro servicio de internet.",
    },
    "moment": {
        "en": "When?",
        "es": "¿Cuándo?",
    },
    "chore": {
        "en": "I can't: I have no hands. I can answer questions, and set timers and alarms.",
        "es": "No puedo: no tengo manos. Puedo contestar preguntas y poner temporizadores.",
    },
    "account": {
        "en": "I can't: none of your accounts is connected to me.",
        "es": "No puedo: no tengo conectada ninguna de tus cuentas.",
    },
    "money": {
        "en": "I can't pay, cancel or change anything for you.",
        "es": "No puedo pagar, cancelar ni cambiar nada por ti.",
    },
    "program": {"en": "I can't: I find no such program here.", "es": "No puedo: no encuentro ese programa aquí."},
    "timer": {
        "en": "I can't do that with a timer. I can set it, add time or take some off, tell what is left, and cancel it.",
        "es": "Eso no sé hacerlo con un temporizador. Sé ponerlo, alargarlo, acortarlo, decir cuánto queda y cancelarlo.",
    },
    "repeating": {
        "en": "I can't repeat an alarm. I can set one for a time today, tomorrow or on a day of the next week.",
        "es": "No sé repetir una alarma. Puedo poner una para hoy, mañana o un día de la semana que viene.",
    },
    "date": {
        "en": "I can't remind you so far ahead: only today, tomorrow or on a day of the next week.",
        "es": "No puedo recordarlo con tanta antelación: solo hoy, mañana o un día de la semana que viene.",
    },
    "later": {
        "en": "I can only do that at once. I can remind you of it, if you say when.",
        "es": "Eso solo puedo hacerlo en el momento. Puedo recordártelo, si dices cuándo.",
    },
    "language": {
        "en": "I answer in the language that I hear. Speak English or Spanish, and I will do the same.",
        "es": "Contesto en el idioma que oigo. Habla en español o en inglés, y yo haré lo mismo.",
    },
    "place": {
        "en": "I don't know where you are or what happens. I can remind you at a time.",
        "es": "No sé dónde estás ni lo que pasa. Puedo recordártelo a una hora.",
    },
    "length": {"en": "A timer can last a day at most.", "es": "Un temporizador dura un día como mucho."},
}
"""Kind of `Unable` -> the reply that says what is missing, by language."""
TIERS = {
    "en": {"fast": "the fast tier", "quality": "the quality tier", "max": "the max tier", "embedded": "the basic tier"},
    "es": {
        "fast": "el modo rápido",
        "quality": "el modo de calidad",
        "max": "el modo máximo",
        "embedded": "el modo básico",
    },
}
"""How the tiers are called when they are spoken of."""


def known(language: str) -> str:
    """Returns the language that a reply is worded in: `language` if it is supported, else English."""
    return language if language in DAYS else "en"


def answer(intent: Intent, now: datetime, language: str) -> str:
    """Returns the answer to an intent that has been carried out; "" when silence is the answer.

    `daemon.skills.timers` words the answers that depend on the timers that are set.
    """
    language = known(language)
    english = language == "en"
    match intent:
        case TellTime():
            return _sentence_of_time(now, language)
        case TellDate():
            return _date(now, language)
        case TellWeekday(date=said):
            return which_weekday(said, now.date(), language)
        case TellDaysUntil(date=said):
            return days_until(said, now.date(), language)
        case TellDateIn(days=days):
            return date_in(days, now.date(), language)
        case TellYear():
            return f"It's {_year(now.year, 'en')}." if english else f"Es el año {_year(now.year, 'es')}."
        case Repeat():
            return _NOTHING_YET[language]
        case VolumeTo(level=level):
            percent = spell(round(level * 100), language)
            return f"Volume {percent} percent." if english else f"Volumen al {percent} por ciento."
        case VolumeChange(by=by):
            if english:
                return "Louder." if by > 0 else "Softer."
            return "Más alto." if by > 0 else "Más bajo."
        case SpeedChange(by=by):
            if english:
                return f"I'll speak {'faster' if by > 0 else 'slower'}."
            return f"Hablaré más {'rápido' if by > 0 else 'despacio'}."
        case Unclear():
            return "Sorry?" if english else "¿Perdona?"
        case Unable(what=what):
            return _UNABLE[what][language]
        case Computed(answer=said):
            return said
        case SpeedNormal():
            return "Back to normal speed." if english else "Vuelvo a la velocidad normal."
        case TierChoice(tier=tier):
            name = TIERS[language].get(tier)
            if english:
                return f"Switching to {name}." if name else "I'll choose the tier myself."
            return f"Paso a{name[1:]}." if name else "Elegiré yo el modo."  # a + el = al
    return ""


def how_long(language: str) -> str:
    """Asks back when a timer's length was not said, or is longer than a day."""
    return _HOW_LONG[language]


def when(language: str) -> str:
    """Asks back when the moment of a reminder or an alarm was not said."""
    return _UNABLE["moment"][language]


def which_timer(language: str) -> str:
    """Asks back when one of several timers is meant."""
    return _WHICH_ONE[language]


def which_alarm(language: str) -> str:
    """Asks back when one of several alarms is meant."""
    if language == "en":
        return "There are several alarms. Cancel the one that is wrong, and set it again."
    return "Hay varias alarmas. Cancela la que no vale y ponla otra vez."


def not_so_much_left(seconds: int, language: str) -> str:
    """Refuses to take more off a timer than there is."""
    left = spell_duration(max(0, seconds), language)
    return f"There are only {left} left." if language == "en" else f"Solo quedan {left}."


def no_such_timer(which: Which, language: str, kind: str = "timer") -> str:
    if kind == "alarm":
        if which.label:
            return (
                f"There is no reminder: {which.label}."
                if language == "en"
                else f"No hay ningún recordatorio: {which.label}."
            )
        if which == ALL:
            return timers_cancelled(0, "alarm", language)
        return "There is no such alarm." if language == "en" else "No hay tal alarma."
    if which.label:
        return (
            f"There is no timer for {which.label}."
            if language == "en"
            else f"No hay ningún temporizador para {which.label}."
        )
    if which.place or which.seconds:
        return "There is no such timer." if language == "en" else "No hay tal temporizador."
    return timers_cancelled(0, "timer", language)


def timer_set(seconds: int, label: str, language: str) -> str:
    length = spell_duration(seconds, language)
    if language == "en":
        return f"{length[0].upper()}{length[1:]}{f' for {label}' if label else ''}, starting now."
    return f"{length[0].upper()}{length[1:]}{f' para {label}' if label else ''}, a partir de ahora."


def alarm_set(at: datetime, now: datetime, label: str, language: str) -> str:
    if language == "en":
        moment = _moment(at, now, "en")
        return f"I'll remind you at {moment}: {label}." if label else f"Alarm set for {moment}."
    moment = _moment(at, now, "es")
    if label:
        return f"Te lo recordaré {moment}: {label}."
    return f"Alarma puesta{' ' if moment.startswith('a ') else ' para '}{moment}."


def _moment(at: datetime, now: datetime, language: str) -> str:
    """Words a moment: "seven o'clock in the morning tomorrow", "mañana a las siete de la mañana"."""
    days = max(0, (at.date() - now.date()).days)
    name = DAYS[language][at.weekday()]
    if language == "en":
        day = (
            ("", " tomorrow", " the day after tomorrow")[days]
            if days < 3
            else f" {'next' if days > 6 else 'on'} {name}"
        )
        return f"{clock(at, 'en')}{day}"
    day = ("", "mañana ", "pasado mañana ")[days] if days < 3 else f"el {name} {'que viene ' if days > 6 else ''}"
    return f"{day}a {clock(at, 'es')}"


def timers_cancelled(count: int, kind: str, language: str, label: str = "") -> str:
    """Words how many timers were cancelled. `label`: the name, if one was cancelled by its name."""
    if language == "en":
        if not count:
            return f"There is no {kind}."
        if kind == "alarm" and label:
            return f"The reminder is cancelled: {label}."
        named = f" for {label}" if label else ""
        return (
            f"The {kind}{named} is cancelled."
            if count == 1
            else f"{spell(count, 'en').capitalize()} {kind}s cancelled."
        )
    name, feminine = ("la alarma", True) if kind == "alarm" else ("el temporizador", False)
    if not count:
        return f"No hay {'ninguna' if feminine else 'ningún'} {name.split()[1]}."
    if count == 1 and kind == "alarm" and label:
        return f"He cancelado el recordatorio: {label}."
    if count == 1:
        return f"He cancelado {name}{f' para {label}' if label else ''}."
    plural = "alarmas" if feminine else "temporizadores"
    return f"He cancelado {spell(count, 'es', feminine, before_noun=True)} {plural}."


def timers_left(left: list[tuple[int, str]], language: str) -> str:
    """Words the time left of up to three timers, and how many more there are.

    `left`: (seconds, label) of each timer, the next first.
    """
    if not left:
        return "There is no timer." if language == "en" else "No hay ningún temporizador."
    parts = []
    for seconds, label in left[:3]:
        length = spell_duration(seconds if seconds < 3600 else seconds // 60 * 60, language)
        parts.append(f"{length} {'for' if language == 'en' else 'para'} {label}" if label else length)
    if len(left) > len(parts):
        more = spell(len(left) - len(parts), language)
        parts.append(f"and {more} more" if language == "en" else f"y {more} más")
    together = ", ".join(parts)
    if language == "en":
        return f"{together[0].upper()}{together[1:]} left."
    return f"{'Queda' if len(left) == 1 and together.startswith(('un ', 'una ')) else 'Quedan'} {together}."


def alarms_left(left: list[tuple[datetime, str]], now: datetime, language: str) -> str:
    """Words the moments of up to three alarms, and how many more there are.

    `left`: (when, label) of each alarm, the next first.
    """
    if not left:
        return timers_cancelled(0, "alarm", language)
    parts = [f"{_moment(at, now, language)}{f', {label}' if label else ''}" for at, label in left[:3]]
    if len(left) > len(parts):
        more = spell(len(left) - len(parts), language, feminine=True)
        parts.append(f"and {more} more" if language == "en" else f"y {more} más")
    name = ("Alarm" if language == "en" else "Alarma") + ("s" if len(left) > 1 else "")
    return f"{name}{' for' if language == 'en' else ':'} {'; '.join(parts)}."


def too_many_timers(language: str) -> str:
    return "There are too many timers already." if language == "en" else "Ya hay demasiados temporizadores."


def due(kind: str, seconds: int, label: str, at: datetime, language: str) -> str:
    """Words the announcement when a timer or an alarm goes off."""
    if kind == "alarm" and label:  # which may be late: the machine may have slept
        when = f"Your reminder for {clock(at, 'en')}" if language == "en" else f"Tu recordatorio de {clock(at, 'es')}"
        return f"{when}: {label}."
    if kind == "alarm":
        return f"This is your alarm: {clock(at, 'en')}." if language == "en" else f"Tu alarma: {clock(at, 'es')}."
    what = label or spell_duration(seconds, language)
    return f"Time's up: {what}." if language == "en" else f"Se acabó el tiempo: {what}."


def clock(at: datetime, language: str) -> str:
    """Words a time of day: "three forty-two in the afternoon", "las tres y cuarenta y dos de la tarde"."""
    hour = at.hour % 12 or 12
    if language == "en":
        if at.minute == 0:
            minutes = "o'clock"
        else:
            minutes = f"oh {spell(at.minute, 'en')}" if at.minute < 10 else spell(at.minute, "en")
        part = "in the morning" if at.hour < 12 else "in the afternoon" if at.hour < 18 else "in the evening"
        return f"{spell(hour, 'en')} {minutes} {part}"
    name = "la una" if hour == 1 else f"las {spell(hour, 'es')}"
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(at.minute, f" y {spell(at.minute, 'es')}")
    for until, part in ((6, "de la madrugada"), (12, "de la mañana"), (13, "del mediodía"), (20, "de la tarde")):
        if at.hour < until:
            return f"{name}{minutes} {part}"
    return f"{name}{minutes} de la noche"


def _sentence_of_time(now: datetime, language: str) -> str:
    if language == "en":
        return f"It's {clock(now, 'en')}."
    return f"{'Es' if now.hour % 12 == 1 else 'Son'} {clock(now, 'es')}."


def _date(now: datetime, language: str) -> str:
    day, month = DAYS[language][now.weekday()], MONTHS[language][now.month - 1]
    if language == "en":
        return f"It's {day}, {month} {ordinal(now.day)}."
    return f"Hoy es {day}, {'primero' if now.day == 1 else spell(now.day, 'es')} de {month}."


def _year(year: int, language: str) -> str:
    thousands, rest = divmod(year, 1000)
    if language == "es":
        head = "mil" if thousands == 1 else f"{spell(thousands, 'es')} mil"
        return f"{head} {spell(rest, 'es')}" if rest else head
    century, years = divmod(year, 100)
    if years == 0:
        return f"{spell(thousands, 'en')} thousand" if rest == 0 else f"{spell(century, 'en')} hundred"
    if years < 10:
        head = f"{spell(thousands, 'en')} thousand" if rest < 100 else f"{spell(century, 'en')} hundred"
        return f"{head} and {spell(years, 'en')}"
    return f"{spell(century, 'en')} {spell(years, 'en')}"
