"""Texts with personal details marked as ⟦KIND:…⟧, and texts that look like it and hold none."""

from __future__ import annotations

import re

MARKED = """
write to ⟦EMAIL:anna.berg@example.com⟧ please
my mail: ⟦EMAIL:j.o'neil+photos@mail.example.co.uk⟧!
⟦EMAIL:MARIA_LOPEZ@ejemplo.es⟧ es mi correo
schreib mir an ⟦EMAIL:bücher@müller-foto.de⟧.
it's ⟦EMAIL:anna [at] example [dot] com⟧ ok?
you can reach me: ⟦EMAIL:tom.reed at gmail dot com⟧ thanks
<⟦EMAIL:x@y.io⟧>
📧⟦EMAIL:lena@example.org⟧📧
call me on ⟦PHONE:+49 30 901820⟧
mein Handy: ⟦PHONE:0171 2345678⟧
Ruf mich an unter ⟦PHONE:030/901820⟧ bitte
text ⟦PHONE:(415) 555-2671⟧ when you are here
my new number ⟦PHONE:415-555-0123⟧
⟦PHONE:+1 (212) 736-5000⟧
it's ⟦PHONE:212.736.5000⟧ ext office
Reach us at ⟦PHONE:07700 900123⟧ any time
⟦PHONE:020 7946 0958⟧ is the studio
llámame al ⟦PHONE:612 345 678⟧
mi teléfono es ⟦PHONE:+34 612 34 56 78⟧, gracias
Mon portable : ⟦PHONE:06 12 34 56 78⟧
appelle-moi au ⟦PHONE:+33 6 12 34 56 78⟧
meu número é ⟦PHONE:(11) 98765-4321⟧
me liga no ⟦PHONE:+55 11 98765 4321⟧
call ⟦PHONE:555-0199⟧ and ask for the desk
⟦PHONE:4155552671⟧
whatsapp ⟦PHONE:0044 7911 123456⟧
call ⟦PHONE:٠١٢٣٤٥٦٧٨٩⟧
⟦PHONE:+1-800-555-0100 x22⟧ is the office
please pay to ⟦IBAN:DE89 3704 0044 0532 0130 00⟧
IBAN ⟦IBAN:GB82WEST12345698765432⟧ thanks
mi cuenta ⟦IBAN:ES91 2100 0418 4502 0005 1332⟧ gracias
⟦IBAN:FR14 2004 1010 0505 0001 3M02 606⟧
iban: ⟦IBAN:pt50000201231234567890154⟧
⟦IBAN:NL91 ABNA 0417 1643 00⟧ danke dir
card is ⟦CARD:4111 1111 1111 1111⟧ exp 04/29
⟦CARD:5500000000000004⟧
amex ⟦CARD:3782 822463 10005⟧
mi tarjeta ⟦CARD:4012-8888-8888-1881⟧
visa card number ⟦CARD:4111 2222 3333 4445⟧
⟦CARD:6011 1111 1111 1117⟧ please charge it
come to ⟦ADDRESS:12 Baker Street, London NW1 6XE⟧
I live at ⟦ADDRESS:221B Baker St⟧, first floor
the shoot is at ⟦ADDRESS:1600 Pennsylvania Avenue NW, Washington, DC 20500⟧.
we are at ⟦ADDRESS:742 Evergreen Terrace, Springfield⟧
send it to ⟦ADDRESS:350 Fifth Ave, Apt 4B, New York, NY 10118⟧ thanks
it's at ⟦ADDRESS:14 baker street⟧ ok
⟦ADDRESS:P.O. Box 1234⟧ works too
Wir wohnen ⟦ADDRESS:Hauptstraße 5, 10115 Berlin⟧
komm in die ⟦ADDRESS:Goethestr. 12a⟧ bitte
Treffpunkt ⟦ADDRESS:Lindenweg 7, 50667 Köln⟧!
⟦ADDRESS:Unter den Linden 77, 10117 Berlin⟧
ich bin ⟦ADDRESS:Berliner Straße 44⟧
j'habite ⟦ADDRESS:12 rue de la Paix, 75002 Paris⟧
rdv au ⟦ADDRESS:8 avenue Victor Hugo⟧ demain
⟦ADDRESS:45 bis boulevard Saint-Germain, 75005 Paris⟧
vivo en ⟦ADDRESS:Calle Mayor 12, 3º B, 28013 Madrid⟧
la dirección es ⟦ADDRESS:Avenida de la Constitución, 8⟧
⟦ADDRESS:calle de Alcalá 45⟧ a las 8
moro na ⟦ADDRESS:Rua Augusta, 1200⟧
⟦ADDRESS:Avenida Paulista, 1578, São Paulo 01310-200⟧
fica na ⟦ADDRESS:Rua das Flores 25, 1200-195 Lisboa⟧
my postcode is ⟦ADDRESS:NW1 6XE⟧
Your verification code is ⟦CODE:482913⟧
⟦CODE:482913⟧ is your WhatsApp code
⟦CODE:G-482913⟧ is your Google verification code
OTP: ⟦CODE:4821⟧
Use ⟦CODE:739201⟧ to log in
the code is ⟦CODE:123-456⟧ don't share
Ihr Bestätigungscode lautet ⟦CODE:558210⟧
Deine mTAN: ⟦CODE:90817263⟧
tu código de verificación es ⟦CODE:771203⟧
Votre code de vérification est ⟦CODE:664021⟧
Seu código é ⟦CODE:308817⟧
my pin is ⟦CODE:4455⟧
the door code is ⟦CODE:9921⟧
code: ⟦CODE:AB12CD⟧
my ssn is ⟦ID:123-45-6789⟧
⟦ID:536-22-1234⟧ is my social
NI number ⟦ID:AB 12 34 56 C⟧
mi DNI es ⟦ID:12345678Z⟧
NIE ⟦ID:X1234567L⟧
⟦ID:RSSMRA85T10A562S⟧ il mio codice
numéro de sécu ⟦ID:2 55 08 14 168 025 38⟧
Steuer-ID: ⟦ID:36 574 261 809⟧
meu CPF é ⟦ID:390.533.447-05⟧
CPF ⟦ID:39053344705⟧
o meu NIF é ⟦ID:123456789⟧
mijn BSN is ⟦ID:111222333⟧
passport number ⟦ID:C01X00T47⟧
driver's license number is ⟦ID:D1234567⟧
see ⟦LINK:https://www.example.com/a?b=1&c=(2)⟧.
(⟦LINK:http://example.org⟧)
⟦LINK:www.foto-berg.de⟧, dort
book at ⟦LINK:calendly.com/anna-berg⟧ ok
⟦LINK:bit.ly/3xYzAb⟧
my shop is ⟦LINK:annaberg.photography⟧
⟦LINK:https://medium.com/@anna/post-1⟧
I'm here ⟦GEO:48.8584, 2.2945⟧
⟦GEO:-23.55052,-46.633308⟧
⟦GEO:40°26′46″N 79°58′56″W⟧ is the spot
⟦GEO:geo:37.786971,-122.399677⟧
thanks ⟦NAME:Anna⟧!
did ⟦NAME:anna müller⟧ pay?
⟦NAME:ANNA MULLER⟧ called
⟦NAME:José⟧'s photos are ready
jose said: ask ⟦NAME:Hope⟧ again
I saw ⟦NAME:Will⟧ yesterday
⟦NAME:王小明⟧你好
my cell is ⟦PHONE:646 555 0147⟧
tel. ⟦PHONE:91 123 45 67⟧
meine Nummer ist ⟦PHONE:01512 3456789⟧
ship to ⟦ADDRESS:4500 N Lamar Blvd, Austin TX 78751⟧
⟦ADDRESS:Am Markt 3, 80331 München⟧
⟦ADDRESS:C/ Gran Vía 34, 4ºB, Madrid⟧
⟦ADDRESS:Alameda Santos 700, apto 32⟧
⟦ADDRESS:Rua do Carmo, nº 15, 2º Dto⟧
Code d'accès : ⟦CODE:1207B⟧
Verification: ⟦CODE:445120⟧
check ⟦LINK:mystudio.co.uk⟧
c'est au ⟦ADDRESS:3 rue du commerce⟧
"""
NAMES = ("Anna Müller", "Hope Diaz", "Will", "王小明")
JOSE = ("José",)

HARMLESS = """
it's 250€ for two hours
that will be $1,250.00 in total
1.250.000 euros
R$ 1.500,00 tudo
the price is 450
£95 per hour, 3 hours min
on 12/05/2024 at 14:30
2024-05-12 10:30 works
12.05.2024 um 18 Uhr
am 3. Mai 2025
between 2019 and 2024
since 1998
class of 2004 2008 2012
order 123456 has shipped
order number 4155552671
your order #20394857 is ready
Bestellnummer 4829131
pedido 77120399
commande n° 66402188
tracking 1Z999AA10123456784
tracking number 9400 1000 0000 0000 0000 00
invoice 2024-0017 is attached
Rechnung Nr. 20240017
ticket 555123
booking ref ABX123
version 10.4.2 is out
iOS 17.5.1
ISBN 978-3-16-148410-0
482913 people voted
we sold 123456 copies
about 100000 views
I took 1200 photos and 350 edits
5 km in 25 min
see you in 20 min drive
12 people at the table
room 412, floor 3
flight BA 2490 at gate 12
bus 145 at 8:15
score 3-2, then 4-1
aspect 16:9 and 1920x1080
f/1.8 at 1/250, ISO 3200
85mm 1.4 lens
100% sure
step 1, 2, 3, 4, 5, 6, 7, 8
10-20-30 minutes
the discount code is SAVE2024
promo code 123456
use zip code 90210
dress code black tie 2024
area code 415
el código postal 28013 no, perdón
error code 50043
Rabattcode 2024
the building code from 2019
our code 3 of 12
ok.me too
thanks.it was great
photo.jpg and invoice.pdf
e.g. this one, i.e. that
wow...so nice
meet me @ 7
39053344705 nope
love it!!! 10/10
3 different street photos
I walked down the road for 2 hours
on my way 2 you
2 way street
place 3 and place 4
en la calle a las 8
nos vemos en la plaza a las 10
na rua às 9
la place est à 20 heures
Auf dem Heimweg 20 Minuten
Parkplatz 3 Stunden
Spielplatz 5 Leute
2.5 x 3.75
3.14159
temperature 21.5, 22.75
Will you come?
may I hope for more
I will ask
Annabel and Hannah say hi
weight 72.500 kg
1700000000
192.168.1.100
NICE 2 CATCH UP BUT WE AVE 2 FIND MORE
we are at cherthala.in case you wonder
sorry da thangam.it's my mistake
the 555 timing
in 5 rue minutes
Conf. number HX7739
Zoom meeting ID 835 1234 5678
Order ID: 112-7654321-0987654
PO 4500123456
Total 123456789
2 Main dishes and 3 drinks
1,234,567 followers
7 8 9 10 11 12 13
2024 2025 2026
1234 5678
10.000 seguidores
30 000 vues
serial 4111111111111111
4111 1111 1111 1112
12345678A
GB82 WEST 1234 5698 7654 33
666-12-3456
""".strip().splitlines()

_MARK = re.compile(r"⟦([A-Z]+):(.*?)⟧")


def read(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its marks, and the details with their kinds."""
    return _MARK.sub(r"\2", marked), [(kind, value) for kind, value in _MARK.findall(marked)]


def known(marked: str) -> tuple[str, ...]:
    return JOSE if "⟦NAME:José⟧" in marked else NAMES


POSITIVE = [line for line in MARKED.strip().splitlines() if line]
