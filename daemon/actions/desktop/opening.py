"""Opens applications, pages and searches. What is opened is the user's own program: nothing is sent from here."""

from __future__ import annotations

import asyncio
import logging
import re
from urllib.parse import quote, urlsplit

from daemon.actions.desktop.buses import NoAnswer, session_bus
from daemon.actions.desktop.desktop_entries import BEGINS, LIKE, Applications, Entry, plain
from daemon.actions.doer import ActionResult, CannotDo
from daemon.actions.texts import say
from daemon.desktop.portal import PATH, PORTAL
from daemon.desktop.programs import ProgramError, here, launch
from daemon.skills.actions.intents import ActionIntent, AppOpen, PageOpen, WebSearch
from daemon.skills.actions.questions import ActionQuestion

log = logging.getLogger(__name__)

OPEN_URI = "org.freedesktop.portal.OpenURI"
PORTAL_WITHIN = 8.0
"""Seconds that the portal may take: it may have to be started."""
OFFERED = 4
"""Most applications that are named when several fit."""
USUAL = frozenset(
    "firefox chrome chromium browser navegador spotify terminal calculator calculadora email correo settings ajustes "
    "libreoffice word excel vlc steam discord slack zoom files archivos".split()
)
"""Applications that a sentence may name although they are not installed: the user is told so."""
SITES = {
    "youtube": "www.youtube.com",
    "netflix": "www.netflix.com",
    "wikipedia": "www.wikipedia.org",
    "gmail": "mail.google.com",
    "google maps": "www.google.com/maps",
    "github": "github.com",
    "reddit": "www.reddit.com",
    "facebook": "www.facebook.com",
    "instagram": "www.instagram.com",
    "linkedin": "www.linkedin.com",
    "amazon": "www.amazon.com",
    "ebay": "www.ebay.com",
    "twitch": "www.twitch.tv",
    "stack overflow": "stackoverflow.com",
    "google": "www.google.com",
    "google drive": "drive.google.com",
    "google calendar": "calendar.google.com",
    "whatsapp web": "web.whatsapp.com",
    "openstreetmap": "www.openstreetmap.org",
}
"""Pages that everybody calls by their names."""
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:/\S*)?")
_FILE_ENDINGS = frozenset("txt md pdf doc docx odt py sh exe jpg png html mp3 mp4 zip".split())


class Opening:
    """The doer of applications, pages and searches."""

    does = (AppOpen, PageOpen, WebSearch)

    def __init__(self, applications: Applications, search: str) -> None:
        """`search`: an address with {words} in it."""
        self._applications = applications
        self._search = search

    def known(self, action: ActionIntent) -> bool:
        match action:
            case AppOpen():
                return bool(self._applications.called(action.app, BEGINS)) or plain(action.app) in USUAL
            case PageOpen():
                return address(action.page) is not None
        return True

    async def look(self) -> None:
        await asyncio.to_thread(self._applications.entries)

    async def do(self, action: ActionIntent, language: str) -> ActionResult:
        match action:
            case AppOpen():
                return await self._application(action, language)
            case PageOpen():
                url = address(action.page)
                if url is None and action.sure:  # "the website of the town hall": nobody knows its address
                    return await self._search_for(action.page, language)
                if url is None:
                    raise CannotDo(say("no_page", language, page=action.page))
                await self._open(url, language)
                return ActionResult(say("opened", language, what=urlsplit(url).hostname or url), changed=True)
            case WebSearch():
                return await self._search_for(action.words, language)
        raise AssertionError(action)

    async def _search_for(self, words: str, language: str) -> ActionResult:
        await self._open(self._search.replace("{words}", quote(words, safe="")), language)
        return ActionResult(say("searched", language, words=words), changed=True)

    async def _application(self, action: AppOpen, language: str) -> ActionResult:
        chosen = self._applications.by_id(action.entry) if action.entry else None
        fitting = [chosen] if chosen is not None else self._applications.called(action.app, LIKE)
        if not fitting:
            raise CannotDo(say("no_app", language, app=action.app))
        if len(fitting) > 1:
            choices = tuple(
                (spoken(entry, language), AppOpen(action.app, entry=entry.id)) for entry in fitting[:OFFERED]
            )
            text = say("which_app", language, names=", ".join(name for name, _ in choices))
            return ActionResult(text, question=ActionQuestion(text, choices=choices))
        (entry,) = fitting
        try:
            if entry.exec and not here(entry.exec[0]):  # who starts it for us may not tell
                raise ProgramError(f"{entry.path}: there is no program {entry.exec[0]}")
            await launch(start(entry))
        except ProgramError as err:
            log.info("%s", err)
            raise CannotDo(say("app_trouble", language, app=spoken(entry, language))) from err
        return ActionResult(say("opened", language, what=spoken(entry, language)), changed=True)

    async def _open(self, url: str, language: str) -> None:
        """Open an address in the user's browser: through the desktop's portal, else by `xdg-open`."""
        try:
            async with session_bus(language) as bus:
                await bus.call(
                    PORTAL, PATH, OPEN_URI, "OpenURI", "ssa{sv}", ["", url, {}], timeout=PORTAL_WITHIN, starts=True
                )
                return
        except NoAnswer:
            raise  # it may still open it
        except CannotDo as err:
            if not (opener := here("xdg-open", "gio")):
                raise CannotDo(say("no_opener", language)) from err
        try:
            await launch(["gio", "open", url] if opener == "gio" else [opener, url])
        except ProgramError as err:
            log.info("%s", err)
            raise CannotDo(say("no_opener", language)) from err


def start(entry: Entry) -> list[str]:
    """Returns the command that starts an application: GIO knows D-Bus activation, terminals and field codes."""
    return ["gio", "launch", str(entry.path)] if here("gio") else list(entry.exec)


def spoken(entry: Entry, language: str) -> str:
    """Returns the application's name in a language, where the entry tells it apart."""
    return entry.names[-1] if language == "es" and len(entry.names) > 1 else entry.names[0]


def address(said: str) -> str | None:
    """Returns the web address that was said or written, "wikipedia dot org"; None for other words."""
    text = re.sub(r"\s+(?:dot|punto)\s+", ".", said.strip().lower())
    text = SITES.get(text, text)
    text = re.sub(r"\s+(?:slash|barra)\s+", "/", text).removesuffix("/")
    if _ADDRESS.fullmatch(text) is None:
        return None
    url = text if "://" in text else f"https://{text}"
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    bare = "/" not in text.split("://")[-1]
    return None if bare and host.rsplit(".", 1)[-1] in _FILE_ENDINGS else url
