"""Other options than those that were offered last, for somebody who asks for new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlite_utils import Database

from app.store import suggestions
from engine.domain import Option
from engine.reply.moves import HOLDING_BACK

_WORDS = re.compile(r"\w+")
#: A way to say no stands no later than here, counted from 1.
_THIRD = 3


def offered(db: Database, conversation_id: int) -> frozenset[str]:
    """What the options say that were made last, if nothing was said since."""
    last = suggestions.current_options(db, conversation_id)
    return frozenset() if last is None else frozenset(map(_told, last.options))


def others(options: Sequence[Option], before: frozenset[str]) -> list[Option]:
    """Those that were not offered `before`; where none of them holds back, the first that does comes along third."""
    new = [option for option in options if _told(option) not in before]
    held = next((option for option in options if option.move in HOLDING_BACK), None)
    if new and held is not None and not any(option.move in HOLDING_BACK for option in new):
        new.insert(_THIRD - 1, held)
    return new


def _told(option: Option) -> str:
    """What an option says, however it is written: the manner of writing may have been learnt since."""
    return " ".join(_WORDS.findall(option.text.casefold())) or option.text
