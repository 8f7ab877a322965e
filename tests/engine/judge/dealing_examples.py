"""Talk in which money and dates are dealt with, and talk that only sounds like it; it is Wednesday 11 March 2026, 10:00.

"> " marks the person's own messages, every other line is theirs.
"""

# ruff: noqa: E501 - an example on one line reads better than a broken one

from __future__ import annotations

#: (line, amount, currency, unit) of a price that is quoted.
PRICES = (
    ("> A session is 180", 180, "", ""),
    ("> It's $250 for two hours", 250, "USD", ""),
    ("> My rate is €90 per hour", 90, "EUR", "hour"),
    ("> Prints are 12€ each", 12, "EUR", "piece"),
    ("> The full day would be £1,200", 1200, "GBP", ""),
    ("> I charge 45 an hour", 45, "", "hour"),
    ("> That comes to 320 euros", 320, "EUR", ""),
    ("> La sesión cuesta 150 €", 150, "EUR", ""),
    ("> La séance est à 140 euros", 140, "EUR", ""),
    ("> Das Shooting kostet 200 Euro", 200, "EUR", ""),
    ("> O ensaio custa R$ 400", 400, "BRL", ""),
    ("I can offer $100", 100, "USD", ""),
    ("> Two extra outfits at 60 each", 60, "", "piece"),
)  # fmt: skip
NO_PRICES = (
    "> I was born in 1990",
    "> See you at 180 Park Street",
    "> There are 250 photos in the gallery",
    "> It's 10:30 now",
    "> It's 20 minutes away",
    "> I lost $20 on the way",
    "> My number is 07700900123",
    "> It's 30 degrees here",
    "> We are 12 people",
    "",
    "🙂",
)  # fmt: skip

#: (lines, direction, amount) of a payment that was made; one payment, whoever speaks of it.
PAYMENTS = (
    (("I just paid the deposit of 100€",), "in", 100),
    (("Transferred 250 just now",), "in", 250),
    (("Payment sent!",), "in", None),
    (("Paid!",), "in", None),
    (("I've sent you the money",), "in", None),
    (("> Got your payment, thank you!",), "in", None),
    (("> Received the 180, thanks",), "in", 180),
    (("> The deposit arrived, you're all set",), "in", None),
    (("I paid the invoice", "> Got the payment, thanks!"), "in", None),
    (("Just transferred the 200", "> Received 200, perfect"), "in", 200),
    (("> I've just transferred you the refund of $50",), "out", 50),
    (("> Paid you for the frames", "Got the money, thanks"), "out", None),
    (("Ya te pagué los 100 euros",), "in", 100),
    (("Hice la transferencia esta mañana",), "in", None),
    (("J'ai fait le virement de 140 euros",), "in", 140),
    (("Ich habe dir die 200 Euro überwiesen",), "in", 200),
    (("Fiz o pix de 150 reais agora",), "in", 150),
    (("> Recibido el pago, gracias",), "in", None),
)  # fmt: skip
NO_PAYMENTS = (
    ("I'll pay the deposit tomorrow",),
    ("Did you get my payment?",),
    ("> Have you paid the deposit?",),
    ("I haven't paid yet, sorry",),
    ("How do I pay?",),
    ("I paid 300 for my last photographer",),
    ("I paid for parking, so annoying",),
    ("If I paid 200 would you come?",),
    ("My payment was declined",),
    ("My boss paid for lunch",),
    ("I get paid on Friday",),
    ("I would have paid more",),
    ("You said you paid the printer",),
    ("I'm paid by the hour",),
    ("> Please pay by Friday",),
    ("No te he pagado todavía",),
    ("Je n'ai pas encore payé",),
    ("Ich habe noch nicht bezahlt",),
    ("Ainda não paguei",),
    ("It paid off!",),
    ("",),
    ("💸",),
)  # fmt: skip

#: (lines, start as "month-day hour:minute", state of the booking).
BOOKINGS = (
    (("Could we do Saturday at 2pm?", "> Yes, that works!"), "03-14 14:00", "agreed"),
    (("> How about Friday at 10:30?", "Perfect, see you then"), "03-13 10:30", "agreed"),
    (("> You're booked for Saturday at 14:00",), "03-14 14:00", "agreed"),
    (("> All confirmed for tomorrow at 3pm!",), "03-12 15:00", "agreed"),
    (("See you on Saturday at 2pm then!",), "03-14 14:00", "agreed"),
    (("Is Sunday possible?", "> Sunday works for me"), "03-15 18:00", "agreed"),
    (("¿Podemos el sábado a las 11:00?", "> Sí, perfecto"), "03-14 11:00", "agreed"),
    (("Samedi à 14h, c'est possible ?", "> Oui, parfait"), "03-14 14:00", "agreed"),
    (("Passt Samstag um 15 Uhr?", "> Ja, passt"), "03-14 15:00", "agreed"),
    (("Pode ser sábado às 16:00?", "> Sim, combinado"), "03-14 16:00", "agreed"),
    (("> You're booked for Saturday at 14:00", "Sorry, I have to cancel Saturday"), "03-14 14:00", "cancelled"),
    (("Could we do Saturday at 2pm?", "> Yes!", "Could we move it to Sunday at 11am?", "> Sure, Sunday is fine"), "03-15 11:00", "agreed"),
)  # fmt: skip
NO_BOOKINGS = (
    ("Could we do Saturday at 2pm?", "> Sorry, I'm fully booked on Saturday"),
    ("Could we do Saturday at 2pm?", "> Let me check"),
    ("Are you free on Saturday?",),
    ("> How about Friday?", "Friday doesn't work for us"),
    ("I saw a great film on Saturday", "> Nice, yes!"),
    ("Is the gallery ready by Friday?", "> Yes"),
    ("I'll send the deposit on Friday", "> Perfect"),
    ("Happy birthday for Saturday!", "> Thank you"),
    ("It rained on Sunday", "> Yes, awful"),
    ("Hi", "> Hello"),
    ("",),
    ("👍", "> 👍"),
)  # fmt: skip
