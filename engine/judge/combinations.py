"""What single flags mean together: signals of different kinds in one conversation weigh more than their sum."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Combination:
    """Signals that make each other worse; `weight` enters the scam score as further evidence."""

    code: str
    signals: frozenset[str]
    weight: float


def _of(code: str, weight: float, *signals: str) -> Combination:
    return Combination(code, frozenset(signals), weight)


#: From published descriptions of how these scams go (US FTC consumer advice on impostors, prizes, overpayment, romance,
#: family emergencies): a claim of office or a gift, then haste or secrecy, then a wish for money or data.
#: Weights by hand: two ordinary flags that fit one such story reach amber, three reach red.
COMBINATIONS = (
    _of("authority_wants_data", 0.6, "authority", "secret_data"),
    _of("authority_wants_proof", 0.45, "authority", "verify"),
    _of("authority_threatens", 0.45, "authority", "threat"),
    _of("authority_hurries", 0.3, "authority", "urgency"),
    _of("authority_reassures", 0.3, "authority", "trust"),
    _of("authority_promises", 0.4, "authority", "reward"),
    _of("reward_wants_data", 0.6, "reward", "secret_data"),
    _of("reward_wants_proof", 0.45, "reward", "verify"),
    _of("reward_reassures", 0.35, "reward", "trust"),
    _of("reward_hurries", 0.35, "reward", "urgency"),
    _of("reward_wants_money", 0.5, "reward", "money_request"),
    _of("reward_by_advert", 0.5, "reward", "advert"),
    _of("reward_by_premium_line", 0.5, "reward", "premium"),
    _of("advert_at_a_price", 0.4, "advert", "premium"),
    _of("threat_wants_data", 0.5, "threat", "secret_data"),
    _of("threat_wants_proof", 0.4, "threat", "verify"),
    _of("threat_hurries", 0.3, "threat", "urgency"),
    _of("data_reassured", 0.4, "secret_data", "trust"),
    _of("money_in_secret", 0.5, "money_request", "secrecy"),
    _of("money_in_haste", 0.35, "money_request", "urgency"),
    _of("money_after_romance", 0.4, "money_request", "trust"),
    _of("money_with_excuse", 0.35, "money_request", "excuse"),
    _of("money_by_guilt", 0.35, "money_request", "guilt"),
    _of("money_to_third", 0.5, "money_request", "third_party"),
    _of("odd_payment_in_secret", 0.5, "odd_payment", "secrecy"),
    _of("odd_payment_in_haste", 0.3, "odd_payment", "urgency"),
    _of("odd_payment_with_excuse", 0.4, "odd_payment", "excuse"),
    _of("odd_payment_to_third", 0.6, "odd_payment", "third_party"),
    _of("overpaid_to_third", 0.6, "overpay", "third_party"),
    _of("overpaid_by_check", 0.5, "overpay", "odd_payment"),
    _of("overpaid_with_excuse", 0.4, "overpay", "excuse"),
    _of("invest_elsewhere", 0.4, "investment", "off_platform"),
    _of("invest_after_chance", 0.5, "investment", "stranger"),
    _of("invest_after_romance", 0.45, "investment", "trust"),
    _of("invest_with_excuse", 0.4, "investment", "excuse"),
    _of("stranger_elsewhere", 0.35, "stranger", "off_platform"),
    _of("new_number_wants_money", 0.7, "stranger_kin", "money_request"),
    _of("link_in_haste", 0.3, "phishing", "urgency"),
    _of("link_wants_data", 0.4, "phishing", "secret_data"),
    _of("romance_elsewhere", 0.25, "trust", "off_platform"),
    _of("secret_data_in_secret", 0.5, "secret_data", "secrecy"),
    _of("secret_data_in_haste", 0.4, "secret_data", "urgency"),
)


def found(signals: AbstractSet[str]) -> list[Combination]:
    """The combinations whose signals are all there."""
    return [combination for combination in COMBINATIONS if combination.signals <= signals]
