"""Styles of every kind, for what must hold in all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from engine.voice import style

PROFILES = st.builds(
    lambda capital, punctuation, contraction, usage, brevity, never: replace(
        style.NEUTRAL,
        samples_count=50,
        capitalization=capital,
        punctuation_style=punctuation,
        contraction_preference=contraction,
        emoji_usage=usage,
        response_brevity=brevity,
        emoji=("🙏", "🌞"),
        never=never,
    ),
    st.sampled_from(["lowercase", "sentence", "mixed"]),
    st.sampled_from(["minimal", "standard", "expressive"]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0.0, 0.4, 1.0]),
    st.sampled_from([0.1, 0.9]),
    st.sampled_from([(), ("🙏", "cheers")]),
)
