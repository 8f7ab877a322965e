"""The sentences that both faces share, found by code."""
