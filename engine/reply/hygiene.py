"""Incoming text made harmless before it goes into a prompt: it is data and may not hide anything."""

from __future__ import annotations

import re
import unicodedata

#: Zero-width, bidirectional and tag characters, soft hyphen, variation selectors of the supplement, interlinear marks.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
#: The joiners are needed inside emoji and in some scripts; anywhere else they hide things.
_JOINER = re.compile("[\u200c\u200d]")
_ROLE = re.compile(r"^([^\S\n]*)(them|me|system|user|assistant|human)(\s*:)", re.I | re.M)
_SPECIAL = re.compile(
    r"<[|｜]?/?[a-z][a-z0-9_▁:-]*[|｜]?>|<<?/?SYS>>?|◁/?think▷|"
    r"\[/?(?:INST|THINK|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|IMG)\]",
    re.I,
)


def clean(text: str) -> str:
    """The text without control, invisible and direction-changing characters; line ends become newlines.

    Letters, emoji (their joiners included) and ordinary white space stay as they are.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _HIDDEN.sub("", text)
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Co"))
    return _JOINER.sub(lambda hit: hit.group() if _joins(text, hit.start()) else "", text)


def _joins(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before and after) and not before.isascii() and not after.isascii()


def as_data(text: str) -> str:
    """One message as a single line of a prompt: clean, without line breaks, roles or special tokens of its own.

    A line that pretends to be a speaker ("Me: …") keeps its words but loses the colon.
    """
    text = _SPECIAL.sub(" ", clean(text))
    text = _ROLE.sub(r"\1\2", text)
    return " ".join(text.split())
