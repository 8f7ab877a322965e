"""What crosses the inference worker's pipe, both ways.

Every message is a tagged msgspec Struct in msgpack. Requests carry a ticket chosen by the asker; every
reply names the ticket it answers, so that stale replies can be dropped. Each request but `Cancel` is
answered by exactly one final reply (`Loaded`, `Embedded`, `Generated`, `Rested`, `Beat` for a `Ping`, or
`Failed`); `Grew` and `Beat` come before it. Vectors travel as raw little-endian float32 bytes. There is no
key, path of a person or id in here.
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
    """

    path: str
    sha256: str = ""
    n_ctx: int = 4096
    gpu_layers: int = -1
    n_threads: int = 0


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

    Attributes:
        prompt: plain text; special tokens spelt out in it stay text. turns: instead of a prompt: rendered
        by the chat template inside the model file. suffixes: what differs between the texts and comes last;
        text i continues `prompt + suffixes[i % len]`. seed: text i is drawn with `seed + i`; equal requests
        give equal texts. stops: strings that end a text and are not part of it. grow: whether `Grew` is
        sent while a text grows.
    """

    prompt: str = ""
    turns: tuple[Turn, ...] = ()
    suffixes: tuple[str, ...] = ()
    count: int = 1
    max_tokens: int = 256
    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 40
    repeat_penalty: float = 1.1
    seed: int = 0
    stops: tuple[str, ...] = ()
    grow: bool = False


class Cancel(_Said, frozen=True):
    """Stop the request with this ticket, waiting or under way; it answers `Failed("Cancelled")`."""


class Ping(_Said, frozen=True):
    """Answered by a `Beat`, also between the tokens of other work."""


class Hello(_Said, frozen=True):
    """Which device would models run on? Nothing needs to be loaded."""


class Rest(_Said, frozen=True):
    """Let go of the weights of the chat model (the embedder is small and stays)."""


Request = Load | LoadEmbedder | Embed | Generate | Cancel | Ping | Hello | Rest


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
        mean_logprobs: mean log-probability per token under the model's own distribution, 0 for an empty text.
        finish: "stop" (end of text or a stop string), "length".
        tokens: tokens drawn for each text.
        prompt_tokens: tokens of the shared prefix.
    """

    texts: tuple[str, ...]
    mean_logprobs: tuple[float, ...]
    finish: tuple[str, ...]
    tokens: tuple[int, ...]
    prompt_tokens: int


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


Reply = Loaded | Embedded | Grew | Generated | Failed | Introduced | Rested | Beat

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
