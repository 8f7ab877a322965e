"""Messages with the answer a careful person would give: text, intents, bands, and whether something must be done.

Where two answers are defensible both are listed; an empty set means the field is not judged by this example.
"""

from __future__ import annotations

from dataclasses import dataclass

U, T, R, L = "urgent", "time-sensitive", "routine", "low"


@dataclass(frozen=True)
class Example:
    """One message and what may be said about it."""

    text: str
    intents: frozenset[str]
    bands: frozenset[str]
    action: bool | None


def _of(text: str, intents: str, bands: str, action: bool | None) -> Example:
    return Example(text, frozenset(intents.split()), frozenset(bands.split()), action)


TS = f"{U} {T}"
DAY = f"{T} {R}"

EXAMPLES = (
    # urgency in words
    _of("Sarah, call me ASAP!!!", "request emergency", U, True),
    _of("no rush at all", "information smalltalk", L, False),
    _of("Whenever you get a chance, could you send the photos? No rush at all", "request question", f"{L} {R}", True),
    _of("my server is down", "complaint emergency", TS, True),
    _of("URGENT: the website crashed and customers can't pay", "emergency complaint", U, True),
    _of("I need an answer by 3pm today please", "request", TS, True),
    _of("It's not urgent, just let me know sometime next week", "request information", f"{L} {R}", True),
    _of("this isn't an emergency, call whenever", "request information", f"{L} {R}", None),
    _of("Don't worry about calling me back", "information", L, False),
    _of("please call me back as soon as you can", "request", TS, True),
    _of("I'm locked out of the studio and the client arrives in 20 minutes", "emergency complaint request", TS, True),
    _of("Mum's in hospital, please call me right now", "emergency", U, True),
    _of("there's been an accident, I need help", "emergency", U, True),
    _of("HELP the venue is flooding", "emergency complaint", U, True),
    # bookings
    _of("Hi, are you free on Saturday afternoon for a family shoot?", "booking question", DAY, True),
    _of("I'd like to book a session for next month", "booking", DAY, True),
    _of("do you have any availability in June", "booking question", DAY, True),
    _of("Can we move our shoot to Friday instead?", "reschedule", DAY, True),
    _of("something came up, could we push it to next week", "reschedule", DAY, True),
    _of("Running 15 min late, sorry!", "information reschedule", DAY, None),
    _of("I have to cancel tomorrow's session, I'm so sorry", "cancel", TS + " " + R, True),
    _of("We won't be able to make it on Saturday after all", "cancel", DAY, True),
    _of("please don't cancel the booking", "request booking", DAY, True),
    _of("Perfect, that works. See you at 2", "information booking", f"{L} {R}", False),
    # prices and payments
    _of("How much do you charge for a half day?", "price", DAY, True),
    _of("what are your rates", "price", DAY, True),
    _of("Could you do it for 150?", "price", DAY, True),
    _of("Your prices are great", "information smalltalk price", f"{L} {R}", False),
    _of("I just sent the deposit, can you confirm you got it?", "payment", DAY, True),
    _of("Paid! Let me know if it came through", "payment", DAY, None),
    _of("Where should I send the payment", "payment", DAY, True),
    _of("The invoice is overdue, please pay by tomorrow", "payment", TS, True),
    # complaints
    _of("I'm really disappointed, half the pictures are blurry", "complaint", DAY, True),
    _of("I've been waiting two weeks and still no photos. This is unacceptable.", "complaint", TS, True),
    _of("The gallery link doesn't work", "complaint", DAY, True),
    _of("still waiting on your reply", "complaint request", DAY, True),
    # questions
    _of("what time should we arrive?", "question", DAY, True),
    _of("which lens did you use for that one", "question", DAY, True),
    _of("did you get my email", "question", DAY, True),
    _of("do you think the rain will stop", "question", DAY, True),
    _of("Is the parking lot behind the building?", "question", DAY, True),
    _of("so what do you think", "question", DAY, True),
    _of("I was wondering whether you shoot on film", "question request", DAY, True),
    # requests
    _of("Please send me the contract", "request", DAY, True),
    _of("send me the address when you can", "request", DAY, True),
    _of("could you crop the second one a bit tighter", "request", DAY, True),
    _of("I need the files before Friday", "request", DAY, True),
    _of("let me know what works for you", "request", DAY, True),
    _of("bring the black backdrop please", "request", DAY, True),
    # thanks, greetings, smalltalk, information
    _of("ok thanks!", "thanks", L, False),
    _of("Thank you so much, we love them ❤️", "thanks", L, False),
    _of("thx", "thanks", L, False),
    _of("Hey!", "greeting", f"{L} {R}", False),
    _of("good morning 😊", "greeting", f"{L} {R}", False),
    _of("haha so true", "smalltalk", L, False),
    _of("lol", "smalltalk", L, False),
    _of("We had such a nice dinner yesterday", "smalltalk information", L, False),
    _of("I'll send the list tonight", "information", f"{L} {R}", False),
    _of("The venue is at 14 Mill Lane, second floor", "information", f"{L} {R}", False),
    _of("Got it", "information smalltalk thanks", L, False),
    _of("No problem, take your time", "information smalltalk", L, False),
    _of("No, I don't need anything else", "information", L, False),
    # nothing in words
    _of("", "smalltalk", L, False),
    _of("   \n ", "smalltalk", L, False),
    _of("👍", "smalltalk", L, False),
    _of("😂😂😂", "smalltalk", L, False),
    _of("https://example.com/a/b?c=d", "information", f"{L} {R}", None),
    _of("?", "question", f"{R}", True),
    # spam
    _of("CONGRATULATIONS! You have won a £1000 prize. Text CLAIM to 81010 now!", "spam", L, False),
    _of("Flash sale! 50% off everything this weekend only. Reply STOP to unsubscribe", "spam", L, False),
    # Spanish, French, German, Portuguese
    _of("¿Puedes llamarme lo antes posible?", "request question", TS, True),
    _of("¿Cuánto cuesta una sesión?", "price", DAY, True),
    _of("Necesito cancelar la cita de mañana", "cancel", TS + " " + R, True),
    _of("muchas gracias!", "thanks", L, False),
    _of("Es urgente, por favor", "request emergency", TS, True),
    _of("Combien ça coûte pour une séance ?", "price", DAY, True),
    _of("Pouvez-vous m'appeler au plus vite", "request question", TS, True),
    _of("On peut reporter le rendez-vous à vendredi ?", "reschedule", DAY, True),
    _of("merci beaucoup", "thanks", L, False),
    _of("Wie viel kostet ein Shooting?", "price", DAY, True),
    _of("Können wir den Termin auf Freitag verschieben?", "reschedule", DAY, True),
    _of("Bitte ruf mich sofort an, es ist dringend!", "request emergency", U, True),
    _of("Vielen Dank", "thanks", L, False),
    _of("Keine Eile, melde dich einfach irgendwann", "request information", f"{L} {R}", None),
    _of("Quanto custa a sessão?", "price", DAY, True),
    _of("Você pode me ligar o mais rápido possível?", "request question", TS, True),
    _of("obrigada!", "thanks", L, False),
    _of("Quero marcar uma sessão para sábado", "booking", DAY, True),
    _of("sem pressa", "information smalltalk", L, False),
    # other scripts: shape and a few words only
    _of("Когда вы сможете приехать?", "question", DAY, True),
    _of("это срочно!", "", TS, None),
    _of("多少钱？", "price question", DAY, True),
    _of("ありがとう", "thanks", L, False),
    _of("شكرا", "thanks", L, False),
)
