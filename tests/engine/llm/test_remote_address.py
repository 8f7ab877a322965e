"""Only addresses where nobody else listens are used, however they are written."""

from __future__ import annotations

import pytest

from engine.llm import remote_address
from engine.problems import BadAddress


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://box.local:8443/v1", "https://box.local:8443/v1"),
        (" https://Box.Local/v1/ ", "https://box.local/v1"),
        ("https://192.168.1.20:443", "https://192.168.1.20"),
        ("https://[2001:db8::7]:8443/v1", "https://[2001:db8::7]:8443/v1"),
        ("http://127.0.0.1:9931/v1", "http://127.0.0.1:9931/v1"),
        ("http://127.8.9.1:80/v1", "http://127.8.9.1/v1"),
        ("http://[::1]:9931/v1", "http://[::1]:9931/v1"),
        ("http://LOCALHOST:9931/v1", "http://localhost:9931/v1"),
    ],
)
def test_an_address_nobody_else_listens_at_is_taken(written: str, url: str) -> None:
    address = remote_address.parse(written)
    assert address.is_private
    assert address.url == url
    assert remote_address.parse(address.url) == address


@pytest.mark.parametrize(
    "written",
    [
        "http://box.local/v1",
        "http://192.168.1.20/v1",
        "http://localhost.example/v1",
        "http://127.0.0.1.example/v1",
        "http://2130706433/v1",
        "http://0x7f000001/v1",
        "http://127.1/v1",
        "http://0.0.0.0/v1",
        "http://[::ffff:192.168.1.20]/v1",
    ],
)
def test_plain_http_leaves_this_machine_under_no_name(written: str) -> None:
    assert not remote_address.parse(written).is_private


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "scheme"),
        ("box.local:8443", "scheme"),
        ("ftp://box.local", "scheme"),
        ("file:///etc/hosts", "scheme"),
        ("https://me@box.local/v1", "user"),
        ("https://me:secret@box.local/v1", "user"),
        ("http://127.0.0.1:80@box.local/v1", "user"),
        ("https://box.local/v1?key=secret", "query"),
        ("https://box.local/v1?", "query"),
        ("https://box.local/v1#part", "query"),
        ("https://", "host"),
        ("https://bоx.local/v1", "host"),  # the first o is Cyrillic
        ("https://box_local/v1", "host"),
        ("https://localhost./v1", "host"),
        ("https://box.local:0/v1", "host"),
        ("https://[fe80::1%25eth0]/v1", "host"),
        ("https://box.local:99999/v1", "unreadable"),
        ("https://box.local/v1/../admin", "path"),
        ("https://box.local/v 1", "path"),
        ("https://box.local/v1\\n", "path"),
        ("https://box.local/%76", "path"),
    ],
)
def test_what_is_unusual_is_no_address(written: str, reason: str) -> None:
    with pytest.raises(BadAddress) as caught:
        remote_address.parse(written)
    assert caught.value.facts == {"reason": reason}
