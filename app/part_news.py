"""What crosses the pipe of the process that installs the parts of training: wishes, then news, then how it ended."""

from __future__ import annotations

import msgspec

from engine.protocol import Facts


class Install(msgspec.Struct, tag=True, frozen=True):
    """Install these with the pip of `python`.

    Attributes:
        folder: an environment of its own that is made first, with `python` in it; "" for the one there is.
        search: folders where an interpreter to make it with is looked for.
        requirements: "name==version" each. spare: such ones that are left out where they are not to be had.
        constraints: lines of a constraints file: what is there stays as it is.
        works: modules that can be imported now, and must still be whatever happens.
        imports: modules that can be imported afterwards.
        temporary: a folder of ours for what is unpacked meanwhile, emptied before and removed after.
        environment: what pip may know besides of the person's own settings: a proxy, a certificate, another index.
        reserve_bytes: stop while the disk still has so much room. needs_bytes: what all of it takes.
    """

    python: str
    folder: str
    search: tuple[str, ...]
    requirements: tuple[str, ...]
    spare: tuple[str, ...]
    constraints: tuple[str, ...]
    works: tuple[str, ...]
    imports: tuple[str, ...]
    temporary: str
    environment: dict[str, str]
    reserve_bytes: int
    needs_bytes: int


class Stop(msgspec.Struct, tag=True, frozen=True):
    """Stop, see that what worked still works, and say so."""


class Progressed(msgspec.Struct, tag=True, frozen=True):
    """How far it is.

    Attributes:
        stage: "preparing" (an environment is made), "looking" (which packages belong together), "fetching",
            "installing", "checking" (that it can be imported).
        package: that is looked at, fetched or was named last.
        done_bytes, total_bytes: of this package's file; 0 where they are not told.
        fetched_bytes: of all packages so far.
        n_packages: how many are put in place, 0 before that is known.
        sockets: internet sockets opened so far.
    """

    stage: str
    package: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    fetched_bytes: int = 0
    n_packages: int = 0
    sockets: int = 0


class Installed(msgspec.Struct, tag=True, frozen=True):
    """All of it is in place and can be imported."""

    fetched_bytes: int
    sockets: int


class NotInstalled(msgspec.Struct, tag=True, frozen=True):
    """A problem by code and facts."""

    code: str
    facts: Facts
    sockets: int


Wish = Install | Stop
News = Progressed | Installed | NotInstalled

_wishes: msgspec.msgpack.Decoder[Wish] = msgspec.msgpack.Decoder(Wish)
_news: msgspec.msgpack.Decoder[News] = msgspec.msgpack.Decoder(News)
_encoder = msgspec.msgpack.Encoder()


def encode(said: Wish | News) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(said)


def wish(data: bytes) -> Wish:
    """What the asker wants."""
    return _wishes.decode(data)


def news(data: bytes) -> News:
    """What the child said."""
    return _news.decode(data)
