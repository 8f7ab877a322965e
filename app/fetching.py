"""The one process that downloads: it fetches a published model file, checks its hash and tells how it goes.

It is given one `Fetch` and answers with any number of `Progressed` and `Moved`, then one `Fetched` or `NotFetched`.
What came so far lies in one file named after the content that is expected, so that a later try goes on where this
one ended, whatever ended it (`hf_hub_download` itself begins anew each time since huggingface_hub 1.18, see its pull
request 4228; its `http_get` can resume). That file is locked while it grows.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app import fetch_news
from app.fetch_news import Fetch, Fetched, Moved, News, NotFetched, Place, Progressed
from app.lock import HomeLock
from app.model_files import file_sha256
from app.partial_file import PartialFile, unwritable
from engine import sockets
from engine.problems import DownloadFailed, DownloadGated, Problem, SottoIsOpen

#: How the hub's library is set up before it is imported: it tells nothing about us and looks for nothing else.
HUB_SETTINGS = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DOWNLOAD_TIMEOUT": "30",
    "HF_HUB_ETAG_TIMEOUT": "30",
}
#: Written to disk, counted and shown in pieces of this size (the library's own are ten times as large).
PIECE_BYTES = 1 << 20
#: Connections that bring nothing new, one after the other, before giving up.
TRIES = 3
TELL_EACH_S = 0.1
SHA256 = re.compile("[0-9a-f]{64}")


class _NotHere(Exception):  # noqa: N818 - another place may have it
    """A place does not have the file; `reason` as in `Moved`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Published:
    """What the hub says of a file."""

    url: str
    sha256: str
    size_bytes: int | None
    revision: str


def main(connection: Connection) -> None:
    """Fetch one file; ends at once when the asker hangs up."""
    sockets.watch()
    wish = fetch_news.wish(connection.recv_bytes())
    threading.Thread(target=_end_when_left, args=(connection,), daemon=True).start()
    os.environ.update(HUB_SETTINGS)

    def tell(said: News) -> None:
        connection.send_bytes(fetch_news.encode(said))

    try:
        tell(_fetch(wish, tell))
    except Problem as problem:
        tell(NotFetched(problem.code, problem.facts, sockets.opened()))


def _end_when_left(connection: Connection) -> None:
    """Waits, retries and half-read answers of the library end with the wish for them; all that came is on disk."""
    try:
        connection.recv_bytes()
    except (EOFError, OSError):
        os._exit(0)


def _fetch(wish: Fetch, tell: Callable[[News], None]) -> Fetched:
    reasons = []
    for place in wish.places:
        try:
            return _fetch_from(place, wish, tell)
        except _NotHere as not_here:
            reasons.append(not_here.reason)
            tell(Moved(place.repo, not_here.reason))
    if "gated" in reasons:
        raise DownloadGated(repo=wish.places[reasons.index("gated")].repo)
    raise DownloadFailed(reason="other_file" if "other_file" in reasons else reasons[-1] if reasons else "missing")


def _fetch_from(place: Place, wish: Fetch, tell: Callable[[News], None]) -> Fetched:
    """Fetch and check; content that was begun earlier and turns out wrong is fetched once more from its start."""
    published = _look_up(place, wish.endpoint, without="unreachable")
    path = Path(wish.folder) / f"{wish.name}.{published.sha256[:16]}.incomplete"
    try:
        lock = HomeLock(path.with_name(path.name + ".lock"))
    except SottoIsOpen:
        raise DownloadFailed(reason="busy") from None
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        while True:
            resumed = _complete(path, place, published, wish, tell)
            if _sha256(path, tell) == published.sha256:
                break
            path.unlink()
            if not resumed:
                raise _NotHere("other_file")
    finally:
        lock.release()
    return Fetched(
        path=str(path),
        sha256=published.sha256,
        size_bytes=path.stat().st_size,
        repo=place.repo,
        revision=published.revision,
        filename=place.filename,
        resumed_bytes=resumed,
        sockets=sockets.opened(),
    )


def _look_up(place: Place, endpoint: str, *, without: str) -> _Published:
    """Ask the hub about a file; one that is not what the catalogue knows is not even begun.

    Args:
        without: the reason to tell where there is no connection: "unreachable", or "network" after one was lost.
    """
    import httpx2
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import HfHubHTTPError

    url = hf_hub_url(place.repo, place.filename, revision=place.revision, endpoint=endpoint)
    try:
        told = get_hf_file_metadata(url, token=False, endpoint=endpoint)
    except HfHubHTTPError as error:
        raise _refusal(error.response.status_code, error.response.headers.get("X-Error-Code", "")) from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DownloadFailed(reason=without, error=type(error).__name__) from None
    told_sha256 = told.etag if told.etag and SHA256.fullmatch(told.etag) else ""
    sha256 = place.sha256 or told_sha256
    if not sha256:
        raise _NotHere("no_hash")
    if told_sha256 not in ("", sha256) or (place.size_bytes and told.size not in (None, place.size_bytes)):
        raise _NotHere("other_file")
    return _Published(told.location, sha256, told.size, told.commit_hash or place.revision)


def _refusal(status: int, code: str) -> Exception:
    """The hub answers 401 also for repositories that are not there, to those who have not signed in."""
    if code in ("RepoNotFound", "EntryNotFound", "RevisionNotFound") or status in (404, 410):
        return _NotHere("missing")
    if status in (401, 403):
        return _NotHere("gated")
    return DownloadFailed(reason="server", status=status)


def _complete(path: Path, place: Place, published: _Published, wish: Fetch, tell: Callable[[News], None]) -> int:
    """Fetch what is missing; goes on after a lost connection as long as each one brings something.

    Returns:
        how many bytes were there before.
    """
    total = published.size_bytes
    telling = _Seldom(lambda done: tell(Progressed("fetching", done, total or 0, sockets.opened())))
    fruitless = 0
    try:
        with PartialFile(path, total, wish.reserve_bytes, telling) as file:
            while True:
                before = file.tell()
                try:
                    _get(file, published)
                except _Lost as lost:
                    fruitless = 0 if file.tell() > before else fruitless + 1
                    if fruitless >= TRIES:
                        raise DownloadFailed(reason="network", error=lost.error) from None
                    # an address signed for a while may have run out
                    published = _look_up(place, wish.endpoint, without="network")
                else:
                    os.fsync(file.fileno())
                    return file.resumed_bytes
    except OSError as error:
        raise unwritable(path, error) from None


class _Lost(Exception):  # noqa: N818 - the connection, not the cause
    """The answer ended early; `error` names how."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def _get(file: PartialFile, published: _Published) -> None:
    """One answer of the hub, appended to what is there."""
    import httpx2
    from huggingface_hub import constants
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils.tqdm import silent_tqdm

    constants.DOWNLOAD_CHUNK_SIZE = PIECE_BYTES
    try:
        http_get(
            published.url,
            file,
            resume_size=file.tell(),
            headers={"Accept-Encoding": "identity"},  # the middle of something compressed is of no use
            expected_size=published.size_bytes,
            tqdm_class=silent_tqdm,
        )
    except HfHubHTTPError as error:
        raise _refusal(error.response.status_code, error.response.headers.get("X-Error-Code", "")) from None
    except httpx2.HTTPError as error:
        raise _Lost(type(error).__name__) from None
    except OSError as error:
        if error.errno is None:  # the library's own words for an answer that was too short
            raise _Lost("Incomplete") from None
        raise


def _sha256(path: Path, tell: Callable[[News], None]) -> str:
    total = path.stat().st_size
    telling = _Seldom(lambda done: tell(Progressed("checking", done, total, sockets.opened())))
    return file_sha256(path, telling)


class _Seldom:
    """Tells at most ten times a second."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._told_s = -TELL_EACH_S

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._told_s >= TELL_EACH_S:
            self._told_s = now
            self._tell(done)
