"""One server of tools, in the worker: connected, asked for its tools, called, connected anew when it has ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import anyio
import httpx2
import mcp_types
from mcp.client import Client, IncomingMessage
from mcp.client._transport import Transport, TransportStreams
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.dispatcher import ProgressFnT
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage

from config.settings import ToolServer
from config.texts import _
from daemon.tools.client import http, stdio
from daemon.tools.client.arguments import problem as wrong_arguments
from daemon.tools.client.results import data_of, text_of
from daemon.tools.offer import NAME, Offer, schema_of, tidy
from models.engine import EngineError
from models.remote.io import read_key, shown

log = logging.getLogger(__name__)

CONNECTING = 60.0
"""Seconds until a server must have told its tools: `npx` may have to fetch it first."""
BACK_OFF = (0.5, 2.0, 10.0, 30.0, 60.0)
"""Seconds before it is connected for the second, third, ... time."""
WELL = 60.0
"""Seconds after which a connection counts as a good one: the pauses begin anew."""
MOST_TOOLS = 128
"""Tools of one server that are listed."""
MOST_PAGES = 20
FLOOD = 1000
"""Messages within a second that a server does not survive."""
LIST_AGAIN = 5.0
"""Seconds between two listings that a server asks for."""

Failure = Literal["lost", "late", "arguments", "unknown", "absent", "said", "wanted"]
"""Why a call has no result: the server ended meanwhile; took too long; the arguments don't fit; it has no such tool; it is
not connected; the tool itself told an error; it wants to ask something first."""


class CallFailed(Exception):
    """A call has no result."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure: Failure = failure
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server is, as the daemon is told."""

    server: str
    state: Literal["connecting", "ready", "failed"]
    problem: str = ""
    """One line."""
    product: str = ""
    """What the server calls itself, with its version."""
    protocol: str = ""
    tools: tuple[Offer, ...] = ()
    more: int = 0
    """Tools that are not offered: too many, or with a name that is none."""


class ServerConnection:
    """Owns the connection to one server."""

    def __init__(self, name: str, settings: ToolServer, tell: Callable[[Standing], None]) -> None:
        self._name = name
        self._settings = settings
        self._tell = tell
        self._client: Client | None = None
        self._tools: dict[str, Offer] = {}
        self._lost = asyncio.Event()
        self._list_again = asyncio.Event()
        self._child = stdio.Child()
        self._answers = http.Answers()
        self._flooded = False
        self._problem = _("it is being connected")

    # -------------------------------------------------------------------------------------------------------- its life

    async def run(self) -> None:
        """Keeps it connected, until cancelled."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                await self._live_once()
            except Exception as err:
                self._problem = self._why(err)
                log.debug("%s", self._name, exc_info=True)
            else:
                self._problem = self._why(None)
            finally:
                self._client = None
            self._tell(Standing(self._name, "failed", self._problem))
            failures = 0 if time.monotonic() - began > WELL else failures + 1
            await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else 0.1)

    async def _live_once(self) -> None:
        self._lost, self._list_again, self._flooded = asyncio.Event(), asyncio.Event(), False
        self._child, self._answers = stdio.Child(), http.Answers()
        self._tell(Standing(self._name, "connecting", self._problem))
        async with asyncio.timeout(CONNECTING) as patience:
            transport = await self._transport()
            async with Client(self._watched(transport), message_handler=self._on_message, cache=None) as client:
                await self._list(client)
                self._client = client
                patience.reschedule(None)
                await self._serve(client)

    async def _serve(self, client: Client) -> None:
        """Lists the tools again when the server says so, until it is lost."""
        while True:
            waits = [asyncio.ensure_future(each.wait()) for each in (self._lost, self._list_again)]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()
            if self._lost.is_set():
                return
            await asyncio.sleep(LIST_AGAIN)
            self._list_again.clear()
            async with asyncio.timeout(self._settings.seconds):
                await self._list(client)

    async def _transport(self) -> Transport:
        settings = self._settings
        key = await asyncio.to_thread(read_key, settings.key)
        if settings.url is not None:
            client = http.client(key.reveal() if key is not None else None, settings.seconds, self._answers)
            return _over_http(settings.url, client)
        more = {settings.key_variable: key.reveal()} if key is not None else {}
        return stdio.program(settings.command, stdio.environment(settings.env, more), self._child)

    @asynccontextmanager
    async def _watched(self, transport: Transport) -> AsyncIterator[TransportStreams]:
        """The transport, with a bound on the messages a second, and `_lost` set at its end."""
        lost = self._lost
        async with transport as (read, write):
            to_session, session_reads = anyio.create_memory_object_stream[SessionMessage | Exception](0)

            async def pass_on() -> None:
                window, seen = time.monotonic(), 0
                try:
                    async with to_session:
                        async for message in read:
                            if time.monotonic() - window > 1:
                                window, seen = time.monotonic(), 0
                            seen += 1
                            if seen > FLOOD:
                                self._flooded = True
                                return
                            await to_session.send(message)
                except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                    pass
                finally:
                    lost.set()

            async with anyio.create_task_group() as group:
                group.start_soon(pass_on)
                try:
                    yield session_reads, write
                finally:
                    group.cancel_scope.cancel()

    async def _on_message(self, message: IncomingMessage) -> None:
        if isinstance(message, mcp_types.ToolListChangedNotification):
            self._list_again.set()

    async def _list(self, client: Client) -> None:
        found: dict[str, Offer] = {}
        cursor, more = None, 0
        for _page in range(MOST_PAGES):
            page = await client.list_tools(cursor=cursor)
            for tool in page.tools:
                offer = self._offer(tool)
                if offer is None or len(found) >= MOST_TOOLS:
                    more += 1
                else:
                    found.setdefault(offer.tool, offer)
            cursor = page.next_cursor
            if not cursor:
                break
        self._tools = found
        about = client.server_info
        product = tidy(f"{about.name} {about.version}", 80) if about is not None else ""
        offers = tuple(found.values())
        self._tell(Standing(self._name, "ready", "", product, client.protocol_version, offers, more))

    def _offer(self, tool: mcp_types.Tool) -> Offer | None:
        """Returns the tool, tidied; None where its name is none, or its schema too large."""
        schema = schema_of(tool.input_schema)
        if not NAME.fullmatch(tool.name) or schema is None:
            return None
        hints = tool.annotations or mcp_types.ToolAnnotations()
        return Offer(
            self._name,
            tool.name,
            tidy(tool.title or hints.title or "", 60),
            tidy(tool.description or ""),
            schema,
            destructive=hints.destructive_hint is True and hints.read_only_hint is not True,
            writes=hints.read_only_hint is False,
        )

    # ----------------------------------------------------------------------------------------------------------- calls

    async def call(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        progress: ProgressFnT,
    ) -> dict[str, Any]:
        """Calls a tool once. Returns its `text`, and `data` where it has structured data. Raises CallFailed."""
        client = self._client
        if client is None:
            raise CallFailed("absent", self._problem)
        if tool not in self._tools:
            raise CallFailed("unknown", tidy(tool, 60))
        if wrong := wrong_arguments(arguments, self._tools[tool].parameters):
            raise CallFailed("arguments", wrong)
        try:
            async with asyncio.timeout(self._settings.seconds):
                result = await client.session.call_tool(tool, dict(arguments), progress_callback=progress)
        except TimeoutError as err:
            raise CallFailed("late", f"{self._settings.seconds:g} s") from err
        except Exception as err:
            if self._is_loss(err):
                self._lost.set()
                await asyncio.sleep(0.1)  # its exit status, and its last words
                raise CallFailed("lost", self._why(err)) from err
            kind: Failure = "wanted" if "InputRequired" in str(err) else "said"
            raise CallFailed(kind, self._why(err)) from err
        text = text_of(block.model_dump(mode="json", by_alias=True) for block in result.content)
        if result.is_error:
            raise CallFailed("said", tidy(text))
        return {"text": text, "data": data_of(result.structured_content)}

    @staticmethod
    def _is_loss(err: BaseException) -> bool:
        if isinstance(err, MCPError):
            return err.code == mcp_types.CONNECTION_CLOSED
        return isinstance(err, (OSError, httpx2.TransportError, anyio.ClosedResourceError, anyio.BrokenResourceError))

    def _why(self, err: BaseException | None) -> str:
        """Returns in one line what went wrong with the server."""
        while isinstance(err, BaseExceptionGroup):
            err = err.exceptions[0]
        if self._flooded:
            return _("it sent more than {most} messages in a second, so it was ended", most=FLOOD)
        where = shown(self._settings.url) if self._settings.url is not None else ""
        match err:
            case TimeoutError():
                return _("it told no tools within {seconds:.0f} s", seconds=CONNECTING)
            case httpx2.ConnectError():
                return _("nothing answers at {where}", where=where)
            case MCPError() | httpx2.HTTPStatusError() if where and (refusal := self._answers.refusal()):
                return f"{where} {refusal}"
            case MCPError() if err.code == mcp_types.CONNECTION_CLOSED and not where:
                return self._child.why()
            case EngineError():
                return str(err)
            case None:
                return _("{where} closed the connection", where=where) if where else self._child.why()
        return tidy(f"{where}: {err}" if where else (str(err) or type(err).__name__), 200)


@asynccontextmanager
async def _over_http(url: str, client: httpx2.AsyncClient) -> AsyncIterator[TransportStreams]:
    async with client, streamable_http_client(url, http_client=client) as streams:
        yield streams
