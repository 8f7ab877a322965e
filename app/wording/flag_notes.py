"""What a red flag usually means and what helps, in one short line; a flag without a line needs none."""

from __future__ import annotations

from typing import Final

NOTES: Final = {
    "bank_login_request": "Nobody who pays you needs your login.",
    "bank_details_request": "An account number lets somebody pay in; anything more is for taking out.",
    "identity_data_request": "Papers once sent can’t be called back.",
    "verification_code_theft": "A code sent to your phone is a key. It is for you alone.",
    "gift_card_request": "Gift cards can’t be traced or called back.",
    "crypto_investment_pitch": "Nobody can promise a return.",
    "crypto_payment_only": "Such payments can’t be called back.",
    "overpayment": "The first payment often bounces after the rest was sent on.",
    "third_party_payout": "Money passed on is yours if the first payment fails.",
    "check_by_mail": "A cheque can bounce weeks after it was paid in.",
    "wire_transfer_push": "A transfer like this can’t be called back.",
    "fee_before_payout": "A real payout needs no fee first.",
    "delivery_fee_link": "Look it up on the carrier’s own page instead.",
    "account_alert_link": "Go to the account by yourself, not by the link.",
    "official_caller": "Call back on a number you looked up yourself.",
    "new_number_family": "Call the old number first.",
    "emergency_money": "Speak to them, or to somebody near them, before you pay.",
    "move_off_platform": "Elsewhere there is often no help if it goes wrong.",
    "keep_it_secret": "Secrecy keeps away people who would warn you.",
    "threat_exposure": "Paying seldom ends a threat. Keep the messages.",
    "free_work_request": "A price named once is easier than a no later.",
    "exposure_instead_of_pay": "You may name your usual price.",
    "haggle_after_refusal": "You have answered this already.",
    "scope_creep": "Naming the price of the extra keeps it friendly.",
    "same_price_for_more": "Naming the price of the extra keeps it friendly.",
    "free_because_before": "Look at what was agreed the last time.",
    "favour_under_pressure": "You may answer the favour and the deadline apart.",
    "pay_later_promise": "A deposit first is usual.",
    "never_commits": "One concrete date tells more than another question.",
    "guilt": "You may say no without a reason.",
    "pressure_after_no": "A no may stay a no.",
    "fake_payment_proof": "Look into your own account before you go on.",
    "changed_bank_details": "Ask by a call to a number you had before.",
    "safe_account_move": "No bank asks you to move money to keep it safe.",
    "lookalike_link": "Type the address yourself instead.",
}


def note(pattern_name: str) -> str:
    """The line for a pattern, "" where there is none."""
    return NOTES.get(pattern_name, "")
