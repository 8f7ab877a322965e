"""Model servers of the person's own: which ones are set up, and how one is reached.

Setting one up opens no connection. `endpoints.json` in the models folder holds no secret: tokens lie elsewhere
(`app.endpoint_tokens`), and certificates are public.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app import endpoint_tokens, manifest, sockets
from app.child import Child, ChildGone
from app.exchange import Exchange, Wait
from app.keychain import TRUSTED, BackendMaker
from app.paths import Home, private_folder, set_aside, unwritable, write_private
from app.worker import Worker, start_child
from engine import protocol
from engine.llm import remote_address, remote_certificate
from engine.problems import BadAddress, ModelMissing, WorkerDied

DEFAULT_CONTEXT = 4096
PREFIX = "remote:"
#: For a handshake, and for a child to be started.
LOOK_S = 20.0
START_S = 30.0

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)


class Endpoint(msgspec.Struct, frozen=True):
    """A server that speaks the OpenAI interface.

    Attributes:
        model: what the server calls it.
        certificate: PEM of the only one that is trusted, "" with plain http on this machine.
        keeper, place: where its token lies, "" without one.
    """

    name: str
    base_url: str
    model: str
    certificate: str = ""
    n_ctx: int = DEFAULT_CONTEXT
    keeper: str = ""
    place: str = ""

    @property
    def id(self) -> str:
        """How the list of models calls it."""
        return PREFIX + self.name

    @property
    def host(self) -> str:
        """The machine it runs on."""
        return remote_address.parse(self.base_url).host

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate for people to compare, "" without one."""
        return remote_certificate.fingerprint(self.certificate) if self.certificate else ""


class _Listed(msgspec.Struct, frozen=True):
    schema: int = 1
    endpoints: tuple[Endpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What a test of an endpoint found; times in milliseconds, sockets as the child counted them."""

    name: str
    host: str
    model: str
    n_ctx: int
    connect_ms: float
    answer_ms: float
    sockets: int


def file_of(home: Home) -> Path:
    """Where the list lies."""
    return home.models / "endpoints.json"


def listing(home: Home) -> list[Endpoint]:
    """All that are set up; a damaged list is set aside as `.bad` and there are none.

    Raises:
        HomeUnwritable: the list cannot be read, or not be set aside.
    """
    path = file_of(home)
    try:
        listed = msgspec.json.decode(path.read_bytes(), type=_Listed)
        for endpoint in listed.endpoints:
            _checked(endpoint.name, endpoint.base_url, endpoint.certificate)
        return list(listed.endpoints)
    except FileNotFoundError:
        return []
    except (msgspec.MsgspecError, UnicodeDecodeError, BadAddress):
        set_aside(path)
        return []
    except OSError as error:
        raise unwritable(path, error) from None


def get(home: Home, name: str) -> Endpoint:
    """The one with this name (or id).

    Raises:
        ModelMissing: there is none.
    """
    wanted = name.removeprefix(PREFIX)
    found = next((endpoint for endpoint in listing(home) if endpoint.name == wanted), None)
    if found is None:
        raise ModelMissing(reason="no_endpoint", id=PREFIX + wanted)
    return found


def add(
    home: Home,
    *,
    base_url: str,
    model: str,
    name: str = "",
    certificate: str = "",
    token: str = "",
    n_ctx: int = DEFAULT_CONTEXT,
    backends: Sequence[BackendMaker] = TRUSTED,
) -> Endpoint:
    """Set up a server, in place of one with the same name; nothing is connected and nothing switched on.

    Args:
        name: "" takes the host's.
        certificate: PEM; of several the first, which is the server's own.
        token: put away by `endpoint_tokens`.

    Raises:
        BadAddress: plain http to another machine, no certificate for https, or not an address.
        BadFile: the certificate is none.
        KeychainUnavailable, PassphraseMissing: the token cannot be kept; nothing was changed.
    """
    address = remote_address.parse(base_url)
    name = (name or re.sub(r"[^a-z0-9._-]+", "-", address.host).strip("-._")).lower()
    certificate = remote_certificate.first(certificate) if certificate.strip() else ""
    _checked(name, address.url, certificate)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise BadAddress(reason="token")
    keeper, place = endpoint_tokens.keep(home, token, backends=backends) if token else ("", "")
    new = Endpoint(name, address.url, model, certificate, n_ctx, keeper, place)
    listed = listing(home)
    _write(home, [*(each for each in listed if each.name != name), new])
    _forget_tokens(home, [each for each in listed if each.name == name], backends)
    return new


def remove(home: Home, name: str, *, backends: Sequence[BackendMaker] = TRUSTED) -> None:
    """Forget a server and its token; if it was in use, no model is any more.

    Raises:
        ModelMissing: there is none with this name.
    """
    found = get(home, name)
    _write(home, [each for each in listing(home) if each.name != found.name])
    _forget_tokens(home, [found], backends)

    def unused(before: manifest.Manifest) -> manifest.Manifest:
        return msgspec.structs.replace(before, active=None) if before.active == found.id else before

    manifest.edit(home, unused)


def connect(
    home: Home, endpoint: Endpoint, ticket: int, *, backends: Sequence[BackendMaker] = TRUSTED
) -> protocol.Connect:
    """The request that connects the remote child to it, with its token.

    Raises:
        StoreKeyMissing: the token is gone.
        KeychainUnavailable, PassphraseMissing.
    """
    token = ""
    if endpoint.keeper:
        token = endpoint_tokens.load(home, endpoint.keeper, endpoint.place, backends=backends)
    return protocol.Connect(
        ticket=ticket,
        base_url=endpoint.base_url,
        model=endpoint.model,
        token=token,
        certificate=endpoint.certificate,
        n_ctx=endpoint.n_ctx,
    )


def fingerprint(certificate: str) -> str:
    """SHA-256 of a certificate (PEM) for people to compare.

    Raises:
        BadFile: it is none.
    """
    return remote_certificate.fingerprint(certificate)


def fetch_certificate(base_url: str, *, start: Callable[[], Child] = lambda: start_child(remote=True)) -> str:
    """The certificate that is shown at an https address, as PEM: for a person to compare, not to be trusted yet.

    A child process looks; nothing is said to the server.

    Raises:
        BadAddress, EndpointUnreachable, EndpointUntrusted, WorkerDied.
    """
    exchange = Exchange(start, silence_s=LOOK_S + START_S)
    try:
        exchange.start()
        wish = protocol.ShowCertificate(ticket=0, base_url=base_url, timeout_s=LOOK_S)
        return exchange.ask(wish, Wait(protocol.CertificateShown)).pem
    except ChildGone as gone:
        raise WorkerDied(request="ShowCertificate", exitcode=gone.exitcode or 0) from None
    finally:
        exchange.close()
        sockets.add(exchange.sockets)


def try_out(
    home: Home,
    name: str,
    *,
    backends: Sequence[BackendMaker] = TRUSTED,
    start: Callable[[], Child] = lambda: start_child(remote=True),
    clock: Callable[[], float] = time.monotonic,
) -> Tried:
    """Connect and have a few words written; nothing of the person's is sent.

    Args:
        start: makes the child that connects; the time that takes is not counted.

    Raises:
        ModelMissing: there is none with this name.
        NetworkProblem, WorkerDied, KeychainUnavailable, PassphraseMissing.
    """
    endpoint = get(home, name)
    wish = connect(home, endpoint, 0, backends=backends)
    with Worker(start_remote=start) as worker:
        try:
            worker.start_remote()
            begin = clock()
            loaded = worker.load(wish)
            connected = clock()
            worker.generate(protocol.Generate(ticket=0, turns=(protocol.Turn("user", "Say hello."),), max_tokens=8))
            answered = clock()
        finally:
            opened = worker.sockets
            sockets.add(opened)
    return Tried(
        name=endpoint.name,
        host=endpoint.host,
        model=endpoint.model,
        n_ctx=loaded.n_ctx,
        connect_ms=(connected - begin) * 1000,
        answer_ms=(answered - connected) * 1000,
        sockets=opened,
    )


def _checked(name: str, base_url: str, certificate: str) -> None:
    address = remote_address.parse(base_url)
    if not _NAME.fullmatch(name):
        raise BadAddress(reason="name")
    if not address.is_private or (address.scheme == "http" and certificate):
        raise BadAddress(reason="plain_http")
    if address.scheme == "https" and not certificate:
        raise BadAddress(reason="no_certificate")


def _write(home: Home, endpoints: Sequence[Endpoint]) -> None:
    path = file_of(home)
    try:
        private_folder(home.models)
        content = msgspec.json.encode(_Listed(endpoints=tuple(endpoints)))
        write_private(path, msgspec.json.format(content, indent=2))
    except OSError as error:
        raise unwritable(path, error) from None


def _forget_tokens(home: Home, endpoints: Sequence[Endpoint], backends: Sequence[BackendMaker]) -> None:
    for endpoint in endpoints:
        if endpoint.keeper:
            endpoint_tokens.forget(home, endpoint.keeper, endpoint.place, backends=backends)
