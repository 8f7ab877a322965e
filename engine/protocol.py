"""What crosses the inference worker's pipe, both ways.

Every message is a tagged msgspec Struct in msgpack. Requests carry a ticket chosen by the asker; every
reply names the ticket it answers, so that stale replies can be dropped. Each request but `Cancel` is
answered by exactly one final reply (`Loaded`, `Embedded`, `Generated`, `Adapted`, `Confined`, `CertificateShown`,
`Rested`, `Beat` for a `Ping`, or `Failed`); `Grew`, `Beat` and `SocketsOpened` come before it. Vectors travel as raw
little-endian float32 bytes. The inference worker gets no key, no address and no id; the remote child speaks
the same protocol, with `Connect` in place of `Load`.
"""

from __future__ import annotations

import msgspec

Facts = dict[str, str | int | float]


class _Said(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    ticket: int


# ---- requests ----------------------------------------------------------------------------------------------


class Load(_Said, frozen=True):
    """Load the chat model at `path`; one that was loaded before is let go first.

    Attributes:
        n_ctx: context in tokens; never the model's own maximum by default (it can cost tens of GB).
        sha256: what the file must hash to; "" is not compared.
        gpu_layers: -1 all that fit, 0 none.
        n_threads: 0 lets the worker choose.
        kept_bytes: memory for the states of prefixes that may come again; 0 lets the worker choose.
    """

    path: str
    sha256: str = ""
    n_ctx: int = 4096
    gpu_layers: int = -1
    n_threads: int = 0
    kept_bytes: int = 0


class Connect(_Said, frozen=True):
    """Remote child only: answer `Generate` by this OpenAI-compatible endpoint from now on.

    Attributes:
        base_url: "https://box.local:8443/v1"; plain http only for loopback.
        token: sent as a bearer token, "" for none. It travels in this pipe only.
        certificate: PEM of the one certificate that is trusted, "" only for loopback.
        timeout_s: to connect, and between two pieces of an answer.
    """

    base_url: str
    model: str
    token: str = ""
    certificate: str = ""
    n_ctx: int = 4096
    timeout_s: float = 60.0


class ShowCertificate(_Said, frozen=True):
    """Remote child only: which certificate is shown at this https address? Nothing is said there."""

    base_url: str
    timeout_s: float = 20.0


class LoadEmbedder(_Said, frozen=True):
    """Load the embedding model at `path`."""

    path: str
    sha256: str = ""
    n_threads: int = 0


class Embed(_Said, frozen=True):
    """Embed each text by itself."""

    texts: tuple[str, ...]


class Turn(msgspec.Struct, frozen=True):
    """One turn of a chat template: `role` is system, user or assistant."""

    role: str
    text: str


class Generate(_Said, frozen=True):
    """Write `count` continuations of one shared prefix.

    The prefix is either plain text (`prompt`, then `lines`, each on a line of its own) or `turns` for the chat
    template inside the model file. Special tokens spelt out in any of these texts stay text. What does not fit
    the context is dropped: oldest lines, or oldest turns that are not the system's, never the last one.

    Attributes:
        suffixes: what differs between the texts and comes last in the prefix: text i has
            `suffixes[(first + i) % len]` behind the prompt, or at the end of the last turn (what the template
            writes after that turn follows).
        openings: text i begins with `openings[(first + i) % len]`, which is part of it.
        count, first: texts number `first` to `first + count - 1` are written and told by these numbers in
            `Grew`; more texts of an earlier request are asked for by a larger `first`.
        min_p: tokens less likely than `min_p` times the likeliest are left out; 0 none.
        seed: text i is drawn with `seed + first + i`; equal requests give equal texts.
        stops: strings that end a text and are not part of it.
        grammar: GBNF whose `root` every text follows, "" for none; openings are not counted.
        keep: whether the state of the prefix is kept, because it will come again.
        grow: whether `Grew` is sent while a text grows.
        ignore_end: the end-of-text token is drawn like any other, so that every text has `max_tokens` (for measuring);
            a grammar ends a text all the same.
    """

    prompt: str = ""
    lines: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    suffixes: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    count: int = 1
    first: int = 0
    max_tokens: int = 256
    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.0
    repeat_penalty: float = 1.1
    seed: int = 0
    stops: tuple[str, ...] = ()
    grammar: str = ""
    keep: bool = False
    grow: bool = False
    ignore_end: bool = False


class AdapterFile(msgspec.Struct, frozen=True):
    """One LoRA adapter in GGUF; `scale` 0 is the base alone, 1 the adapter as it was trained."""

    path: str
    sha256: str = ""
    scale: float = 1.0


class Adapt(_Said, frozen=True):
    """Put these adapters on the loaded model in place of those it has; none is the base alone.

    All or nothing: when one is refused, what was in use stays in use.
    """

    adapters: tuple[AdapterFile, ...] = ()


class Confine(_Said, frozen=True):
    """Take no more than so much memory of its own (mapped weights not counted), write no file, dump no core.

    `memory_bytes` 0 sets no limit of memory. Where the system has no such limits nothing happens.
    """

    memory_bytes: int = 0


class Cancel(_Said, frozen=True):
    """Stop the request with this ticket, waiting or under way; it answers `Failed("Cancelled")`."""


class Ping(_Said, frozen=True):
    """Answered by a `Beat`, also between the tokens of other work."""


class Hello(_Said, frozen=True):
    """Which device would models run on? Nothing needs to be loaded."""


class Rest(_Said, frozen=True):
    """Let go of the weights of the chat model (the embedder is small and stays)."""


Request = (
    Load | Connect | ShowCertificate | LoadEmbedder | Embed | Generate | Adapt | Confine | Cancel | Ping | Hello | Rest
)


# ---- replies -----------------------------------------------------------------------------------------------


class Loaded(_Said, frozen=True):
    """What was loaded and where it runs, as llama.cpp reported it.

    Attributes:
        n_embd: width of its vectors.
        gpu_layers, n_layers: layers on the device, and in all.
        device: name of the device, "CPU" if no layer left the processor.
        fallback: "" or what had to be given up: "fewer_layers", "smaller_context", "cpu".
    """

    arch: str
    name: str
    n_ctx: int
    n_ctx_train: int
    n_params: int
    n_embd: int
    n_vocab: int
    gpu_layers: int
    n_layers: int
    device: str
    has_chat_template: bool
    fallback: str = ""


class Embedded(_Said, frozen=True):
    """L2-normalised vectors, row after row: `len(texts) * dim` float32."""

    vectors: bytes
    dim: int


class Grew(_Said, frozen=True):
    """`text` was appended to text number `index`."""

    index: int
    text: str


class Generated(_Said, frozen=True):
    """The finished texts.

    Attributes:
        texts: without stops, special tokens and thoughts, with their openings.
        mean_logprobs: mean log-probability per token under the model's own distribution, 0 for an empty text
            or where an endpoint does not tell.
        finish: "stop" (end of text or a stop string), "length".
        tokens: tokens drawn for each text.
        prompt_tokens: tokens of the shared prefix.
        decoded_tokens: those of them that had to be decoded; the state of the others was at hand.
        dropped: lines or turns that did not fit the context.
        logprobs, token_ids: of every token drawn, text by text; empty where an endpoint does not tell.
    """

    texts: tuple[str, ...]
    mean_logprobs: tuple[float, ...]
    finish: tuple[str, ...]
    tokens: tuple[int, ...]
    prompt_tokens: int
    decoded_tokens: int = 0
    dropped: int = 0
    logprobs: tuple[tuple[float, ...], ...] = ()
    token_ids: tuple[tuple[int, ...], ...] = ()


class Adapted(_Said, frozen=True):
    """These adapters are in use.

    Attributes:
        change: largest difference they make to a logit of the probe sentence; 0 without adapters.
        swap_s: seconds that the swap took, without reading hashes.
    """

    n_adapters: int
    change: float
    swap_s: float


class Confined(_Said, frozen=True):
    """The limits hold; `memory_bytes` is 0 where there is none."""

    memory_bytes: int


class CertificateShown(_Said, frozen=True):
    """The certificate as PEM; nothing about it was checked."""

    pem: str


class SocketsOpened(_Said, frozen=True):
    """News of the remote child: `count` internet sockets were opened by it so far."""

    count: int


class Failed(_Said, frozen=True):
    """A `Problem` by code and facts (`engine.problems.rebuilt`)."""

    code: str
    facts: Facts


class Introduced(_Said, frozen=True):
    """`device`: the fastest kind of device llama.cpp was built for and found ("Metal", "CUDA", "CPU")."""

    device: str


class Rested(_Said, frozen=True):
    """The weights are gone."""


class Beat(_Said, frozen=True):
    """Alive: the answer to a `Ping`, or with the ticket of the work under way about once a second."""


Reply = (
    Loaded
    | Embedded
    | Grew
    | Generated
    | Adapted
    | Confined
    | CertificateShown
    | SocketsOpened
    | Failed
    | Introduced
    | Rested
    | Beat
)

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def encode(said: Request | Reply) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(said)


def request(data: bytes) -> Request:
    """The request in these bytes; raises `msgspec.DecodeError` for anything else."""
    return _requests.decode(data)


def reply(data: bytes) -> Reply:
    """The reply in these bytes; raises `msgspec.DecodeError` for anything else."""
    return _replies.decode(data)
