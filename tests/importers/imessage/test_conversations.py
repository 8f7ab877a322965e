"""Which chats are one conversation, and by what key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Filter
from engine.heard import SourceHandle
from importers.imessage import addresses
from importers.imessage.conversations import Chat, merge_keys, representatives


def chat(rowid, people=(), *, group=False, name=None, group_id=None, identifier=None, guid="any;-;x"):
    return Chat(
        rowid=rowid,
        guid=guid,
        identifier=identifier or (next(iter(people)) if len(people) == 1 else f"chat{rowid}"),
        is_group=group,
        display_name=name,
        service="iMessage",
        group_id=group_id,
        members=(),
        people=frozenset(people),
        filter=Filter.MAIN,
        archived=False,
    )


def handle(rowid, address, person=None):
    return SourceHandle(rowid, address, "iMessage", person, None, address)


def test_one_person_is_the_smallest_of_their_addresses():
    known = [
        handle(1, "+15550100", "p"),
        handle(2, "ana@example.com", "p"),
        handle(3, "+15550100", None),
        handle(4, "x"),
    ]
    assert representatives(known) == {1: "+15550100", 2: "+15550100", 3: "+15550100", 4: "x"}


def test_direct_chats_with_one_person_share_a_key_that_no_guid_is_part_of():
    found = [chat(1, ["+15550100"], guid="SMS;-;+15550100"), chat(2, ["+15550100"], guid="iMessage;-;+15550100")]
    assert merge_keys(found, {}) == {1: "direct:+15550100", 2: "direct:+15550100"}


def test_a_group_and_a_direct_chat_are_never_one():
    found = [chat(1, ["a"]), chat(2, ["a"], group=True)]
    keys = merge_keys(found, {"same": [1, 2]})
    assert keys[1] != keys[2]


def test_groups_with_the_same_people_are_one_only_without_names():
    found = [
        chat(1, ["a", "b"], group=True, group_id="g1"),
        chat(2, ["a", "b"], group=True, group_id="g2"),
        chat(3, ["a", "b"], group=True, group_id="g3", name="Friday"),
    ]
    keys = merge_keys(found, {})
    assert keys[1] == keys[2] == "group:g1"
    assert keys[3] == "group:g3"


def test_lookups_join_through_several_steps():
    found = [chat(1, ["a"]), chat(2, ["b"]), chat(3, ["c"]), chat(4, ["d"])]
    keys = merge_keys(found, {"x": [1, 2], "y": [3, 2]})
    assert keys[1] == keys[2] == keys[3] == "direct:a"
    assert keys[4] == "direct:d"


@given(
    st.permutations([chat(n, [p]) for n, p in enumerate("abcab", start=1)]),
    st.permutations([("x", [1, 3]), ("y", [2, 5])]),
)
def test_keys_do_not_depend_on_any_order(found, shared):
    assert merge_keys(found, dict(shared)) == {
        1: "direct:a",
        2: "direct:b",
        3: "direct:a",
        4: "direct:a",
        5: "direct:b",
    }


@pytest.mark.parametrize(
    ("written", "region", "form"),
    [
        ("+447700900100", "US", "+447700900100"),
        ("07700 900100", "GB", "+447700900100"),
        ("+44 (0) 7700 900100", "US", "+447700900100"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+5215512345678", "US", "+525512345678"),
        ("+525512345678", "US", "+525512345678"),
        ("+39 06 1234 5678", "US", "+390612345678"),
        ("Ana@Example.COM", "US", "ana@example.com"),
        ("mailto:ana@example.com", "US", "ana@example.com"),
        ("72345", "US", "72345"),
        ("72345(smsft)", "US", "72345"),
        ("Carrier Info", "US", "Carrier Info"),
        ("urn:biz:1234-5678", "US", "urn:biz:1234-5678"),
        ("+1+2", "US", "+1+2"),
        ("", "US", ""),
    ],
)
def test_addresses_have_one_form(written, region, form):
    assert addresses.normalised(written, region) == form
    assert addresses.normalised(form, region) == form


@given(st.text(max_size=40))
def test_any_text_is_an_address_of_some_form(text):
    assert isinstance(addresses.normalised(text), str)


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("72345", True),
        ("AMAZON", True),
        ("+447700900100", False),
        ("a@b.c", False),
        ("urn:biz:1", False),
        ("4155552671", False),
        ("", False),
    ],
)
def test_short_senders_are_nobodys_number(address, short):
    assert addresses.is_short(address) is short


def test_the_home_country_is_the_one_most_handles_name():
    assert addresses.home_region(["gb", "gb", "us"], []) == "GB"
    assert addresses.home_region([], ["+447400123456", "+447400123457", "+14155552671"]) == "GB"
    assert addresses.home_region([], []) == "US"
