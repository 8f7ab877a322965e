"""Judgement on messages: urgency, risk and what they rest on."""
