"""Whom the remote child trusts: one certificate and nobody's word; and what it tells about us: the least there is."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_peer import ModelServer, Remote, running_server

from engine import protocol
from engine.llm import remote_certificate
from engine.llm.remote import Endpoint
from engine.problems import BadFile
from engine.protocol import Connect, Failed, Generate, Generated, Loaded, Turn

TOKEN = "tok-4f1c9a7e55"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    with running_server(tmp_path_factory.mktemp("certificates")) as running:
        yield running


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    child = Remote()
    yield child
    child.child.stop()


def test_the_pinned_certificate_is_trusted_under_any_name(remote: Remote, server: ModelServer) -> None:
    server.requests()
    assert isinstance(remote.connect(server.url("right"), "many", certificate=server.pem("right"), token=TOKEN), Loaded)
    assert isinstance(remote.chat(), Generated)
    assert [heard["headers"]["authorization"] for heard in server.requests()] == [f"Bearer {TOKEN}"] * 2


def test_a_certificate_that_an_unknown_authority_signed_is_trusted_when_it_is_the_pinned_one(
    remote: Remote, server: ModelServer
) -> None:
    assert isinstance(remote.connect(server.url("signed"), "many", certificate=server.pem("signed")), Loaded)


@pytest.mark.parametrize(
    ("shown", "pinned", "reason"),
    [
        ("other", "right", "certificate"),
        ("expired", "right", "certificate"),
        ("expired", "expired", "expired"),
        ("signed", "authority", "certificate"),
        ("right", "signed", "certificate"),
    ],
)
def test_any_other_certificate_is_refused_before_anything_is_said(
    shown: str, pinned: str, reason: str, remote: Remote, server: ModelServer
) -> None:
    server.requests()
    said = remote.connect(server.url(shown), "many", certificate=server.pem(pinned), token=TOKEN)
    assert isinstance(said, Failed)
    assert (said.code, said.facts) == ("EndpointUntrusted", {"host": "127.0.0.1", "reason": reason})
    assert isinstance(remote.connect(server.url("right"), "many", certificate=server.pem("right")), Loaded)
    assert [heard["port"] for heard in server.requests()] == [server.ports["right"]]


def test_a_server_that_speaks_plain_http_at_a_tls_address_is_not_trusted(remote: Remote, server: ModelServer) -> None:
    server.requests()
    plain = f"https://127.0.0.1:{server.ports['plain']}/v1"
    said = remote.connect(plain, "many", certificate=server.pem("right"), token=TOKEN)
    assert isinstance(said, Failed)
    assert (said.code, said.facts["reason"]) == ("EndpointUntrusted", "tls")
    assert server.requests() == []


@pytest.mark.parametrize(
    ("base_url", "certificate", "reason"),
    [
        ("http://box.invalid/v1", "", "plain_http"),
        ("http://192.0.2.1/v1", "", "plain_http"),
        ("http://127.0.0.1:9/v1", "right", "plain_http"),
        ("https://127.0.0.1:9/v1", "", "no_certificate"),
    ],
)
def test_without_encryption_or_certificate_no_connection_is_tried(
    base_url: str, certificate: str, reason: str, remote: Remote, server: ModelServer
) -> None:
    pem = server.pem(certificate) if certificate else ""
    said = remote.connect(base_url, "many", certificate=pem, token=TOKEN)
    assert isinstance(said, Failed)
    assert (said.code, said.facts["reason"]) == ("EndpointUntrusted", reason)
    assert not any(isinstance(news, protocol.SocketsOpened) for news in remote.news)


def test_a_redirect_is_not_followed_and_gets_no_token(remote: Remote, server: ModelServer) -> None:
    server.requests()
    said = remote.connect(server.url("right", "/moved"), "many", certificate=server.pem("right"), token=TOKEN)
    assert isinstance(said, Failed)
    assert (said.code, said.facts["reason"]) == ("EndpointUntrusted", "redirect")
    assert len(server.requests()) == 1


def test_a_server_learns_nothing_about_this_machine(remote: Remote, server: ModelServer) -> None:
    server.requests()
    remote.connect(server.url(), "many", token=TOKEN)
    remote.chat(count=2)
    get, post = (heard["headers"] for heard in server.requests())
    known = {"host", "accept", "accept-encoding", "user-agent", "authorization"}
    assert set(get) == known
    assert set(post) == known | {"content-type", "content-length"}, "and no cookie"
    assert (post["user-agent"], post["accept-encoding"]) == ("Sotto", "identity")


def test_nothing_of_the_environment_changes_the_way(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login me password secret-of-netrc\n")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "other.pem"))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    monkeypatch.setenv("OPENAI_API_KEY", "secret-of-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "secret-organisation")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: yes")

    async def write(name: str) -> Generated:
        certificate = server.pem(name) if name != "plain" else ""
        wish = Connect(ticket=1, base_url=server.url(name), model="many", certificate=certificate)
        endpoint = Endpoint(wish)
        try:
            await endpoint.check()
            return await endpoint.generate(Generate(ticket=2, turns=(Turn("user", "Hi"),)), lambda _i, _t: None)
        finally:
            await endpoint.close()

    server.requests()
    for name in ("plain", "right"):
        assert asyncio.run(write(name)).texts == ("Text of seed 0",)
    heard = server.requests()
    assert len(heard) == 4
    assert "secret" not in str([each["headers"] for each in heard])
    assert all("authorization" not in each["headers"] for each in heard)
    assert not (tmp_path / "keys").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc, which only Linux has")
def test_the_token_stands_in_no_place_that_others_see(server: ModelServer) -> None:
    remote = Remote()
    try:
        for name, model in (("right", "many"), ("right", "token"), ("other", "many"), ("right", "not_json")):
            remote.connect(server.url(name), model, certificate=server.pem("right"), token=TOKEN)
            said = remote.chat("canary-of-a-message")
            assert TOKEN not in str(said)
            assert "canary" not in str(said)
        for place in ("environ", "cmdline"):
            seen = Path(f"/proc/{remote.child.pid}/{place}").read_bytes()
            assert TOKEN.encode() not in seen
    finally:
        remote.child.stop()
    assert remote.child.last_words == ""


@pytest.mark.parametrize("token", ["two words", "line\r\nX-Evil: 1", "kéy", "\x00"])
def test_a_token_that_is_no_header_is_refused(token: str, remote: Remote, server: ModelServer) -> None:
    said = remote.connect(server.url(), "many", token=token)
    assert isinstance(said, Failed)
    assert said.code == "EndpointRefused"
    assert token not in str(said.facts)


def test_a_certificate_is_shown_without_a_word_to_the_server(remote: Remote, server: ModelServer) -> None:
    server.requests()
    for name in ("right", "expired", "signed"):
        said = remote.ask(protocol.ShowCertificate(ticket=remote.ticket(), base_url=server.url(name)))
        assert isinstance(said, protocol.CertificateShown)
        assert said.pem == server.pem(name)
    assert server.requests() == []


@pytest.mark.parametrize(
    ("where", "code"),
    [("plain", "BadAddress"), ("plain_as_tls", "EndpointUntrusted"), ("nobody", "EndpointUnreachable")],
)
def test_where_no_certificate_is_shown_there_is_none(
    where: str, code: str, remote: Remote, server: ModelServer
) -> None:
    url = {
        "plain": server.url(),
        "plain_as_tls": server.url().replace("http:", "https:"),
        "nobody": "https://127.0.0.1:9",
    }[where]
    said = remote.ask(protocol.ShowCertificate(ticket=remote.ticket(), base_url=url))
    assert isinstance(said, Failed)
    assert said.code == code


def test_a_fingerprint_is_what_openssl_shows(server: ModelServer) -> None:
    pem = server.pem("right")
    shown = remote_certificate.fingerprint(pem)
    assert len(shown) == 95
    assert bytes.fromhex(shown.replace(":", "")) == __import__("hashlib").sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()
    assert remote_certificate.first(f"a comment\n{pem}\n{server.pem('other')}") == pem


@pytest.mark.parametrize(
    "pem",
    ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
)
def test_what_is_no_certificate_is_a_bad_file(pem: str) -> None:
    with pytest.raises(BadFile):
        remote_certificate.first(pem)
