"""sotto samples as a script uses it: what may be learnt from, reviewed one by one, and written to a file."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from app import clock
from app.commands.main import run
from importers.demo.chatdb import ChatDatabase
from tests.app.commands.shapes import Strict
from tests.app.commands.shell import Shell


class SampleShape(Strict):
    id: str
    source: str
    conversation_id: str | None
    input: str
    output: str
    quality: float
    included: bool
    edited: bool
    made_at: str


class LineShape(Strict):
    input: str
    output: str
    quality: float
    id: str
    source: str
    conversation_id: str | None
    made_at: str


class CountShape(Strict):
    accepted: int
    edited: int
    manual: int
    history: int
    left_out: int
    all: int


class ExportShape(Strict):
    path: str
    samples: int


@pytest.fixture(scope="module")
def gone_through(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home lies that `talk` copies, once the first test has made it."""
    return tmp_path_factory.mktemp("samples") / "home"


@pytest.fixture
def talk(tmp_path: Path, gone_through: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A home that has read and gone through a talk of two answers."""
    if not gone_through.exists():
        go_through(Shell(tmp_path / "made", capsys), tmp_path)
        (tmp_path / "made").rename(gone_through)
    shutil.copytree(gone_through, tmp_path / "home")
    return Shell(tmp_path / "home", capsys)


def go_through(sotto: Shell, tmp_path: Path) -> None:
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        for hours, from_me, text in (
            (9, False, "Is your number still 07700 900123?"),
            (8, True, "yes, 07700 900123"),
            (7, False, "Could you do Saturday?"),
            (6, True, "sure"),
            (5.99, True, "after six"),
            (5, False, "Lovely"),
        ):
            chats.add_message(chat, text, at=clock.now() - timedelta(hours=hours), from_me=from_me)
    assert sotto("sync", "--source", tmp_path / "chat.db", "--no-index").code == 0
    told = sotto("samples", "collect")
    CountShape.model_validate(told.document)
    assert told.document["history"] == told.document["all"] == 2


def listed(shell: Shell, *options: object) -> list[dict[str, Any]]:
    document = shell("samples", "list", *options).document
    TypeAdapter(list[SampleShape]).validate_python(document)
    found: list[dict[str, Any]] = document
    return found


def test_samples_are_listed_masked_and_newest_first(talk: Shell):
    newest, oldest = listed(talk)
    assert newest["output"] == "sure\nafter six"
    assert oldest["input"] == "Them: Is your number still [PHONE_1]?\nMe:"
    assert (oldest["output"], oldest["quality"], oldest["source"]) == ("yes, [PHONE_1]", 0.6, "history")
    assert listed(talk, "--limit", 1, "--offset", 1) == [oldest]
    assert listed(talk, "--search", "saturday") == [newest]
    assert listed(talk, "--source", "accepted") == []


def test_a_sample_is_left_out_taken_in_and_worded_anew(talk: Shell):
    number = listed(talk)[0]["id"]
    for act, included in (("exclude", False), ("include", True), ("exclude", False)):
        told = talk("samples", act, number).document
        SampleShape.model_validate(told)
        assert (told["id"], told["included"]) == (number, included)
    assert [one["id"] for one in listed(talk, "--excluded")] == [number]
    assert len(listed(talk, "--included")) == 1
    told = talk("samples", "edit", number, "--answer", "sure, ring 07700 900123").document
    assert (told["output"], told["edited"], told["quality"]) == ("sure, ring [PHONE_2]", True, 1.0)
    assert talk("samples", "count").document["left_out"] == 1
    assert talk("samples", "collect").document["history"] == 1


def test_a_sample_is_added_by_hand(talk: Shell):
    told = talk("samples", "add", "do you travel?", "i do!\nwhere to?", "--conversation", 1).document
    SampleShape.model_validate(told)
    assert (told["source"], told["input"], told["conversation_id"]) == ("manual", "Them: do you travel?\nMe:", "1")
    assert talk("samples", "count").document["manual"] == 1
    assert talk("samples", "add", "hello?", " ").problem["problem"] == "NoWords"
    assert talk("samples", "add", "hello?", "hi", "--conversation", 99).problem["problem"] == "NoSuchConversation"


@pytest.mark.parametrize("act", [("exclude", 99), ("include", 99), ("edit", 99, "--answer", "x")])
def test_a_sample_that_is_not_there_is_said_so(talk: Shell, act: tuple[object, ...]):
    told = talk("samples", *act)
    assert (told.code, told.problem["problem"]) == (1, "NoSuchSample")


def test_an_edit_needs_words(talk: Shell):
    assert talk("samples", "edit", 1).code == 2


def test_an_export_is_a_line_each_that_only_its_owner_may_read(talk: Shell, tmp_path: Path):
    talk("samples", "exclude", listed(talk)[1]["id"])
    file = tmp_path / "samples.jsonl"
    told = talk("samples", "export", "--out", file).document
    ExportShape.model_validate(told)
    assert told == {"path": str(file), "samples": 1}
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    TypeAdapter(list[LineShape]).validate_python(lines)
    assert lines[0]["output"] == "sure\nafter six"
    assert "07700" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert talk("samples", "export").document == lines


def test_an_export_replaces_nothing_unless_told_to(talk: Shell, tmp_path: Path):
    file = tmp_path / "samples.jsonl"
    file.write_text("mine")
    file.chmod(0o644)
    told = talk("samples", "export", "--out", file)
    assert (told.code, told.problem["problem"], file.read_text()) == (1, "FileThere", "mine")
    assert talk("samples", "export", "--out", file, "--force").document["samples"] == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".sotto") or one.suffix == ".new"]


@pytest.mark.parametrize("flags", [(), ("--force",)])
@pytest.mark.parametrize("place", ["nowhere/x", "mine/x"])
def test_an_export_says_where_it_cannot_write(talk: Shell, tmp_path: Path, place: str, flags: tuple[str, ...]):
    (mine := tmp_path / "mine").write_text("words")
    there = set(tmp_path.iterdir())
    told = talk("samples", "export", "--out", tmp_path / place, *flags)
    assert (told.code, told.problem["problem"]) == (1, "FileUnwritable")
    assert place in told.problem["what"]
    assert set(tmp_path.iterdir()) == there
    assert mine.read_text() == "words"


def test_an_export_touches_no_other_file_of_the_person(talk: Shell, tmp_path: Path):
    (beside := tmp_path / "samples.jsonl.new").write_text("mine")
    for more in ((), ("--force",)):
        assert talk("samples", "export", "--out", tmp_path / "samples.jsonl", *more).document["samples"] == 2
    assert beside.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_an_export_that_found_no_room_leaves_nothing_and_can_be_tried_again(talk: Shell, tmp_path: Path):
    import resource  # there is none on Windows

    for at in range(9):
        assert talk("samples", "add", f"what did you write {at}?", f"word{at} " * 5_000).code == 0
    (tmp_path / "out").mkdir()
    file, (soft, hard) = tmp_path / "out" / "samples.jsonl", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        assert talk("samples", "export", "--out", file).problem["problem"] == "DiskFull"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(file.parent.iterdir()) == []
    assert talk("samples", "export", "--out", file).document["samples"] == 11


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "--limit", "1"), "From history: “Could you do Saturday?” “sure / after six”"),
        (("list", "--search", "zebra"), "There are no samples like that."),
        (("count",), "history: 2"),
        (("export",), '"output":"yes, [PHONE_1]","quality":0.6'),
    ],
)
def test_people_are_told_in_lines(
    talk: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
):
    assert run(["--home", str(tmp_path / "home"), "samples", *words]) == 0
    assert told in capsys.readouterr().out
