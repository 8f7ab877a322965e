"""People as an address book and a history show them, with what they are to the person; written before the rules.

"> " marks the person's own messages, "@ +3d 09:30" sets day and hour of what follows (day 0 is a Monday). The person
is a portrait photographer unless the talk says otherwise.
"""

# ruff: noqa: E501 - a conversation on one line reads better than a broken one

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.domain import ContactClass, Message
from engine.judge.contact_class import Evidence

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)

FRIEND, FAMILY, WORK = ContactClass.FRIEND, ContactClass.FAMILY, ContactClass.WORK
CLIENT, ACQUAINTANCE, UNKNOWN = ContactClass.CLIENT, ContactClass.ACQUAINTANCE, ContactClass.UNKNOWN


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody and what they are; `total` messages in all where the lines are only the newest of them."""

    about: str
    meant: ContactClass
    name: str
    lines: tuple[str, ...]
    saved: bool = True
    organisation: bool = False
    total: int = 0
    days: float = 0.0
    payments: int = 0

    def evidence(self) -> Evidence:
        said, at, number = [], MONDAY + timedelta(hours=10), 0
        for line in self.lines:
            if line.startswith("@ "):
                day, clock = line[2:].split()
                hour, minute = clock.split(":")
                at = MONDAY + timedelta(days=int(day.strip("+d")), hours=int(hour), minutes=int(minute))
                continue
            at += timedelta(minutes=4)
            number += 1
            said.append(Message(str(number), line.startswith("> "), line.removeprefix("> "), at))
        first = said[0].sent_at if said else MONDAY
        last = said[-1].sent_at if said else MONDAY
        span = max(self.days, (last - first) / timedelta(days=1))
        return Evidence(
            name=self.name,
            saved=self.saved and bool(self.name),
            is_organisation=self.organisation,
            messages=tuple(said),
            n_messages=max(self.total, len(said)),
            span_days=span,
            n_payments=self.payments,
        )


_CHAT = (
    "@ +5d 21:10",
    "lol did you see that",
    "> haha yes 😂",
    "omg i cant",
    "@ +6d 20:30",
    "you up later? pub?",
    "> yesss running late tho",
    "no worries mate",
)

EXAMPLES = (
    # family, by name
    Example("mother by name", FAMILY, "Mum", ("Are you coming on Sunday?", "> yes!", "Bring the dish back please x")),
    Example("american mother", FAMILY, "Mom", ("call me when you can", "> in a meeting, later")),
    Example("father with emoji", FAMILY, "Dad ❤️", ("The car is ready", "> thanks!")),
    Example("german grandmother", FAMILY, "Oma", ("Kommst du am Sonntag?", "> ja gerne")),
    Example("spanish mother", FAMILY, "Mamá", ("¿Has comido?", "> sí")),
    Example("french father", FAMILY, "Papa", ("Tu passes dimanche ?", "> oui")),
    Example("portuguese grandmother", FAMILY, "Avó", ("Vens almoçar?", "> sim")),
    Example("aunt with a name", FAMILY, "Auntie Rose", ("Happy birthday my love", "> thank you!")),
    Example("german aunt with a name", FAMILY, "Tante Inge", ("Danke für die Karte", "> gern")),
    Example("father's other phone", FAMILY, "Papa Handy", ("ok bis später", "> bis dann")),
    Example("sister in law", FAMILY, "Ana (sister in law)", ("see you at christmas", "> yes!")),
    Example("spanish uncle", FAMILY, "Tío Paco", ("¿Cómo va todo?", "> bien")),
    Example("french grandmother", FAMILY, "Mamie Jeanne", ("Merci pour les photos", "> bisous")),
    # family, by talk
    Example("brother by talk", FAMILY, "Tom", ("@ +6d 18:00", "Mum wants to know if you're bringing the kids to dad's birthday", "> yes, tell mum we'll be there at 2", "nana is coming too", "@ +13d 12:00", "can you pick dad up from the hospital", "> on my way, love you"), total=900, days=700),
    Example("partner by talk", FAMILY, "Jo", ("@ +1d 17:40", "love you, home at 6", "> love you too ❤️", "can you get milk and pick the kids up", "> on it darling", "@ +2d 17:20", "what's for dinner babe", "> pasta, miss you"), total=4000, days=1200),
    Example("german sister by talk", FAMILY, "Lena", ("@ +6d 11:00", "Mama fragt, ob ihr zu Papas Geburtstag kommt", "> klar, sag Mama liebe Grüße", "Oma kommt auch", "hab dich lieb", "> ich dich auch"), total=600, days=400),
    Example("spanish brother by talk", FAMILY, "Luis", ("@ +6d 11:00", "mamá dice que vengas a comer el domingo", "> dile a mamá que sí", "también viene la abuela", "te quiero hermano", "> y yo a ti"), total=700, days=400),
    Example("mother unsaved by signature", FAMILY, "", ("Happy birthday darling! We are so proud of you. Love, Mum xx", "> thank you mum!! love you"), saved=False, total=60, days=300),
    # friends
    Example("pub friend", FRIEND, "Callum", _CHAT, total=800, days=500),
    Example("friend with nickname", FRIEND, "Spud", ("@ +4d 23:00", "bro where are you", "> 10 min lol", "hahaha always late", "> soz mate 😂", "@ +11d 22:00", "footy tmrw?", "> deffo"), total=500, days=400),
    Example("flatmate", FRIEND, "Priya flatmate", ("did you feed the cat lol", "> yesss haha"), total=200, days=120),
    Example("friend who pays back money", FRIEND, "Zoe", ("@ +5d 22:00", "omg that pizza", "> lol yes, you owe me 12 quid", "haha sent you the money, sorry it's late 😂", "> got it ta babe", "@ +12d 21:30", "drinks friday? first round on me", "> yesss", "i transferred you for the tickets as well mate"), total=600, days=500),
    Example("spanish friend", FRIEND, "Marta", ("@ +5d 22:00", "jajaja qué risa tía", "> jajaja te lo dije", "salimos el finde? unas cañas", "> siii quedamos a las 10", "llego tarde como siempre jaja"), total=500, days=300),
    Example("german friend", FRIEND, "Jonas", ("@ +5d 22:00", "haha digga was geht", "> nix lol, bier später?", "klar, bin wie immer zu spät 😂", "> haha passt"), total=450, days=300),
    Example("french friend", FRIEND, "Léa", ("@ +5d 22:00", "mdr t'es trop forte", "> ptdr je sais", "on sort ce soir ? apéro chez moi", "> grave, j'arrive en retard 😂"), total=450, days=300),
    Example("portuguese friend", FRIEND, "Tiago", ("@ +5d 22:00", "kkkk mano que é isso", "> kkkk pois é", "bora sair sexta? umas cervejas", "> bora! chego atrasado rsrs"), total=450, days=300),
    Example("old friend who writes long", FRIEND, "Hannah", ("@ +6d 21:00", "I miss you! It has been ages, tell me everything about the new flat", "> miss you too 😂 it's tiny but mine", "haha I want photos, and wine, when are we having wine", "> friday? my sofa, your gossip", "@ +9d 23:10", "home safe? that was so much fun", "> yes! laughed so much"), total=1500, days=2000),
    Example("gaming friend", FRIEND, "Kev", ("@ +4d 23:30", "wanna play?", "> gimme 5 lol", "dude hurry", "> haha chill bro"), total=900, days=300),
    Example("friend, few weeks", FRIEND, "Amy", ("@ +5d 20:00", "last night was so fun haha", "> lol my head hurts", "brunch sunday? 🥂", "> yesss", "@ +7d 21:00", "omg guess who i saw", "> who!! 😂"), total=120, days=30),
    # work
    Example("boss by name", WORK, "Karen (boss)", ("Can you cover the shift tomorrow?", "> ok")),
    Example("hr", WORK, "HR Dept", ("Please submit your timesheet by Friday", "> done")),
    Example("colleague", WORK, "Dana Office", ("are you in the meeting?", "> joining in 2")),
    Example("colleague by talk", WORK, "Miguel Santos", ("@ +1d 09:30", "Standup moved to 10, can you bring the slides?", "> sure, deck is nearly done", "The deadline for the report is Thursday, boss wants it before the meeting", "> will send it over", "@ +2d 14:00", "Did HR reply about the rota?", "> not yet", "@ +3d 11:00", "meeting in room 2", "> coming"), total=200, days=200),
    Example("manager by talk", WORK, "Sue Hart", ("@ +0d 08:30", "Morning, can you cover Tom's shift on Thursday?", "> yes that's fine", "Great. Rota for next week is up, team meeting at 9", "@ +1d 15:00", "please send me your timesheet", "> sent"), total=80, days=200),
    Example("german colleague", WORK, "Stefan Krüger", ("@ +1d 09:30", "Das Meeting ist auf 10 verschoben, Chef will die Präsentation", "> ok, schicke die Folien gleich", "Deadline ist Donnerstag", "> alles klar", "@ +2d 14:00", "Dienstplan ist raus", "> danke"), total=150, days=200),
    Example("french colleague", WORK, "Claire Petit", ("@ +1d 09:30", "La réunion est décalée à 10h, le chef veut le rapport", "> ok j'envoie la présentation", "échéance jeudi", "> noté"), total=150, days=200),
    Example("spanish colleague", WORK, "Rosa Gil", ("@ +1d 09:30", "La reunión es a las 10, el jefe quiere el informe", "> vale, mando la presentación", "el plazo es el jueves", "> perfecto"), total=150, days=200),
    Example("portuguese colleague", WORK, "Rui Costa", ("@ +1d 09:30", "A reunião passou para as 10, o chefe quer o relatório", "> ok, envio a apresentação", "o prazo é quinta", "> certo"), total=150, days=200),
    Example("nurse colleague", WORK, "Beth Ward 7", ("@ +1d 07:00", "Can you swap shifts on Friday? I'm on nights", "> let me check the rota", "handover at 7, matron is on", "> ok"), total=60, days=120),
    # clients
    Example("asks for a booking", CLIENT, "", ("Hi! How much is a family session? Do you have availability in May?", "> hello! the family session is 260, 30 % deposit to book", "Great, we'd like to book the 14th", "> lovely, I'll send the invoice"), saved=False),
    Example("client saved with occasion", CLIENT, "Kim (wedding May)", ("What time do you arrive?", "> at ten")),
    Example("client labelled", CLIENT, "Ruth Client", ("Thank you for the photos!", "> you're welcome")),
    Example("mama's bakery", CLIENT, "Mama's Bakery", ("Hello, we would like to book a product shoot, what are your rates?", "> a half day is 400, deposit 30 %", "Perfect, please send the invoice", "> invoice sent"), organisation=True),
    Example("papa john's", CLIENT, "Papa John's", ("Could you quote us for photos of the new menu?", "> of course, half a day is 400", "We'd like to book Tuesday, deposit paid", "> got the deposit, thank you"), organisation=True),
    Example("a company", CLIENT, "Brightwater Ltd", ("We need 12 headshots, could you send a quote?", "> 12 headshots are 900", "Please invoice us", "> invoice is on its way"), organisation=True),
    Example("german company", CLIENT, "Möbel Kranz GmbH", ("Was kosten zehn Produktfotos? Haben Sie im Mai einen Termin frei?", "> 400 Euro, Anzahlung 30 %", "Gut, wir möchten buchen. Bitte schicken Sie die Rechnung", "> Rechnung ist unterwegs")),
    Example("spanish client", CLIENT, "", ("Hola, ¿cuánto cuesta una sesión de fotos? ¿Tiene disponibilidad en mayo?", "> la sesión son 180, con señal de 50", "Perfecto, quiero reservar el sábado", "> le mando la factura"), saved=False),
    Example("french client", CLIENT, "Camille", ("Bonjour, quel est le tarif d'une séance ? Êtes-vous disponible en mai ?", "> bonjour, la séance est à 180, acompte de 50", "Parfait, je voudrais réserver", "> je vous envoie la facture")),
    Example("portuguese client", CLIENT, "", ("Olá, quanto custa uma sessão? Tem disponibilidade em maio?", "> a sessão custa 180, sinal de 50", "Ótimo, quero marcar para sábado", "> envio a fatura"), saved=False),
    Example("returning client", CLIENT, "Ines Calloway", ("@ -60d 10:00", "We'd like to book another family session", "> lovely! 260 as before, deposit 78", "Deposit sent!", "> got it, thank you", "@ -40d 18:00", "Gallery is beautiful, can we order a print?", "> 40x60 is 85", "Invoice paid", "@ +0d 09:00", "Could we move Saturday's session to Sunday?", "> sunday works"), total=120, days=300, payments=3),
    Example("warm client who sends hearts", CLIENT, "Beatriz", ("@ +0d 12:00", "We LOVE the photos ❤️❤️ thank you so much", "> so glad!", "can we book the newborn session too? what would be the price?", "> newborn is 220, deposit 60", "paid the deposit ❤️", "> got it"), total=40, days=120),
    Example("paid often, says little", CLIENT, "Omar", ("ok see you at 3", "> see you at the studio", "paid", "> received, thanks"), payments=4),
    Example("haggling client", CLIENT, "", ("how much for a headshot?", "> 180", "any discount if we book two?", "> 320 for two sessions"), saved=False),
    Example("client of a tutor", CLIENT, "Mrs Nolan", ("Could Ben have his lesson on Tuesday instead? And what do I owe you for this month?", "> Tuesday is fine, four lessons are 140, I'll send the invoice", "Paid by transfer, thank you", "> received, thank you"), total=50, days=200),
    # acquaintances: neighbours, trades, doctors, people one deals with
    Example("doctor", ACQUAINTANCE, "Dr Singh", ("Your results are normal", "> thank you doctor")),
    Example("german doctor", ACQUAINTANCE, "Dr. Weber", ("Der Befund ist da", "> danke")),
    Example("plumber", ACQUAINTANCE, "Dave Plumber", ("I can come Tuesday at 8", "> great, how much will it be?", "80 call-out", "> ok")),
    Example("spanish plumber", ACQUAINTANCE, "Fontanero Pepe", ("Paso mañana a las 9", "> gracias")),
    Example("german electrician", ACQUAINTANCE, "Elektriker Braun", ("Morgen um acht", "> gut")),
    Example("french dentist", ACQUAINTANCE, "Dentiste Moreau", ("Votre rendez-vous est confirmé", "> merci")),
    Example("landlord", ACQUAINTANCE, "Steve Landlord", ("Rent went up, letter is coming", "> ok, thanks for telling me")),
    Example("neighbour", ACQUAINTANCE, "Pat next door", ("We have your parcel", "> thank you, I'll come over")),
    Example("hairdresser", ACQUAINTANCE, "Gina hairdresser", ("I can do Thursday at 4", "> perfect, see you then")),
    Example("dentist's desk", ACQUAINTANCE, "Elm Dental Clinic", ("Your appointment is on Monday at 9. See you then", "> thank you"), organisation=True),
    Example("provider by talk", ACQUAINTANCE, "Ray", ("> hi, how much do you charge for a boiler service?", "My call-out is 80, I can come on Tuesday", "> could I book you for Tuesday then? ", "Booked you in. I'll send you my invoice after", "> paid your invoice, thanks"), total=12),
    Example("parent of a school friend", ACQUAINTANCE, "Ella's mum", ("Ella left her coat at yours, can I fetch it?", "> of course, any time")),
    # not enough, or contradicting
    Example("a number that said hello", UNKNOWN, "", ("Hello",), saved=False),
    Example("nothing was said", UNKNOWN, "Alex", ()),
    Example("a name and one line", UNKNOWN, "Sam", ("ok", "> ok")),
    Example("emoji only", UNKNOWN, "", ("👍", "🙏", "👍"), saved=False),
    Example("a stranger who flatters", UNKNOWN, "", ("hello dear how are you today", "i hope you are fine"), saved=False),
    Example("a single word name that is a kin word of a band", UNKNOWN, "Papa Roach Tickets", ("Doors open at 7",)),
    Example("other letters", UNKNOWN, "", ("Привет", "> привет"), saved=False),
    Example("right to left", UNKNOWN, "", ("שלום", "> שלום"), saved=False),
    Example("a new number that calls itself mum", UNKNOWN, "", ("Hi mum, my phone broke, this is my new number", "can you send me some money today"), saved=False),
)  # fmt: skip
