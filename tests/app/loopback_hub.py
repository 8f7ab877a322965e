"""A hub on loopback: a real HTTP server that publishes files as the public one does, and can be made to misbehave."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

COMMIT = "c0ffee" + "0" * 34
PIECE = 256 * 1024


@dataclass
class Published:
    """One file of the hub and how it is served.

    Attributes:
        sha256: what the hub says its hash is.
        status, error_code: of every answer about it, instead of the file.
        body_status: of the answer to a GET, when only that goes wrong.
        cuts: after so many bytes an answer breaks off, one after the other; then it is whole.
        hold_at: an answer stops at this byte of the file until `released` is set.
        elsewhere: address of another server that has the content.
        etag: "sha256", or "git" for a file that is not kept as a large one.
    """

    content: bytes
    sha256: str = ""
    revision: str = COMMIT
    status: int = 200
    error_code: str = ""
    body_status: int = 200
    cuts: list[int] = field(default_factory=list)
    hold_at: int | None = None
    released: threading.Event = field(default_factory=threading.Event)
    elsewhere: str = ""
    ranges: bool = True
    etag: str = "sha256"

    def __post_init__(self) -> None:
        self.sha256 = self.sha256 or hashlib.sha256(self.content).hexdigest()


class Hub(ThreadingHTTPServer):
    """The server.

    Attributes:
        files: by "owner/name/filename".
        served: bytes of content that were sent, by the same name.
        heard: (method, path, headers in lower case) of every request.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, Published] = {}
        self.served: dict[str, int] = defaultdict(int)
        self.heard: list[tuple[str, str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        for file in hub.files.values():
            file.released.set()
        hub.shutdown()
        hub.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = unquote(self.path)
        self.server.heard.append((self.command, path, {name.lower(): value for name, value in self.headers.items()}))
        match = re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path)
        if match is None and path.startswith("/content/"):
            name = path.removeprefix("/content/")
            self._send(name, self.server.files[name])
            return
        name = f"{match[1]}/{match[3]}" if match else ""
        file = self.server.files.get(name)
        if file is None:
            self._refuse(404, "EntryNotFound")
        elif match and match[2] not in (file.revision, "main"):
            self._refuse(404, "RevisionNotFound")
        elif file.status != 200:
            self._refuse(file.status, file.error_code)
        elif body and file.body_status != 200:
            self._refuse(file.body_status, "")
        elif body:
            self._send(name, file)
        else:
            self._describe(name, file)

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _describe(self, name: str, file: Published) -> None:
        self.send_response(302 if file.elsewhere else 200)
        if file.elsewhere:
            self.send_header("Location", f"{file.elsewhere}/content/{name}")
        etag = file.sha256 if file.etag == "sha256" else hashlib.sha1(file.content).hexdigest()
        self.send_header("X-Repo-Commit", file.revision)
        self.send_header("X-Linked-Size", str(len(file.content)))
        self.send_header("X-Linked-ETag", f'"{etag}"')
        self.send_header("ETag", f'"{etag}"')
        self.send_header("Content-Length", "0" if file.elsewhere else str(len(file.content)))
        self.end_headers()

    def _send(self, name: str, file: Published) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        begin = int(wanted[1]) if wanted and file.ranges else 0
        total = len(file.content)
        self.send_response(206 if wanted and file.ranges else 200)
        self.send_header("Content-Length", str(total - begin))
        if wanted and file.ranges:
            self.send_header("Content-Range", f"bytes {begin}-{total - 1}/{total}")
        self.end_headers()
        end = begin + file.cuts.pop(0) if file.cuts else total
        while begin < end:
            if file.hold_at is not None and begin >= file.hold_at:
                file.released.wait(60)
            piece = file.content[begin : min(begin + PIECE, end)]
            self.wfile.write(piece)
            begin += len(piece)
            self.server.served[name] += len(piece)
        if end < total:
            self.close_connection = True
