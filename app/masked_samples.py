"""Samples as they are learnt from and shown: details of people are placeholders, and nothing in them is unseen."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from sqlite_utils import Database

from app.store import known_names, samples
from app.store.connection import transaction
from app.store.samples import Sample
from engine.privacy import named
from engine.privacy.forgotten_names import Forgotten
from engine.privacy.named import Known
from engine.reply.hygiene import as_data
from engine.training import masked as masks

#: Samples that are looked at in one transaction.
PIECE = 200


def people(db: Database) -> Known:
    """Everybody who is or was known by name, and whoever was erased."""
    return _by_part(known_names.of_everybody(db), known_names.of_erased(db))


@lru_cache(1)
def _by_part(known: tuple[str, ...], forgotten: Forgotten) -> Known:
    return named.by_part(known, forgotten)


def masked(one: Sample, known: Known) -> Sample:
    """A sample of the store with placeholders."""
    if one.masked:
        made = masks.mask_again(masks.Masked(one.input, one.output), known)
    else:
        made = masks.mask(one.input, clean(one.output), known)
    return replace(one, input=made.input, output=made.output, masked=True)


def forget_names(db: Database, contact_id: int) -> None:
    """Put placeholders where somebody is named who is about to be forgotten, by every name they ever had.

    Samples that were not masked yet are masked with everybody's.
    """
    everybody, them = people(db), named.by_part(known_names.of_contact(db, contact_id))
    after = 0
    while rows := samples.following(db, after, PIECE):
        with transaction(db):
            for row in rows:
                made = masked(row, them if row.masked else everybody)
                if (made.input, made.output) != (row.input, row.output) or not row.masked:
                    samples.put_masked(db, row, sample_input=made.input, output=made.output)
        after = rows[-1].id


def clean(text: str) -> str:
    """A reply without signs that nobody sees, a line a bubble."""
    return "\n".join(words for line in text.splitlines() if (words := as_data(line)))
