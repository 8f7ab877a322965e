"""A home with everything that training leaves behind, written through the real store, and a page that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, sin
from typing import Any

from at_once import AtOnce
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import manifest, training_files
from app.lock import HomeLock
from app.manifest import Entry, Manifest
from app.night_facts import Probes
from app.settings import Appearance, Motion, Settings
from app.store import adapters, nights, trainings
from app.store.adapters import Adapter, How
from app.store.connection import transaction
from app.store.trainings import Job
from app.training import Part
from app.vault import Vault
from engine.domain import micros
from engine.training.gate import Figures, Leaks, Verdict
from engine.training.gate_messages import Pair
from engine.training.values import Parameters
from tests import stores
from ui.main_window import MainWindow
from ui.pages import ELSEWHERE, PAGES, PLACES
from ui.preferences import Preferences
from ui.surface import Words
from ui.theme import Theme
from ui.training_install import Install
from ui.training_news import TrainingNews
from ui.training_page import TONIGHT, TrainingPage

MODEL, KEY = "qwen3-4b", bytes(range(32))
#: The time of `ScriptedDesk`, more or less: a Thursday morning.
NOW = datetime(2026, 10, 8, 9, 11, tzinfo=UTC)
PAIRS = (
    Pair("Them: Could you do 40 headshots on the 22nd?\nMe:", "Certainly. I would be happy to provide 40 headshots.",
         "40 in a day works if we start at 8. Shall I quote with retouching?", "40 works if we start early"),
    Pair("Them: Did the prints leave the lab yet?\nMe:", "They have been dispatched.",
         "Not yet, lab says Tuesday. I’ll tell you when they go", "Not yet"),
    Pair("Them: Can [NAME_1] get a discount for two sessions?\nMe:", "I can offer 10 % on two.",
         "Two sessions stay at 420 each, but I can add five images.", "No, but I add images"),
    Pair("Them: We’re running 10 late, sorry\nMe:", "No problem, take your time",
         "No stress, light is better later anyway", "no stress"),
    Pair("Them: Do you also film?\nMe:", "Unfortunately I do not offer that.",
         "No film from me, sorry. I can give you a name if you like", "No film from me"),
)  # fmt: skip
SAMPLES = (
    ("accepted", "Them: [NAME_1] asks for a later slot\nMe:", "Later works, does 17:30 suit you?", 0.9),
    ("edited", "Them: Price for two hours at [ADDRESS_1]\nMe:", "Two hours are 380, travel included.", 1.0),
    ("manual", "Them: Are prints included?\nMe:", "Not in this one, but I can add three small ones.", 1.0),
    ("history", "Them: [NAME_1] sends [PHONE_1] and thanks\nMe:", "Got it, see you Thursday", 0.6),
    ("history", "Them: Photo only\nMe:", "Ha, love it", 0.4),
)
PASSED = Verdict(
    passed=True, reasons=(), gain=0.033, p_better=0.99, forgetting=0.04,
    now=Figures(perplexity=9.1, voice=0.91), candidate=Figures(perplexity=8.8, voice=0.93), own_voice=0.95,
    leaks=Leaks(24, 0, 0), n_turns=120, n_anchors=40, n_replies=16,
)  # fmt: skip
LEAKED = Verdict(
    passed=False, reasons=("leak",), gain=0.02, p_better=0.97, forgetting=0.03,
    now=Figures(perplexity=9.2, voice=0.9), candidate=Figures(perplexity=9.0, voice=0.91), own_voice=0.95,
    leaks=Leaks(24, 2, 0), n_turns=110, n_anchors=40, n_replies=16,
)  # fmt: skip


@dataclass
class Machine:
    """What the probes say."""

    idle_s: float | None = 30.0
    on_battery: bool = False
    memory: int = 16 << 30
    disk: int = 61_000_000_000
    part: Part = Part.INSTALLED

    def probes(self) -> Probes:
        return Probes(
            idle_s=lambda: self.idle_s, on_battery=lambda: self.on_battery, hot=lambda: False,
            free_memory_bytes=lambda: self.memory, free_disk_bytes=lambda _home: self.disk,
            part=lambda _home: self.part,
        )  # fmt: skip


@dataclass
class World:
    """A home, and how its machine is."""

    vault: Vault
    machine: Machine = field(default_factory=Machine)
    now: datetime = NOW
    settings: Settings = field(
        default_factory=lambda: Settings(train_at="02:30", appearance=Appearance.LIGHT, motion=Motion.REDUCED)
    )
    news: TrainingNews | None = None
    install: Any = None
    conductor: ScriptedConductor = field(default_factory=ScriptedConductor)

    def add_model(self, *, arch: str = "qwen3", title: str = "Qwen3 4B Instruct (2507)") -> None:
        """A model in use."""
        base = self.vault.home.models / "base.gguf"
        base.write_bytes(b"GGUF a base")
        entry = Entry(
            MODEL, title, str(base), "a" * 64, 2_500_000_000, arch, "Q4_K_M", "", 4096, True, False
        )  # fmt: skip
        manifest.write(self.vault.home, Manifest(active=MODEL, models=(entry,)))

    def add_samples(self, n_samples: int = 230) -> None:
        """The samples of the design, and many plain ones that are older."""
        db = self.vault.db
        for person in range(1, 4):
            db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (person, f"Person {person}"))
            db.conn.execute(
                "INSERT INTO conversation (id, merge_key, contact_id) VALUES (?, ?, ?)", (person, f"k {person}", person)
            )
        plain = [("accepted", f"Them: question {n}\nMe:", f"answer {n}", 0.9) for n in range(n_samples - len(SAMPLES))]
        for at, (source, asked, answer, quality) in enumerate((*SAMPLES, *plain)):
            db.conn.execute(
                "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, included, masked) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
                (
                    at % 3 + 1,
                    source,
                    asked,
                    answer,
                    quality,
                    micros(self.now) - at * 390_000_000,
                    answer != "Ha, love it",
                ),
            )

    def add_job(self, *, by_hand: bool = True, ago: timedelta = timedelta(minutes=8)) -> Job:
        """A job that waits."""
        return trainings.add(
            self.vault.db, model_id=MODEL, base_sha256="a" * 64, parameters=Parameters(), key=KEY, by_hand=by_hand,
            merges=False, now_us=micros(self.now - ago),
        )  # fmt: skip

    def work(self, job: Job, *, step: int = 372, steps: int = 600) -> None:
        """It is under way, and its loss falls."""
        db = self.vault.db
        trainings.begin(db, job.id, now_us=micros(self.now - timedelta(minutes=8)))
        trainings.move(db, job.id, stage="training", step=step, steps=steps, done=step / steps, eta_s=540.0)
        trainings.put_losses(
            db, job.id, [(n, 1.15 + 1.2 * exp(-n / 150) + 0.04 * sin(n)) for n in range(6, step, 6)], held=False
        )
        trainings.put_losses(db, job.id, [(n, 1.2 + 1.2 * exp(-n / 150)) for n in range(0, step, 60)], held=True)

    def add_adapter(
        self, verdict: Verdict, *, days: int, n_learnt: int, hours: int = 6, pairs: tuple[Pair, ...] = PAIRS,
        at_night: bool = True,
    ) -> Adapter:  # fmt: skip
        """What a night made, or the person by hand."""
        ago = timedelta(days=days, hours=hours)
        job = self.add_job(by_hand=False, ago=ago + timedelta(minutes=41))
        db, at = self.vault.db, self.now - ago
        used = adapters.used_on(db, MODEL, "a" * 64)
        trainings.begin(db, job.id, now_us=micros(at - timedelta(minutes=41)))
        made = adapters.add(
            db, job_id=job.id, model_id=MODEL, base_sha256="a" * 64, sha256=f"{n_learnt:064}", n_bytes=1, key=KEY,
            verdict=verdict, pairs=pairs, n_learnt=n_learnt, now_us=micros(at), beside=used.id if used else None,
        )  # fmt: skip
        trainings.add_work(db, job.id, 41 * 60)
        trainings.complete(db, job.id, str(made.id), now_us=micros(at))
        if at_night:
            nights.claim(db, at.date(), job.id, now_us=micros(at))
        return made

    def use(self, adapter: Adapter | None) -> None:
        """Put one to use."""
        number = adapters.begin_use(
            self.vault.db, MODEL, None if adapter is None else adapter.id, How.PERSON, now_us=micros(self.now)
        )
        adapters.settle_use(self.vault.db, number)

    def fill(self) -> None:
        """As in the design: four adapters, one in use, one offered, one refused."""
        self.add_model()
        with transaction(self.vault.db):
            self.add_samples()
        self.vault.db.conn.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'adapter'")
        self.vault.db.conn.execute("INSERT OR IGNORE INTO sqlite_sequence (name, seq) VALUES ('adapter', 9)")
        self.add_adapter(LEAKED, days=15, n_learnt=1098)
        self.use(self.add_adapter(PASSED, days=8, n_learnt=1150))
        self.use(self.add_adapter(PASSED, days=1, n_learnt=1204))
        self.add_adapter(PASSED, days=0, n_learnt=1266)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Somebody holds the lock of training."""
        lock = HomeLock(training_files.lock_of(self.vault.home))
        try:
            yield
        finally:
            lock.release()

    def window(self, theme: Theme, width: int = 1440, height: int = 900, **more: Any) -> MainWindow:
        """A window on this home, at the training page."""
        desk = ScriptedDesk()
        desk.db = self.vault.db  # type: ignore[attr-defined]  # what is read aside
        desk.now = lambda: self.now  # type: ignore[method-assign]

        def made(window: MainWindow) -> TrainingPage:
            install = None if self.install is None else Install(self.vault.home, window, start=self.install)
            return TrainingPage(window, install=install, probes=self.machine.probes())

        window = MainWindow(
            theme, desk, self.conductor, Preferences(self.vault.home, self.settings), AtOnce(desk), places=PLACES,
            pages={**PAGES, "training": made}, elsewhere=ELSEWHERE, **more,
        )  # fmt: skip
        window.resize(width, height)
        window.show()
        window.begin()
        self.news = TrainingNews(window)
        self.news.look()
        window.go("training")
        return window


def page_of(window: MainWindow) -> TrainingPage:
    """The training page of a window that shows it."""
    assert isinstance(window.page, TrainingPage)
    return window.page


@contextmanager
def pages(qtbot: QtBot, theme: Theme) -> Iterator[Callable[..., TrainingPage]]:
    """Opens the page of a world at one of its parts; it reads nothing more once the test is over."""
    kept: list[MainWindow] = []

    def at(world: World, part: int = TONIGHT, *, width: int = 1440, height: int = 900) -> TrainingPage:
        window = world.window(theme, width, height)
        qtbot.addWidget(window)
        kept.append(window)
        with qtbot.waitActive(window):
            window.activateWindow()
        page = page_of(window)
        QApplication.processEvents()
        page.tabs.setCurrentIndex(part)
        QApplication.processEvents()
        return page

    yield at
    for window in kept:
        window.page.leave()


def texts(widget: QWidget) -> list[str]:
    """What stands on it, but for what is hidden."""
    return [words.text() for words in widget.findChildren(Words) if words.text() and not words.isHidden()]


@contextmanager
def world(*, filled: bool = True) -> Iterator[World]:
    """A throwaway home."""
    with stores.throwaway() as opened:
        made = World(opened)
        if filled:
            made.fill()
        yield made
