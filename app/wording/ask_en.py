"""What Ask says in English."""

from __future__ import annotations

from typing import Final

from app.wording.ask_catalogue import Catalogue, Counted

ENGLISH: Final = Catalogue(
    unclear={
        "no_date": "Reminders need a date you can see. Say when: “tomorrow at 9”, “in 20 minutes”, “on 5 May”.",
        "past": "That time is over. Reminders need a date that is still to come.",
        "repeats": "Sotto reminds you once, not every day or week. "
        "Say the first date, and set the next one when it comes.",
        "no_text": "What shall Sotto remind you of? Say it in the same line as the time.",
        "person": "Which one do you mean: {names}?",
        "nobody": "There is nobody of that name in your conversations. Write the name as the inbox shows it.",
        "group": "Sotto writes drafts for one person at a time. Name just one.",
    },
    silences={},
    guessed={
        "gap": "The clocks go forward then, so it is a little later on the clock.",
        "fold": "The clocks go back then: the first of the two times is meant.",
        "order": "Read as day and month of your region.",
    },
    states={"open": "set", "fired": "overdue", "done": "done", "cancelled": "cancelled"},
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    chat="Ask about your own messages: “what did Kim say about the frame?”, “who is waiting?”, "
    "“remind me to answer Dana at 3”, “write to Lee that I'm late”.",
    nothing="Nothing found for this. Try fewer words, or a name.",
    nothing_certain="I found nothing certain. Closest:",
    no_reminders="No reminders are set.",
    today="today",
    yesterday="yesterday",
    tomorrow="tomorrow",
    day="{day} {month}",
    day_year="{day} {month} {year}",
    on_day="On {day}",
    moment="{weekday} {day}, {time}",
    quote="{head}: “{quote}” [{number}]",
    they_wrote="{when} {name} wrote",
    you_wrote="{when} you wrote to {name}",
    and_more="{names} and {n} more",
    and_last="{names} and {last}",
    times=Counted("No message says so.", "Once.", "{n} times."),
    twice="Twice.",
    messages=Counted("No messages.", "One message.", "{n} messages."),
    waiting=Counted("Nobody is waiting for you.", "{names} is waiting for you.", "{names} are waiting for you."),
    owed=Counted(
        "Nobody owes you an answer.", "{names} has not answered you yet.", "{names} have not answered you yet."
    ),
    urgent=Counted("Nothing urgent.", "One conversation is urgent: {names}.", "{n} conversations are urgent: {names}."),
    risky=Counted("Nothing worth checking.", "Worth checking: {names}.", "Worth checking: {names}."),
    needs=Counted("no conversation needs a reply", "one conversation needs a reply", "{n} conversations need a reply"),
    due=Counted("", ", and one reminder is due today", ", and {n} reminders are due today"),
    my_promises=Counted("No open promises were found.", "You have one open promise.", "You have {n} open promises."),
    their_promises=Counted(
        "No open promises were found.", "One promise to you is open.", "{n} promises to you are open."
    ),
    no_date="no date given",
    by_date="by {moment}",
    reminder_set="Reminder set for {moment}: {text}.",
    linked="It links to {name}.",
    overdue="overdue",
    drafted=Counted(
        "No drafts for {name}.", "One draft for {name}. Nothing was sent.", "{n} drafts for {name}. Nothing was sent."
    ),
    follow_up="You wrote last to {name}. As a further message: “{text}” Nothing was sent.",
    that_was="That was {since}.",
    days_ago=Counted("today", "one day ago", "{n} days ago"),
    numbers=("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
)
