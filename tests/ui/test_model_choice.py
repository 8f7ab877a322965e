"""Choosing a model: what fits, and a real download from a hub on loopback that is paused, resumed and cancelled."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from at_once import AtOnce
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app import downloads, model_offers, models, paths
from app.downloads import Download, Offer
from app.machine import GIB, Machine
from app.model_offers import Fit
from app.paths import Home
from app.wording import model_choice as words
from engine.llm import catalogue
from engine.problems import DownloadFailed, TooLittleDisk
from ui.model_choice import ModelChoice
from ui.model_fetch import ModelFetch, Stage, Standing
from ui.model_row import ModelRow
from ui.surface import Surface
from ui.theme import Theme

sys.path.append(str(Path(__file__).parents[1] / "app"))
sys.path.append(str(Path(__file__).parents[1] / "engine" / "llm"))

import loopback_hub
import tiny_model
from loopback_hub import Hub, Published
from tiny_model import FILE, OWN, SIZE, file_of, known

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000
SIXTEEN = Machine(16 * GIB, 9 * GIB, 61_000_000_000, 8)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny_model.content(tmp_path_factory.mktemp("hub"))


@pytest.fixture
def hub() -> Iterator[Hub]:
    with loopback_hub.running() as hub:
        yield hub


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


@pytest.fixture
def published(hub: Hub, content: bytes) -> Published:
    hub.files[f"{OWN}/{FILE}"] = published = Published(content)
    return published


@pytest.fixture
def offer(home: Home, published: Published) -> Offer:
    wanted = known(file_of(OWN, published, size=SIZE), params_b=4.0)
    return downloads.offer(home, wanted, "Q8_0", Machine(64 * GIB, 32 * GIB, 1 << 40, 8))


@pytest.fixture
def fetch(home: Home, hub: Hub) -> Iterator[ModelFetch]:
    def start(home: Home, wanted: Offer) -> Download:
        return Download(home, wanted, endpoint=hub.url, reserve_bytes=0)

    made = ModelFetch(home, start=start)
    yield made
    made.close()


@pytest.fixture
def choice(qtbot: QtBot, theme: Theme, home: Home, fetch: ModelFetch) -> ModelChoice:
    made = ModelChoice(theme, home, AtOnce(ScriptedDesk()), fetch, of=lambda _home: SIXTEEN)
    holder = Surface(theme, "bg.page")
    column = QVBoxLayout(holder)
    column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
    column.addWidget(made)
    qtbot.addWidget(holder)
    made._holder = holder  # type: ignore[attr-defined]  # lives as long
    holder.resize(900, 700)
    holder.show()
    made.look()
    return made


def row(choice: ModelChoice, model_id: str) -> ModelRow:
    return next(row for row in choice.rows if row.choice.id == model_id)


def test_the_suggested_model_stands_first_and_is_marked(choice: ModelChoice) -> None:
    default = catalogue.default_for(SIXTEEN.ram_gb)[0]
    assert choice.rows[0].choice.suggested
    assert choice.chosen is not None
    assert model_offers.choices(choice._home, SIXTEEN)[0].suggested
    assert default.offered
    assert 3 <= len(choice.rows) <= 5


def test_what_is_too_big_says_so_and_cannot_be_chosen(choice: ModelChoice, qtbot: QtBot) -> None:
    large = next(row for row in choice.rows if row.choice.fit is Fit.TOO_BIG)
    assert not large.isEnabled()
    assert "Too big for 16 GB" in large.accessibleName()
    qtbot.mouseClick(large, LEFT)
    assert choice.chosen is not large.choice


def test_arrows_choose_and_the_row_reads_itself_aloud(choice: ModelChoice, qtbot: QtBot) -> None:
    first = choice.rows[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert choice.rows[1].isChecked()
    assert not first.isChecked()
    said = first.accessibleName()
    for part in ("suggested", "Apache 2.0", "disk", "of 16 GB memory", "Fits well"):
        assert part in said


def test_all_models_can_be_shown(choice: ModelChoice, qtbot: QtBot) -> None:
    n_short = len(choice.rows)
    qtbot.mouseClick(choice.more, LEFT)
    assert len(choice.rows) == len(model_offers.choices(choice._home, SIXTEEN)) > n_short
    qtbot.mouseClick(choice.more, LEFT)
    assert len(choice.rows) == n_short


@pytest.mark.parametrize(("share", "fit"), [(0.3, Fit.WELL), (0.6, Fit.SLOWER), (0.9, Fit.TOO_BIG)])
def test_fit_is_a_share_of_the_memory(share: float, fit: Fit) -> None:
    assert model_offers.fit(round(share * 16 * GIB), 16 * GIB) is fit


def test_a_download_ends_with_a_model_in_use_and_counts_its_connections(
    choice: ModelChoice, fetch: ModelFetch, offer: Offer, home: Home, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(fetch.arrived, timeout=PATIENCE_MS):
        fetch.begin(offer)
        assert choice.has_model
    assert fetch.standing.stage is Stage.THERE
    assert fetch.standing.n_sockets > 0
    used = models.active(home)
    assert used is not None
    assert used.id == "tiny-1b"
    assert choice.chosen is not None
    assert row(choice, "tiny-1b").choice.active
    assert choice.card.title.text() == "Tiny 1B is ready"


def test_a_download_is_paused_and_goes_on_from_the_same_byte_after_a_restart(
    choice: ModelChoice, fetch: ModelFetch, offer: Offer, published: Published, hub: Hub, home: Home, qtbot: QtBot
) -> None:
    published.hold_at = 3 << 20
    fetch.begin(offer)
    qtbot.waitUntil(lambda: fetch.standing.done_bytes > 0, timeout=PATIENCE_MS)
    assert choice.card.pause.isVisible()
    qtbot.mouseClick(choice.card.pause, LEFT)
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.PAUSED, timeout=PATIENCE_MS)
    assert choice.card.title.text() == "Tiny 1B, paused"
    kept = downloads.partials(home, "tiny-1b")[0].stat().st_size
    assert kept > 0
    assert models.active(home) is None
    published.hold_at = None
    published.released.set()
    hub.heard.clear()
    after = ModelFetch(home, start=fetch._start)  # as a new start of Sotto has it
    after.show_paused(downloads.offer(home, offer.known, "Q8_0", Machine(64 * GIB, 32 * GIB, 1 << 40, 8)))
    assert after.standing.done_bytes == kept
    with qtbot.waitSignal(after.arrived, timeout=PATIENCE_MS):
        after.go_on()
    assert [headers.get("range") for verb, _path, headers in hub.heard if verb == "GET"] == [f"bytes={kept}-"]
    after.close()


def test_cancelling_removes_what_came(
    choice: ModelChoice, fetch: ModelFetch, offer: Offer, published: Published, home: Home, qtbot: QtBot
) -> None:
    published.hold_at = 3 << 20
    fetch.begin(offer)
    qtbot.waitUntil(lambda: fetch.standing.done_bytes > 0, timeout=PATIENCE_MS)
    qtbot.mouseClick(choice.card.cancel, LEFT)
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.NONE, timeout=PATIENCE_MS)
    published.released.set()
    assert downloads.partials(home, "tiny-1b") == []


def test_a_paused_download_can_be_thrown_away(
    fetch: ModelFetch, offer: Offer, published: Published, home: Home, qtbot: QtBot
) -> None:
    published.hold_at = 3 << 20
    fetch.begin(offer)
    qtbot.waitUntil(lambda: fetch.standing.done_bytes > 0, timeout=PATIENCE_MS)
    fetch.pause()
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.PAUSED, timeout=PATIENCE_MS)
    published.released.set()
    fetch.cancel()
    qtbot.waitUntil(lambda: downloads.partials(home, "tiny-1b") == [], timeout=PATIENCE_MS)


def test_wrong_content_is_thrown_away_and_said(
    choice: ModelChoice, fetch: ModelFetch, offer: Offer, published: Published, home: Home, qtbot: QtBot
) -> None:
    published.content = published.content[:-1] + b"\xff"
    fetch.begin(offer)
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.FAILED, timeout=PATIENCE_MS)
    assert "not the file that Sotto knows" in choice.card.problem.text()
    assert models.active(home) is None
    assert choice.card.go_on.isVisible()


def test_a_file_of_the_own_is_checked_and_used(
    choice: ModelChoice, fetch: ModelFetch, home: Home, tmp_path: Path, content: bytes, qtbot: QtBot
) -> None:
    file = tmp_path / "Mine.gguf"
    file.write_bytes(content)
    with qtbot.waitSignal(fetch.arrived, timeout=PATIENCE_MS):
        fetch.add(file)
    used = models.active(home)
    assert used is not None
    assert used.path == str(file)


def test_a_file_that_is_no_model_is_refused_and_nothing_changed(
    choice: ModelChoice, fetch: ModelFetch, home: Home, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "Mine.gguf"
    file.write_bytes(b"GGUF" + b"\x00" * 1000)
    fetch.add(file)
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.FAILED, timeout=PATIENCE_MS)
    assert choice.card.problem.isVisible()
    assert models.active(home) is None


def test_too_little_disk_is_told_in_its_figures_and_nothing_was_started(
    choice: ModelChoice, fetch: ModelFetch, offer: Offer, hub: Hub, qtbot: QtBot
) -> None:
    fetch.begin(replace(offer, size_bytes=2_600_000_000, disk_free_bytes=1_100_000_000))
    qtbot.waitUntil(lambda: fetch.standing.stage is Stage.FAILED, timeout=PATIENCE_MS)
    assert choice.card.problem.text() == (
        "Not enough disk for this download. It needs 3.6 GB, 1.1 GB is free. Nothing was started."
    )
    assert hub.heard == []


def test_progress_is_said_in_amounts_pace_and_time_left() -> None:
    standing = Standing(Stage.FETCHING, done_bytes=1_400_000_000, total_bytes=2_600_000_000, per_s=24e6)
    assert words.progress(1_400_000_000, 2_600_000_000, 24e6, standing.left_s) == "1.4 of 2.6 GB · 24 MB/s · about 50 s"
    assert words.problem(TooLittleDisk(needs="2.6", free="1.1")) == (
        "Not enough disk for this download",
        "It needs 2.6 GB, 1.1 GB is free. Nothing was started.",
    )
    assert "kept" in words.problem(DownloadFailed(reason="network"))[1]
