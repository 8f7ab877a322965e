"""A model server is set up without a word to it, its token is nowhere readable, and it is used only when asked."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from fake_keyring import FakeKeyring
from remote_peer import ModelServer, running_server
from rich.console import Console

from app import endpoints, manifest, paths, sockets, vault
from app.child import Child
from app.commands import endpoint as commands
from app.commands.session import Session
from app.paths import Home
from app.worker import Worker, start_child
from engine import protocol
from engine.problems import (
    BadAddress,
    BadFile,
    EndpointRefused,
    EndpointUnreachable,
    EndpointUntrusted,
    KeychainUnavailable,
    ModelMissing,
    PassphraseMissing,
    Problem,
    StoreKeyMissing,
)

TOKEN = "tok-4f1c9a7e55"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    with running_server(tmp_path_factory.mktemp("certificates")) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


def written_anywhere(home: Home, text: str) -> list[str]:
    """Files of the home that hold this text, plainly or as hexadecimal digits."""
    return [
        path.name
        for path in home.root.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in (text.encode(), text.encode().hex().encode()))
    ]


def test_setting_up_remembers_everything_but_opens_nothing(home: Home, server: ModelServer) -> None:
    server.requests()
    before = sockets.opened()
    added = endpoints.add(
        home, base_url="https://Box.local:8443/v1/", model="qwen", certificate=server.pem("right"), n_ctx=8192
    )
    assert (added.id, added.host, added.base_url) == ("remote:box.local", "box.local", "https://box.local:8443/v1")
    assert endpoints.listing(home) == [added]
    assert endpoints.get(home, "remote:box.local") == endpoints.get(home, "box.local") == added
    assert endpoints.connect(home, added, 7) == protocol.Connect(
        ticket=7,
        base_url="https://box.local:8443/v1",
        model="qwen",
        certificate=server.pem("right"),
        n_ctx=8192,
    )
    assert manifest.read(home).active is None
    assert sockets.opened() == before
    assert server.requests() == []
    assert stat.S_IMODE((home.models / "endpoints.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("base_url", "certificate", "name", "problem"),
    [
        ("http://box.local/v1", "", "", BadAddress(reason="plain_http")),
        ("http://127.0.0.1:1/v1", "right", "", BadAddress(reason="plain_http")),
        ("https://box.local/v1", "", "", BadAddress(reason="no_certificate")),
        ("https://me:pw@box.local/v1", "right", "", BadAddress(reason="user")),
        ("http://127.0.0.1:1/v1", "", "../../etc", BadAddress(reason="name")),
        ("https://box.local/v1", "nonsense", "", BadFile(path="the certificate", line=1)),
    ],
)
def test_what_may_not_be_used_is_not_set_up(
    base_url: str, certificate: str, name: str, problem: Problem, home: Home, server: ModelServer
) -> None:
    pem = server.pem("right") if certificate == "right" else certificate
    with pytest.raises(type(problem)) as caught:
        endpoints.add(home, base_url=base_url, model="m", certificate=pem, name=name)
    assert caught.value.facts == problem.facts
    assert endpoints.listing(home) == []


def test_without_a_keychain_the_token_lies_encrypted_under_the_stores_key(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase = os.environ["SOTTO_PASSPHRASE"]
    added = endpoints.add(home, base_url="http://127.0.0.1:9/v1", model="m", name="here", token=TOKEN)
    assert written_anywhere(home, TOKEN) == []
    with pytest.raises(PassphraseMissing):
        endpoints.connect(home, added, 1)
    monkeypatch.setenv("SOTTO_PASSPHRASE", passphrase)
    with vault.open_vault(home, write=True):
        assert endpoints.connect(home, added, 1).token == TOKEN, "by the vault that is open"
    with pytest.raises(PassphraseMissing):
        endpoints.connect(home, added, 1)
    endpoints.remove(home, "here")
    assert list(home.models.glob("endpoint-*")) == []


def test_with_a_keychain_the_token_is_an_entry_of_it(
    home: Home, keyring: type[FakeKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOTTO_PASSPHRASE")
    backends = [keyring]
    added = endpoints.add(
        home, base_url="http://127.0.0.1:9/v1", model="m", name="here", token=TOKEN, backends=backends
    )
    assert written_anywhere(home, TOKEN) == []
    assert TOKEN.encode().hex() in keyring.entries.values()
    assert endpoints.connect(home, added, 1, backends=backends).token == TOKEN
    with pytest.raises(KeychainUnavailable):
        endpoints.connect(home, added, 1, backends=[])
    again = endpoints.add(
        home, base_url="http://127.0.0.1:9/v1", model="m", name="here", token="another", backends=backends
    )
    assert endpoints.connect(home, again, 1, backends=backends).token == "another"
    assert TOKEN.encode().hex() not in keyring.entries.values(), "the old one is gone"
    with pytest.raises(StoreKeyMissing):
        endpoints.connect(home, added, 1, backends=backends)
    endpoints.remove(home, "here", backends=backends)
    assert b"another".hex() not in keyring.entries.values()


def test_a_token_that_cannot_be_kept_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOTTO_PASSPHRASE")
    with pytest.raises(PassphraseMissing):
        endpoints.add(home, base_url="http://127.0.0.1:9/v1", model="m", token=TOKEN, backends=[])
    assert endpoints.listing(home) == []


def test_removing_the_one_in_use_leaves_no_model_in_use(home: Home) -> None:
    for name in ("one", "two"):
        endpoints.add(home, base_url="http://127.0.0.1:9/v1", model="m", name=name)
    manifest.write(home, manifest.Manifest(active="remote:one"))
    endpoints.remove(home, "two")
    assert manifest.read(home).active == "remote:one"
    endpoints.remove(home, "one")
    assert manifest.read(home).active is None
    with pytest.raises(ModelMissing):
        endpoints.remove(home, "one")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"schema":1,"endpoints":[{"name":"x"}]}',
        b'{"schema":1,"endpoints":[{"name":"x","base_url":"http://box.local/v1","model":"m"}]}',
    ],
)
def test_a_damaged_list_is_set_aside_and_nothing_is_connected(content: bytes, home: Home) -> None:
    path = home.models / "endpoints.json"
    path.write_bytes(content)
    assert endpoints.listing(home) == []
    assert path.with_suffix(".bad").read_bytes() == content
    assert not path.exists()


def test_trying_out_shows_the_token_to_the_server_and_to_nobody_else(home: Home, server: ModelServer) -> None:
    server.requests()
    with vault.open_vault(home, write=True):
        endpoints.add(
            home, base_url=server.url("right"), model="many", name="box", certificate=server.pem("right"), token=TOKEN
        )
        assert TOKEN not in repr(endpoints.try_out(home, "box"))
    assert {heard["headers"]["authorization"] for heard in server.requests()} == {f"Bearer {TOKEN}"}


def test_starting_the_child_is_no_part_of_the_time_it_takes_to_connect(home: Home, server: ModelServer) -> None:
    passed = []

    def start() -> Child:
        passed.append(1000.0)
        return start_child(remote=True)

    endpoints.add(home, base_url=server.url("right"), model="many", name="box", certificate=server.pem("right"))
    tried = endpoints.try_out(home, "box", start=start, clock=lambda: sum(passed))
    assert (len(passed), tried.connect_ms, tried.answer_ms) == (1, 0.0, 0.0)


def test_the_worker_writes_with_an_endpoint(home: Home, server: ModelServer) -> None:
    added = endpoints.add(home, base_url=server.url("right"), model="many", name="box", certificate=server.pem("right"))
    with Worker() as worker:
        assert worker.load(endpoints.connect(home, added, 0)).device == "127.0.0.1"
        wish = protocol.Generate(ticket=0, turns=(protocol.Turn("user", "Hi"),), count=2, seed=3)
        assert worker.generate(wish).texts == ("Text of seed 3", "Text of seed 4")
        assert not worker.running, "no local model is needed"
        assert worker.sockets == 1
    tried = endpoints.try_out(home, "box")
    assert (tried.host, tried.model, tried.sockets) == ("127.0.0.1", "many", 1)


@pytest.mark.parametrize(
    ("model", "pinned", "problem"),
    [
        ("many", "other", EndpointUntrusted),
        ("unheard-of", "right", EndpointRefused),
    ],
)
def test_trying_out_tells_what_is_wrong(
    model: str, pinned: str, problem: type[Problem], home: Home, server: ModelServer
) -> None:
    endpoints.add(home, base_url=server.url("right"), model=model, name="box", certificate=server.pem(pinned))
    with pytest.raises(problem):
        endpoints.try_out(home, "box")


def test_a_certificate_is_fetched_by_a_child_and_counted(server: ModelServer) -> None:
    before = sockets.opened()
    assert endpoints.fetch_certificate(server.url("right")) == server.pem("right")
    assert sockets.opened() == before + 1
    with pytest.raises(EndpointUnreachable):
        endpoints.fetch_certificate("https://127.0.0.1:9/v1")


# ---- the command line


def run(home: Home, *arguments: str) -> None:
    cli = typer.Typer()
    commands.add_to(cli)
    session = Session(home.root, True, Console(), Console(stderr=True))
    typer.main.get_command(cli)([*arguments], prog_name="model", standalone_mode=False, obj=session)


def test_the_command_sets_up_tries_out_and_forgets(
    home: Home, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = str(server.folder / "right.pem")
    run(home, "connect", server.url("right"), "--model", "many", "--name", "box", "--certificate", certificate)
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["has_token"]) == ("remote:box", False)
    assert len(told["fingerprint"]) == 95
    run(home, "test", "box")
    assert json.loads(capsys.readouterr().out)["host"] == "127.0.0.1"
    run(home, "disconnect", "box")
    assert endpoints.listing(home) == []


def test_a_token_is_read_from_standard_input(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TOKEN}\n"))
    run(home, "connect", "http://127.0.0.1:9/v1", "--model", "m", "--name", "here", "--token-stdin")
    out = capsys.readouterr()
    assert TOKEN not in out.out + out.err
    assert json.loads(out.out)["has_token"]
    assert endpoints.get(home, "here").keeper == "file"


def test_a_fetched_certificate_is_trusted_only_when_somebody_compared_it(
    home: Home, server: ModelServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    wish = ("connect", server.url("right"), "--model", "many", "--name", "box", "--fetch-certificate")
    for more in ((), ("--trust", "00" * 32)):
        with pytest.raises(EndpointUntrusted) as caught:
            run(home, *wish, *more)
        assert endpoints.listing(home) == []
    run(home, *wish, "--trust", str(caught.value.facts["sha256"]))
    assert endpoints.get(home, "box").certificate == server.pem("right")
