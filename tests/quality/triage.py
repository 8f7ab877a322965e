"""A synthetic set for triage: messages by templates of ours, labelled urgent or not and needs-reply or not, seeded.

Labelled synthetic: it shows whether a change helps or harms, not how well triage does on the world's messages.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app import text_vectors
from app.evals import triage

#: Texts made of each template.
EACH = 4
SEED = 20260311
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)

SLOTS = {
    "name": ("Sarah", "Tom", "Priya", "Luis", "Mum", "Anna", "Jonas", "Mei"),
    "place": ("the studio", "the office", "school", "the venue", "home", "the hotel", "the station"),
    "thing": ("contract", "album", "invoice", "guest list", "report", "video", "logo", "slides"),
    "files": ("files", "photos", "keys", "documents", "prints", "passwords"),
    "day": ("Monday", "Thursday", "the weekend", "the 14th", "next week"),
    "system": ("server", "website", "checkout", "booking page", "internet", "database"),
    "minutes": ("10", "15", "20", "five", "30"),
    "person": ("my son", "my sister", "grandma", "Dad", "our neighbour", "a colleague"),
    "food": ("pizza", "soup", "curry", "cake", "ramen"),
    "fun": ("party", "concert", "playlist", "match", "trailer", "new album"),
    "hello": ("", "", "Hi, ", "Hey {name}, ", "Sorry to bother you, "),
    "soft": ("", "", " please", " thanks"),
}

URGENT = (
    "{hello}call me ASAP{soft}!!",
    "{name}, pick up the phone, it's urgent",
    "URGENT: the {system} is down and customers are waiting",
    "{hello}the {system} just crashed and we go live in {minutes} minutes",
    "I need the {files} right now, they are closing the gate",
    "{hello}can you come to {place} immediately? {person} had an accident",
    "{person} collapsed, the ambulance is on its way",
    "{person} is in hospital, come quickly",
    "Help! There's smoke coming out of the kitchen at {place}",
    "there is water pouring through the ceiling at {place}, what do we do??",
    "someone just broke into {place}, I called the police",
    "I'm locked out and the baby is inside, please come now",
    "We smell gas at {place}, everybody has to get out",
    "{person} can't breathe properly, we're calling 911",
    "the {thing} has to be signed within {minutes} minutes or we lose the flat",
    "{hello}I need an answer in the next {minutes} minutes{soft}",
    "my flight leaves in {minutes} minutes and I don't have the {files}, answer me!",
    "{person} hasn't come home and doesn't answer the phone, I'm really scared",
    "there's a fire in the building next to {place}, please get out",
    "EMERGENCY, call me back as soon as you see this",
    "I've been robbed, I need your help right now",
    "please hurry, {person} is bleeding badly",
    "The card was stolen and they are taking money out right now, block it",
    "the guests are here and nobody is at {place}! where are you??",
    "¡Es urgente! llámame ahora mismo",
    "Necesito los documentos ya, es una emergencia",
    "C'est urgent, rappelle-moi tout de suite",
    "Bitte sofort melden, es ist dringend!",
    "É urgente, me liga agora mesmo",
    "Mamá está en el hospital, ven rápido",
)
CALM = (
    "no rush with the {thing}, whenever you get to it",
    "{hello}could you send me the {thing} sometime {soft}",
    "It's not urgent, but the {system} feels a bit slow lately",
    "nothing urgent, just wanted to say hello",
    "this is not an emergency, I only wondered about the {thing}",
    "the emergency exit sign at {place} spoils the picture a little",
    "last year {person} had an accident but everything is fine again",
    "remember when the {system} went down at that launch? good times",
    "that emergency meeting turned out to be about {food}",
    "this {fun} is fire",
    "the {fun} last night was an absolute explosion of colours",
    "I'm dying, that video of {person} is too funny",
    "my hair is a disaster today haha",
    "she killed it on stage, the crowd went crazy",
    "{person} is on fire lately, three wins in a row",
    "I could murder some {food}",
    "we crashed at nine and slept like stones",
    "the song Emergency Room has been stuck in my head since {day}",
    "reading a novel called The Last Fire, quite good",
    "Burning Love is still the best song at any {fun}",
    "what a bombshell of a dress",
    "the traffic was murder but we got to {place} in the end",
    "we survived the storm of kids at the {fun}",
    "the new hire at {place} is an ambulance driver, lovely guy",
    "fire drill at {place} on {day}, just so you know",
    "wow, another urgent request for {food}, very dramatic haha",
    "finally done with all the urgent work, time for {food}",
    "{hello}thanks for the {thing}, it looks great",
    "good morning, hope you slept well",
    "we had {food} with {name} at {place}",
    "see you on {day}",
    "the {thing} can wait until after {day}",
    "Take your time with the {files}",
    "My phone is dying, talk on {day}",
    "{name} got the job!",
    "the deadline was moved, so we have all the time in the world",
    "don't worry about calling back",
    "FLASH SALE! Act now, everything must go",
    "URGENT! You have won a holiday. Text WIN to 80888 now",
    "no hay prisa, cuando puedas",
    "rien d'urgent, bonne soirée",
    "keine Eile mit den Bildern",
    "não é urgente, fica tranquila",
    "{hello}is the {thing} ready for {day}?",
    "how much would two hours cost in June",
    "do you like the {fun} poster?",
)
ASKS = (
    "{hello}could you send me the {files}{soft}",
    "{hello}when is the {thing} ready",
    "are you free on {day}",
    "you around on {day}",
    "did {name} tell you about {place}",
    "let me know if {day} suits you",
    "I need the {thing} before {day}",
    "what's the address of {place} again",
    "how do I open the {files}",
    "would you mind moving our appointment to {day}",
    "can we talk about the {thing}",
    "I was wondering whether you still have the {files}",
    "any idea where the {files} went",
    "please sign the {thing} and send it back",
    "Thanks for that. One more thing: where do I put the {files}",
    "the {system} doesn't load, can you look at it",
    "I still haven't received the {thing}",
    "do you think {name} would like {food}",
    "which one is better, {food} or something else",
    "remind {name} to bring the {files}",
    "we have to cancel {day}, is that ok",
    "what do you charge for a {fun}",
    "Thoughts on the {thing}",
    "tell me how it went at {place}",
    "¿puedes mandarme los archivos?",
    "tu peux me rappeler demain ?",
    "kannst du mir helfen",
    "você consegue vir no sábado?",
)
TELLS = (
    "thanks, got the {files}",
    "the {thing} is on the table at {place}",
    "we had {food} and went home early",
    "{name} says hi",
    "ok see you at {place}",
    "that was the best {fun} in years",
    "haha no way",
    "I sent the {thing} to {name} this morning",
    "I asked {name} when {place} opens and she told me nine",
    "just got to {place}, all good",
    "you're welcome!",
    "Happy birthday {name}!",
    "no need to reply",
    "I'll bring the {files} on {day}",
    "what a lovely {fun} it was",
    "They wanted to know if {name} was coming and I said yes",
    "good night",
    "so proud of {person}",
    "Your order of {food} has been delivered",
    "my week was long, {food} helped",
    "I know how to open the {files} now",
    "no questions from me, the {thing} is clear",
    "I don't need the {files} any more",
    "that's where {name} found the {files}",
    "why would anyone say no to {food}, right, I ate all of it",
    "muchas gracias por todo",
    "merci, à bientôt",
    "danke, alles gut angekommen",
    "obrigado, até amanhã",
    "👍",
)
#: Written after the rules, to see how they do on texts nobody had in mind; first words alone reached AUC 0.82, F1 0.29.
PRESSING = (
    "Production is down, all hands on deck",
    "We have a leak in the bathroom and the ceiling is coming down, what should I do?",
    "The bride is waiting at the church and the photographer isn't there, answer your phone",
    "Car broke down on the motorway with the kids in it, can you pick us up",
    "I think I'm having a panic attack, can you talk",
    "Our payment system has stopped taking cards, queue out the door",
    "The landlord is here with the police, I need you",
    "Need the signed form back in the next hour or the booking is void",
    "Please respond immediately, the client is threatening to leave",
    "My water just broke",
    "Grandma fell down the stairs and isn't moving",
    "Someone is following me home, please stay on the phone",
    "I've lost my passport and my flight is in two hours",
    "Your account balance is negative and rent goes out today, call me",
    "The caterer cancelled an hour before the wedding, who else can we get?",
    "School called, Leo has a high fever, can you get him now",
    "Tornado warning for our county, get to the basement",
    "13 people trapped after building collapse downtown, rescue under way",
    "Wildfire forces thousands to evacuate, roads closed",
    "Massive explosion reported near the airport",
    "Need help ASAP with the login, exam starts in 5",
    "The dog ate chocolate, do we go to the vet??",
    "We are stuck in the lift, nobody answers the alarm",
    "Emergency meeting at 2, be there",
    "I accidentally sent the money to the wrong account, can you stop it?",
    "Hackers got into our mailbox, change all passwords now",
    "Please, I can't do this any more, I need someone tonight",
    "The venue double booked us and guests arrive at five, help",
    "Last chance to confirm before the slot is gone at noon",
    "Electricity is out in the whole studio and the shoot is running",
    "I'm bleeding and can't stop it",
    "URGENT please read",
    "Ven ya, papá se cayó",
    "Il y a le feu dans la cuisine, appelle les pompiers",
    "Der Strom ist weg und die Kunden warten, bitte schnell",
    "O servidor caiu e ninguém consegue pagar, socorro",
)
#: Their counterparts that can wait.
LEISURELY = (
    "Production was great last night, loved the lighting",
    "Can you send me the recipe sometime",
    "Looking forward to the wedding next year",
    "Here are the minutes from Tuesday",
    "Do you prefer matte or glossy paper",
    "My playlist is straight fire this week",
    "The new burger place is to die for",
    "Heat wave has me melting lol",
    "That final exam killed me, glad it's over",
    "Crying at this puppy video",
    "The Walking Dead is back on Sunday",
    "Police Academy marathon tonight, popcorn ready",
    "He dropped a bomb of a verse on that track",
    "Storm in a teacup if you ask me",
    "I'm drowning in homework but it's fine",
    "We had a blast at the lake",
    "Traffic was a nightmare but I'm home",
    "Could you proofread this when you have a minute",
    "Lovely seeing you, let's do it again soon",
    "How was the trip?",
    "Thinking about repainting the hall, any colour ideas?",
    "No need to hurry, the exhibition is in autumn",
    "The fire place in the cabin was so cosy",
    "Emergency chocolate supplies restocked",
    "Urgent care was closed so we went home, she's fine now",
    "My battery died again, old phone",
    "I got the tickets, row 7",
    "Invoice attached, due end of next month",
    "Next month I'd like to plan a shoot with you",
    "The kids crashed on the sofa by eight",
    "Did you watch the hurricane documentary",
    "I will call you later",
    "We can discuss it next time we meet",
    "Just saying hi from Lisbon",
    "That meeting could have been an email",
    "Your package will arrive between Thursday and Saturday",
    "Let me know what you think of the moodboard, no pressure",
    "Cuando tengas un rato me cuentas",
    "On en parle la semaine prochaine",
    "Melde mich nächste Woche wegen der Rahmen",
)
_HOLE = re.compile(r"\{(\w+)\}")


def lines(field: str) -> list[str]:
    """JSON lines `{"text", field: bool}`; `field` is "urgent" or "needs_reply". Always the same."""
    yes, no = (URGENT, CALM) if field == "urgent" else (ASKS, TELLS)
    rng = random.Random(SEED)
    rows = [(text, label) for templates, label in ((yes, True), (no, False)) for text in _texts(templates, rng)]
    return [json.dumps({"text": text, field: label}) for text, label in rows]


def _texts(templates: tuple[str, ...], rng: random.Random) -> Iterator[str]:
    """Up to EACH different texts of each template; one without holes gives one."""
    for template in templates:
        yield from dict.fromkeys(_filled(template, rng) for _ in range(EACH))


def _filled(template: str, rng: random.Random) -> str:
    text = template
    while _HOLE.search(text):
        text = _HOLE.sub(lambda hole: rng.choice(SLOTS[hole.group(1)]), text)
    return text[:1].upper() + text[1:] if rng.random() < 0.5 else text


def by_hand() -> list[str]:
    """JSON lines `{"text", "urgent"}` of the texts without templates."""
    labelled = [*((text, True) for text in PRESSING), *((text, False) for text in LEISURELY)]
    return [json.dumps({"text": text, "urgent": label}) for text, label in labelled]


def figures() -> dict[str, object]:
    """Figures of `sotto eval triage` on each set, by words alone and with embeddings where they can be had."""
    sets = {"urgent": lines("urgent"), "urgent_by_hand": by_hand(), "needs_reply": lines("needs_reply")}
    with tempfile.TemporaryDirectory() as folder:
        vectors = partial(text_vectors.of, Path(folder))
        return {
            name: {
                "words": triage.score(rows, now=NOW),
                "with_embeddings": triage.score(rows, now=NOW, vectors=vectors),
            }
            for name, rows in sets.items()
        }
