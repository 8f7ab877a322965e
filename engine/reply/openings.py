"""First words of a reply by what it does: how models that follow no instructions are led to different replies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from engine.domain import Move, StyleProfile
from engine.reply.moves import move as move_of
from engine.reply.plan import Planned

#: Words of a past reply that are taken over as its opening.
_MAX_WORDS = 2
_FIRST = re.compile(rf"\s*((?:[^\W\d_]+(?:['’][^\W\d_]+)?\s*){{1,{_MAX_WORDS}}}?)(?=[,!.–—-]|$)")


def openings(
    planned: Sequence[Planned], replies: Sequence[str], *, profile: StyleProfile, tongue: str | None, said: str = ""
) -> tuple[str, ...]:
    """One opening for each planned reply, "" where the model begins as it likes; each begins with a space.

    The first of them that does what is most usual has none. The others begin as the person began `replies` of the
    same move (this contact's; only one or two words before a comma or an end), else with words of the language.
    `said` is what the person wants said: it begins every reply that does what it does.
    """
    own: dict[Move, list[str]] = {}
    for reply in replies:
        if (hit := _FIRST.match(reply)) is not None:
            own.setdefault(move_of(reply), []).append(hit[1].strip())
    table = _table().get(tongue or "", {})
    wanted, met = [], dict.fromkeys(Move, 0)
    for place, one in enumerate(planned):
        if said and one.move is move_of(said):
            wanted.append(said)
            continue
        ways = list(dict.fromkeys([*own.get(one.move, []), *_styled(table.get(one.move, ()), profile)])) or [""]
        wanted.append("" if place == 0 else ways[met[one.move] % len(ways)])
        met[one.move] += 1
    return tuple(f" {words}" if words else "" for words in wanted)


def _styled(words: Sequence[str], profile: StyleProfile) -> list[str]:
    small = profile.samples_count > 0 and profile.capitalization == "lowercase"
    return [each.lower() if small else each for each in words]


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("resources") / "prompts" / "openings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
