"""Personal details planted into sentences of ours, and sentences whose numbers give nobody away (synthetic)."""

# ruff: noqa: E501 - a list of shapes on one line reads better than a broken one

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from app.evals import pii

SEED, ROWS = 4, 900
_FRAMES = {
    "EMAIL": ("write to {} please", "mi correo es {}", "mon adresse : {}", "schreib an {}", "o meu e-mail é {}", "{} is fine"),
    "PHONE": ("call me on {}", "mein neues Handy: {}", "mi número es {}", "mon numéro c'est le {}", "me liga no {}", "text {} when here"),
    "IBAN": ("please transfer to {}", "IBAN: {}", "die Kontonummer ist {}", "voici l'IBAN {}", "pago a {}"),
    "CARD": ("my card is {}", "the card number: {}", "Kreditkarte {}", "mi tarjeta {}", "carte {} exp 04/29"),
    "ADDRESS": ("come to {}", "I live at {}", "we meet at {} at 3", "send it to {}"),
    "CODE": ("your code is {}", "{} is your verification code", "dein Code lautet {}", "tu código es {}", "PIN: {}"),
    "LINK": ("see {}", "the gallery is at {}", "hier: {}", "mira {}", "c'est ici {}"),
    "GEO": ("i'm at {}", "pin dropped: {}", "estoy en {}"),
    "ID": ("my SSN is {}", "passport number {}", "mi DNI es {}", "Personalausweis {}"),
}  # fmt: skip
_HARMLESS = (
    "it's {a} for {b} hours",
    "{b} people, {a} euros in all",
    "see you at {h}:{m:02d} on the {b}th",
    "order #{big} was sent",
    "invoice {big} is paid",
    "tracking {big}",
    "room {a}, floor {b}",
    "the {b} photos from {year}",
    "my pin board has {a} pictures",
    "he ran 10k in {a}:{m:02d}",
    "save {b}% with code SUMMER{b}",
    "{year}-0{b}-1{b} works for me",
    "chapter {b}, page {a}",
    "version {b}.{a}.0 is out",
    "le {b} mai à {h}h{m:02d}, {a} euros",
    "am {b}. um {h} Uhr, {a} Euro",
)


def figures() -> dict[str, object]:
    """Precision and recall of each kind and over all."""
    scored = pii.score(lines())
    each = {kind: {"precision": one["precision"], "recall": one["recall"]} for kind, one in scored["entities"].items()}
    return {"n": scored["n"], "precision": scored["precision"], "recall": scored["recall"], **each}


def lines() -> Iterator[str]:
    """Rows of `sotto eval pii`, every third without a detail."""
    draw = Random(SEED)
    for number in range(ROWS):
        if number % 3 == 0:
            yield json.dumps({"text": _harmless(draw), "spans": []})
            continue
        kind = draw.choice(list(_FRAMES))
        before, after = draw.choice(_FRAMES[kind]).split("{}")
        detail = _DETAILS[kind](draw)
        yield json.dumps(
            {"text": f"{before}{detail}{after}", "spans": [[len(before), len(before) + len(detail), kind]]}
        )


def _harmless(draw: Random) -> str:
    return draw.choice(_HARMLESS).format(
        a=draw.randint(10, 480), b=draw.randint(1, 9), h=draw.randint(8, 20), m=draw.choice((0, 15, 30, 45)),
        big=draw.randint(10_000, 9_999_999), year=draw.randint(2019, 2026),
    )  # fmt: skip


def _digits(draw: Random, n: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(n))


def _grouped(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _email(draw: Random) -> str:
    return f"{draw.choice(('anna', 'j.rio', 'studio+77', 'm_k'))}@{draw.choice(('mail', 'atelier-ost', 'hill'))}.{draw.choice(('com', 'de', 'example', 'org'))}"


def _phone(draw: Random) -> str:
    shape = draw.choice(
        (
            "+44 7700 9#####",
            "+49 151 ########",
            "+34 6## ### ###",
            "+33 6 ## ## ## ##",
            "(415) 555-01##",
            "+351 91# ### ###",
        )
    )
    return "".join(draw.choice("0123456789") if sign == "#" else sign for sign in shape)


def _iban(draw: Random) -> str:
    country, length = draw.choice((("DE", 18), ("FR", 23), ("ES", 20), ("PT", 21)))
    account = _digits(draw, length)
    whole = f"{country}{mod_97_10.calc_check_digits(f'{account}{country}')}{account}"
    return draw.choice((whole, _grouped(whole)))


def _card(draw: Random) -> str:
    number = draw.choice(("4", "51", "55")) + _digits(draw, 14)
    number = number[:15]
    number += luhn.calc_check_digit(number)
    return draw.choice((number, _grouped(number)))


def _address(draw: Random) -> str:
    number = draw.randint(2, 180)
    return draw.choice(
        (
            f"{number} Elm Grove Road",
            f"{number} Mill Lane",
            f"Lindenstraße {number}",
            f"{number} rue des Lilas",
            f"Calle Mayor {number}",
            f"Rua das Flores {number}",
        )
    )


def _code(draw: Random) -> str:
    return _digits(draw, draw.choice((4, 6)))


def _link(draw: Random) -> str:
    return draw.choice(
        ("https://gallery.example/q-{}", "www.hill-studio.com/{}", "bit.ly/3x{}", "https://maps.example/?q={}")
    ).format(_digits(draw, 4))


def _geo(draw: Random) -> str:
    return f"{draw.uniform(-80, 80):.5f}, {draw.uniform(-170, 170):.5f}"


def _id(draw: Random) -> str:
    return draw.choice(
        (f"{draw.randint(100, 660)}-{draw.randint(10, 98)}-{draw.randint(1000, 9998)}", f"C01X{_digits(draw, 5)}")
    )


_DETAILS: dict[str, Callable[[Random], str]] = {
    "EMAIL": _email,
    "PHONE": _phone,
    "IBAN": _iban,
    "CARD": _card,
    "ADDRESS": _address,
    "CODE": _code,
    "LINK": _link,
    "GEO": _geo,
    "ID": _id,
}
