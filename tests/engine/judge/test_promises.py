"""What counts as a promise, of whom, and by when."""

# ruff: noqa: E501 - an example on one line reads better than a broken one

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.brief import PromiseState, Side
from engine.domain import Message
from engine.judge import fulfilment, promises
from tests.engine.judge.promise_examples import NO_PROMISES, PROMISES

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


def message(text: str, *, from_me: bool = True) -> Message:
    return Message("7", from_me, text, NOW)


@pytest.mark.parametrize(("text", "what", "due"), PROMISES)
def test_a_promise_is_found_with_its_deed_and_time(text: str, what: str, due: str) -> None:
    found = [one for one in promises.find(message(text)) if what.lower() in one.what.lower()]
    assert found, [one.what for one in promises.find(message(text))]
    assert ("" if found[0].due_at is None else f"{found[0].due_at:%m-%d %H:%M}") == due


@pytest.mark.parametrize("text", NO_PROMISES)
def test_what_only_looks_like_a_promise_is_none(text: str) -> None:
    assert [one.what for one in promises.find(message(text))] == []


def test_there_are_enough_examples_of_both() -> None:
    assert len(PROMISES) + len(NO_PROMISES) >= 80
    assert len(NO_PROMISES) >= 35


def said(*lines: tuple[str, str, int]) -> list[Message]:
    """(who, text, hours after NOW) as messages; a text of "[photo]" is a picture without words."""
    return [
        Message(
            str(at),
            who == "me",
            "" if text == "[photo]" else text,
            NOW + timedelta(hours=hours),
            n_attachments=int(text == "[photo]"),
        )
        for at, (who, text, hours) in enumerate(lines)
    ]


#: A talk of (who, text, hours later), and what became of its first promise.
FATES = (
    ((("me", "I'll send the photos tomorrow", 0), ("me", "[photo]", 20)), "kept"),
    ((("me", "I'll send the invoice tomorrow", 0), ("me", "Just sent the invoice!", 20)), "kept"),
    ((("me", "I'll send you the link tonight", 0), ("me", "https://example.com/gallery", 8)), "kept"),
    ((("them", "I'll pay the deposit tomorrow", 0), ("them", "Paid!", 26)), "kept"),
    ((("them", "I'll transfer the deposit tonight", 0), ("me", "Got the deposit, thank you!", 30)), "kept"),
    ((("me", "I'll send the contract tonight", 0), ("them", "Received the contract, thanks", 12)), "kept"),
    ((("them", "Will let you know by Friday", 0), ("them", "Yes, Saturday works for us", 30)), "kept"),
    ((("me", "I'll call you at 3pm", 0), ("them", "Thanks for the call!", 6)), "kept"),
    ((("me", "Te mando la factura mañana", 0), ("me", "Ya te mandé la factura", 20)), "kept"),
    ((("me", "Je vous envoie le devis demain", 0), ("me", "Bonjour, ci-joint le devis", 20)), "kept"),
    ((("me", "Ich schicke dir morgen die Rechnung", 0), ("me", "Anbei die Rechnung", 20)), "kept"),
    ((("them", "Faço o pix amanhã", 0), ("them", "Paguei agora", 20)), "kept"),
    ((("me", "I'll send the invoice tomorrow", 0), ("them", "got it, thanks", 1)), "open"),
    ((("me", "I'll send the invoice tomorrow", 0), ("them", "Great, thank you!", 1)), "open"),
    ((("me", "I'll send the invoice tomorrow", 0), ("me", "Just sent the contract", 5)), "open"),
    ((("me", "I'll send the invoice tomorrow", 0), ("me", "Did you get my message?", 5)), "open"),
    ((("them", "I'll pay the deposit tomorrow", 0), ("me", "Did you send the deposit?", 26)), "open"),
    ((("them", "I'll pay the deposit tomorrow", 0), ("them", "I'll send you the photos of the hall too", 2)), "open"),
    ((("me", "I'll send the invoice tomorrow", 0), ("them", "No need to send the invoice, found it", 3)), "withdrawn"),
    ((("them", "I'll bring the dresses tomorrow", 0), ("them", "Sorry, I can't make it tomorrow", 5)), "withdrawn"),
    ((("me", "I'll send the photos on Friday", 0), ("me", "I'll send the photos tomorrow already", 5)), "withdrawn"),
    ((("me", "I'll send the photos tonight", 0), ("me", "So sorry, I'll send the photos tomorrow", 30)), "broken"),
    ((("me", "I'll send the photos tonight", 0), ("them", "Hello?", 24 * 9)), "broken"),
    ((("me", "I'll call you tonight", 0), ("them", "Hello", 24 * 9)), "open"),
)  # fmt: skip


@pytest.mark.parametrize(("lines", "fate"), FATES)
def test_what_was_said_since_decides_what_became_of_a_promise(
    lines: tuple[tuple[str, str, int], ...], fate: str
) -> None:
    talk = said(*lines)
    first = fulfilment.ledger(talk, now=talk[-1].sent_at)[0]
    assert first.state == fate
    assert first.by is (Side.ME if lines[0][0] == "me" else Side.THEM)


def test_an_overdue_promise_is_open_and_marked() -> None:
    (only,) = fulfilment.ledger(said(("me", "I'll send the invoice tomorrow", 0)), now=NOW + timedelta(days=3))
    assert only.state is PromiseState.OPEN
    assert only.overdue(NOW + timedelta(days=3))
    assert not only.overdue(NOW)


def test_promises_of_before_are_settled_by_what_came_since() -> None:
    talk = said(("me", "I'll send the invoice tomorrow", 0), ("me", "Just sent the invoice", 20))
    before = fulfilment.ledger(talk[:1], now=NOW)
    (only,) = fulfilment.ledger(talk[1:], now=talk[-1].sent_at, earlier=before)
    assert (only.state, only.settled_by) == (PromiseState.KEPT, "1")


def test_named_times_are_meant_in_the_zone_of_the_talk() -> None:
    lima = timezone(timedelta(hours=-5))
    (only,) = promises.find(message("I'll send it tomorrow at 3pm"), lima)
    assert only.due_at == datetime(2026, 3, 12, 20, 0, tzinfo=UTC)
    late = Message("1", True, "I'll send it tomorrow", datetime(2026, 3, 12, 2, 0, tzinfo=UTC))
    assert promises.find(late, lima)[0].due_at == datetime(2026, 3, 12, 23, 0, tzinfo=UTC)


def test_an_old_promise_without_a_time_stands_no_longer() -> None:
    (only,) = fulfilment.ledger(said(("me", "I'll send you the links", 0)), now=NOW)
    assert fulfilment.stands(only, NOW + timedelta(days=3))
    assert not fulfilment.stands(only, NOW + timedelta(days=60))


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_promise_quotes_it(text: str) -> None:
    for one in promises.find(message(text)):
        assert one.text in text
        assert one.what in text


@pytest.mark.parametrize(
    "text",
    ["I'll send it tomorrow. " * 5_000, "(" * 100_000, "i'll " * 20_000, "te " * 30_000, "مرحبا سأرسل غدا " * 500, "je " * 40_000, '"' * 5_000 + "I'll pay tomorrow"],
)  # fmt: skip
def test_long_and_hostile_texts_are_read_in_bounded_work(text: str) -> None:
    assert len(promises.find(message(text))) <= promises.MAX_PROMISES
