"""The house as the code really is: who imports what, and what starting one face loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("app", "engine", "importers", "ui")

#: Which rooms may import a library that only one subject needs.
OWNERS = {
    "sqlcipher3": ("app/store/", "app/keychain.py", "app/keystore.py"),
    "sqlite_utils": ("app/",),
    "sqlite_vec": ("app/store/",),
    "llama_cpp": ("engine/llm/", "engine/training/"),
    "torch": ("engine/training/",),
    "transformers": ("engine/training/",),
    "peft": ("engine/training/",),
    "apscheduler": ("app/schedule.py",),
    "nicknames": ("engine/privacy/given_names.py",),
    "keyring": ("app/keychain.py",),
    "openai": ("engine/llm/remote",),
    "httpx2": ("engine/llm/remote", "app/fetching.py"),
    "huggingface_hub": ("app/fetching.py",),
    "PySide6": ("ui/",),
    "pyqtgraph": ("ui/",),
    "Xlib": ("ui/hotkey/", "ui/x_server.py", "ui/foreground.py"),
    "quickmachotkey": ("ui/hotkey/",),
    "pickle": (),
    "joblib": (),
    "shelve": (),
    "diskcache": (),
    "socket": ("app/child.py", "engine/sockets.py", "ui/session_end.py", "ui/single_instance.py"),
    "requests": (),
    "urllib.request": (),
    "http.client": (),
}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    ]


@cache
def imports() -> list[tuple[str, str]]:
    return [(path, name) for path, tree in modules() for name in imports_of(tree)]


def imports_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_imported_only_where_its_subject_lives(library: str) -> None:
    strangers = [
        path
        for path, name in imports()
        if (name == library or name.startswith(library + ".")) and not path.startswith(OWNERS[library])
    ]
    assert strangers == []


def test_the_window_is_painted_from_plain_text_only() -> None:
    calls = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "fromHtml"}
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in calls
    ]
    assert offenders == []


def test_charters_stand_in_every_room_and_import_nothing() -> None:
    for room in ROOMS:
        for path in (ROOT / room).rglob("__init__.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert ast.get_docstring(tree), path
            assert len(tree.body) == 1, path


def test_the_packaging_folder_does_not_shadow_the_packaging_library() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_command_line_loads_neither_the_window_nor_the_model() -> None:
    loaded = loaded_after("from app.commands.main import cli\nassert all(cli.commands.values())")
    assert loaded.isdisjoint({"PySide6", "llama_cpp", "torch", "transformers", "huggingface_hub", "openai", "httpx2"})


def test_the_reader_loads_no_store_no_window_and_no_model() -> None:
    loaded = loaded_after("import importers.imessage.reader")
    assert loaded.isdisjoint({"PySide6", "llama_cpp", "torch", "sqlcipher3", "sqlite_utils", "app"})


def test_the_engine_loads_no_store_and_no_window() -> None:
    loaded = loaded_after(
        "import engine.judge.risk, engine.judge.triage, engine.reply.past_replies, engine.voice.style"
    )
    assert loaded.isdisjoint({"PySide6", "llama_cpp", "torch", "sqlcipher3", "sqlite_utils", "app", "importers"})
