"""A server of tools at an address: MCP over streamable HTTP, with bounds on what it can send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

from config.texts import _

LONGEST_ANSWER = 8 << 20
"""Bytes of one answer; the SDK reads a whole one into memory."""
STREAM = 300.0
"""Seconds of silence on a stream that a server holds open; calls have their own limit."""
CONNECT = 5.0
"""Seconds until a server must have taken the connection."""


class TooLong(httpx2.TransportError):
    """An answer was longer than LONGEST_ANSWER."""


class _Counted(httpx2.AsyncByteStream):
    """A stream of bytes that ends with TooLong."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._inner:
            seen += len(chunk)
            if seen > LONGEST_ANSWER:
                raise TooLong(_("it sent an answer of more than {most} MiB", most=LONGEST_ANSWER >> 20))
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


class Answers:
    """What is known of a server's answers, for the words about its refusal: the SDK tells no status."""

    def __init__(self) -> None:
        self.status = 0
        """That of the last answer; 0 before the first."""

    def refusal(self) -> str:
        """Returns what the status says, where that is a refusal; else ""."""
        match self.status:
            case 401 | 403:
                return _("refuses the key (status {status})", status=self.status)
            case 404 | 405:
                return _("serves no tools at that path (status {status})", status=self.status)
            case status if status >= 400:
                return _("answers with status {status}", status=status)
        return ""


class _Bounded(httpx2.AsyncHTTPTransport):
    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers = answers

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        self._answers.status = response.status_code
        streams = response.headers.get("content-type", "").startswith("text/event-stream")
        if not streams:  # of those, the SDK bounds each event
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Counted(response.stream)
        return response


def client(key: str | None, seconds: float, answers: Answers) -> httpx2.AsyncClient:
    """Returns the HTTP client for one server. `key` is sent as a bearer token. The environment's proxies are not used."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = httpx2.Timeout(seconds, connect=CONNECT, read=max(seconds, STREAM))
    return httpx2.AsyncClient(transport=_Bounded(answers), headers=headers, timeout=timeout, trust_env=False)
