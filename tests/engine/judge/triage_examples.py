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


def example(text: str, intents: str, bands: str, action: bool | None) -> Example:
    return Example(text, frozenset(intents.split()), frozenset(bands.split()), action)


TS = f"{U} {T}"
DAY = f"{T} {R}"

EXAMPLES = (
    # urgency in words
    example("Sarah, call me ASAP!!!", "request emergency", U, True),
    example("no rush at all", "information smalltalk", L, False),
    example(
        "Whenever you get a chance, could you send the photos? No rush at all", "request question", f"{L} {R}", True
    ),
    example("my server is down", "complaint emergency", TS, True),
    example("URGENT: the website crashed and customers can't pay", "emergency complaint", U, True),
    example("I need an answer by 3pm today please", "request", TS, True),
    example("It's not urgent, just let me know sometime next week", "request information", f"{L} {R}", True),
    example("this isn't an emergency, call whenever", "request information", f"{L} {R}", None),
    example("Don't worry about calling me back", "information", L, False),
    example("please call me back as soon as you can", "request", TS, True),
    example(
        "I'm locked out of the studio and the client arrives in 20 minutes", "emergency complaint request", TS, True
    ),
    example("Mum's in hospital, please call me right now", "emergency", U, True),
    example("there's been an accident, I need help", "emergency", U, True),
    example("HELP the venue is flooding", "emergency complaint", U, True),
    # bookings
    example("Hi, are you free on Saturday afternoon for a family shoot?", "booking question", DAY, True),
    example("I'd like to book a session for next month", "booking", DAY, True),
    example("do you have any availability in June", "booking question", DAY, True),
    example("Can we move our shoot to Friday instead?", "reschedule", DAY, True),
    example("something came up, could we push it to next week", "reschedule", DAY, True),
    example("Running 15 min late, sorry!", "information reschedule", DAY, None),
    example("I have to cancel tomorrow's session, I'm so sorry", "cancel", TS + " " + R, True),
    example("We won't be able to make it on Saturday after all", "cancel", DAY, True),
    example("please don't cancel the booking", "request booking", DAY, True),
    example("Perfect, that works. See you at 2", "information booking", f"{L} {R}", False),
    # prices and payments
    example("How much do you charge for a half day?", "price", DAY, True),
    example("what are your rates", "price", DAY, True),
    example("Could you do it for 150?", "price", DAY, True),
    example("Your prices are great", "information smalltalk price", f"{L} {R}", False),
    example("I just sent the deposit, can you confirm you got it?", "payment", DAY, True),
    example("Paid! Let me know if it came through", "payment", DAY, None),
    example("Where should I send the payment", "payment", DAY, True),
    example("The invoice is overdue, please pay by tomorrow", "payment", TS, True),
    # complaints
    example("I'm really disappointed, half the pictures are blurry", "complaint", DAY, True),
    example("I've been waiting two weeks and still no photos. This is unacceptable.", "complaint", TS, True),
    example("The gallery link doesn't work", "complaint", DAY, True),
    example("still waiting on your reply", "complaint request", DAY, True),
    # questions
    example("what time should we arrive?", "question", DAY, True),
    example("which lens did you use for that one", "question", DAY, True),
    example("did you get my email", "question", DAY, True),
    example("do you think the rain will stop", "question", DAY, True),
    example("Is the parking lot behind the building?", "question", DAY, True),
    example("so what do you think", "question", DAY, True),
    example("I was wondering whether you shoot on film", "question request", DAY, True),
    # requests
    example("Please send me the contract", "request", DAY, True),
    example("send me the address when you can", "request", DAY, True),
    example("could you crop the second one a bit tighter", "request", DAY, True),
    example("I need the files before Friday", "request", DAY, True),
    example("let me know what works for you", "request", DAY, True),
    example("bring the black backdrop please", "request", DAY, True),
    # thanks, greetings, smalltalk, information
    example("ok thanks!", "thanks", L, False),
    example("Thank you so much, we love them ❤️", "thanks", L, False),
    example("thx", "thanks", L, False),
    example("Hey!", "greeting", f"{L} {R}", False),
    example("good morning 😊", "greeting", f"{L} {R}", False),
    example("haha so true", "smalltalk", L, False),
    example("lol", "smalltalk", L, False),
    example("We had such a nice dinner yesterday", "smalltalk information", L, False),
    example("I'll send the list tonight", "information", f"{L} {R}", False),
    example("The venue is at 14 Mill Lane, second floor", "information", f"{L} {R}", False),
    example("Got it", "information smalltalk thanks", L, False),
    example("No problem, take your time", "information smalltalk", L, False),
    example("No, I don't need anything else", "information", L, False),
    # nothing in words
    example("", "information", L, False),
    example("   \n ", "information", L, False),
    example("👍", "smalltalk", L, False),
    example("😂😂😂", "smalltalk", L, False),
    example("https://example.com/a/b?c=d", "information", f"{L} {R}", None),
    example("?", "question", f"{R}", True),
    # spam
    example("CONGRATULATIONS! You have won a £1000 prize. Text CLAIM to 81010 now!", "spam", L, False),
    example("Flash sale! 50% off everything this weekend only. Reply STOP to unsubscribe", "spam", L, False),
    # Spanish, French, German, Portuguese
    example("¿Puedes llamarme lo antes posible?", "request question", TS, True),
    example("¿Cuánto cuesta una sesión?", "price", DAY, True),
    example("Necesito cancelar la cita de mañana", "cancel", TS + " " + R, True),
    example("muchas gracias!", "thanks", L, False),
    example("Es urgente, por favor", "request emergency", TS, True),
    example("Combien ça coûte pour une séance ?", "price", DAY, True),
    example("Pouvez-vous m'appeler au plus vite", "request question", TS, True),
    example("On peut reporter le rendez-vous à vendredi ?", "reschedule", DAY, True),
    example("merci beaucoup", "thanks", L, False),
    example("Wie viel kostet ein Shooting?", "price", DAY, True),
    example("Können wir den Termin auf Freitag verschieben?", "reschedule", DAY, True),
    example("Bitte ruf mich sofort an, es ist dringend!", "request emergency", U, True),
    example("Vielen Dank", "thanks", L, False),
    example("Keine Eile, melde dich einfach irgendwann", "request information", f"{L} {R}", None),
    example("Quanto custa a sessão?", "price", DAY, True),
    example("Você pode me ligar o mais rápido possível?", "request question", TS, True),
    example("obrigada!", "thanks", L, False),
    example("Quero marcar uma sessão para sábado", "booking", DAY, True),
    example("sem pressa", "information smalltalk", L, False),
    # other scripts: shape and a few words only
    example("Когда вы сможете приехать?", "question", DAY, True),
    example("это срочно!", "", TS, None),
    example("多少钱？", "price question", DAY, True),
    example("ありがとう", "thanks", L, False),
    example("شكرا", "thanks", L, False),
    # written later, before the rules were looked at again: what is meant against what is only said
    example("It was an emergency last week but everything is fine now", "information smalltalk", f"{L} {R}", False),
    example("the emergency exit sign is still lit up in the third photo", "information complaint", f"{L} {R}", None),
    example("this party is fire", "smalltalk information", L, False),
    example("That cake was to die for", "smalltalk information", L, False),
    example("Just finished the urgent stuff at work, finally free", "information smalltalk", f"{L} {R}", False),
    example("listening to Highway to Hell on repeat", "information smalltalk", L, False),
    example("my phone is about to die, talk later", "information smalltalk", f"{L} {R}", False),
    example("I'm dying 😂😂 that video", "smalltalk information", L, False),
    example("The battery is dead", "information complaint", f"{L} {R}", None),
    example("there is a gas leak in the building, get out", "emergency", U, True),
    example("someone is trying to break in, please come", "emergency", U, True),
    example("Dad collapsed, we are waiting for the ambulance", "emergency", U, True),
    example("My daughter is missing, have you seen her?", "emergency question", U, True),
    example("The alarm is going off at your place, can you come now", "emergency request", TS, True),
    example("I need it today or we lose the deal", "request", TS, True),
    example("can you call me in the next ten minutes", "request", TS, True),
    example("Deadline moved up, the printer needs the files tonight", "request information", TS, None),
    example("We're standing outside your studio, nobody opens", "request complaint information emergency", TS, True),
    example("I can't log in and my presentation starts in 30 minutes", "complaint emergency request", TS, True),
    example("where r u?? we start in 10 min", "question", TS, True),
    example("hurry up!!", "request", f"{U} {T} {R}", True),
    example("No hurry, but could you resend the link at some point", "request", f"{L} {R}", True),
    example("If you get time this month, have a look at the draft", "request", f"{L} {R}", True),
    example("don't call me, I'm asleep already", "information request", f"{L} {R}", None),
    example("I am not angry, just wanted to let you know", "information", f"{L} {R}", False),
    example("you don't have to do anything, it's sorted", "information", L, False),
    example("no need to answer this", "information", L, False),
    example("We don't need the extra prints any more", "information cancel", f"{L} {R}", None),
    # questions without a mark, asks without a please
    example("are we still on for tomorrow", "question booking", DAY, True),
    example("you coming on Sunday", "question", DAY, True),
    example("any news about the album", "question", DAY, True),
    example("wondering if the blue room is free on the 12th", "question booking request", DAY, True),
    example("what did the florist say", "question", DAY, True),
    example("tell me when you land", "request", DAY, True),
    example("I'd like to know how long it takes", "question request", DAY, True),
    example("Thoughts?", "question", DAY, True),
    example("k?", "question smalltalk", DAY, True),
    example("Do you offer newborn sessions", "question booking", DAY, True),
    example("Just checking whether you got the contract", "question request", DAY, True),
    example("Not sure if you saw my last message", "question request complaint information", DAY, None),
    example("Thanks! And could you also send the invoice?", "request payment question", DAY, True),
    # statements that need no answer
    example("Landed safely, off to bed", "information", L, False),
    example("I told him what you said and he agreed", "information", L, False),
    example("They asked whether you were coming and I said yes", "information", f"{L} {R}", False),
    example("Good night, sleep tight", "smalltalk greeting", L, False),
    example("Happy birthday!! 🎂", "smalltalk greeting", L, False),
    example("Congratulations on the exhibition, so well deserved", "smalltalk information thanks", L, False),
    example("You too!", "smalltalk information", L, False),
    example("ok", "smalltalk information", L, False),
    example("Perfect, thank you for the quick answer", "thanks", L, False),
    example("will do", "information smalltalk", L, False),
    example("Sent from my phone", "information", L, False),
    example("Your parcel was delivered at 14:02", "information", f"{L} {R}", False),
    example("123456 is your verification code", "information spam", f"{L} {R}", False),
    # money, dates and trouble
    example("Can I pay half now and half after", "payment", DAY, True),
    example("The card was declined, what should I do", "payment question complaint", DAY, True),
    example("Could you give us a quote for a wedding in May", "price request", DAY, True),
    example("is there a discount for students", "price question", DAY, True),
    example("Would Thursday at four suit you", "booking question", DAY, True),
    example("we'd like to come in next Tuesday for headshots", "booking request", DAY, True),
    example("can we do an hour later instead", "reschedule", DAY, True),
    example("I'm afraid we have to call the whole thing off", "cancel", DAY, True),
    example("my son is ill, we won't make it today", "cancel", f"{U} {T}", True),
    example("The prints arrived torn", "complaint", DAY, True),
    example("You promised them by Monday and it's Wednesday", "complaint", DAY, True),
    example("this is not what we agreed on", "complaint", DAY, True),
    # only a link, only marks, only a number
    example("www.example.org/album", "information", f"{L} {R}", None),
    example("https://example.com 😍", "information smalltalk", f"{L} {R}", None),
    example("❤️❤️", "smalltalk", L, False),
    example("...", "smalltalk information", L, False),
    example("??", "question", f"{R}", True),
    example("7", "information smalltalk", L, False),
    # spam
    example("You have been selected for a $500 gift card! Click here to claim", "spam", L, False),
    example("Lower your bills today! Call now and get a FREE quote, T&Cs apply", "spam", L, False),
)
