"""The page of Ask as it is read: chats by their times, reminders, drafts that were asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app import answering, asked_history, asking, clock
from app.asked_history import PAUSE
from app.replies import Wish
from app.vault import Vault
from app.wording import ask_page
from app.wording import asking as words
from engine.asked import AskAnswer, AskSentence, AskSource, AskTurn, Intent

AT = datetime(2026, 3, 14, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")


def turn(n: int, at: datetime) -> AskTurn:
    return AskTurn(str(n), f"question {n}", AskAnswer("x", (AskSentence("x"),), Intent.FIND, (), True, "no-model"), at)


def titles(turns: list[AskTurn], begins: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    return [(chat.title, len(chat.turns)) for chat in asked_history.chats(turns, begins)]


def test_what_is_asked_one_after_the_other_is_a_chat() -> None:
    second = timedelta(seconds=1)
    turns = [turn(1, AT), turn(2, AT + PAUSE), turn(3, AT + 2 * PAUSE + second), turn(4, AT + 2 * PAUSE + 9 * second)]
    assert titles(turns[::-1]) == [("question 3", 2), ("question 1", 2)]
    assert titles(turns[::-1], ("2", "4")) == [
        ("question 4", 1),
        ("question 3", 1),
        ("question 2", 1),
        ("question 1", 1),
    ]
    assert asked_history.chats([]) == ()


def test_the_history_tells_what_is_searched_and_set(demo_vault: Vault, told_now: datetime) -> None:
    now = told_now.astimezone(ZONE)
    for question in ("what did Ines say about outfits?", "remind me to call Ines tomorrow at 9"):
        understood = asking.understand(demo_vault.db, question, now=now)
        asking.keep(demo_vault.db, understood, asking.answer(demo_vault.db, understood, now=now, zone=ZONE), now=now)
    found = asked_history.history(demo_vault.db, now=now)
    assert [chat.title for chat in found.chats] == ["what did Ines say about outfits?"]
    assert [one.text for one in found.reminders] == ["Call Ines"]
    assert found.n_searched > 100
    assert f"{found.n_searched:,} messages" in ask_page.scope(found.n_searched)
    apart = asked_history.regrouped(found, {found.chats[0].turn_ids[1]})
    assert [len(chat.turns) for chat in apart.chats] == [1, 1]


def test_a_draft_that_was_asked_for_is_found_again(demo_vault: Vault) -> None:
    now = clock.now().astimezone(ZONE)
    understood = asking.understand(demo_vault.db, "write to Ines Calloway that I'm late", now=now)
    assert understood.draft_for is not None
    draft = answering.suggest(demo_vault, understood.draft_for, Wish(steer=understood.steer), now=now)
    told = asking.answer(demo_vault.db, understood, now=now, zone=ZONE, draft=draft)
    asking.keep(demo_vault.db, understood, told, now=now)
    found = asked_history.history(demo_vault.db, now=now)
    (made,) = found.drafted.values()
    assert made.conversation_id == understood.draft_for
    assert made.text
    if made.option is not None:
        assert made.text == made.option.text


def test_a_further_message_is_read_back_out_of_what_was_told() -> None:
    for tongue in ("en", "de", "fr", "es", "pt"):
        told = words.follow_up("Kim “the lens” Abernathy", "Did the “blue” one arrive?", tongue)
        assert words.follow_up_text(told, tongue) == "Did the “blue” one arrive?"
    assert words.follow_up_text("Eight drafts for Kim. Nothing was sent.") == ""


def test_a_source_says_when_and_who() -> None:
    now = datetime(2026, 10, 8, 11, tzinfo=ZONE)

    def line(at: datetime, *, from_me: bool = True) -> str:
        return ask_page.source_line(AskSource(1, "1", "1", "Kim", "hello", at, from_me), now)

    assert line(now.replace(hour=9, minute=40)) == "Today 09:40 · you wrote"
    assert line(now - timedelta(days=1), from_me=False) == "Yesterday 11:00 · they wrote"
    assert line(now - timedelta(days=2)) == "6 October · you wrote"
