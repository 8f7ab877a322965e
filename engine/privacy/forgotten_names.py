"""Names that nobody is to know any more: found again in a text by keyed digests of every form they are written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from engine.privacy.name_forms import Form

KEY_BYTES: Final = 16
_DIGEST_BYTES = 8
#: A digest, and how sure the form is or, for what is looked for within words, how long it is.
_ROW = _DIGEST_BYTES + 1
#: From here on it is a length.
_WITHIN = 16
_LONGEST_WITHIN = 200


@dataclass(frozen=True, slots=True, eq=False)
class Forgotten:
    """Forms of names by their digests.

    Attributes:
        forms: of words. within: of what is looked for within words, in scripts without spaces. lengths: of these.
    """

    key: bytes = b""
    forms: Mapping[bytes, Form] | None = None
    within: frozenset[bytes] = frozenset()
    lengths: tuple[int, ...] = ()

    def form(self, small: str) -> Form | None:
        """Which form of such a name a folded word is, None for none."""
        return self.forms.get(_digest(self.key, small)) if self.forms else None

    def named_within(self, text: str) -> set[str]:
        """Such names in a text without spaces."""
        pieces = {text[at : at + n] for n in self.lengths for at in range(len(text) - n + 1)}
        return {piece for piece in pieces if _digest(self.key, piece) in self.within}


NOBODY: Final = Forgotten()


def digests(forms: Mapping[str, Form], within: Iterable[str], key: bytes) -> bytes:
    """What is kept of somebody's name; whoever has it and the key can tell of a word whether it is a form of the name.

    Args:
        forms: folded. within: as in `engine.privacy.named.Known.unspaced`.
    """
    rows = [_digest(key, small) + bytes([form]) for small, form in forms.items()]
    return b"".join(
        [*rows, *(_digest(key, part) + bytes([_WITHIN + len(part)]) for part in within if len(part) <= _LONGEST_WITHIN)]
    )


@lru_cache(1)
def read(key: bytes, kept: tuple[bytes, ...]) -> Forgotten:
    """Everybody's, as `digests` gave them."""
    forms: dict[bytes, Form] = {}
    within: dict[bytes, int] = {}
    for one in kept:
        for at in range(0, len(one), _ROW):
            digest, tells = one[at : at + _DIGEST_BYTES], one[at + _DIGEST_BYTES]
            if tells >= _WITHIN:
                within[digest] = tells - _WITHIN
            else:
                forms[digest] = min(Form(tells), forms.get(digest, Form.CASE))
    return Forgotten(key, forms, frozenset(within), tuple(sorted(set(within.values()))))


def _digest(key: bytes, small: str) -> bytes:
    return blake2b(small.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=key).digest()
