"""Downloads from a real hub on loopback: whole, resumed, cancelled, refused, broken, and never half registered."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import download_targets
import loopback_hub
import pytest
import tiny_model
from loopback_hub import COMMIT, Hub, Published
from tiny_model import FILE, OWN, SIZE, file_of, known

from app import downloads, models, sockets
from app.child import Child
from app.downloads import Download, Downloaded, Offer
from app.fetch_news import Moved, Progressed
from app.machine import GIB, Machine
from app.paths import Home
from app.wording import problems
from engine.llm.catalogue import ModelFile
from engine.problems import (
    BadAddress,
    Cancelled,
    DiskFull,
    DownloadFailed,
    DownloadGated,
    ModelMissing,
    ModelRefused,
    Problem,
    TooLittleDisk,
    TooLittleMemory,
)

ROOMY = Machine(memory_bytes=64 * GIB, available_bytes=32 * GIB, disk_free_bytes=1 << 40, cores=8)
MIRROR = "mirror/Tiny-GGUF"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny_model.content(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def hub() -> Iterator[Hub]:
    with loopback_hub.running() as hub:
        yield hub


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def publish(hub: Hub, repo: str, published: Published) -> Published:
    hub.files[f"{repo}/{FILE}"] = published
    return published


def offered(home: Home, *files: ModelFile) -> Offer:
    return downloads.offer(home, known(*files), "Q8_0", ROOMY)


def fetched(home: Home, hub: Hub, wanted: Offer, heard: list[Progressed | Moved] | None = None) -> Downloaded:
    with Download(home, wanted, endpoint=hub.url, reserve_bytes=0) as download:
        return download.run([].append if heard is None else heard.append)


def refused(home: Home, hub: Hub, wanted: Offer, kind: type[Problem]) -> Problem:
    """The problem a download ends with; nothing is registered then."""
    with pytest.raises(kind) as told:
        fetched(home, hub, wanted)
    assert not any(row.here for row in models.listing(home))
    assert not list(home.models.glob("*.gguf"))
    return told.value


def left_behind(home: Home) -> list[int]:
    return [path.stat().st_size for path in downloads.partials(home, "tiny-1b")]


def test_a_download_is_checked_and_registered(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))
    wanted = offered(home, file_of(OWN, published, size=len(content)))
    before = sockets.opened()
    heard: list[Progressed | Moved] = []
    done = fetched(home, hub, wanted, heard)
    model = done.model
    assert (model.id, model.title, model.licence, model.arch) == ("tiny-1b", "Tiny 1B", "apache-2.0", "llama")
    assert (model.sha256, model.size_bytes, model.here) == (published.sha256, len(content), True)
    assert (done.repo, done.revision, done.resumed_bytes) == (OWN, COMMIT, 0)
    path = Path(model.path)
    assert path.read_bytes() == content
    assert path.parent == home.models
    assert path.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in home.models.iterdir()} == {"manifest.json", "manifest.lock", path.name}
    assert sockets.opened() - before >= 1
    progress = [said for said in heard if isinstance(said, Progressed)]
    assert {said.total_bytes for said in progress} == {len(content)}
    assert downloads.already_here(home, wanted) == model
    assert models.use(home, "tiny-1b").active
    for _method, _path, headers in hub.heard:
        assert "authorization" not in headers
        assert "agent/" not in headers["user-agent"]
        assert "torch" not in headers["user-agent"]


def test_a_lost_connection_goes_on_in_the_middle(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content, cuts=[3 << 20]))
    assert fetched(home, hub, offered(home, file_of(OWN, published))).model.sha256 == published.sha256
    ranges = [headers["range"] for method, _path, headers in hub.heard if method == "GET" and "range" in headers]
    assert len(ranges) == 1
    assert 2 << 20 <= int(ranges[0].removeprefix("bytes=").removesuffix("-")) <= 3 << 20


def begun(home: Home, hub: Hub, wanted: Offer, end: Callable[[Download], None]) -> int:
    """Begin a download whose server stops at 3 MiB, and `end` it after 2 MiB; returns what is kept."""
    hub.files[f"{OWN}/tiny-Q8_0.gguf"].hold_at = 3 << 20
    with Download(home, wanted, endpoint=hub.url, reserve_bytes=0) as download:
        came = 0

        def progress(said: Progressed | Moved) -> None:
            nonlocal came
            came = said.done_bytes if isinstance(said, Progressed) else came
            if came >= 1 << 20:
                end(download)

        with pytest.raises((Cancelled, DownloadFailed)):
            download.run(progress, lambda: came >= 1 << 20 and download.child.alive)
        download.close()
        assert download.child.exitcode in (0, -signal.SIGKILL)
    hub.files[f"{OWN}/tiny-Q8_0.gguf"].hold_at = None
    assert not any(row.here for row in models.listing(home))
    (kept,) = left_behind(home)
    assert kept >= 1 << 20
    return kept


@pytest.mark.parametrize("way", ["cancelled", "killed"])
def test_what_came_before_an_end_is_not_fetched_again(home: Home, hub: Hub, content: bytes, way: str) -> None:
    published = publish(hub, OWN, Published(content))
    wanted = offered(home, file_of(OWN, published))

    def end(download: Download) -> None:
        if way == "killed":
            assert download.child.pid is not None
            os.kill(download.child.pid, signal.SIGKILL)

    kept = begun(home, hub, wanted, end)
    published.released.set()
    hub.heard.clear()
    assert offered(home, file_of(OWN, published)).here_bytes == kept
    done = fetched(home, hub, wanted)
    assert done.resumed_bytes == kept
    assert [headers["range"] for _method, _path, headers in hub.heard if "range" in headers] == [f"bytes={kept}-"]
    assert Path(done.model.path).read_bytes() == content


def test_what_came_in_part_can_be_thrown_away(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))
    kept = begun(home, hub, offered(home, file_of(OWN, published)), lambda _download: None)
    assert downloads.discard(home, "tiny-1b") == kept
    assert list(home.models.iterdir()) == []


def test_wrong_content_from_an_earlier_try_is_fetched_anew(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))
    wanted = offered(home, file_of(OWN, published))
    begun(home, hub, wanted, lambda _download: None)
    published.released.set()
    (partial,) = downloads.partials(home, "tiny-1b")
    partial.write_bytes(bytes(partial.stat().st_size))
    done = fetched(home, hub, wanted)
    assert (done.resumed_bytes, Path(done.model.path).read_bytes()) == (0, content)


def test_two_downloads_of_one_file_do_not_mix(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content, hold_at=2 << 20))
    wanted = offered(home, file_of(OWN, published))
    with Download(home, wanted, endpoint=hub.url, reserve_bytes=0) as first:
        while not isinstance(first.hear(first.child.receive() or b""), Progressed):
            pass
        assert refused(home, hub, wanted, DownloadFailed).facts["reason"] == "busy"
        published.released.set()
        assert first.run([].append).model.here


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"status": 404, "error_code": "EntryNotFound"}, "missing"),
        ({"status": 401, "error_code": "RepoNotFound"}, "missing"),
        ({"status": 401, "error_code": "GatedRepo"}, "gated"),
        ({"status": 403}, "gated"),
        ({"sha256": "0" * 64}, "other_file"),
    ],
)
def test_a_mirror_steps_in(home: Home, hub: Hub, content: bytes, trouble: dict[str, object], reason: str) -> None:
    publish(hub, OWN, Published(content, **trouble))
    mirror = publish(hub, MIRROR, Published(content + b"\0"))
    own = Published(content)
    heard: list[Progressed | Moved] = []
    done = fetched(home, hub, offered(home, file_of(OWN, own), file_of(MIRROR, mirror)), heard)
    assert (done.repo, done.model.sha256) == (MIRROR, mirror.sha256)
    assert [said for said in heard if isinstance(said, Moved)] == [Moved(OWN, reason)]
    assert hub.served[f"{OWN}/tiny-Q8_0.gguf"] == 0


def test_content_that_is_not_what_was_promised_is_thrown_away(home: Home, hub: Hub, content: bytes) -> None:
    promised = Published(content)
    wrong = content[:-1] + b"!"
    publish(hub, OWN, Published(wrong, sha256=promised.sha256))
    problem = refused(home, hub, offered(home, file_of(OWN, promised)), DownloadFailed)
    assert problem.facts["reason"] == "other_file"
    assert left_behind(home) == []
    assert hub.served[f"{OWN}/tiny-Q8_0.gguf"] == SIZE
    mirror = publish(hub, MIRROR, promised)
    done = fetched(home, hub, offered(home, file_of(OWN, promised), file_of(MIRROR, mirror)))
    assert (done.repo, Path(done.model.path).read_bytes()) == (MIRROR, content)


def test_without_a_known_hash_the_hub_vouches(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))
    wanted = offered(home, file_of(OWN))
    done = fetched(home, hub, wanted)
    assert done.model.sha256 == published.sha256
    assert downloads.already_here(home, wanted) == done.model


def test_a_file_that_nobody_vouches_for_is_not_fetched(home: Home, hub: Hub, content: bytes) -> None:
    publish(hub, OWN, Published(content, etag="git"))
    assert refused(home, hub, offered(home, file_of(OWN)), DownloadFailed).facts["reason"] == "no_hash"
    publish(hub, OWN, Published(content))
    other_size = offered(home, file_of(OWN, size=SIZE - 1))
    assert refused(home, hub, other_size, DownloadFailed).facts["reason"] == "other_file"


def test_a_gated_model_without_a_mirror_is_told_as_such(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content, status=401, error_code="GatedRepo"))
    assert refused(home, hub, offered(home, file_of(OWN, published)), DownloadGated).facts["repo"] == OWN


@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 503}, {"body_status": 500}])
def test_trouble_of_the_hub_is_no_reason_for_a_mirror(
    home: Home, hub: Hub, content: bytes, trouble: dict[str, int]
) -> None:
    published = publish(hub, OWN, Published(content, **trouble))
    mirror = publish(hub, MIRROR, Published(content))
    problem = refused(home, hub, offered(home, file_of(OWN, published), file_of(MIRROR, mirror)), DownloadFailed)
    assert problem.facts["reason"] == "server"
    assert problem.facts["status"] in (500, 503)
    assert hub.served[f"{MIRROR}/tiny-Q8_0.gguf"] == 0


def test_no_network_is_told_as_such(home: Home, content: bytes) -> None:
    with loopback_hub.running() as gone:
        published = publish(gone, OWN, Published(content))
    problem = refused(home, gone, offered(home, file_of(OWN, published)), DownloadFailed)
    assert problem.facts["reason"] == "unreachable"
    assert "lost" not in problems.sentence(problem).what


def test_a_redirect_to_another_host_is_followed(home: Home, hub: Hub, content: bytes) -> None:
    with loopback_hub.running() as store:
        published = publish(hub, OWN, Published(content, elsewhere=store.url))
        publish(store, OWN, published)
        done = fetched(home, hub, offered(home, file_of(OWN, published)))
    assert (done.model.sha256, done.revision) == (published.sha256, COMMIT)
    assert store.served[f"{OWN}/tiny-Q8_0.gguf"] == SIZE
    assert hub.served[f"{OWN}/tiny-Q8_0.gguf"] == 0


def test_a_server_without_ranges_begins_anew(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content, ranges=False, cuts=[3 << 20]))
    done = fetched(home, hub, offered(home, file_of(OWN, published)))
    assert Path(done.model.path).read_bytes() == content


def test_a_full_disk_leaves_nothing_behind(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))

    def start() -> Child:
        return Child(download_targets.fetch_onto_a_full_disk, name="download")

    wanted = offered(home, file_of(OWN, published))
    with Download(home, wanted, endpoint=hub.url, reserve_bytes=0, start=start) as one, pytest.raises(DiskFull):
        one.run([].append)
    assert left_behind(home) == []
    assert not any(row.here for row in models.listing(home))


def test_a_disk_that_fills_meanwhile_keeps_its_reserve(home: Home, hub: Hub, content: bytes) -> None:
    published = publish(hub, OWN, Published(content))
    wanted = offered(home, file_of(OWN, published))
    with Download(home, wanted, endpoint=hub.url, reserve_bytes=1 << 62) as one, pytest.raises(DiskFull) as told:
        one.run([].append)
    assert told.value.facts["kept_bytes"] == 0
    assert not any(row.here for row in models.listing(home))


def test_a_published_file_that_is_no_model_is_refused(home: Home, hub: Hub) -> None:
    published = publish(hub, OWN, Published(b"not a model" * 1000))
    problem = refused(home, hub, offered(home, file_of(OWN, published)), ModelRefused)
    assert problem.facts["reason"] == "not_gguf"
    assert left_behind(home) == []


def test_what_cannot_end_well_is_not_begun(home: Home) -> None:
    file = file_of(OWN, size=2_600_000_000)

    def offer_on(memory_gb: float, disk: int) -> Offer:
        machine = Machine(int(memory_gb * GIB), GIB, disk, 4)
        return downloads.offer(home, known(file), "Q8_0", machine)

    downloads.check(offer_on(4, 4_000_000_000))
    with pytest.raises(TooLittleMemory):
        downloads.check(offer_on(2, 1 << 40))
    with pytest.raises(TooLittleDisk) as told:
        downloads.check(offer_on(4, 1_100_000_000))
    assert told.value.facts == {"needs": "3.6", "free": "1.1"}


def test_what_is_not_published_or_not_for_work_is_not_offered(home: Home) -> None:
    with pytest.raises(ModelMissing):
        downloads.offer(home, known(file_of(OWN)), "Q2_K", ROOMY)
    with pytest.raises(ModelMissing):
        downloads.offer(home, replace(known(file_of(OWN)), licence="cc-by-nc-4.0"), "Q8_0", ROOMY)


@pytest.mark.parametrize("address", ["http://hub.example", "ftp://hub.example", "https://me@hub.example"])
def test_a_hub_that_others_could_listen_to_is_not_asked(home: Home, content: bytes, address: str) -> None:
    def never() -> Child:
        pytest.fail("a process was started")

    with loopback_hub.running() as there:
        published = publish(there, OWN, Published(content))
        wanted = offered(home, file_of(OWN, published))
    with pytest.raises(BadAddress):
        Download(home, wanted, endpoint=address, start=never)
