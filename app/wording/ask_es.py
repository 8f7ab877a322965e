"""What Ask says in Spanish."""

from __future__ import annotations

from typing import Final

from app.wording.ask_catalogue import Catalogue, Counted

SPANISH: Final = Catalogue(
    unclear={
        "no_date": "Un recordatorio necesita una fecha. Di cuándo: «mañana a las 9», «en 20 minutos», «el 5 de mayo».",
        "past": "Esa hora ya pasó. Un recordatorio necesita una fecha que esté por venir.",
        "repeats": "Sotto avisa una vez, no cada día ni cada semana. "
        "Di la primera fecha, y pon la siguiente cuando llegue.",
        "no_text": "¿Qué debe recordarte Sotto? Dilo en la misma línea que la hora.",
        "person": "¿A quién te refieres: {names}?",
        "nobody": "No hay nadie con ese nombre en tus conversaciones. "
        "Escribe el nombre como aparece en la bandeja de entrada.",
        "group": "Sotto escribe borradores para una sola persona a la vez. Nombra solo a una.",
    },
    silences={
        "": "Aquí no hay borrador.",
        "sticker_only": "Sin borrador para un sticker: no se preguntó nada.",
        "no_words": "Sin borrador: el mensaje vino sin palabras.",
        "nothing_asked": "No hace falta un borrador: no se preguntó nada.",
        "group_off": "Sin borrador en grupos. Puedes activarlo para un grupo en Privacidad.",
        "low_confidence": "Hay demasiado sin aclarar para un borrador. Di qué quieres y Sotto lo escribe.",
        "wish_unclear": "Sotto no entendió qué debe hacer el borrador. Sin modelo conoce sí, no, más tarde, gracias, "
        "disculpas, preguntas y otro día o precio. O escribe tú la frase.",
        "money": "Sin borrador: se trata de dinero o de un contrato, y decides tú. Di sí o no.",
        "risk_stop": "Sin borrador: esto parece una estafa. Mira primero el riesgo.",
        "switched_off": "Pediste a Sotto que no lea a esta persona. No se guarda ni se escribe nada.",
        "filtered": "Sin borrador para mensajes filtrados. Muévelo a la bandeja de entrada.",
        "one_time_code": "Sin borrador para un código. Los códigos de un solo uso nunca se contestan.",
        "automatic": "Sin borrador para mensajes automáticos: allí nadie lee las respuestas.",
        "last_is_mine": "No hay nada que contestar: escribiste tú por última vez.",
        "empty": "No hay nada que contestar: aquí aún no ha escrito nadie.",
    },
    guessed={
        "gap": "Entonces se adelanta el reloj, así que será algo más tarde en el reloj.",
        "fold": "Entonces se atrasa el reloj: se entiende la primera de las dos horas.",
        "order": "Leído como día y mes de tu región.",
    },
    states={"open": "puesto", "fired": "vencido", "done": "hecho", "cancelled": "cancelado"},
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    chat="Pregunta por tus propios mensajes: «¿qué dijo Kim sobre el marco?», «¿quién está esperando?», "
    "«recuérdame contestar a Dana a las 3», «escribe a Lee que llego tarde».",
    nothing="No se encontró nada sobre esto. Prueba con menos palabras, o con un nombre.",
    nothing_certain="No encontré nada seguro. Lo más parecido:",
    no_reminders="No hay recordatorios puestos.",
    today="hoy",
    yesterday="ayer",
    tomorrow="mañana",
    day="{day} de {month}",
    day_year="{day} de {month} de {year}",
    on_day="El {day}",
    moment="{weekday} {day}, {time}",
    quote="{head}: «{quote}» [{number}]",
    they_wrote="{when} {name} escribió",
    you_wrote="{when} escribiste a {name}",
    and_more="{names} y {n} más",
    and_last="{names} y {last}",
    times=Counted("Ningún mensaje lo dice.", "Una vez.", "{n} veces."),
    twice="Dos veces.",
    messages=Counted("Ningún mensaje.", "Un mensaje.", "{n} mensajes."),
    waiting=Counted("Nadie te está esperando.", "{names} te está esperando.", "{names} te están esperando."),
    owed=Counted(
        "Nadie te debe una respuesta.", "{names} aún no te ha contestado.", "{names} aún no te han contestado."
    ),
    urgent=Counted(
        "Nada urgente.", "Una conversación es urgente: {names}.", "{n} conversaciones son urgentes: {names}."
    ),
    risky=Counted("Nada que revisar.", "Conviene revisar: {names}.", "Conviene revisar: {names}."),
    needs=Counted(
        "ninguna conversación necesita respuesta",
        "una conversación necesita respuesta",
        "{n} conversaciones necesitan respuesta",
    ),
    due=Counted("", ", y un recordatorio vence hoy", ", y {n} recordatorios vencen hoy"),
    my_promises=Counted(
        "No se encontraron promesas abiertas.", "Tienes una promesa abierta.", "Tienes {n} promesas abiertas."
    ),
    their_promises=Counted(
        "No se encontraron promesas abiertas.",
        "Una promesa que te hicieron sigue abierta.",
        "{n} promesas que te hicieron siguen abiertas.",
    ),
    no_date="sin fecha",
    by_date="para el {moment}",
    reminder_set="Recordatorio puesto para el {moment}: {text}.",
    linked="Está unido a {name}.",
    overdue="vencido",
    drafted=Counted(
        "Ningún borrador para {name}.",
        "Un borrador para {name}. No se envió nada.",
        "{n} borradores para {name}. No se envió nada.",
    ),
    follow_up="Escribiste tú por última vez a {name}. Como otro mensaje: «{text}» No se envió nada.",
    that_was="Eso fue {since}.",
    days_ago=Counted("hoy", "hace un día", "hace {n} días"),
)
