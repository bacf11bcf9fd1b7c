"""The openai client as the gateway uses it: it reaches one address alone, reads bounded answers, and costs little.

What a call costs here is most of what a stored sample costs, so what all calls have in common is put together once.
"""

import itertools
import json
import secrets
import ssl

import aiohttp
import httpx2
import openai
from aiohttp.abc import AbstractResolver
from openai._models import FinalRequestOptions
from openai._vendor.httpx_aiohttp import AiohttpTransport

from generation.llm.addresses import Address
from generation.llm.client import JSON

LARGEST_BODY = 16 * 1024 * 1024  # of an answer
FILE = "/content"  # of a file, which holds many answers: whoever reads it as it comes bounds each of them
CONNECT_TIMEOUT = 5.0
NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # so nothing was asked, nor billed
# What the client would add by itself: the account of this machine's environment, and what machine it is. Nobody asked
# to tell that.
UNSENT = (
    "OpenAI-Organization",
    "OpenAI-Project",
    "X-Stainless-Arch",
    "X-Stainless-Async",
    "X-Stainless-Lang",
    "X-Stainless-OS",
    "X-Stainless-Package-Version",
    "X-Stainless-Runtime",
    "X-Stainless-Runtime-Version",
)
OF_ONE_CALL = (b"content-length", b"idempotency-key", b"x-stainless-read-timeout")  # headers that others do not share


class PinnedClient(openai.AsyncOpenAI):
    """The client, with a short way for the one request that is made all the time."""

    def __init__(self, **settings) -> None:
        super().__init__(**settings)
        self._name, self._numbers = f"synthlab-{secrets.token_hex(8)}", itertools.count()
        in_full = f"{str(self.base_url).rstrip('/')}/chat/completions"  # for else each call puts it together
        self._options = FinalRequestOptions.construct(method="post", url=in_full)
        self._alike: tuple[httpx2.URL, httpx2.Headers] | None = None

    async def ask(self, body: JSON, deadline_s: float) -> httpx2.Response:
        """The answer to a chat request as it is: `create` would walk through the whole body to look for things to
        convert, draw a random idempotency key and a dozen defaults anew, which together took half of a call's time."""
        key = f"{self._name}-{next(self._numbers)}"
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        own = {"content": content, "timeout": timeout(deadline_s), "idempotency_key": key}
        return await self.request(httpx2.Response, self._options.model_copy(update=own))

    def _build_request(self, options: FinalRequestOptions, *, retries_taken: int = 0) -> httpx2.Request:
        """The client's own where it makes one for the first time. Chat requests differ from then on in their bodies
        and time-outs alone, and reading address and headers anew took a tenth of all that a worker does."""
        if options.url != self._options.url:
            return super()._build_request(options, retries_taken=retries_taken)
        if self._alike is None:
            self._alike = _shared(super()._build_request(options))
        url, headers = self._alike
        stream, extensions = httpx2.ByteStream(options.content), {"timeout": options.timeout.as_dict()}
        request = httpx2.Request("POST", url, headers=headers, stream=stream, extensions=extensions)
        request.headers.encoding = headers.encoding
        request.read()
        return request


def _shared(request: httpx2.Request) -> tuple[httpx2.URL, httpx2.Headers]:
    """What other requests to the same address have in common with this one."""
    kept = [(name, value) for name, value in request.headers.raw if name.lower() not in OF_ONE_CALL]
    return request.url, httpx2.Headers(kept)


def timeout(deadline_s: float) -> httpx2.Timeout:
    return httpx2.Timeout(deadline_s, connect=min(CONNECT_TIMEOUT, deadline_s))


class _Pinned(AbstractResolver):
    def __init__(self, address: Address) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[JSON]:
        if host.lower() != self._address.host:
            raise OSError(f"{host} is not the endpoint's host")
        return [
            {"hostname": host, "host": ip, "port": port, "family": 10 if ":" in ip else 2, "proto": 0, "flags": 4}
            for ip in self._address.ips
        ]

    async def close(self) -> None:
        pass


class _Bounded(httpx2.AsyncByteStream):
    """A response body that ends with an error where it grows beyond all measure."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self):
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > LARGEST_BODY:
                raise httpx2.ReadError("the answer is too large")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


class _PinnedTransport(AiohttpTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = await super().handle_async_request(request)
        except httpx2.TimeoutException as problem:  # what it takes all trouble of connecting for
            if isinstance(problem.__cause__, NEVER_CONNECTED):
                raise httpx2.ConnectError(str(problem.__cause__)) from problem
            raise
        if response.status_code != 200 or not request.url.path.endswith(FILE):
            response.stream = _Bounded(response.stream)
        return response


def pinned_client(base_url: str, api_key: str, address: Address, connections: int) -> PinnedClient:
    """The client with our look-up instead of the system's. No retries, which are ours; no redirects and no proxy: both
    would lead around the check of the address."""
    limits = httpx2.Limits(max_connections=connections, keepalive_expiry=60)
    transport = _PinnedTransport(limits=limits, verify=_trusted(address))
    transport.client = lambda: aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=_Pinned(address), limit=connections, keepalive_timeout=60, ssl=transport.ssl_context
        )
    )
    return PinnedClient(
        base_url=base_url,
        api_key=api_key or "none",
        max_retries=0,
        http_client=openai.DefaultAioHttpClient(transport=transport, follow_redirects=False, trust_env=False),
        default_headers=dict.fromkeys(UNSENT, openai.omit),
    )


def _trusted(address: Address) -> ssl.SSLContext | bool:
    """Whose certificates are accepted: those the system trusts, and nobody's at an address without any, where reading
    them would take as long as a hundred calls."""
    return True if address.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
