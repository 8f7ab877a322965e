"""What the tests of the remote child talk with: a server process, its certificates, and the child itself."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.child import Child
from engine import protocol
from engine.llm import remote_worker

HERE = Path(__file__).parent
PATIENCE_S = 60.0


def certificates(folder: Path) -> None:
    """Pairs of certificate and key: right, other, expired, signed (by authority), and authority without being used."""
    authority = _certificate(folder, "authority", authority=True)
    for name in ("right", "other"):
        _certificate(folder, name)
    _certificate(folder, "expired", days=-1)
    _certificate(folder, "signed", issuer=authority)
    (folder / "authority.key").unlink()


Issuer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _certificate(
    folder: Path, name: str, *, days: int = 30, authority: bool = False, issuer: Issuer | None = None
) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.box.invalid")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made, key


@dataclass
class ModelServer:
    """A running server; `heard` are the requests it told of so far."""

    folder: Path
    ports: dict[str, int]
    _stdin: IO[str]
    _told: queue.SimpleQueue[dict[str, Any]]
    heard: list[dict[str, Any]] = field(default_factory=list)

    def url(self, name: str = "plain", path: str = "/v1") -> str:
        scheme = "http" if name == "plain" else "https"
        return f"{scheme}://127.0.0.1:{self.ports[name]}{path}"

    def pem(self, name: str) -> str:
        return (self.folder / f"{name}.pem").read_text()

    def next(self, event: str) -> dict[str, Any]:
        """Wait until it tells of this event."""
        while True:
            told = self._told.get(timeout=PATIENCE_S)
            if told["event"] == "heard":
                self.heard.append(told)
            if told["event"] == event:
                return told

    def requests(self) -> list[dict[str, Any]]:
        """The requests told of since the last look."""
        self._stdin.write("\n")
        self._stdin.flush()
        self.next("mark")
        found, self.heard = self.heard, []
        return found


@contextlib.contextmanager
def running_server(folder: Path) -> Iterator[ModelServer]:
    """A server process with certificates of its own."""
    certificates(folder)
    with subprocess.Popen(
        [sys.executable, str(HERE / "model_server.py"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ports = json.loads(process.stdout.readline())
        told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(process.stdout, told), daemon=True)
        reader.start()
        try:
            yield ModelServer(folder, ports, process.stdin, told)
        finally:
            process.kill()
            reader.join()


def _read(stdout: Any, told: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in stdout:
        told.put(json.loads(line))


class Remote:
    """The remote child, asked and heard."""

    def __init__(self) -> None:
        self.child = Child(remote_worker.main, name="remote")
        self._ticket = 0
        self.news: list[protocol.Reply] = []

    def send(self, request: protocol.Request) -> None:
        self.child.send(protocol.encode(request))

    def ticket(self) -> int:
        self._ticket += 1
        return self._ticket

    def hear(self) -> protocol.Reply:
        data = self.child.receive(PATIENCE_S)
        assert data is not None
        return protocol.reply(data)

    def ask(self, request: protocol.Request) -> protocol.Reply:
        """The final reply; what came before it is `news`."""
        self.news = []
        self.send(request)
        while True:
            said = self.hear()
            if said.ticket != request.ticket or isinstance(
                said, protocol.Grew | protocol.Beat | protocol.SocketsOpened
            ):
                self.news.append(said)
            else:
                return said

    def connect(self, base_url: str, model: str, **more: Any) -> protocol.Reply:
        wish = {"n_ctx": 4096, "timeout_s": 20.0} | more
        return self.ask(protocol.Connect(ticket=self.ticket(), base_url=base_url, model=model, **wish))

    def chat(self, text: str = "When do you open?", **more: Any) -> protocol.Reply:
        turns = more.pop("turns", (protocol.Turn("system", "You help."), protocol.Turn("user", text)))
        return self.ask(protocol.Generate(ticket=self.ticket(), turns=turns, **more))

    def grown(self) -> dict[int, str]:
        """What `Grew` told, text by text."""
        texts: dict[int, str] = {}
        for said in self.news:
            if isinstance(said, protocol.Grew):
                texts[said.index] = texts.get(said.index, "") + said.text
        return texts
