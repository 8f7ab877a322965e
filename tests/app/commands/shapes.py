"""The documents of the command line, field by field; nothing more may be in them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SyncShape(Strict):
    source: str
    seen: int
    imported: int
    updated: int
    removed: int
    quarantined: int
    undecodable: int
    unfiled: int
    conversations: int
    contacts: int
    seconds: float


class InboxShape(Strict):
    conversation_id: str
    name: str
    is_group: bool
    state: str
    urgency: float
    priority: str
    reason: str
    waiting_seconds: int | None
    risk: float
    preview: str
    last_message_at: str | None


class TapbackShape(Strict):
    sender: str
    kind: str
    emoji: str | None


class AttachmentShape(Strict):
    name: str
    mime_type: str | None
    on_disk: bool


class MessageShape(Strict):
    message_id: str
    guid: str
    conversation_id: str
    direction: str
    sender: str
    kind: str
    text: str
    sent_at: str
    edited: bool
    unsent: bool
    reply_to: str | None
    tapbacks: list[TapbackShape]
    attachments: list[AttachmentShape]


class HitShape(Strict):
    message_id: str
    guid: str
    conversation_id: str | None
    text: str
    sent_at: str
    score: float


class OptionShape(Strict):
    response_id: str
    text: str
    bubbles: list[str]
    move: str
    theme: str
    descriptor: str
    confidence: float
    quality_score: float
    voice_match: float
    sources: list[str]
    unsourced: list[list[int]]
    warnings: list[str]
    origin: str


class SuggestionsShape(Strict):
    request_id: str
    conversation_id: str
    mode: str
    model_version: str
    options: list[OptionShape]
    has_more: bool
    total_count: int
    elapsed_ms: int
    cached: bool
    fallback_reason: str | None
    silent_reason: str | None


class TriageShape(Strict):
    urgency_score: float
    adjusted_urgency: float
    priority: str
    intent: str
    emotional_tone: str
    topic: str
    suggested_response_style: str
    suggested_response_time: str
    confidence_overall: float
    raw_message: str
    message_id: str
    is_urgent: bool
    needs_action: bool
    is_positive: bool
    is_negative: bool
    reasons: list[str]


class FlagShape(Strict):
    pattern_name: str
    matched_text: str
    message_id: str
    span: list[int]
    severity: str
    weight: float
    category: str


class ReciprocityShape(Strict):
    minutes_given: float
    words_given: int
    words_received: int
    messages_given: int
    bookings: int
    payments: int
    ratio: float
    note: str
    note_text: str


class RiskShape(Strict):
    conversation_id: str
    freeloader_score: float
    scam_risk: float
    time_waste_score: float
    manipulation_score: float
    combined_risk: float
    red_flags: list[FlagShape]
    timeline: list[dict[str, Any]]
    counter_evidence: list[str]
    recommendation: str
    recommendation_text: str
    should_block: bool
    certainty: str
    care_notice: bool
    reciprocity: ReciprocityShape


class PersonaShape(Strict):
    creator_id: str
    sample_count: int
    pet_names: list[str]
    signature_emojis: list[str]
    teasing_level: float
    formality: float
    escalation_phrases: list[str]
    deflection_phrases: list[str]
