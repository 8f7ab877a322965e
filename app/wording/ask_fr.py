"""What Ask says in French."""

from __future__ import annotations

from typing import Final

from app.wording.ask_catalogue import Catalogue, Counted

FRENCH: Final = Catalogue(
    unclear={
        "no_date": "Un rappel a besoin d'une date. Dis quand : « demain à 9 h », « dans 20 minutes », « le 5 mai ».",
        "past": "Ce moment est passé. Un rappel a besoin d'une date à venir.",
        "repeats": "Sotto rappelle une fois, pas chaque jour ni chaque semaine. "
        "Dis la première date, et mets la suivante quand elle vient.",
        "no_text": "Que doit te rappeler Sotto ? Dis-le sur la même ligne que l'heure.",
        "person": "De qui parles-tu : {names} ?",
        "nobody": "Personne ne porte ce nom dans tes conversations. "
        "Écris le nom comme il apparaît dans la boîte de réception.",
        "group": "Sotto écrit des brouillons pour une seule personne à la fois. N'en nomme qu'une.",
    },
    silences={
        "": "Pas de brouillon ici.",
        "sticker_only": "Pas de brouillon pour un autocollant : rien n'a été demandé.",
        "no_words": "Pas de brouillon : le message est venu sans mots.",
        "nothing_asked": "Pas besoin de brouillon : rien n'a été demandé.",
        "group_off": "Pas de brouillon dans les groupes. Tu peux l'activer pour un groupe dans Confidentialité.",
        "low_confidence": "Trop de choses sont floues pour un brouillon. Dis ce que tu veux, et Sotto l'écrit.",
        "wish_unclear": "Sotto n'a pas compris ce que le brouillon doit faire. Sans modèle il connaît oui, non, "
        "plus tard, merci, excuses, questions et un autre jour ou prix. Ou écris la phrase toi-même.",
        "money": "Pas de brouillon : il s'agit d'argent ou d'un contrat, c'est à toi de décider. Dis oui ou non.",
        "risk_stop": "Pas de brouillon : cela ressemble à une arnaque. Regarde d'abord le risque.",
        "switched_off": "Tu as demandé à Sotto de ne pas lire cette personne. Rien n'est gardé ni écrit.",
        "filtered": "Pas de brouillon pour les messages filtrés. Déplace-le dans la boîte de réception.",
        "one_time_code": "Pas de brouillon pour un code. On ne répond jamais aux codes à usage unique.",
        "automatic": "Pas de brouillon pour les messages automatiques : personne n'y lit les réponses.",
        "last_is_mine": "Rien à répondre : c'est toi qui as écrit en dernier.",
        "empty": "Rien à répondre : personne n'a encore écrit ici.",
    },
    guessed={
        "gap": "L'heure avance à ce moment-là, ce sera donc un peu plus tard à l'horloge.",
        "fold": "L'heure recule à ce moment-là : c'est la première des deux qui compte.",
        "order": "Lu comme jour et mois de ta région.",
    },
    states={"open": "prévu", "fired": "en retard", "done": "fait", "cancelled": "annulé"},
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    chat="Demande ce qu'il y a dans tes messages : « qu'est-ce que Kim a dit sur le cadre ? », « qui attend ? », "
    "« rappelle-moi de répondre à Dana à 15 h », « écris à Lee que je suis en retard ».",
    nothing="Rien trouvé à ce sujet. Essaie avec moins de mots, ou un nom.",
    nothing_certain="Je n'ai rien trouvé de sûr. Le plus proche :",
    no_reminders="Aucun rappel n'est prévu.",
    today="aujourd'hui",
    yesterday="hier",
    tomorrow="demain",
    day="{day} {month}",
    day_year="{day} {month} {year}",
    on_day="Le {day}",
    moment="{weekday} {day}, {time}",
    quote="{head} : « {quote} » [{number}]",
    they_wrote="{when}, {name} a écrit",
    you_wrote="{when}, tu as écrit à {name}",
    and_more="{names} et {n} de plus",
    and_last="{names} et {last}",
    times=Counted("Aucun message ne le dit.", "Une fois.", "{n} fois."),
    twice="Deux fois.",
    messages=Counted("Aucun message.", "Un message.", "{n} messages."),
    waiting=Counted("Personne ne t'attend.", "{names} attend ta réponse.", "{names} attendent ta réponse."),
    owed=Counted(
        "Personne ne te doit de réponse.",
        "{names} ne t'a pas encore répondu.",
        "{names} ne t'ont pas encore répondu.",
    ),
    urgent=Counted(
        "Rien d'urgent.", "Une conversation est urgente : {names}.", "{n} conversations sont urgentes : {names}."
    ),
    risky=Counted("Rien à vérifier.", "À vérifier : {names}.", "À vérifier : {names}."),
    needs=Counted(
        "aucune conversation n'attend de réponse",
        "une conversation attend une réponse",
        "{n} conversations attendent une réponse",
    ),
    due=Counted("", ", et un rappel est pour aujourd'hui", ", et {n} rappels sont pour aujourd'hui"),
    my_promises=Counted(
        "Aucune promesse ouverte n'a été trouvée.", "Tu as une promesse ouverte.", "Tu as {n} promesses ouvertes."
    ),
    their_promises=Counted(
        "Aucune promesse ouverte n'a été trouvée.",
        "Une promesse qu'on t'a faite est ouverte.",
        "{n} promesses qu'on t'a faites sont ouvertes.",
    ),
    no_date="sans date",
    by_date="pour {moment}",
    reminder_set="Rappel prévu pour {moment} : {text}.",
    linked="Il est lié à {name}.",
    overdue="en retard",
    drafted=Counted(
        "Aucun brouillon pour {name}.",
        "Un brouillon pour {name}. Rien n'a été envoyé.",
        "{n} brouillons pour {name}. Rien n'a été envoyé.",
    ),
    follow_up="C'est toi qui as écrit en dernier à {name}. Comme autre message : « {text} » Rien n'a été envoyé.",
    that_was="C'était {since}.",
    days_ago=Counted("aujourd'hui", "il y a un jour", "il y a {n} jours"),
)
