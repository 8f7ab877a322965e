"""A text in the person's style, by rules or, where it was asked for and a model is in use, rewritten by the model."""

from __future__ import annotations

from dataclasses import dataclass

from app import consulting, voices
from app.vault import Vault
from engine.reply.style_card import style_card
from engine.voice import rewrite_model, transform
from engine.voice.rewrite_model import Rewritten


@dataclass(frozen=True, slots=True)
class Styled:
    """What became of a text.

    Attributes:
        profile_used: "contact", "everybody" or "none" (nothing is known of the person; the text is as it was).
        mode: "model" where its rewriting stands, else "no-model".
    """

    styled_response: str
    original_response: str
    profile_used: str
    mode: str


def apply(vault: Vault, text: str, *, contact_id: int | None = None, use_llm: bool = False) -> Styled:
    """The text as the person would write it to this contact, or to everybody.

    What a model writes only stands if it says the same (`engine.voice.rewrite_model.accepted`).
    """
    profile, used = voices.profile_for(vault.db, contact_id), voices.profile_used(vault.db, contact_id)
    if use_llm and profile.samples_count and text.strip() and len(text) <= rewrite_model.LONGEST:
        advice = consulting.consult(vault.home, rewrite_model.prompt(text, style_card(profile)), Rewritten)
        rewritten = None if advice is None else rewrite_model.accepted(text, advice.value.text, profile)
        if rewritten is not None:
            return Styled(rewritten, text, used, "model")
    return Styled(transform.apply(text, profile), text, used, "no-model")
