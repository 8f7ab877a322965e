"""What a language has to say for Ask to answer in it: one catalogue a language, whole sentences with named holes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence for none, one and several; `{n}` is the count, `{names}` who."""

    none: str
    one: str
    many: str

    def say(self, count: int, n: str, **facts: str) -> str:
        """The sentence for a count; `n` is the count as it is said."""
        chosen = self.none if not count else self.one if count == 1 else self.many
        said = chosen.format(n=n, **facts)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language.

    Attributes:
        unclear: what is asked back, by code. silences: why there is no draft, by code, "" for any other.
        guessed, states: see `app.wording.asking`.
        months, weekdays: from January, from Monday. numbers: words for small counts, () for figures.
        day, day_year: a date. on_day: the same at the beginning of a sentence. moment: a date with its time.
        quote: what somebody wrote, with who did (`they_wrote`, `you_wrote`).
        and_more, and_last: the end of a list of names. more: an answer's sentences are joined by `needs` and `due`.
    """

    unclear: Mapping[str, str]
    silences: Mapping[str, str]
    guessed: Mapping[str, str]
    states: Mapping[str, str]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    chat: str
    nothing: str
    nothing_certain: str
    no_reminders: str
    today: str
    yesterday: str
    tomorrow: str
    day: str
    day_year: str
    on_day: str
    moment: str
    quote: str
    they_wrote: str
    you_wrote: str
    and_more: str
    and_last: str
    times: Counted
    twice: str
    messages: Counted
    waiting: Counted
    owed: Counted
    urgent: Counted
    risky: Counted
    needs: Counted
    due: Counted
    my_promises: Counted
    their_promises: Counted
    no_date: str
    by_date: str
    reminder_set: str
    linked: str
    overdue: str
    drafted: Counted
    follow_up: str
    that_was: str
    days_ago: Counted
    numbers: tuple[str, ...] = ()
