"""What crosses the pipe of the process that downloads: one wish, then news, then how it ended."""

from __future__ import annotations

import msgspec

from engine.protocol import Facts


class Place(msgspec.Struct, frozen=True):
    """Where a file is published; `sha256` is "" where it is not known, `size_bytes` 0 where not exactly."""

    repo: str
    revision: str
    filename: str
    sha256: str = ""
    size_bytes: int = 0


class Fetch(msgspec.Struct, tag=True, frozen=True):
    """Fetch the same model from the first of these places that has it.

    Attributes:
        endpoint: address of the hub.
        folder, name: what has come lies at `folder/name.<16 digits of the hash>.incomplete`.
        reserve_bytes: stop while the disk still has so much room.
    """

    endpoint: str
    places: tuple[Place, ...]
    folder: str
    name: str
    reserve_bytes: int


class Progressed(msgspec.Struct, tag=True, frozen=True):
    """So much of it is here (`stage` "fetching"), or is hashed ("checking"); `total_bytes` is 0 if not known."""

    stage: str
    done_bytes: int
    total_bytes: int
    sockets: int


class Moved(msgspec.Struct, tag=True, frozen=True):
    """This place does not have it: "gated", "missing", "other_file" or "no_hash"; the next one is tried."""

    repo: str
    reason: str


class Fetched(msgspec.Struct, tag=True, frozen=True):
    """The whole file lies at `path` and has the hash that was published.

    Attributes:
        revision: the commit it came from.
        resumed_bytes: what was here before.
    """

    path: str
    sha256: str
    size_bytes: int
    repo: str
    revision: str
    filename: str
    resumed_bytes: int
    sockets: int


class NotFetched(msgspec.Struct, tag=True, frozen=True):
    """A problem by code and facts."""

    code: str
    facts: Facts
    sockets: int


News = Progressed | Moved | Fetched | NotFetched

_wishes: msgspec.msgpack.Decoder[Fetch] = msgspec.msgpack.Decoder(Fetch)
_news: msgspec.msgpack.Decoder[News] = msgspec.msgpack.Decoder(News)
_encoder = msgspec.msgpack.Encoder()


def encode(said: Fetch | News) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(said)


def wish(data: bytes) -> Fetch:
    """What the asker wants."""
    return _wishes.decode(data)


def news(data: bytes) -> News:
    """What the child said."""
    return _news.decode(data)
