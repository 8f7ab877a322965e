"""The way bytes go to and from one model server: what is told about us, what is let in, and to whom.

Nothing comes from the environment (no proxy, no .netrc, no authorities), no redirect is followed, no cookie kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

from engine.llm.remote_address import Address
from engine.llm.remote_certificate import pinned, unpinned

#: All that a server learns from headers. What a library would tell about this machine is left out.
HEADERS = ("host", "accept", "content-type", "content-length")
#: An answer that is longer is no answer: 4 texts of 4,096 tokens with their probabilities are about 8 MB.
RESPONSE_BYTES = 16 << 20
#: Requests under way at once.
AT_ONCE = 4


class TooMuch(httpx2.TransportError):
    """The server sends more than any answer needs."""


class Compressed(httpx2.TransportError):
    """The server sends what was not asked for: a compressed answer can grow without end."""


def client(address: Address, *, token: str, certificate: str, timeout_s: float) -> httpx2.AsyncClient:
    """A client for this server and nobody else.

    Args:
        certificate: PEM of the one that is trusted, "" with plain http.
        timeout_s: to connect, and between two pieces of an answer.

    Raises:
        BadFile: the certificate is none.
    """
    transport = httpx2.AsyncHTTPTransport(
        verify=pinned(certificate) if address.scheme == "https" else unpinned(),
        trust_env=False,
        limits=httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
    )
    return httpx2.AsyncClient(
        transport=Guarded(transport, token=token),
        timeout=httpx2.Timeout(timeout_s),
        trust_env=False,
        follow_redirects=False,
    )


class Guarded(httpx2.AsyncBaseTransport):
    """Sends few headers and the token, and stops reading where no answer can be meant."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, *, token: str, limit_bytes: int = RESPONSE_BYTES) -> None:
        self._inner = inner
        self._token = token
        self._limit_bytes = limit_bytes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; its answer is read through a limit."""
        headers = {name: value for name, value in request.headers.items() if name in HEADERS}
        headers |= {"user-agent": "Sotto", "accept-encoding": "identity"}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        request.headers = httpx2.Headers(headers)
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise Compressed("compressed")
        return httpx2.Response(
            status_code=response.status_code,
            headers=response.headers,
            stream=_Limited(response, self._limit_bytes),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


class _Limited(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response, limit_bytes: int) -> None:
        self._response = response
        self._left = limit_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_raw():
            self._left -= len(part)
            if self._left < 0:
                raise TooMuch("too much")
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()
