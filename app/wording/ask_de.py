"""What Ask says in German."""

from __future__ import annotations

from typing import Final

from app.wording.ask_catalogue import Catalogue, Counted

GERMAN: Final = Catalogue(
    unclear={
        "no_date": "Eine Erinnerung braucht einen Zeitpunkt. Sag, wann: „morgen um 9“, „in 20 Minuten“, „am 5. Mai“.",
        "past": "Diese Zeit ist vorbei. Eine Erinnerung braucht einen Zeitpunkt, der noch kommt.",
        "repeats": "Sotto erinnert einmal, nicht jeden Tag oder jede Woche. "
        "Nenne den ersten Termin, und stelle den nächsten, wenn er kommt.",
        "no_text": "Woran soll Sotto dich erinnern? Sag es in derselben Zeile wie die Zeit.",
        "person": "Wen meinst du: {names}?",
        "nobody": "Niemand in deinen Unterhaltungen heißt so. Schreib den Namen so, wie er im Posteingang steht.",
        "group": "Sotto schreibt Entwürfe für eine Person auf einmal. Nenne nur eine.",
    },
    silences={
        "": "Hier gibt es keinen Entwurf.",
        "sticker_only": "Kein Entwurf für einen Sticker: Es wurde nichts gefragt.",
        "no_words": "Kein Entwurf: Die Nachricht kam ohne Worte.",
        "nothing_asked": "Kein Entwurf nötig: Es wurde nichts gefragt.",
        "group_off": "Kein Entwurf in Gruppen. Unter Datenschutz lässt sich das für eine Gruppe einschalten.",
        "low_confidence": "Zu vieles ist hier unklar für einen Entwurf. Sag, was du willst, und Sotto schreibt es.",
        "wish_unclear": "Sotto hat nicht verstanden, was der Entwurf tun soll. Ohne Modell kennt es Zusage, Absage, "
        "später, Dank, Entschuldigung, Fragen und einen anderen Tag oder Preis. Oder schreib den Satz selbst.",
        "money": "Kein Entwurf: Es geht um Geld oder einen Vertrag, das entscheidest du. Sag ja oder nein.",
        "risk_stop": "Kein Entwurf: Das klingt nach Betrug. Sieh dir zuerst das Risiko an.",
        "switched_off": "Sotto soll diese Person nicht lesen. Nichts wird gespeichert oder entworfen.",
        "filtered": "Kein Entwurf für gefilterte Nachrichten. Verschiebe sie in den Posteingang.",
        "one_time_code": "Kein Entwurf für einen Code. Einmalcodes werden nie beantwortet.",
        "automatic": "Kein Entwurf für automatische Nachrichten: Dort liest niemand Antworten.",
        "last_is_mine": "Nichts zu beantworten: Du hast zuletzt geschrieben.",
        "empty": "Nichts zu beantworten: Hier hat noch niemand geschrieben.",
    },
    guessed={
        "gap": "Dann wird die Uhr vorgestellt, es ist also etwas später auf der Uhr.",
        "fold": "Dann wird die Uhr zurückgestellt: Gemeint ist die erste der beiden Zeiten.",
        "order": "Gelesen als Tag und Monat deiner Region.",
    },
    states={"open": "gestellt", "fired": "überfällig", "done": "erledigt", "cancelled": "abgesagt"},
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    chat="Frag nach deinen eigenen Nachrichten: „was hat Kim über den Rahmen gesagt?“, „wer wartet?“, "
    "„erinnere mich um 15 Uhr, Dana zu antworten“, „schreib Lee, dass ich zu spät komme“.",
    nothing="Dazu wurde nichts gefunden. Versuch es mit weniger Worten oder einem Namen.",
    nothing_certain="Ich habe nichts Sicheres gefunden. Am nächsten kommt:",
    no_reminders="Es sind keine Erinnerungen gestellt.",
    today="heute",
    yesterday="gestern",
    tomorrow="morgen",
    day="{day}. {month}",
    day_year="{day}. {month} {year}",
    on_day="Am {day}",
    moment="{weekday}, {day}, {time} Uhr",
    quote="{head}: „{quote}“ [{number}]",
    they_wrote="{when} schrieb {name}",
    you_wrote="{when} hast du {name} geschrieben",
    and_more="{names} und {n} weitere",
    and_last="{names} und {last}",
    times=Counted("Das sagt keine Nachricht.", "Einmal.", "{n}-mal."),
    twice="Zweimal.",
    messages=Counted("Keine Nachrichten.", "Eine Nachricht.", "{n} Nachrichten."),
    waiting=Counted("Niemand wartet auf dich.", "{names} wartet auf dich.", "{names} warten auf dich."),
    owed=Counted(
        "Niemand schuldet dir eine Antwort.",
        "{names} hat dir noch nicht geantwortet.",
        "{names} haben dir noch nicht geantwortet.",
    ),
    urgent=Counted(
        "Nichts Dringendes.", "Eine Unterhaltung ist dringend: {names}.", "{n} Unterhaltungen sind dringend: {names}."
    ),
    risky=Counted("Nichts zu prüfen.", "Zu prüfen: {names}.", "Zu prüfen: {names}."),
    needs=Counted(
        "keine Unterhaltung braucht eine Antwort",
        "eine Unterhaltung braucht eine Antwort",
        "{n} Unterhaltungen brauchen eine Antwort",
    ),
    due=Counted("", ", und eine Erinnerung ist heute fällig", ", und {n} Erinnerungen sind heute fällig"),
    my_promises=Counted(
        "Keine offenen Versprechen gefunden.", "Du hast ein offenes Versprechen.", "Du hast {n} offene Versprechen."
    ),
    their_promises=Counted(
        "Keine offenen Versprechen gefunden.",
        "Ein Versprechen an dich ist offen.",
        "{n} Versprechen an dich sind offen.",
    ),
    no_date="ohne Termin",
    by_date="bis {moment}",
    reminder_set="Erinnerung gestellt für {moment}: {text}.",
    linked="Sie gehört zu {name}.",
    overdue="überfällig",
    drafted=Counted(
        "Keine Entwürfe für {name}.",
        "Ein Entwurf für {name}. Nichts wurde gesendet.",
        "{n} Entwürfe für {name}. Nichts wurde gesendet.",
    ),
    follow_up="Zuletzt hast du {name} geschrieben. Als weitere Nachricht: „{text}“ Nichts wurde gesendet.",
    that_was="Das war {since}.",
    days_ago=Counted("heute", "vor einem Tag", "vor {n} Tagen"),
)
