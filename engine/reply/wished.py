"""What was wished for, written: the sentences of a wish's acts in the language of the conversation.

Three drafts at most, each holding every act in the order it was wished; they name nothing that the wish did not.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain import Theme
from engine.reply import phrase_bank
from engine.reply.phrase_bank import Phrase
from engine.reply.wished_times import spoken
from engine.reply.wishes import Act, Wish
from engine.voice.language import LANGUAGES, language

#: Drafts of one wish.
MOST_DRAFTS = 3


def texts(wish: Wish, tongue: str) -> tuple[str, ...]:
    """A wish as drafts in a language (English where it is none of ours), the most fitting first; () if none fits.

    Something that is offered in other words than the conversation's is not put into it.
    """
    spoken_in = tongue if tongue in LANGUAGES else "en"
    columns = [_sentences(act, wish.themes, spoken_in) for act in wish.acts]
    if not all(columns):
        return ()
    drafts = (
        " ".join([text, *(_alike(column, theme, at) for column in columns[1:])])
        for at, (theme, text) in enumerate(columns[0][:MOST_DRAFTS])
    )
    return tuple(dict.fromkeys(drafts))


def _alike(column: Sequence[tuple[Theme, str]], theme: Theme, at: int) -> str:
    """The sentence of another act that sounds like the first one's, or any."""
    return next((text for sounds, text in column if sounds is theme), column[at % len(column)][1])


def _sentences(act: Act, themes: Sequence[Theme], tongue: str) -> list[tuple[Theme, str]]:
    """The sentences for one act with how they sound, those that sound as wished first."""
    if act.thing and language(act.thing) not in (None, tongue):
        return []
    said = spoken(act.when, tongue) if act.when is not None else ""
    values = {"when": said, "price": act.price, "thing": act.thing}
    named = {name for name, value in values.items() if value}
    bank = phrase_bank.phrases(f"{tongue}_wishes").get(act.kind.value, ())
    fitting = [one for one in bank if one.holes == named]
    ordered = sorted(fitting, key=lambda one: one.theme not in themes)
    return [(one.theme, _filled(one, values)) for one in ordered]


def _filled(phrase: Phrase, values: dict[str, str]) -> str:
    text = phrase.text.format_map(values)
    start = next((at for at, sign in enumerate(text) if sign.isalnum()), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
