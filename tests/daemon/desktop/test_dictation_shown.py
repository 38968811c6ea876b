"""A dictation on the desktop: a notification while it lasts, and one that stays for what is in the clipboard."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from audio.events import Command
from config.settings import Manners as Wanted
from config.settings import Settings
from daemon.control.events import Dictated, DictationChanged, Event, PartialHeard
from daemon.desktop.manners import Manners
from daemon.desktop.notifications import Notification, Stays


class Shown:
    """Notifications that are on the screen, by their subjects."""

    def __init__(self) -> None:
        self.now: dict[str, Notification] = {}

    def show(self, notification: Notification) -> None:
        self.now[notification.subject] = notification

    def withdraw(self, subject: str) -> None:
        self.now.pop(subject, None)


def desk(**manners: Any) -> tuple[Shown, list[Command], Any]:
    sounds: list[Command] = []
    conversation = SimpleNamespace(ports=SimpleNamespace(sound=sounds.append))
    settings = Settings(manners=Wanted(**manners)).model_copy(update={"speaking": Settings().speaking})
    tested = Manners(settings, cast("Any", conversation), cast("Any", SimpleNamespace()))
    shown = Shown()
    tested._notifier = cast("Any", shown)

    def take(*events: Event) -> None:
        for event in events:
            tested._take(event)

    return shown, sounds, take


def test_the_words_are_shown_while_it_lasts() -> None:
    shown, sounds, take = desk()
    take(DictationChanged(True, "xtest", "gedit"))
    assert "gedit" in shown.now["dictation"].summary
    assert shown.now["dictation"].stays is Stays.UNTIL_WITHDRAWN
    assert len(sounds) == 1
    take(PartialHeard(1, "Dear John"))
    assert shown.now["dictation"].body == "Dear John"
    take(Dictated(1, "Dear John,\n", "typed", "", ""))
    assert shown.now["dictation"].body == "Dear John,"
    take(DictationChanged(False, "", ""))
    assert shown.now == {}
    take(PartialHeard(2, "a question"))
    assert shown.now == {}


def test_what_is_in_the_clipboard_is_told_and_stays_in_the_list() -> None:
    shown, _, take = desk()
    take(
        DictationChanged(True, "xtest", ""),
        Dictated(1, "lost words", "kept", "gone", ""),
        DictationChanged(False, "", ""),
    )
    assert shown.now["dictated"].body == "lost words"
    assert shown.now["dictated"].stays is Stays.IN_LIST


def test_where_words_are_not_to_be_shown_they_are_not() -> None:
    shown, _, take = desk(notifications="problems")
    take(DictationChanged(True, "xtest", "gedit"), PartialHeard(1, "secret"), Dictated(1, "secret", "kept", "gone", ""))
    assert list(shown.now) == ["dictated"]
    assert "secret" not in str(shown.now)
