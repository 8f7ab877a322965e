"""A model server of the person's own that speaks the OpenAI interface: llama-server, vLLM, LM Studio, a Sotto box.

Texts of one wish that share their prompt come by `n` where the server can, else by requests side by side. What it
accepts beyond the common interface is found out by asking once. Only the remote child imports this.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import Literal

import msgspec
import openai

from engine.llm import remote_address, remote_transport, remote_wishes
from engine.llm.remote_answers import Chunk, ModelSaid, ModelsSaid
from engine.llm.remote_failures import Rejected, first_of, pause_before_retry, told
from engine.llm.remote_transport import AT_ONCE
from engine.llm.remote_wishes import Ask, Ways
from engine.llm.remote_writing import Grow, Writing
from engine.problems import EndpointFailed, EndpointRefused, EndpointUntrusted, ModelFailed, NetworkProblem, Problem
from engine.protocol import Connect, Generate, Generated, Loaded

#: A wish takes no longer than so many times the longest silence.
PATIENCE = 10
#: Servers that continue an assistant's turn, by `owned_by` in their list of models. llama-server does so for any turn
#: at the end, and takes vLLM's two fields amiss; vLLM wants them.
CONTINUING: dict[str, Literal["yes", "fields"]] = {"llamacpp": "yes", "sotto": "yes", "vllm": "fields"}
#: For what comes after the last word: figures, and the end of the stream.
TAIL_S = 1.0
#: Times a prompt is shortened that should have fitted, by more than half each time.
MOST_CUTS = 3


class Endpoint:
    """A connection to one model of one server.

    Attributes:
        host: its name, for problems and for people.
    """

    def __init__(self, wish: Connect) -> None:
        """Nothing is opened yet.

        Raises:
            BadAddress: not an address.
            EndpointUntrusted: plain http to another machine, or https without a certificate to compare.
            BadFile: the certificate is none.
        """
        address = remote_address.parse(wish.base_url)
        self.host = address.host
        if not address.is_private or (wish.certificate and address.scheme == "http"):
            raise EndpointUntrusted(host=self.host, reason="plain_http")
        if address.scheme == "https" and not wish.certificate:
            raise EndpointUntrusted(host=self.host, reason="no_certificate")
        if not wish.token.isascii() or not wish.token.isprintable() or " " in wish.token:
            raise EndpointRefused(host=self.host, reason="token", status=0)
        self._address = address
        self._wish = wish
        self._n_ctx = wish.n_ctx
        self._ways = Ways()
        self._patience_s = PATIENCE * wish.timeout_s
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._turn = asyncio.Lock()
        self._client = openai.AsyncOpenAI(
            base_url=address.url,
            api_key="-",  # the transport says the token, and nobody else
            max_retries=0,
            timeout=wish.timeout_s,
            http_client=remote_transport.client(
                address, token=wish.token, certificate=wish.certificate, timeout_s=wish.timeout_s
            ),
        )

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    async def check(self) -> Loaded:
        """See that it is reachable, is who it should be, takes the token and has the model.

        Raises:
            EndpointUnreachable, EndpointUntrusted, EndpointRefused, EndpointBusy, EndpointFailed.
        """
        await self._stay_here()
        try:
            model = await self._find_model()
        except Problem as problem:
            if (pause_s := pause_before_retry(problem)) is None:
                raise
            await asyncio.sleep(pause_s)
            model = await self._find_model()
        meta = model.meta
        sizes = [size for size in (model.max_model_len, meta.n_ctx if meta else None) if size and size > 0]
        self._n_ctx = min([self._n_ctx, *sizes])
        self._ways.prefill = CONTINUING.get((model.owned_by or "").lower(), "no")
        return Loaded(
            ticket=self._wish.ticket,
            arch="",
            name=model.id,
            n_ctx=self._n_ctx,
            n_ctx_train=(meta.n_ctx_train if meta else None) or model.max_model_len or self._n_ctx,
            n_params=(meta.n_params if meta else None) or 0,
            n_embd=(meta.n_embd if meta else None) or 0,
            n_vocab=(meta.n_vocab if meta else None) or 0,
            gpu_layers=0,
            n_layers=0,
            device=self.host,
            has_chat_template=True,
        )

    async def generate(self, wish: Generate, grow: Grow) -> Generated:
        """Texts for `wish`; `grow` hears (number, what was appended).

        Raises:
            ModelFailed: the prompt is too long.
            EndpointUnreachable, EndpointUntrusted, EndpointRefused, EndpointBusy, EndpointFailed.
        """
        writing = Writing(wish, grow)
        try:
            async with asyncio.timeout(self._patience_s):
                await self._write_all(writing, remote_wishes.asks(wish, most=AT_ONCE if self._ways.many else 1))
        except TimeoutError:
            raise EndpointFailed(host=self.host, reason="endless") from None
        return writing.generated()

    async def _stay_here(self) -> None:
        """The name localhost must mean this machine where nothing is encrypted."""
        if self._address.scheme != "http" or remote_address.is_loopback(self.host):
            return
        try:
            found = await asyncio.get_running_loop().getaddrinfo(self.host, self._address.port)
        except OSError:
            found = []
        if not found or not all(remote_address.is_loopback(str(place[4][0])) for place in found):
            raise EndpointUntrusted(host=self.host, reason="plain_http")

    async def _find_model(self) -> ModelSaid:
        try:
            async with asyncio.timeout(self._patience_s):
                said = await self._client.get("/models", cast_to=object)
            models = msgspec.convert(said, ModelsSaid).data
        except TimeoutError:
            raise EndpointFailed(host=self.host, reason="endless") from None
        except Exception as error:  # noqa: BLE001 - told apart by kind; a bug of ours rises as it is
            raise self._told(error) from None
        for model in models:
            if model.id == self._wish.model:
                return model
        raise EndpointRefused(host=self.host, reason="model")

    def _told(self, error: Exception) -> Exception:
        """As a problem; an offended server where nothing can be said in other words has failed."""
        found = told(error, self.host)
        if isinstance(found, Rejected):
            return EndpointFailed(host=self.host, reason="status", status=found.status)
        return found

    async def _write_all(self, writing: Writing, asks: Sequence[Ask]) -> None:
        writing.n_asks += len(asks)
        try:
            async with asyncio.TaskGroup() as group:
                for ask in asks:
                    group.create_task(self._write(writing, ask))
        except BaseExceptionGroup as failures:
            raise first_of(failures) from None

    async def _write(self, writing: Writing, ask: Ask) -> None:
        """One request, once more after a failure that may pass; what a server left out of several comes singly."""
        alone = self._ways.alone or writing.n_asks == 1
        try:
            missing = await self._ask(writing, ask)
        except EndpointFailed as problem:
            if alone or problem.facts["reason"] not in ("cut", "broken"):
                missing = await self._ask_again(writing, ask, problem)
            else:
                self._ways.alone = True  # some drop what they are at for the next request
                missing = await self._ask(writing, ask)
        except NetworkProblem as problem:
            missing = await self._ask_again(writing, ask, problem)
        if missing:
            self._ways.many = False
            await self._write_all(writing, [Ask((number,), ask.suffix, ask.opening) for number in missing])

    async def _ask_again(self, writing: Writing, ask: Ask, problem: NetworkProblem) -> tuple[int, ...]:
        pause_s = pause_before_retry(problem)
        if pause_s is None or writing.begun(ask):
            raise problem
        await asyncio.sleep(pause_s)
        return await self._ask(writing, ask)

    async def _ask(self, writing: Writing, ask: Ask) -> tuple[int, ...]:
        """Ask in the ways the server is known to accept, and learn them; returns the texts it left out."""
        n_cuts = 0
        while True:
            if len(ask.numbers) > 1 and not self._ways.many:
                return ask.numbers
            ways = replace(self._ways)
            try:
                return await self._stream(writing, ask, ways)
            except Rejected as rejected:
                if self._ways != ways:
                    continue  # another request learnt something meanwhile
                if rejected.too_long:
                    n_cuts += 1
                    if n_cuts > MOST_CUTS:
                        raise ModelFailed(step="prompt", reason="too_long") from None
                    self._ways.bytes_per_token *= 0.5 * min(1.0, writing.share(self._n_ctx))
                elif not self._ways.give_up(rejected.words, ask):
                    raise EndpointFailed(host=self.host, reason="status", status=rejected.status) from None

    async def _stream(self, writing: Writing, ask: Ask, ways: Ways) -> tuple[int, ...]:
        wish = writing.wish
        fitted = remote_wishes.fit(wish, n_ctx=self._n_ctx, bytes_per_token=ways.bytes_per_token)
        writing.begin(ask, fitted, continues=ways.continues or not wish.turns)
        path = "/chat/completions" if wish.turns else "/completions"
        body = remote_wishes.body(wish, ask, fitted, ways, model=self._wish.model)
        async with self._slot():
            await self._hear(writing, ask, self._chunks(path, body))
        missing = writing.missing(ask)
        if writing.unfinished(ask) or (missing and len(ask.numbers) == 1):
            raise EndpointFailed(host=self.host, reason="cut")
        return missing

    @asynccontextmanager
    async def _slot(self) -> AsyncGenerator[None, None]:
        """A place among the requests under way; where the server does one at a time, all of them."""
        if not self._ways.alone:
            async with self._gate:
                yield
            return
        async with self._turn, AsyncExitStack() as places:
            for _ in range(AT_ONCE):
                await places.enter_async_context(self._gate)
            yield

    async def _hear(self, writing: Writing, ask: Ask, said: AsyncGenerator[Chunk, None]) -> None:
        """Take in what is said; once the texts are finished, wait only a moment for the figures that follow."""
        try:
            async with aclosing(said) as chunks, asyncio.timeout(None) as patience:
                async for chunk in chunks:
                    if not writing.take(ask, chunk):
                        return
                    if writing.finished(ask) and patience.when() is None:
                        patience.reschedule(asyncio.get_running_loop().time() + TAIL_S)
        except (TimeoutError, NetworkProblem):
            if not writing.finished(ask):
                raise

    async def _chunks(self, path: str, body: dict[str, object]) -> AsyncGenerator[Chunk, None]:
        """The events of one answer; its connection is closed with the iterator."""
        try:
            stream = await self._client.post(
                path, cast_to=object, body=body, stream=True, stream_cls=openai.AsyncStream[object]
            )
            async with stream:
                async for event in stream:
                    yield msgspec.convert(event, Chunk)
        except Exception as error:  # noqa: BLE001 - told apart by kind; a bug of ours rises as it is
            raise told(error, self.host) from None
