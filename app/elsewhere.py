"""What belongs to other contacts: the store's answer to the guards on what goes out."""

from __future__ import annotations

from functools import cached_property

from sqlite_utils import Database

from app.store import search
from engine.reply.facts import Fact, facts

#: Something that so many contacts said or were told names nobody and gives nothing away.
COMMON_KNOWLEDGE = 3
#: Digits below which a number alone tells nothing.
TELLING_DIGITS = 3
#: Messages that are read to see whether a word is written as a name there.
NAMED_IN = 5


class OtherContacts:
    """Everybody's history but that of one contact, for `engine.reply.guards`; answers are remembered.

    Args:
        contact_id: whose conversations are "here"; 0 for a group.
        conversation_id: the conversation at hand, also "here".
    """

    def __init__(self, db: Database, *, contact_id: int, conversation_id: int) -> None:
        self._db = db
        self._contact_id = contact_id
        self._conversation_id = conversation_id
        self._answers: dict[tuple[str, str], bool] = {}

    def has_fact(self, key: str) -> bool:
        """Whether a fact is another contact's: it was said there, by whomever, and too few know it to be common."""
        kind, _, value = key.partition(":")
        if kind == "number" and sum(map(str.isdigit, value)) < TELLING_DIGITS:
            return False
        if kind == "phone":  # written in groups, of which the last six digits are nearly always one or two
            return any(self._remembered("fact", part) for part in (value, value[-6:], f"{value[-6:-3]} {value[-3:]}"))
        return self._remembered("fact", value or key)

    def has_words(self, quote: str) -> bool:
        """Whether another contact wrote these words in this order."""
        return self._remembered("quote", quote)

    def is_private(self, word: str) -> bool:
        """Whether one or two other contacts use a rare word, or one of them is called so."""
        return word in self._names or self._remembered("word", word)

    def is_called(self, word: str) -> bool:
        """Whether another contact is called so, or somebody or some place is in what was said there."""
        if word in self._names:
            return True
        if not self._remembered("fact", word):
            return False
        texts = search.said_elsewhere(
            self._db,
            word,
            without_contact=self._contact_id,
            without_conversation=self._conversation_id,
            limit=NAMED_IN,
        )
        key = f"word:{word}"
        return any(key in one.keys for text in texts for one in facts(text) if one.fact in (Fact.NAME, Fact.PLACE))

    @cached_property
    def _names(self) -> frozenset[str]:
        rows = self._db.execute("SELECT name FROM contact WHERE id != ?", [self._contact_id]).fetchall()
        return frozenset(word.casefold() for (name,) in rows for word in name.split())

    def _remembered(self, how: str, text: str) -> bool:
        asked = (how, text)
        if asked not in self._answers:
            known = search.who_knows(
                self._db, text, without_contact=self._contact_id, without_conversation=self._conversation_id
            )
            few = known.conversations < COMMON_KNOWLEDGE
            theirs = known.said_by_them > 0
            self._answers[asked] = {
                "fact": few and known.conversations > 0,  # a gate code is theirs although the person told it
                "word": few and theirs,  # the person's own words are theirs to repeat
                "quote": theirs,
            }[how]
        return self._answers[asked]
