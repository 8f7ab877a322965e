"""Questions with what answers them and what only looks as if it did, written for learning to choose a reply.

Each scene: questions; answers to any of them; the same side's other words for them; texts with the same words that
answer nothing. None of these lines stands in the tests.
"""

SCENES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("What time does the train leave?", "When does our train go?"),
        ("At 7:42 from platform three.", "Ten past eight I think."),
        ("I mean which departure did you book for us?", "I need to know when the train is."),
        ("I had to leave the train because of the time", "Trains never leave when they should"),
    ),
    (
        ("Do you want to come for dinner on Friday?", "Dinner at ours this Friday, are you in?"),
        ("I'd love to, what can I bring?", "Friday is bad for me, maybe next week?", "Yes! Looking forward to it."),
        ("We'd be happy to have you over on Friday, would that work?", "I'm asking whether you'd eat with us?"),
        ("I had dinner with my boss on Friday", "We ate so much at dinner, Friday was fun"),
    ),
    (
        ("Where did you put the keys?", "Where are the keys to the shed?"),
        ("On the hook behind the door.", "They should be in my coat."),
        ("I can't find the keys, do you know where they are?", "Have you seen the shed keys anywhere?"),
        ("I put new keys on the piano", "My keys fell into the lake once"),
    ),
    (
        ("Who won the match?", "Who won last night?"),
        ("We did, in extra time!", "The other team, sadly."),
        ("I missed the end, which side was it?", "Did we win or did they?"),
        ("I won a match box at the fair last night", "Last night the match kept me awake"),
    ),
    (
        ("Can you pick up the kids today?", "Could you get the kids from school?"),
        ("Sure, I'll be there at three.", "I'm stuck at work, can you ask your mother?"),
        ("Would you be able to collect them for me?", "I need somebody to fetch the children, could you?"),
        ("I picked up a cold from the kids today", "The kids could read before school started"),
    ),
    (
        ("How much do I owe you for the tickets?", "What did the tickets cost?"),
        ("35 each.", "Forget it, my treat.", "It came to 70 for both."),
        ("Tell me the price of the tickets so I can pay you", "I still owe you, how much is it?"),
        ("I owe the town so much for parking tickets", "The tickets were worth what I paid"),
    ),
    (
        ("Have you finished the report?", "Is the report done?"),
        ("Almost, you'll have it by noon.", "Yes, it's on your desk.", "Not yet, I'm sorry."),
        ("I was wondering how far you got with the report", "Could I see the report, if it's finished?"),
        ("I finished reading the weather report", "My report at school was never done in time"),
    ),
    (
        ("Why didn't you call me back?", "Why did you not answer?"),
        ("Because my phone was dead, sorry!", "I fell asleep on the sofa."),
        ("I waited for your call, what happened?", "You never rang, how come?"),
        ("I call my back pain an old friend", "I didn't call a doctor for my back"),
    ),
    (
        ("Should I get red or white wine?", "Red or white?"),
        ("White please, we're having fish.", "Red would be lovely."),
        ("Which wine do you prefer tonight?", "Tell me what wine to buy, will you?"),
        ("I should get a white car", "The carpet is white and I get nervous about wine"),
    ),
    (
        ("How was the exam?", "How did your exam go?"),
        ("Better than I thought!", "Terrible, I ran out of time."),
        ("So, was it hard? I want to hear about the exam", "Did it go well?"),
        ("I have an exam to go to as well", "My eye exam was at two"),
    ),
    (
        ("Is it ok if I work from home tomorrow?", "May I stay home tomorrow?"),
        ("Fine with me, just be on the call at ten.", "Sorry, we need you here."),
        ("Would you mind if I didn't come in?", "I'd like to work from home, is that possible?"),
        ("I work so hard at home, tomorrow I sleep", "My home is a mess, I stay at my sister's tomorrow"),
    ),
    (
        ("Do you have a spare charger?", "Can I borrow a charger?"),
        ("Yes, top drawer.", "Only for the old phone, will that do?", "No, I lent mine to Sam."),
        ("I forgot my charger, would you have one?", "Any chance of a charger here?"),
        ("I have a spare room with a charger for the car", "My charger has a spare cable that I never use"),
    ),
    (
        ("How long are you staying?", "How long will you be in town?"),
        ("Until Sunday night.", "Just two days."),
        ("When do you have to leave again?", "I'd like to know how many nights you'll be here"),
        ("I have been staying in for too long", "It has been long since I was in town"),
    ),
    (
        ("What's the wifi password?", "What is the code for the wifi?"),
        ("It's on the back of the box.", "You'll find it on the fridge."),
        ("I'd need to get online, how do I do that?", "Could you tell me the wifi password please?"),
        ("I keep changing my password and it keeps failing", "What a day, the wifi at my place broke"),
    ),
    (
        ("I passed my driving test!", "I got the job!"),
        ("Congratulations! I knew you would.", "That's wonderful, so happy for you!"),
        ("I really did it, can you believe it?", "I'm so happy, I got it!"),
        ("I failed my test twice, driving is not for me", "I have a job to do, I got up late"),
    ),
    (
        ("My grandmother died last night.", "We had to put our cat down today."),
        ("I'm so sorry, I'm thinking of you.", "Oh no. Do you want me to come over?"),
        ("It's so sad, she is gone", "I miss her already, it was yesterday evening"),
        ("My grandmother plays cards every night", "My cat put a mouse down at my feet today"),
    ),
    (
        ("Sorry, I'm going to be half an hour late.", "Running late, sorry, traffic is bad."),
        ("No worries, take your time.", "Ok, I'll order a coffee meanwhile."),
        ("I won't make it in time, sorry about that", "I'm still on the road, thirty minutes or so"),
        ("I'm sorry for the late train driver", "Running is bad for my knees in the last half hour"),
    ),
    (
        ("Thanks for helping me move!", "Thank you for the flowers!"),
        ("Any time, you'd do the same.", "You're welcome, enjoy them!"),
        ("I'm so grateful for all you did", "Really, thanks again, that was so kind"),
        ("Thanks to the rain the flowers grow", "Thank goodness I don't have to move again"),
    ),
    (
        ("Which size do you need?", "What size shoes do you wear?"),
        ("A 42, sometimes 43.", "Medium should fit."),
        ("I need your size to order them", "Could you tell me your size?"),
        ("I need a house of this size", "My shoes wear out so fast, what a pity"),
    ),
    (
        ("Did the parcel arrive?", "Did my package get to you?"),
        ("Yes, yesterday, all in one piece.", "Nothing here so far."),
        ("I sent you a parcel, is it there?", "The package should have come by now, has it?"),
        ("I arrived with a parcel under my arm", "My package holiday was great, I get so brown"),
    ),
    (
        ("Are you still coming tonight?", "You coming to the party?"),
        ("Yep, leaving in ten minutes.", "I can't, the baby has a fever."),
        ("I hope you will be there tonight?", "So will we see you later or not?"),
        ("I'm still up from the party", "The party is coming to power, tonight on the news"),
    ),
    (
        ("What should I cook?", "What shall we eat tonight?"),
        ("Pasta, everybody likes that.", "Let's order something."),
        ("I have no idea for supper, do you?", "Do you have a wish for tonight's meal?"),
        ("I should learn to cook what my mother cooked", "What we eat is what we are, they say"),
    ),
    (
        ("How many people are coming?", "How many of you will there be?"),
        ("Eight, with the children.", "Just the four of us."),
        ("I need to know the number for the table", "Will there be a lot of guests, or what?"),
        ("Many people were coming down the street", "How I wish there would be more of you"),
    ),
    (
        ("Can we meet at noon instead?", "Would noon work instead of ten?"),
        ("Noon is perfect.", "I have a meeting then, what about one?"),
        ("I'd prefer to meet later, around twelve, is that ok?", "Could we make it midday?"),
        ("We met at noon in a film I like", "I work from ten to noon instead of the evening"),
    ),
)
