"""Reply choice on a synthetic set of our own: client chat where the same words stand in right and in wrong replies.

Every row asks one question of a small business and ranks one answer against an echo of the question, the question in
the same side's other words, a text with the same words that answers nothing, answers to other questions and what was
said before.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.paths import home
from app.text_vectors import Embedder
from engine.problems import EmbeddingMissing
from engine.reply import choice

SEED, PER_SCENE = 11, 10
HOLES: Mapping[str, Sequence[str]] = {
    "day": ("Monday", "Tuesday", "Thursday", "Friday", "Saturday"),
    "other_day": ("Wednesday", "Sunday"),
    "time": ("9:30", "11", "2pm", "16:00", "half six"),
    "price": ("£45", "80 euros", "$120", "60", "150 for both"),
    "place": ("Mill Lane", "the studio on Park Road", "the old library", "Cedar Street"),
    "thing": ("portrait session", "haircut", "massage", "guitar lesson", "dress fitting", "boiler check"),
    "owned": ("dog", "sister", "bike", "laptop"),
    "n": ("two", "three", "six"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A question with what answers it and what only looks as if it did.

    Attributes:
        again: the same side asks in other words. traps: the same words, and no answer.
    """

    asks: Sequence[str]
    answers: Sequence[str]
    again: Sequence[str]
    traps: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """Turns oldest first, the right reply, and the wrong ones by what makes them wrong."""

    context: tuple[str, ...]
    answer: str
    wrong: tuple[tuple[str, str], ...]


Floats = NDArray[np.float32]
#: Scores of the answer and of the wrong ones, in that order.
Way = Callable[[Row], Floats]

SCENES = (
    Scene(
        ("How much is a {thing}?", "What do you charge for a {thing}?", "price for a {thing}?"),
        ("It's {price} all in.", "That would be {price}.", "{price}, payable on the day"),
        ("I mean what does a {thing} cost with you?", "And what's your rate for a {thing}?"),
        ("How much I loved my last {thing}!", "My {thing} was so much better than I thought"),
    ),
    Scene(
        ("Are you free on {day} at {time}?", "Could you fit me in on {day}, say {time}?", "u free {day}?"),
        ("Yes, that works, I'll put you down.", "Sorry, I'm fully booked then, could you do {other_day}?"),
        ("Would {day} around {time} be possible for you?", "Do you have anything on {day} maybe?"),
        ("I was free on {day} at {time} last week", "{day} at {time} is always so busy in town"),
    ),
    Scene(
        ("Where are you based?", "What's the address?", "Where should I come to?"),
        ("We're at {place}, right by the station.", "Come to {place} and ring the bell."),
        ("Which street are you on, I mean?", "Whereabouts do I have to come?"),
        ("I'm based in the north these days", "My address has changed since last time"),
    ),
    Scene(
        ("When will it be ready?", "When can I pick it up?", "Any idea when it's done?"),
        ("It should be ready by {day} afternoon.", "You can collect it {day} from {time}."),
        ("I'd like to know what day it will be ready", "So is it done soon then, what do you think?"),
        ("I'm ready whenever, I can pick things up", "I was not ready for how good it looks!"),
    ),
    Scene(
        ("Can I bring my {owned}?", "Is it ok if my {owned} comes along?"),
        ("Of course, bring it along!", "Yes, your {owned} is very welcome.", "Better not this time, sorry."),
        ("Would it be a problem if I brought my {owned}?", "My {owned} could come with me, couldn't it?"),
        ("I bring my {owned} everywhere, my {owned} loves cars", "My {owned} came home with me last night"),
    ),
    Scene(
        ("Do you take cards?", "Can I pay by card?", "Is card ok or do you need cash?"),
        ("Yes, card is fine.", "Cash only I'm afraid.", "Card or bank transfer, both work."),
        ("Paying by card would be possible, right?", "Do you accept card payments at all?"),
        ("I lost my card yesterday and had to call the bank", "Thanks for the card you sent at New Year"),
    ),
    Scene(
        ("How long does it take?", "How long will the {thing} last?"),
        ("About {n} hours, with a short break.", "Roughly ninety minutes."),
        ("And how many hours should I plan for the {thing}?", "Does it take long?"),
        ("It took me so long to find a good {thing}", "What a long day, it will last for ever"),
    ),
    Scene(
        ("Did you get my deposit?", "Has my deposit arrived?"),
        ("Yes, it came in this morning, thank you!", "Not yet, I'll tell you as soon as I see it."),
        ("I wanted to ask if my deposit reached you", "My deposit should be with you, is it?"),
        ("I got my deposit back from the landlord", "My deposit was for the flat and it arrived late"),
    ),
    Scene(
        ("Who will be there on the day?", "Who is doing the {thing}, you?"),
        ("Just me and my assistant.", "My colleague Priya will look after you."),
        ("Will it be you on the day or somebody else?", "And who am I going to meet there?"),
        ("On the day my whole family will be there", "I will be there on the day with a friend who drives"),
    ),
    Scene(
        ("Why was it more this time?", "Why did the price go up?"),
        ("Because we added the second hour.", "Material got more expensive, so I had to raise it."),
        ("I don't get why the price is higher", "What's the reason it was more?"),
        ("The price of everything went up this time, even bread", "I paid more at the last place too"),
    ),
    Scene(
        ("Morning or afternoon, what suits you better?", "Should we say {day} or {other_day}?"),
        ("The first one is better for me.", "Either is fine, you choose.", "{other_day} please, if that's ok"),
        ("So which one would you like, the early or the late one?", "Tell me which of them you prefer?"),
        ("Good morning! What a lovely afternoon it was", "I have been there on {day} and {other_day}"),
    ),
    Scene(
        ("What should I wear?", "Anything I should bring or wear?"),
        ("Something comfortable in plain colours.", "Just yourself, we have everything here."),
        ("Is there a dress code or something I need to bring?", "Wondering about clothes, what do I put on?"),
        ("I had nothing to wear for the party", "I wear the coat you liked every day now"),
    ),
    Scene(
        ("Can we move it to {day}?", "Would it be ok to reschedule to {day}?"),
        ("Sure, {day} it is.", "{day} is full, but {other_day} at {time} would work."),
        ("I'd need another date, {day} if possible?", "Any chance to push it to {day} instead?"),
        ("We are going to move house on {day}", "My move on {day} was moved by the company, ok"),
    ),
    Scene(
        ("I can't make it tomorrow, I'm really sorry, my son is ill.", "So sorry, I have to cancel, we all have flu."),
        ("Oh no, get well soon! We'll find another date.", "Don't worry about it, take care of yourselves."),
        ("Really sorry again, he's got a fever, I can't come", "I feel awful about cancelling, we're all ill"),
        ("I made it and my son made it too, tomorrow we're off", "I'm sorry, I can't stand films about illness"),
    ),
    Scene(
        ("Thank you so much, they turned out beautiful!", "We love the result, thank you!!"),
        ("That makes me so happy, you're very welcome!", "My pleasure, it was a joy to do!"),
        ("Really, thanks a lot, we're so in love with it", "Honestly the best, thank you again"),
        ("Thank you for holding, all lines are busy", "They turned out to be out of stock, thank you"),
    ),
    Scene(
        ("Do you still have my measurements?", "Do you still have my number on file?"),
        ("Yes, they are in your file.", "I do, nothing has changed.", "I'd have to look, one moment."),
        ("I was hoping you kept mine from last year?", "Mine should still be with you, no?"),
        ("I still have my old measurements, and my number", "Do you still remember my old shop"),
    ),
    Scene(
        ("Is parking easy near you?", "Can I park close by?"),
        ("There is a free car park right behind the house.", "Not really, better take the tram."),
        ("Would I find somewhere to leave the car?", "And what about parking, is that easy?"),
        ("I love the park near you, so easy to walk there", "Parking tickets again, and I was so close by"),
    ),
    Scene(
        ("Could you send me the invoice?", "Can you email me the invoice please?"),
        ("Sure, it'll be with you tonight.", "Just sent it, have a look in your inbox."),
        ("The invoice would be great by email, if you can", "I still need the invoice from you, please?"),
        ("I could send my invoice to you people too, ha", "An invoice came by email, from my phone company"),
    ),
    Scene(
        ("What's included?", "What do I get for that?"),
        ("The session, {n} prints and all the files.", "Everything from the first call to delivery."),
        ("So what comes with it exactly?", "Could you tell me what is part of the deal?"),
        ("What I got included a nice surprise", "I get what you mean, I do that too"),
    ),
    Scene(
        ("How was your holiday?", "How did the move go?"),
        ("Lovely thanks, far too short though!", "Exhausting, but we made it."),
        ("Did you have a good time, was it nice?", "I hope it was good, how did it all go?"),
        ("How I need a holiday, I have to go", "Your last move was how long ago?"),
    ),
    Scene(
        ("Do you do gift vouchers?", "Could I buy a voucher from you for a friend?"),
        ("We do, for any amount you like.", "Not at the moment, sorry."),
        ("I'm looking for a voucher as a present, do you sell them?", "Vouchers, is that something you have?"),
        ("My friend gave me a voucher for the cinema", "I do voucher hunts for fun, it's a gift"),
    ),
    Scene(
        ("Would {n} people fit in?", "Is there room for {n} of us?"),
        ("Easily, we've had ten in here.", "It's tight, but yes.", "Four is the most, I'm afraid."),
        ("We'd be {n}, does that work for the room?", "Could {n} of us come then?"),
        ("There were {n} of us in the room last year", "{n} people fit in my car, it's tiny"),
    ),
)
BEFORE = (
    ("Hi, is this still your number?", "Hi! Yes it is, how can I help?"),
    ("Good morning!", "Morning! Nice to hear from you."),
    ("Got the pictures you sent, lovely", "So glad you like them!"),
    ("hey, me again :)", "hey you, all well?"),
    (),
)
_ECHOES: Sequence[Callable[[str], str]] = (
    lambda text: text,
    lambda text: text.lower().rstrip("?"),
    lambda text: f"So {text[0].lower()}{text[1:]}",
    lambda text: f"{text.rstrip('?.!')} please?",
)


def rows(seed: int = SEED) -> Iterator[Row]:
    """The set, the same for a seed."""
    source = random.Random(seed)
    for at, scene in enumerate(SCENES):
        for _ in range(PER_SCENE):
            filled = {hole: source.choice(values) for hole, values in HOLES.items()}
            others = source.sample([one for place, one in enumerate(SCENES) if place != at], 3)
            before = source.choice(BEFORE)
            asked, answer, again, trap = (
                source.choice(texts).format_map(filled)
                for texts in (scene.asks, scene.answers, scene.again, scene.traps)
            )
            wrong = [("echo", source.choice(_ECHOES)(asked)), ("same side", again), ("same words", trap)]
            wrong += [("other answer", source.choice(one.answers).format_map(filled)) for one in others]
            wrong += [("said before", text) for text in before[1:]]
            yield Row((*before, asked), answer, tuple(wrong))


def figures(home_option: Path | None = None) -> dict[str, object]:
    """R@1 and MRR of the shipped choice, of words alone and of plain cosine, and how often each trap wins.

    Without an embedder in the home: of words alone.
    """
    found = list(rows())
    ways: dict[str, Way] = {"words": lambda row: choice.scores(row.context, None, _candidates(row), None)}
    with contextlib.suppress(EmbeddingMissing):
        ways |= _with_vectors(_meant(found, home_option))
    return {"n": len(found), **{name: _measured(found, way) for name, way in ways.items()}}


def _meant(found: Sequence[Row], home_option: Path | None) -> dict[str, Floats]:
    with Embedder(home(home_option)) as similarity:
        texts = list(dict.fromkeys(text for row in found for text in (*row.context, *_candidates(row))))
        return dict(zip(texts, similarity.vectors(texts), strict=True))


def _with_vectors(meant: Mapping[str, Floats]) -> dict[str, Way]:
    def stacked(texts: Sequence[str]) -> Floats:
        return np.stack([meant[text] for text in texts])

    def shipped(row: Row) -> Floats:
        return choice.scores(row.context, stacked(row.context), _candidates(row), stacked(_candidates(row)))

    return {"choice": shipped, "cosine": lambda row: stacked(_candidates(row)) @ meant[row.context[-1]]}


def _candidates(row: Row) -> list[str]:
    return [row.answer, *(text for _, text in row.wrong)]


def _measured(found: Sequence[Row], way: Way) -> dict[str, object]:
    ranks, won = [], dict.fromkeys(dict.fromkeys(kind for row in found for kind, _ in row.wrong), 0)
    for row in found:
        right, *others = way(row)
        ranks.append(1 + sum(bool(one >= right) for one in others))
        for kind in {kind for (kind, _), one in zip(row.wrong, others, strict=True) if one >= right}:
            won[kind] += 1
    n = len(ranks)
    return {
        "r@1": round(sum(rank == 1 for rank in ranks) / n, 3),
        "mrr": round(sum(1 / rank for rank in ranks) / n, 3),
        "traps that win": {kind: round(count / n, 3) for kind, count in won.items()},
    }


if __name__ == "__main__":
    import json

    sys.stdout.write(json.dumps(figures(Path(sys.argv[1]) if len(sys.argv) > 1 else None), indent=1) + "\n")
