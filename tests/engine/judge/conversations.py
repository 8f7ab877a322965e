"""Small conversations for judging: "> " marks the person's own messages, every other line is theirs."""

# ruff: noqa: E501 - a conversation on one line reads better than a broken one

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.domain import Message

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


def said(*lines: str, last: datetime = NOW, gap: timedelta = timedelta(minutes=5)) -> list[Message]:
    """The lines as messages, `gap` apart, the last one at `last`."""
    return [
        Message(str(place), line.startswith("> "), line.removeprefix("> "), last - gap * (len(lines) - 1 - place))
        for place, line in enumerate(lines)
    ]


#: Conversations that may look odd to a machine and are ordinary.
HARMLESS = (
    ("Flirting", ["Hey gorgeous 😘", "> Hey you", "I keep thinking about you, can't wait for Friday", "You looked so beautiful last night"]),
    ("Married couple", ["Love you so much, you're my everything ❤️", "> Love you too", "Can you pick up milk? My card is in the car"]),
    ("Haggling once", ["Hi, how much for a headshot?", "> 180", "Hmm, could you do it for 150?", "> Sorry, 180 is my price", "Ok that's fine, let's book"]),
    ("Too expensive", ["That's a bit too expensive for us, sorry. Maybe next year!"]),
    ("Bad news", ["I have bad news, my dad passed away last night. I have to cancel Saturday."]),
    ("Hospital", ["Mum is in hospital, please call me as soon as you can", "It's urgent, she's having surgery tonight"]),
    ("Accident", ["I had an accident with the car, I'm fine but I need to move our appointment, so sorry"]),
    ("Bank small talk", ["I was at the bank all morning, they changed my account number again, so annoying"]),
    ("Bank transfer", ["Which account should I transfer the deposit to?", "> IBAN DE00 1234", "Great, I transferred 200, it should arrive tomorrow"]),
    ("Asking for details to pay", ["Could you send me your bank details so I can pay the invoice?"]),
    ("Gift card as present", ["I'd love to buy a gift card for my sister's birthday, 100 euros for a family session. How does it work?"]),
    ("Steam card for the kid", ["We got Tim a Steam gift card for his birthday, he was over the moon"]),
    ("Late payment", ["So sorry for the late payment! My salary comes on Friday, I'll pay you then. Promise!"]),
    ("Later payment again", ["Hi, I'm really sorry, can I pay the rest next week? The car broke down and it was expensive"]),
    ("Deposit talk", ["Do you need a deposit to hold the date?", "> Yes, 30 %", "Perfect, sent it just now. Can you confirm you received it?"]),
    ("Cheque at the shoot", ["Do you accept cheques? I'd bring one on Saturday for the balance"]),
    ("Own photographer", ["I'm a photographer too, I love how you use light. Which lens was that?"]),
    ("Artist colleague", ["My friend is a painter and adores your portraits, she'd like to buy a print"]),
    ("Parcel", ["Your album package should be delivered between 2 and 4 pm today. Can you be home?"]),
    ("Code for the door", ["The code for the door is 4711, send me a message when you're inside"]),
    ("New number", ["Hi, it's Dana from the bakery, this is my new number. See you on Friday!"]),
    ("Reported scam", ["I got a text saying my parcel is on hold and I should pay a fee at some link. Is that a scam?"]),
    ("Reported scam in family", ["My grandma almost fell for one of those hi mum I lost my phone texts", "They asked her to buy gift cards!! Can you believe it"]),
    ("Refusal", ["I would never ask you to send your bank details by text, just give me the card on the day"]),
    ("Warning", ["Please be careful, scammers pretend to be from Microsoft and ask to remote access your computer"]),
    ("Joke", ["Send me $5000 in gift cards or the cat gets it", "just kidding 😂 see you tonight"]),
    ("Crypto as a hobby", ["My brother talks about bitcoin all day. I just want my coffee"]),
    ("Work emergency", ["My server is down and the client is furious, I need you to send the files right away"]),
    ("Deadline", ["We must send the brochure to print today, please confirm the pictures immediately"]),
    ("Surprise party", ["Please don't tell Anna, it's a surprise party! Can you keep it secret until Sunday?"]),
    ("WhatsApp group", ["I'll add you to the WhatsApp group for the wedding, ok?"]),
    ("Planner", ["Our wedding planner Kim will send you the schedule. She also takes care of the payment."]),
    ("Refund of a deposit", ["Since the shoot was cancelled, could you refund the deposit please?"]),
    ("Student", ["I'm a student, do you have a discount? No problem if not"]),
    ("Legal", ["I work at the court, so I can only do evenings"]),
    ("Passport pictures", ["I need a new passport photo, do you do those? How much are they?"]),
    ("ID pick-up", ["The courier needs my ID at the door, so I have to be home until noon"]),
    ("Friend in need", ["Can you lend me your tripod for the weekend? I'll bring it back on Monday"]),
    ("Lottery syndicate", ["We played the lottery at work and won 12 euros each haha"]),
    ("Job news", ["I got the job!! Part-time at the museum, I start on Monday"]),
    ("Free time", ["Are you free on Sunday? The museum is free that day"]),
    ("Widow", ["My husband passed away two years ago, this would be the first family picture without him. I miss him."]),
    ("Investor portraits", ["We need portraits for our investor brochure, 12 people, invoice to the company"]),
    ("Dentist", ["Hi, this is Karen from Dr. Smith's office. Please confirm your name and date of birth for the appointment tomorrow."]),
    ("Bank card declined", ["My card was declined, how embarrassing. I'll try another one tonight."]),
)  # fmt: skip

#: Conversations a careful friend would warn of, each told in its own words.
HARMFUL = (
    ("Photographer overpayment", ["Hello, do you do family reunions? I'm hearing impaired so text only", "> Yes", "Great. I will mail you a certified check for 2,500, it includes extra for the event planner", "Once it clears deduct your fee and send the balance to the planner, she doesn't accept cards"]),
    ("Hi mum", ["Hi mum, I dropped my phone in the toilet, this is my new number", "> Oh no! Are you ok?", "Yes but I can't get into my bank, could you pay a bill for me? I'll pay you back tomorrow"]),
    ("Gift cards for the boss", ["Hi, I'm in a meeting and can't talk. I need you to run a quick task for me", "> sure", "Buy 5 Apple gift cards of 100 each and send me the codes, keep it between us"]),
    ("Pig butchering", ["Sorry, wrong number! You seem like a kind person, can we be friends?", "> haha ok", "Let's chat on WhatsApp, it's easier", "My uncle taught me short-term crypto trading, I can guide you, guaranteed profits every week"]),
    ("Sugar daddy", ["Hello baby, I'm looking for a sugar baby to spoil, 3000 weekly allowance", "> really?", "Yes, just send $50 so I can activate the allowance payment"]),
    ("Code theft", ["Hey, I sent my WhatsApp code to your number by mistake", "Can you send me the 6 digit code please? It's urgent"]),
    ("Parcel", ["USPS: Your package is on hold because of an incomplete address. Please update: https://usps-redelivery.top/u"]),
    ("Bank phishing", ["Dear customer, your account has been locked due to suspicious activity. Verify your identity at http://secure-bank.info within 24 hours"]),
    ("Tax office", ["This is officer Brown from the IRS, there is a warrant for your arrest", "You must pay 900 dollars in gift cards immediately or you will go to jail"]),
    ("Tech support", ["Hello I'm calling from Microsoft, your computer is infected with a virus", "Please download AnyDesk so I can remove it"]),
    ("Romance", ["You are my soulmate, I have never felt like this", "I'm an engineer on an oil rig so I can't video call", "My son is in hospital, please send me 800 dollars by Western Union, don't tell anyone"]),
    ("Lottery", ["Congratulations! Your number has been selected as the winner of our lottery, 250,000 euros", "Pay the processing fee of 150 to receive your prize"]),
    ("Blackmail", ["I have your nudes. Pay 500 in bitcoin or I will send them to all your followers"]),
    ("Mule", ["I want to use your bank account to receive funds from my business", "then send it to my partner, keep 10%"]),
    ("Fake sale", ["I sent the payment by Zelle, check your spam folder for the Zelle email", "It's pending until you upgrade to a business account, please send 200 and we refund you"]),
    ("Muse", ["Hi, I'd like to use your picture as a muse for my painting, I'll pay you $500", "I'll send an e-check by email, you deposit it with your mobile app", "Keep 500 and send the rest to my supplies vendor"]),
    ("Job", ["Part-time online job: earn $300 per day rating hotels from your phone. Contact our manager on Telegram"]),
    ("Spanish phishing", ["Su paquete está retenido en aduana, pague la tasa de 1,99 € en https://correos-pago.top/es"]),
    ("German family", ["Hallo Mama, mein Handy ist kaputt, das ist meine neue Nummer. Kannst du mir auf WhatsApp schreiben?"]),
    ("Movers", ["I'll send a cashier's check for the camera, please pay the movers from the check when it clears and wire the rest back"]),
)  # fmt: skip
