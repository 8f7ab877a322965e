"""`sotto model` as outside programs use it, with a hub on loopback."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import loopback_hub
import pytest
import tiny_gguf
from loopback_hub import Hub, Published

from app import models, vault
from app.commands.main import run
from app.paths import home
from app.store import suggestions
from app.store.connection import transaction
from engine.llm import catalogue
from tests import drafts

ROW = {
    "id", "title", "licence", "arch", "quant", "size_bytes", "n_ctx", "min_ram_gb", "here", "active", "trainable",
    "chat_template", "path", "sha256", "version", "disabled", "needs_bytes", "fits", "default", "warnings", "remote",
}  # fmt: skip
HEALTH = {
    "status", "model_loaded", "model_version", "gpu", "queue_length", "fallback_rate", "p50_ms", "p95_ms", "reason",
}  # fmt: skip
RELOADED = {
    "id", "model_version", "arch", "device", "gpu_layers", "n_layers", "n_ctx", "n_ctx_train", "chat_template",
    "fallback", "adapters", "seconds",
}  # fmt: skip
#: A small model whose Q8_0 file the catalogue knows neither the hash nor the exact size of.
SMALL = "smollm2-360m-instruct"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "tiny.gguf", ["Sure", "."], template="{{ messages }}")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, file: Path) -> Iterator[Hub]:
    """A hub that publishes `SMALL`, named by HF_ENDPOINT."""
    with loopback_hub.running() as hub:
        known = catalogue.by_id(SMALL)
        assert known is not None
        own = known.places("Q8_0")[0]
        hub.files[f"{own.repo}/{own.filename}"] = Published(file.read_bytes(), revision=own.revision)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


class Sotto:
    """Runs `sotto` in one home; a problem is what stderr holds as JSON."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.home, self._capture = home, capture

    def __call__(self, *arguments: object) -> Any:
        code = run(["--home", str(self.home), "model", *map(str, arguments), "--json"])
        said = self._capture.readouterr()
        assert (code, said.err) == (0, "")
        return json.loads(said.out)

    def problem(self, *arguments: object) -> dict[str, str]:
        code = run(["--home", str(self.home), "model", *map(str, arguments), "--json"])
        said = self._capture.readouterr()
        assert (code, said.out) == (1, "")
        return json.loads(said.err)

    def people(self, *arguments: object) -> str:
        assert run(["--home", str(self.home), "model", *map(str, arguments)]) == 0
        return self._capture.readouterr().out


@pytest.fixture
def sotto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sotto:
    return Sotto(tmp_path / "home", capsys)


def test_list_has_the_same_fields_for_every_model(sotto: Sotto, file: Path) -> None:
    added = sotto("add", file)
    rows = sotto("list")
    assert rows[0] == added
    assert all(set(row) == ROW for row in rows)
    assert [row["default"] for row in rows].count(True) == 1
    assert all(row["needs_bytes"] > row["size_bytes"] for row in rows)


def test_the_list_for_people_says_what_to_expect(sotto: Sotto, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    sotto("use", file)
    told = sotto.people("list")
    for words in ("● ", "for this computer", "can’t learn your voice yet", "yearly revenue", "Gemma Terms of Use"):
        assert words in told
    assert "past replies are often better" in told


def test_a_model_is_added_used_reloaded_and_removed(sotto: Sotto, file: Path) -> None:
    added = sotto("add", file)
    assert (added["here"], added["active"]) == (True, False)
    assert sotto("use", added["id"])["active"]
    reloaded = sotto("reload")
    assert set(reloaded) == RELOADED
    assert (reloaded["id"], reloaded["n_ctx"], reloaded["n_layers"]) == (added["id"], added["n_ctx"], 2)
    health = sotto("health")
    assert set(health) == HEALTH
    assert (health["status"], health["model_version"]) == ("ok", added["version"])
    assert sotto("use", "none") == {"active": None}
    assert sotto("use", file)["active"]
    assert sotto("remove", added["id"]) == {"removed": added["id"]}
    assert sotto("health")["status"] == "no_model"
    assert file.exists()


@pytest.mark.parametrize(
    ("arguments", "problem", "says"),
    [
        (("use", "qwen3-8b"), "ModelMissing", "sotto model download qwen3-8b"),
        (("use",), "ModelMissing", "sotto model download"),
        (("add", "/no/such/file.gguf"), "ModelMissing", "GGUF file"),
        (("reload",), "ModelMissing", "sotto model add"),
        (("remove", "no-such-model"), "ModelMissing", "sotto model list"),
        (("download", "no-such-model"), "ModelMissing", "sotto model list"),
        (("download", "qwen3-8b", "--quant", "Q1_0"), "ModelMissing", "sotto model list"),
        (("download", "nomic-embed-text-v1.5"), "ModelMissing", "sotto model list"),
    ],
)
def test_a_problem_names_the_next_step(sotto: Sotto, arguments: tuple[str, ...], problem: str, says: str) -> None:
    told = sotto.problem(*arguments)
    assert told["problem"] == problem
    assert says in told["next"]


def test_doctor_names_a_model_that_is_gone_or_disabled(
    sotto: Sotto, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def doctor() -> tuple[Any, list[str]]:
        assert run(["--home", str(sotto.home), "doctor", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return found["model"], [told["problem"] for told in found["problems"] if told["problem"].startswith("Model")]

    assert doctor() == (None, [])
    used = sotto("use", file)
    assert doctor() == (used["version"], [])
    models.disable(home(sotto.home), used["path"], "killed_worker")
    assert doctor() == (None, ["ModelRefused"])
    file.unlink()
    assert doctor() == (None, ["ModelMissing"])


def test_a_file_that_was_exchanged_is_not_said_to_be_gone(sotto: Sotto, file: Path) -> None:
    used = sotto("use", file)
    file.write_bytes(file.read_bytes() + b"more")
    for arguments in (("reload",), ("use", used["id"])):
        assert "its content changed" in sotto.problem(*arguments)["what"]
    file.unlink()
    assert "no file" in sotto.problem("use", used["id"])["what"]


@pytest.mark.parametrize("arguments", [("test", "nobody"), ("disconnect", "nobody"), ("use", "remote:nobody")])
def test_a_server_that_was_never_set_up_is_named(sotto: Sotto, arguments: tuple[str, ...]) -> None:
    told = sotto.problem(*arguments)
    assert "remote:nobody" in told["what"]
    assert "sotto model connect" in told["next"]


def test_generate_says_of_a_model_that_cannot_be_loaded_what_doctor_says(
    sotto: Sotto, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        run(["--home", str(sotto.home), *arguments, "--json"])
        said = capsys.readouterr()
        return json.loads(said.err or said.out)

    used = sotto("use", file)
    models.disable(home(sotto.home), used["path"], "killed_worker")
    for lose in (lambda: None, file.unlink):
        lose()
        problem = told("generate", "--prompt", "Saturday?")
        assert problem in told("doctor")["problems"]
        assert problem["problem"] in ("ModelRefused", "ModelMissing")
        assert "No model yet" not in problem["what"]


def test_figures_are_those_of_the_model_in_use(
    sotto: Sotto, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def median() -> float | None:
        monkeypatch.setenv("SOTTO_PASSPHRASE", "by the sea")  # whoever opens the store takes it away
        return sotto("health")["p50_ms"]

    sotto("use", file)
    made = drafts.suggestions([], model_version="tiny", elapsed_ms=70)
    with vault.open_vault(home(sotto.home), write=True, passphrase="by the sea") as opened:
        with transaction(opened.db):
            opened.db.conn.execute("INSERT INTO conversation (id, merge_key) VALUES (1, 'one')")
        suggestions.add(opened.db, made, conversation_id=1, through_message_id=None)
    assert median() == 70
    sotto("reload")
    assert median() == 70
    sotto("use", tiny_gguf.write(tmp_path / "other.gguf", ["Other"]))
    assert median() is None


def test_a_server_is_not_removed_but_disconnected(sotto: Sotto) -> None:
    sotto("connect", "http://127.0.0.1:9/v1", "--model", "m", "--name", "box")
    told = sotto.problem("remove", "remote:box")
    assert "sotto model disconnect remote:box" in told["next"]
    sotto("disconnect", "remote:box")
    assert "remote:box" in sotto.problem("remove", "remote:box")["what"]


def test_doctor_says_that_the_disk_is_nearly_full(
    sotto: Sotto, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, named in ((400_000_000, True), (1_500_000_000, False)):
        monkeypatch.setattr("shutil.disk_usage", lambda _path, free=free: shutil._ntuple_diskusage(free, 0, free))
        assert run(["--home", str(sotto.home), "doctor", "--json"]) == 0
        problems = json.loads(capsys.readouterr().out)["problems"]
        told = [one["what"] for one in problems if one["problem"] == "TooLittleDisk"]
        assert told == (["The disk is nearly full: 0.4 GB is free. What is stored is safe."] if named else [])


def test_a_file_that_was_never_downloaded_is_not_to_be_downloaded_again(sotto: Sotto, tmp_path: Path) -> None:
    text = tmp_path / "notes.gguf"
    text.write_text("only words")
    assert "again" not in sotto.problem("add", text)["next"]


def test_adding_prints_no_bar_where_nobody_looks(sotto: Sotto, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(sotto.home), "model", "add", str(file)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Added ")


def test_a_refused_file_is_told_why(sotto: Sotto, tmp_path: Path) -> None:
    for_search = tiny_gguf.write(tmp_path / "m.gguf", ["Sure"], arch="bert")
    assert "search" in sotto.problem("add", for_search)["what"]
    other = tiny_gguf.write(tmp_path / "n.gguf", ["Sure"], arch="xyzzy7")
    assert "xyzzy7" in sotto.problem("add", other)["what"]


def test_a_download_ends_with_a_model_in_use(sotto: Sotto, hub: Hub) -> None:
    done = sotto("download", SMALL, "--quant", "Q8_0", "--yes")
    assert set(done) == ROW | {"repo", "revision", "resumed_bytes", "sockets_opened", "seconds"}
    assert (done["id"], done["quant"], done["active"], done["resumed_bytes"]) == (SMALL, "Q8_0", True, 0)
    assert done["sockets_opened"] >= 1
    asked = len(hub.heard)
    assert set(sotto("download", SMALL, "--quant", "Q8_0", "--yes")) == ROW
    assert len(hub.heard) == asked
    assert sotto("reload")["id"] == SMALL
    sotto("remove", SMALL)
    assert not list((sotto.home / "models").glob("*.gguf"))


class Terminal(io.StringIO):
    """Somebody sits at it."""

    def isatty(self) -> bool:
        return True


def test_people_see_size_memory_licence_and_disk_before_they_say_yes(
    sotto: Sotto, hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--home", str(sotto.home), "model", "download", SMALL, "--quant", "Q8_0"]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run([*words, "--json"]) == run(words) == 2, "nobody can be asked"
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert run(words) == 130
    told = capsys.readouterr().out
    for words in ("386 MB", "of disk free", "needs", "Apache 2.0", "past replies are often better"):
        assert words in told
    assert hub.heard == []
    assert "is used from now on" in sotto.people("download", SMALL, "--quant", "Q8_0", "--yes")


@pytest.mark.parametrize(
    ("status", "code", "problem"), [(401, "GatedRepo", "DownloadGated"), (404, "", "DownloadFailed")]
)
def test_a_download_that_is_not_given_is_told(sotto: Sotto, hub: Hub, status: int, code: str, problem: str) -> None:
    for published in hub.files.values():
        published.status, published.error_code = status, code
    assert sotto.problem("download", SMALL, "--quant", "Q8_0", "--yes")["problem"] == problem
    assert sotto("list")[0]["here"] is False


def wait_for_bytes(folder: Path, n_bytes: int) -> None:
    """Until so much of a download is on disk."""
    for _ in range(3000):
        if any(path.stat().st_size >= n_bytes for path in folder.glob("*.incomplete")):
            return
        threading.Event().wait(0.02)
    raise AssertionError("nothing came")


def test_interrupting_a_download_keeps_what_came(sotto: Sotto, hub: Hub, file: Path) -> None:
    ((name, published),) = hub.files.items()
    content = file.read_bytes() + bytes(5 << 20)
    hub.files[name] = held = Published(content, revision=published.revision, hold_at=3 << 20)
    arguments = ["--home", str(sotto.home), "model", "download", SMALL, "--quant", "Q8_0", "--yes"]
    code = f"import sys\nfrom app.commands.main import run\nsys.exit(run({arguments!r}))"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as process:
        wait_for_bytes(sotto.home / "models", 1 << 20)
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on from there" in " ".join(err.split())
    (partial,) = (sotto.home / "models").glob("*.incomplete")
    kept = partial.stat().st_size
    held.released.set()
    assert kept >= 1 << 20
    assert sotto("download", SMALL, "--quant", "Q8_0", "--yes")["resumed_bytes"] == kept
