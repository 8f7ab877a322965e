"""Calendar expressions: the names of days and months in five languages, and which date is meant by them.

Reminders (`engine.ask.times`), deadlines (`engine.judge.deadlines`), promises (`engine.judge.due`) and stretches of the
past (`engine.ask.periods`) find their own words; what those words come to is reckoned here.
"""
