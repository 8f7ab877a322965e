"""A language model in llama.cpp: load one, lay adapters over it, write several continuations of a prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import llama_cpp as llama

from engine.llm.adapters import Adapters
from engine.llm.context import Context, common
from engine.llm.decoding import Decoding
from engine.llm.llamacpp import Listening, load_weights, metadata
from engine.llm.losses import costs
from engine.llm.option import Option
from engine.llm.pacing import Pace
from engine.llm.prefixes import Prefixes
from engine.llm.prompting import Prompt, Prompting
from engine.llm.sampling import Sampler
from engine.problems import ModelFailed
from engine.protocol import Adapted, AdapterFile, Generate, Generated, Loaded

#: The context when a larger one does not fit the memory.
SMALL_CONTEXT = 2048

Poll = Callable[[], bool]
Grow = Callable[[int, str], None]


def _never() -> bool:
    return False


def _ignore(_index: int, _text: str) -> None:
    return


class Model:
    """A language model, loaded.

    Attributes:
        info: what was loaded and where it runs (its ticket is 0).
    """

    def __init__(
        self,
        path: str,
        *,
        n_ctx: int = 4096,
        gpu_layers: int = -1,
        threads: int = 0,
        kept_bytes: int = 0,
        poll: Poll = _never,
    ) -> None:
        """Load the weights; where they do not fit the device, with fewer layers on it, then on the processor.

        Args:
            threads: 0 for one on each physical core.
            kept_bytes: memory for states of prefixes, 0 for a share of the machine's.
            poll: called while the file is read; True cancels.

        Raises:
            ModelFailed: llama.cpp refused it every time.
            Cancelled: `poll` said so.
        """
        self._weights: Any = None
        self._context: Context | None = None
        self._adapters: Adapters | None = None
        try:
            listening, fallback, context = self._load(path, n_ctx, gpu_layers, threads, poll)
            self._vocab = llama.llama_model_get_vocab(self._weights)
            self._prompting = Prompting(self._weights)
            self._pace = Pace()
            self._prefixes = Prefixes(context, self._pace, budget=kept_bytes)
            self._adapters = Adapters(self._weights, context.native, self._vocab, path=path)
            self.info = self._describe(context, listening, fallback)
        except BaseException:  # native memory outlives every Python object
            self.close()
            raise

    def _load(self, path: str, n_ctx: int, gpu_layers: int, threads: int, poll: Poll) -> tuple[Listening, str, Context]:
        reason = ""
        for fallback, layers, size in attempts(gpu_layers, n_ctx):
            listening = Listening()
            try:
                with listening:
                    self._weights = load_weights(path, gpu_layers=layers, poll=poll)
                    on_device = layers != 0 and llama.llama_supports_gpu_offload()
                    self._context = Context(self._weights, n_ctx=size, threads=threads, on_device=on_device)
            except ModelFailed as problem:
                reason = reason or str(problem.facts.get("reason", listening.reason))
                self.close()
            else:
                return listening, fallback, self._context
        raise ModelFailed(step="load", reason=reason)

    def _describe(self, context: Context, listening: Listening, fallback: str) -> Loaded:
        gpu_layers, n_layers = listening.layers
        return Loaded(
            ticket=0,
            arch=metadata(self._weights, "general.architecture"),
            name=metadata(self._weights, "general.name"),
            n_ctx=context.n_ctx,
            n_ctx_train=int(llama.llama_model_n_ctx_train(self._weights)),
            n_params=int(llama.llama_model_n_params(self._weights)),
            n_embd=int(llama.llama_model_n_embd(self._weights)),
            n_vocab=int(llama.llama_vocab_n_tokens(self._vocab)),
            gpu_layers=gpu_layers,
            n_layers=n_layers or int(llama.llama_model_n_layer(self._weights)) + 1,
            device=listening.device,
            has_chat_template=bool(self._prompting.template),
            fallback=fallback,
        )

    def generate(self, wish: Generate, *, poll: Poll = _never, grow: Grow = _ignore) -> Generated:
        """Continue the prompt `wish.count` times.

        Args:
            poll: called before every decode; True cancels.
            grow: called with (number, text) as a text grows, if the wish says so.

        Raises:
            Cancelled: `poll` said so.
            ModelFailed: the prompt does not fit the context, the grammar cannot be read, or llama.cpp failed.
            ModelRefused: the chat template in the file cannot be used.
        """
        context = self._opened()
        prompt = self._prompting.prompt(wish, context.n_ctx)
        shared = _shared(prompt, cuts=context.cuts)
        options: list[Option] = []
        try:
            for i in range(wish.count):
                tail = [*prompt.prefix, *prompt.tails[i]][len(shared) :]
                options.append(self._option(wish, i, tail, grow if wish.grow else _ignore))
            at_hand = self._write(wish, prompt, shared, options, poll)
        finally:
            for option in options:
                option.sampler.close()
        return Generated(
            ticket=wish.ticket,
            texts=tuple(option.text for option in options),
            mean_logprobs=tuple(option.mean_logprob for option in options),
            finish=tuple(option.finish for option in options),
            tokens=tuple(len(option.drawn) for option in options),
            prompt_tokens=len(prompt.prefix),
            decoded_tokens=max(0, len(prompt.prefix) - at_hand),
            dropped=prompt.dropped,
            logprobs=tuple(tuple(option.logprobs) for option in options),
            token_ids=tuple(tuple(option.drawn) for option in options),
        )

    def prompt_tokens(self, wish: Generate) -> list[int]:
        """Tokens of the shared prefix of a wish; raises as `generate` does."""
        return self._prompting.prompt(wish, self._opened().n_ctx).prefix

    def loss(self, prompt: Sequence[int], reply: Sequence[int], *, poll: Poll = _never) -> float:
        """Summed NLL in nats of the tokens `reply` behind the tokens `prompt`; raises as `losses.costs` does."""
        return sum(self.costs(prompt, reply, poll=poll))

    def costs(self, prompt: Sequence[int], reply: Sequence[int], *, poll: Poll = _never) -> list[float]:
        """The same of each token of `reply`."""
        return costs(self._opened(), self._prefixes, prompt, reply, poll=poll)

    def hold(self, files: Sequence[AdapterFile], *, base_sha256: str = "") -> None:
        """Load adapters that are put on the model later, their files read; raises as `adapt`."""
        assert self._adapters is not None, "closed"
        self._adapters.hold(files, base_sha256=base_sha256)

    def adapt(self, files: Sequence[AdapterFile], *, base_sha256: str = "") -> Adapted:
        """Put these adapters on the model in place of those it has; every state is forgotten.

        Args:
            base_sha256: hash of the model's file; an adapter trained on another one is refused. "" is not compared.

        Raises:
            AdapterRefused: one of them; what was in use stays in use.
        """
        assert self._adapters is not None, "closed"
        n, change, swap_s = self._adapters.use(files, clear=self._prefixes.clear, base_sha256=base_sha256)
        return Adapted(ticket=0, n_adapters=n, change=change, swap_s=swap_s)

    def close(self) -> None:
        """Free everything."""
        if self._adapters is not None:
            self._adapters.close()
        if self._context is not None:
            self._context.close()
        if self._weights:
            llama.llama_model_free(self._weights)
        self._adapters = self._context = self._weights = None

    def _opened(self) -> Context:
        assert self._context is not None, "closed"
        return self._context

    def _option(self, wish: Generate, i: int, tail: Sequence[int], grow: Grow) -> Option:
        number = wish.first + i
        sampler = Sampler(self._vocab, wish, seed=wish.seed + number, n_vocab=self.info.n_vocab)
        return Option(number, tail, sampler, max_tokens=wish.max_tokens, stops=wish.stops, grow=grow)

    def _write(
        self, wish: Generate, prompt: Prompt, shared: Sequence[int], options: Sequence[Option], poll: Poll
    ) -> int:
        """Decode what is shared, then the texts; returns how many tokens of what is shared were at hand."""
        at_hand = len(shared)
        if wish.keep:  # the state as it will come again, without what the texts have in common behind it
            at_hand = self._prefixes.bring(shared[: len(prompt.prefix)], logits=False, poll=poll)
            self._prefixes.keep()
        untailed = any(not option.pending for option in options)
        at_hand = min(at_hand, self._prefixes.bring(shared, logits=untailed, poll=poll))
        for option, opening in zip(options, prompt.openings, strict=True):
            option.open(opening)
        decoding = Decoding(
            self._opened(),
            self._vocab,
            self._pace,
            options,
            start=len(shared),
            ignores_end=wish.ignore_end and not wish.grammar,
        )
        try:
            decoding.write(poll)
        except ModelFailed:
            self._prefixes.forget_live()
            raise
        return at_hand


def _shared(prompt: Prompt, *, cuts: bool) -> list[int]:
    """What is decoded once: the prefix, and what all tails begin with.

    Where a sequence cannot be cut back, it ends one token before the prefix does, so that the prefix can come again
    whatever follows it; each text decodes that token by itself.
    """
    if not cuts:
        return prompt.prefix[:-1]
    first, *others = prompt.tails or ([],)
    n = min((common(first, tail) for tail in others), default=len(first))
    return [*prompt.prefix, *first[:n]]


def attempts(gpu_layers: int, n_ctx: int) -> list[tuple[str, int, int]]:
    """What to try in turn: (what is given up, layers on the device, context)."""
    tries = [("", gpu_layers, n_ctx)]
    if llama.llama_supports_gpu_offload() and gpu_layers != 0:
        fewer = gpu_layers // 2 if gpu_layers > 0 else 16
        tries += [("fewer_layers", fewer, n_ctx), ("cpu", 0, n_ctx)]
    if n_ctx > SMALL_CONTEXT:
        tries.append(("smaller_context", 0, SMALL_CONTEXT))
    return tries
