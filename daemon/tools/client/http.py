"""A server of tools at an address: MCP over streamable HTTP, with bounds on what it can send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

LONGEST_ANSWER = 8 << 20
"""Bytes of one answer; the SDK reads a whole one into memory."""
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
                raise TooLong(f"it sent an answer of more than {LONGEST_ANSWER >> 20} MiB")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        streams = response.headers.get("content-type", "").startswith("text/event-stream")
        if not streams:  # of those, the SDK bounds each event
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Counted(response.stream)
        return response


def client(key: str | None, seconds: float) -> httpx2.AsyncClient:
    """Returns the HTTP client for one server. `key` is sent as a bearer token. The environment's proxies are not used."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = httpx2.Timeout(seconds, connect=CONNECT)
    return httpx2.AsyncClient(transport=_Bounded(), headers=headers, timeout=timeout, trust_env=False)
