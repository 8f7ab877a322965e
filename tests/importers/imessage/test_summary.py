"""Edits and unsends are read from `message_summary_info`; what was taken back does not come out."""

from __future__ import annotations

import plistlib
import random
from datetime import datetime
from typing import Any

import pytest
import streamwriter as w
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.demo import keyed_archive, message_summary
from importers.imessage import plists, summary
from importers.imessage.summary import NOTHING, Earlier, PartHistory, Summary, Translation

AT_S = 690_513_474.2725511
AT_US = 1_668_820_674_272_551


def blob(**info: Any) -> bytes:
    return plistlib.dumps(info, fmt=plistlib.FMT_BINARY)


def read(**info: Any) -> Summary:
    found = summary.read(blob(**info))
    assert found is not None
    return found


def event(text: str, at_s: float = AT_S) -> dict[str, Any]:
    return {"d": at_s, "t": w.body(text)}


def ranges(*lengths: int) -> dict[str, dict[str, int]]:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    # Files do not sort them.
    return {str(n): {"lo": starts[n], "le": lengths[n]} for n in reversed(range(len(lengths)))}


def test_an_edited_message_tells_its_text_as_it_stands_and_what_it_said_before() -> None:
    events = [event("I hate you", AT_S - 90), event("I like you", AT_S - 60), event("I love you")]
    found = read(otr=ranges(10), ec={"0": events}, ep=[0], euh=["me@x.org"], ust=True)
    assert found == Summary(
        parts=(
            PartHistory(
                0,
                (0, 10),
                "I love you",
                2,
                AT_US,
                unsent=False,
                earlier=(Earlier("I hate you", AT_US - 90_000_000), Earlier("I like you", AT_US - 60_000_000)),
            ),
        ),
        n_edits=2,
        edited_us=AT_US,
        editors=("me@x.org",),
    )
    assert found.edited
    assert found.current_text == "I love you"
    assert [one.text for one in found.earlier] == ["I hate you", "I like you"]


def test_an_edit_that_changed_no_word_is_no_earlier_wording() -> None:
    same = [event("one", AT_S - 9), event("one", AT_S - 8), event("two", AT_S - 7), event("two")]
    assert [one.text for one in read(ec={"0": same}).earlier] == ["one"]


def test_wordings_of_several_parts_come_in_the_order_of_time() -> None:
    parts = {"0": [event("b", AT_S - 5), event("B")], "1": [event("a", AT_S - 9), event("c", AT_S - 1), event("C")]}
    assert [one.text for one in read(ec=parts).earlier] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "archived",
    [b"", b"\x04\x0bstreamtyped", b"\x00" * 40, "words", 7, None, [], {"t": b""}, b"\xff" * 5000],
)
def test_an_earlier_wording_that_cannot_be_read_is_left_out(archived: object) -> None:
    damaged = {"d": AT_S - 9} if archived is None else {"d": AT_S - 9, "t": archived}
    found = read(ec={"0": [damaged, event("old", AT_S - 3), event("new")]})
    assert [one.text for one in found.earlier] == ["old"]
    assert found.current_text == "new"


def test_a_code_that_was_edited_is_no_earlier_wording() -> None:
    code = {"d": AT_S - 9, "t": w.of_pieces([("771204", {"__kIMOneTimeCodeAttributeName": {"code": "771204"}})])}
    assert read(ec={"0": [code, event("new")]}).earlier == ()


def test_thousands_of_edits_that_share_their_bytes_are_read_within_bounds() -> None:
    shared = event("x" * 1000)
    found = read(ec={str(part): [shared] * 2000 + [event("end")] for part in range(20)})
    assert len(found.earlier) <= 20


def test_edits_count_even_where_nothing_else_says_so() -> None:
    assert read(ec={"0": [event("a"), event("b")]}).n_edits == 1
    assert read(ep=[1]).n_edits == 1
    assert read(ep=[1]).current_text is None


def test_a_message_is_fully_unsent_when_every_part_is() -> None:
    found = read(otr=ranges(5, 6), rp=[1, 0])
    assert found.fully_unsent
    assert not found.partially_unsent
    assert [part.unsent for part in found.parts] == [True, True]


def test_a_message_with_a_part_left_is_partially_unsent() -> None:
    found = read(otr=ranges(5, 6, 1), rp=[0, 1])
    assert found.partially_unsent
    assert not found.fully_unsent
    assert [(part.index, part.unsent, part.original) for part in found.parts] == [
        (0, True, (0, 5)),
        (1, True, (5, 6)),
        (2, False, (11, 1)),
    ]
    assert read(rp=[0]).partially_unsent


def test_the_text_of_an_unsent_part_stays_inside() -> None:
    found = read(otr=ranges(5, 4), rp=[0], ec={"0": [event("first"), event("secret")], "1": [event("a"), event("b")]})
    assert found.current_text == "b"
    assert [one.text for one in found.earlier] == ["a"]
    assert "secret" not in repr(found)
    assert "first" not in repr(found)


def test_the_demos_own_summaries_are_read() -> None:
    edited = message_summary.edited({}, part=0, texts={0: "old"}, new="new", at_s=AT_S)
    found = summary.read(edited)
    assert found is not None
    assert (found.current_text, found.n_edits, found.edited_us) == ("new", 1, AT_US)
    unsent = summary.read(message_summary.unsent({}, parts=(0,), texts={0: "old"}))
    assert unsent is not None
    assert unsent.fully_unsent
    assert summary.read(message_summary.UNTOUCHED) is NOTHING


def test_a_summary_of_nothing_we_read_is_known_without_parsing() -> None:
    assert summary.read(blob(ust=True, amc=0, ams="words")) is NOTHING
    assert summary.read(b"bplist00 damaged beyond reading") is NOTHING
    assert not NOTHING.edited


def test_translations_are_found_in_their_archive() -> None:
    inner = {"translatedText": "Good day", "translationLanguage": "en-GB", "sourceLanguage": "de"}
    expected = (Translation("Good day", "en-GB", "de"),)
    assert read(tmp=keyed_archive.archive({"0": [inner]})).translations == expected
    assert read(tmp={"0": keyed_archive.archive(inner)}).translations == expected


def test_a_sender_that_is_not_messages_is_named() -> None:
    assert read(amsa="com.apple.siri").sent_with == "com.apple.siri"


@pytest.mark.parametrize("when", [0, -5, float("nan"), float("inf"), 1e300, 2**63, "x", [], {}])
def test_senseless_times_are_no_times(when: object) -> None:
    found = read(ec={"0": [{"d": when, "t": w.body("x")}]})
    assert (found.current_text, found.edited_us) == ("x", None)
    assert read(ec={"0": [{"t": w.body("x")}]}).edited_us is None


def test_a_time_may_be_a_date() -> None:
    found = read(ec={"0": [{"d": datetime(2022, 11, 19, 1, 17, 54), "t": w.body("x")}]})
    assert found.edited_us == 1_668_820_674_000_000


@pytest.mark.parametrize(
    "info",
    [
        {"otr": 1, "ec": [1], "ep": {"a": 1}, "rp": "x", "euh": 5, "tmp": b"x", "amsa": 1},
        {
            "otr": {"x": 1, "-1": {}, "0": 5, "00000000000001": {"lo": 1, "le": 1}},
            "ec": {"0": [], "1": 5, "2": ["x"]},
        },
        {
            "ec": {"0": [{"t": "text"}], "1": [{"t": b"bad"}], "9999": [{"t": w.body("x")}]},
            "rp": ["0", -1, 10**6, 1.5],
        },
        {"otr": {"0": {"lo": "0", "le": 1.5}}, "tmp": [keyed_archive.archive({"translatedText": 5})]},
    ],
)
def test_values_of_wrong_types_are_passed_over(info: dict[str, Any]) -> None:
    found = read(**info)
    assert found.current_text is None
    assert not found.fully_unsent
    assert found.translations == found.editors == ()


@pytest.mark.parametrize("value", [None, 5, 1.5, "text", b"", b"x", b"<?xml version='1.0'?><plist/>", [1]])
def test_what_is_no_summary_is_none(value: object) -> None:
    assert summary.read(value) is None
    assert summary.read(plistlib.dumps(["otr"], fmt=plistlib.FMT_BINARY)) is None


def check_that_a_database_takes_it(found: Summary | None) -> None:
    if found is not None:
        texts = [text for part in found.parts for text in (part.text, *(one.text for one in part.earlier))]
        texts += [one.text for one in found.translations]
        assert "\0" not in "".join(text or "" for text in texts).encode().decode()
        assert all(part.index >= 0 and part.n_edits >= 0 for part in found.parts)


def test_no_truncation_or_mutation_raises() -> None:
    tmp = keyed_archive.archive({"translatedText": "x"})
    whole = blob(otr=ranges(3, 3), ec={"0": [event("a"), event("b")]}, ep=[0], rp=[1], euh=["x"], tmp=tmp)
    for end in range(len(whole)):
        check_that_a_database_takes_it(summary.read(whole[:end]))
    dice = random.Random(3)
    for _ in range(1_500):
        changed = bytearray(whole)
        for _ in range(dice.choice((1, 2, 8))):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        check_that_a_database_takes_it(summary.read(bytes(changed)))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_noise_never_raises(noise: bytes) -> None:
    check_that_a_database_takes_it(summary.read(noise))
    check_that_a_database_takes_it(summary.read(b"bplist00\x52ec" + noise))


def test_parts_that_share_their_bytes_are_not_decoded_without_end() -> None:
    shared = [event("x" * (plists.MAX_BYTES // 4))]
    found = read(ec={str(n): shared for n in range(400)})
    assert 1 <= sum(part.text is not None for part in found.parts) <= 4
