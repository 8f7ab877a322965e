"""The JSON documents that outside programs rely on, made from the values of the house. Ids are strings."""

from __future__ import annotations

from typing import Any

import msgspec

from app.desk_rows import InboxRow, SearchHit, ThreadLine
from app.store.samples import Sample
from app.wording import judgement as words
from engine.domain import Risk, Suggestions, Triage, moment

Document = dict[str, Any]


def inbox_document(row: InboxRow) -> Document:
    """One row of `sotto inbox --json`."""
    return {
        "conversation_id": str(row.conversation_id),
        "name": row.name,
        "is_group": row.is_group,
        "state": row.state,
        "urgency": round(row.urgency, 4),
        "priority": row.priority,
        "reason": row.reason,
        "waiting_seconds": row.waiting_seconds,
        "risk": round(row.risk, 4),
        "preview": row.preview,
        "last_message_at": row.last_message_at,
    }


def message_document(line: ThreadLine) -> Document:
    """One row of `sotto messages --json`."""
    return {
        "message_id": str(line.message_id),
        "guid": line.guid,
        "conversation_id": str(line.conversation_id),
        "direction": "outgoing" if line.from_me else "incoming",
        "sender": line.sender,
        "kind": line.kind,
        "text": line.text,
        "sent_at": line.sent_at,
        "edited": line.edited,
        "unsent": line.unsent,
        "reply_to": line.reply_to,
        "tapbacks": [{"sender": tap.sender, "kind": tap.kind, "emoji": tap.emoji} for tap in line.tapbacks],
        "attachments": [
            {"name": file.name, "mime_type": file.mime_type, "on_disk": file.on_disk} for file in line.attachments
        ],
    }


def search_document(hit: SearchHit) -> Document:
    """One row of `sotto search --json`; a message in no conversation has None for its id."""
    return {
        "message_id": str(hit.message_id),
        "guid": hit.guid,
        "conversation_id": str(hit.conversation_id) if hit.conversation_id else None,
        "text": hit.text,
        "sent_at": hit.sent_at,
        "score": hit.score,
    }


def suggestions_document(made: Suggestions) -> Document:
    """`sotto suggest --json`: every field of a set of options."""
    document: Document = msgspec.to_builtins(made)
    return document


def triage_document(triage: Triage) -> Document:
    """`sotto triage --json`; reasons are sentences."""
    document: Document = msgspec.to_builtins(triage)
    del document["action_score"]  # the finer figure behind needs_action, for evaluation only
    document["reasons"] = [words.reason_sentence([reason]) for reason in triage.reasons]
    return document


def risk_document(risk: Risk) -> Document:
    """`sotto risk --json`; counter-evidence as sentences, the recommendation as its code and its sentence."""
    document: Document = msgspec.to_builtins(risk)
    document["counter_evidence"] = words.counter_sentences(risk) if risk.counter_evidence else []
    document["recommendation_text"] = words.recommendation(risk.recommendation)
    if risk.reciprocity is not None:
        document["reciprocity"]["note_text"] = words.RECIPROCITY[risk.reciprocity.note]
    return document


def sample_document(one: Sample) -> Document:
    """One row of `sotto samples list --json`; a sample added by hand may belong to no conversation."""
    return {
        "id": str(one.id),
        "source": one.source,
        "conversation_id": str(one.conversation_id) if one.conversation_id else None,
        "input": one.input,
        "output": one.output,
        "quality": round(one.quality, 4),
        "included": one.included,
        "edited": one.edited,
        "made_at": moment(one.made_us).isoformat(),
    }
