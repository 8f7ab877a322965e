"""A thread as things to paint."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from photographer import ASK, GROUP_LINES, INES_LINES, NOW, THEO_LINES, at, flag, line
from verdicts import theo_risk

from app.desk_rows import Tapback
from engine.domain import Kind, Severity
from ui import times
from ui.thread_items import LONGEST, ItemKind, Mark, items, marks_of
from ui.thread_layout import numbered, utf16


def made(lines: list, *, is_group: bool = False, flags: tuple = ()) -> list:  # type: ignore[type-arg]  # short
    return items(lines, name="Ines Calloway", is_group=is_group, now=NOW, flags=flags)


def test_days_separate_lines_and_today_has_its_word() -> None:
    days = [item.text for item in made(INES_LINES) if item.kind is ItemKind.DAY]
    assert days == ["Tuesday 6 October", "Today"]


def test_a_time_stands_under_the_last_bubble_of_a_run_and_under_edited_ones() -> None:
    footers = {item.message_id: item.footer for item in made(INES_LINES) if item.footer}
    assert footers[12].endswith("· Edited")
    assert footers[14].startswith("Read ")
    assert footers[16]


def test_an_unsent_message_shows_that_it_was_unsent_and_no_text() -> None:
    gone = replace(INES_LINES[5], text="something she took back")
    (item,) = [item for item in made([gone]) if item.message_id == 15 and item.part == 0]
    assert item.kind is ItemKind.UNSENT
    assert "took back" not in item.text + item.spoken
    assert item.text.startswith("Ines unsent a message")


def test_links_and_files_stay_closed() -> None:
    cards = {item.message_id: item for item in made(INES_LINES) if item.kind is ItemKind.CARD}
    assert cards[10].detail == "Photo · 3.1 MB · on this Mac"
    assert (cards[13].text, cards[13].detail) == ("Westmere Arboretum", "maps.example · link kept closed")


def test_a_file_that_is_gone_says_so() -> None:
    (card,) = [item for item in made(THEO_LINES[3:4]) if item.kind is ItemKind.CARD]
    assert card.detail == "Document · 84 KB · on this Mac"
    away = replace(THEO_LINES[3], attachments=(replace(THEO_LINES[3].attachments[0], on_disk=False),))
    (card,) = [item for item in made([away]) if item.kind is ItemKind.CARD]
    assert card.detail.endswith("not on this Mac")


def test_groups_name_the_sender_once_a_run_and_quote_replies() -> None:
    found = made(GROUP_LINES, is_group=True)
    assert [item.sender for item in found if item.kind is ItemKind.BUBBLE] == [
        "Kit Abernathy",
        "Lena Ostrowe",
        "",
    ]
    assert [item.quote for item in found if item.kind is ItemKind.BUBBLE] == [
        "",
        "Who brings the reflector?",
        "",
    ]
    assert found[1].kind is ItemKind.NOTE


def test_marks_carry_the_number_of_the_risk_panel() -> None:
    marks = marks_of(theo_risk().red_flags, THEO_LINES)
    assert [(mark.number, mark.level) for mark in marks[34]] == [
        (1, "high"),
        (2, "high"),
        (3, "check"),
        (4, "check"),
    ]


def test_a_flag_that_was_answered_is_not_marked_any_more() -> None:
    answer = line(40, "No, thank you", at("10:30"), from_me=True, sender="")
    assert marks_of(theo_risk().red_flags, [*THEO_LINES, answer]) == {}


def test_a_tapback_is_a_badge_and_is_read_aloud() -> None:
    (item,) = [item for item in made(INES_LINES) if item.reactions]
    assert item.reactions == ("♥",)
    assert item.spoken.endswith("Ines loved it.")


def test_an_endless_text_is_cut_for_painting() -> None:
    (item,) = [item for item in made([line(1, "x" * 50_000, NOW)]) if item.kind is ItemKind.BUBBLE]
    assert len(item.text) == LONGEST + 2


def test_a_message_that_cannot_be_read_is_said_to_be_unreadable() -> None:
    (item,) = [item for item in made([line(1, "", NOW, kind=Kind.UNKNOWN)]) if item.part == 0]
    assert item.text == "Sotto can’t read this message yet"


def test_numbers_follow_their_spans() -> None:
    start = ASK.index("add the")
    shown, spans = numbered(
        ASK, (Mark(start, start + 7, 1, "check", "x"), Mark(start + 12, start + 17, 2, "high", "y"))
    )
    assert shown[spans[0].start : spans[0].end] == "add the¹"
    assert shown[spans[1].start : spans[1].end] == ASK[start + 12 : start + 17] + "²"


@given(st.text(alphabet="ab😀é\u202e\n", min_size=1, max_size=30), st.data())
def test_spans_survive_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown, (span,) = numbered(text, (Mark(start, end, 3, "check", "x"),))
    units = shown.encode("utf-16-le", "surrogatepass")
    assert units[2 * span.start : 2 * span.end].decode("utf-16-le", "surrogatepass") == text[start:end] + "³"


def test_positions_count_utf16_units() -> None:
    assert utf16("a😀b", 2) == 3


def test_a_flag_beyond_the_text_is_left_out() -> None:
    broken = replace(flag("x", ASK, "outfits", 16, Severity.LOW, "scam"), span=(5, 9999))
    (item,) = [item for item in made(INES_LINES, flags=(broken,)) if item.message_id == 16 and item.part == 0]
    assert item.marks == ()


def test_a_link_is_shown_once() -> None:
    bare = replace(INES_LINES[3], text="https://maps.example/westmere")
    assert [item.kind for item in made([bare])] == [ItemKind.DAY, ItemKind.CARD]


def test_every_tapback_of_messages_has_a_sign_and_a_word() -> None:
    for kind in ("love", "like", "dislike", "laugh", "emphasize", "question"):
        told = made([line(1, "Hi", NOW, tapbacks=(Tapback("Kit", kind, None),))])[-1]
        assert told.reactions[0] != "•"
        assert "Kit reacted to" not in told.spoken


def test_a_link_has_its_time_where_a_bubble_has_it() -> None:
    link = {"url": "https://maps.example/westmere", "title": "Westmere"}
    lines = [
        line(1, "", at("09:12"), extra=link, kind=Kind.APP),
        line(2, "There", at("09:13")),
        line(3, "", at("09:14"), extra=link, kind=Kind.APP),
        line(4, "", at("09:20"), extra=link, kind=Kind.APP, from_me=True, sender="", read_at=at("09:21")),
    ]
    shown = [(item.message_id, item.footer) for item in made(lines) if item.kind is not ItemKind.DAY]
    assert shown == [(1, ""), (2, ""), (3, times.clock(at("09:14"))), (4, f"Read {times.clock(at('09:21'))}")]
