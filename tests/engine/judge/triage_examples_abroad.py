"""Messages in Spanish, French, German and Portuguese, a few in other scripts, with the answer a careful person gives.

Written before the rules were looked at; the texts are ours.
"""

from __future__ import annotations

from tests.engine.judge.triage_examples import DAY, L, R, U, example

SPANISH = (
    example("¿Me puedes mandar las fotos?", "request question", DAY, True),
    example("¿A qué hora empezamos mañana?", "question", DAY, True),
    example("Hola, quería reservar una sesión para el sábado", "booking", DAY, True),
    example("¿Tienes hueco la semana que viene?", "booking question", DAY, True),
    example("¿Podemos cambiar la cita al viernes?", "reschedule", DAY, True),
    example("Lo siento, al final no podemos ir mañana", "cancel", f"{U} {DAY}", True),
    example("Quiero anular la reserva", "cancel", DAY, True),
    example("¿Cuánto cobras por dos horas?", "price", DAY, True),
    example("Ya te hice la transferencia, ¿te llegó?", "payment question", DAY, True),
    example("Estoy muy decepcionada, las fotos salieron borrosas", "complaint", DAY, True),
    example("Llevo dos semanas esperando y nadie contesta", "complaint", DAY, True),
    example("¡Mil gracias por todo!", "thanks", L, False),
    example("Buenos días", "greeting", f"{L} {R}", False),
    example("¡Es una emergencia, llámame ya!", "emergency", U, True),
    example("No es urgente, cuando puedas", "information request", f"{L} {R}", None),
    example("dime si te viene bien", "request question", DAY, True),
    example("El estudio está en la calle Mayor 12", "information", f"{L} {R}", False),
)
FRENCH = (
    example("Tu peux m'envoyer les photos ?", "request question", DAY, True),
    example("A quelle heure on se retrouve demain", "question", DAY, True),
    example("Bonjour, je voudrais réserver une séance pour samedi", "booking", DAY, True),
    example("Vous êtes libre jeudi après-midi ?", "booking question", DAY, True),
    example("Est-ce qu'on peut décaler le rendez-vous à lundi ?", "reschedule", DAY, True),
    example("Désolée, je ne peux pas venir demain finalement", "cancel", f"{U} {DAY}", True),
    example("Je dois annuler la séance", "cancel", DAY, True),
    example("Quels sont vos tarifs ?", "price", DAY, True),
    example("Je viens de faire le virement, vous l'avez reçu ?", "payment question", DAY, True),
    example("Je suis très déçue, les photos sont floues", "complaint", DAY, True),
    example("Toujours pas de nouvelles de mes photos", "complaint", DAY, True),
    example("Merci infiniment !", "thanks", L, False),
    example("Bonsoir", "greeting", f"{L} {R}", False),
    example("C'est une urgence, appelez-moi tout de suite !", "emergency", U, True),
    example("Rien d'urgent, prends ton temps", "information smalltalk", L, False),
    example("Dites-moi ce qui vous arrange", "request question", DAY, True),
    example("On arrive vers midi", "information", f"{L} {R}", False),
)
GERMAN = (
    example("Kannst du mir die Bilder schicken?", "request question", DAY, True),
    example("Wann sollen wir morgen da sein", "question", DAY, True),
    example("Hallo, ich möchte gern einen Termin für Samstag buchen", "booking", DAY, True),
    example("Haben Sie nächste Woche noch etwas frei?", "booking question", DAY, True),
    example("Könnten wir das Shooting auf Montag verlegen?", "reschedule", DAY, True),
    example("Es tut mir leid, ich muss für morgen absagen", "cancel", f"{U} {DAY}", True),
    example("Wir müssen den Termin leider stornieren", "cancel", DAY, True),
    example("Was kostet ein halber Tag?", "price", DAY, True),
    example("Ich habe gerade überwiesen, ist das Geld da?", "payment question", DAY, True),
    example("Ich bin wirklich enttäuscht, die Hälfte der Bilder ist unscharf", "complaint", DAY, True),
    example("Ich warte seit zwei Wochen auf meine Fotos", "complaint", DAY, True),
    example("Danke dir!", "thanks", L, False),
    example("Guten Morgen", "greeting", f"{L} {R}", False),
    example("Notfall! Bitte sofort anrufen!", "emergency", U, True),
    example("Nicht eilig, lass dir Zeit", "information smalltalk", L, False),
    example("Sag Bescheid, was dir passt", "request question", DAY, True),
    example("Wir sind gegen drei da", "information", f"{L} {R}", False),
)
PORTUGUESE = (
    example("Você pode me mandar as fotos?", "request question", DAY, True),
    example("Que horas a gente começa amanhã", "question", DAY, True),
    example("Oi, gostaria de agendar uma sessão para sábado", "booking", DAY, True),
    example("Tem horário na semana que vem?", "booking question", DAY, True),
    example("Podemos remarcar para sexta?", "reschedule", DAY, True),
    example("Desculpa, não vou conseguir ir amanhã", "cancel", f"{U} {DAY}", True),
    example("Preciso cancelar o ensaio", "cancel", DAY, True),
    example("Quanto fica um ensaio de família?", "price", DAY, True),
    example("Acabei de fazer o pix, chegou aí?", "payment question", DAY, True),
    example("Estou muito decepcionada, as fotos ficaram desfocadas", "complaint", DAY, True),
    example("Estou esperando há duas semanas e ninguém responde", "complaint", DAY, True),
    example("Muito obrigado mesmo", "thanks", L, False),
    example("Boa tarde", "greeting", f"{L} {R}", False),
    example("É uma emergência, me liga agora!", "emergency", U, True),
    example("Não tem pressa nenhuma", "information smalltalk", L, False),
    example("Me avisa o que fica melhor pra você", "request question", DAY, True),
    example("O estúdio fica na rua das Flores", "information", f"{L} {R}", False),
)
OTHER_SCRIPTS = (
    example("Спасибо большое", "thanks", L, False),
    example("Сколько стоит съёмка?", "price question", DAY, True),
    example("你明天有空吗？", "question booking", DAY, True),
    example("いくらですか", "price question", DAY, True),
    example("متى نلتقي غدا؟", "question", DAY, True),
    example("שלום, מתי אפשר להיפגש?", "question", DAY, True),
    example("도와주세요, 급해요!", "", f"{U} {DAY}", True),
)
MIXED = (
    example("Hola! can you send me the fotos por favor", "request question", DAY, True),
    example("Danke, see you then!", "thanks booking", f"{L} {R}", False),
    example("ok merci, à demain", "thanks", L, False),
    example("hey, wann seid ihr da?", "question", DAY, True),
)

ABROAD = (*SPANISH, *FRENCH, *GERMAN, *PORTUGUESE, *OTHER_SCRIPTS, *MIXED)
