# ruff: noqa: E501
"""The simulated model's stock of phrases: openers, fillers and closers a genre, what fills a slot, values an attribute can have.

Each opener, filler and closer is a whole sentence, so that any may follow any."""

OPENERS = {
    "review": (
        "I picked this up in {month}.", "A friend in {place} told me about it.", "This was my second visit and is my first review.",
        "We tried it on a rainy {weekday}.", "I did not know what to expect.", "It was bought for my {relative}.",
        "After {number} weeks, here is what I think.", "Let me begin with the short version.",
        "My {relative} made me go on {a_weekday} in {month}.", "We had {number} hours to spend in {place}.",
        "I read about it on the train to {place}.", "{Name} and I never agree, and this was no exception.",
    ),
    "ticket": (
        "Hello!", "Hi there.", "Good morning.", "Hello from {place}.", "I hope this reaches the right desk.",
        "My name is {name}, and my customer number is {code}.", "This is the {ordinal} time that I have written.",
        "I am writing on behalf of my {relative}.", "Sorry to trouble you on {a_weekday}.",
        "We spoke on the phone on {weekday}.", "{Name} told me to write to you.", "I have a short matter for you.",
    ),
    "news": (
        "{PLACE} — It was the talk of the town on {weekday}.", "{PLACE} — The news broke shortly before {hour} on {weekday}.",
        "{Weekday} brought news from {place}.", "There was a surprise in {place} this {month}.",
        "The wait in {place} is over.", "Residents of {place} woke up to news on {weekday}.",
        "{PLACE} — Reporters had waited since {hour}.", "This is what is known so far.", "",
    ),
    "message": (
        "Hey!", "Hi {name}!", "A quick one.", "OK, listen.", "Morning, {name}!", "Guess what.", "Me again.",
        "{Name} here.", "Are you up?", "", "Got a minute?", "Hi from {place}!",
    ),
    "plain": (
        "", "This is from {month}.", "It was {a_weekday} in {place}.", "For what it is worth, here it is.",
        "The note is from {name}.", "It was written down in {place}.", "Here is one more.", "There is little to add.",
        "{Name} was there as well.", "It took {number} minutes to write this.",
    ),
}  # fmt: skip

FILLERS = {
    "review": (
        "My {relative} thought the same.", "It cost {amount}, for the record.", "I went with a friend from {place}.",
        "The {moment} that stays with me came near the end.", "I had read {number} other opinions before.",
        "It rained all {day}, which may have played a part.", "The place was busy for {a_weekday}.",
        "I took notes, as I always do.", "There was a queue of {number} people outside.", "We stayed until {hour}.",
        "The last bus left at {hour}, so we had to hurry.", "{Name} took the photographs.",
        "My {relative} slept through half of it.", "It is {number} minutes from the station.",
        "I paid with what was left of my {month} wages.", "Next time I will bring a coat.",
    ),
    "ticket": (
        "My reference is {code}.", "I use {a_device}.", "I wrote to you on {weekday} and got no answer.",
        "You can reach me by phone after {hour}.", "This is for our office in {place}.", "A screenshot is attached.",
        "I have been a customer for {number} years.", "It is the same for my {relative}.", "I need this before {weekday}.",
        "{Name} from your team knows about it.", "My old reference was {code}.", "We are {number} people in the office.",
        "I tried it on my {device} as well.", "Nobody picked up when I called at {hour}.", "I shall be away from {weekday} on.",
        "It began in {month}.",
    ),
    "news": (
        "Officials gave no further details.", "It is the {ordinal} such report this year.", "Observers in {place} were surprised.",
        "More is expected on {weekday}.", "The figures were first published in {month}.", "{Name}, who was there, confirmed it.",
        "Similar reports came from {place}.", "A spokesperson declined to comment.",
        "A crowd of {crowd} had gathered by {hour}.", "An inquiry will begin in {month}.", "Local papers had hinted at it since {month}.",
        "Neighbours spoke of {a_ordinal} attempt.", "The mayor of {place} will speak on {weekday}.", "It took {number} hours.",
    ),
    "message": (
        "Tell {name} too.", "I am in {place} until {hour}.", "No rush.", "Call me after {hour}.", "It is a long story.",
        "See you on {weekday}.", "My phone is almost dead.", "I will write more later.", "{Name} says hello.",
        "I have {number} minutes left.", "We can talk on {weekday}.", "The bus is late again.", "Bring a coat.",
        "My {relative} is here as well.", "Do not wait up.",
    ),
    "plain": (
        "This was noted in {place} in {month}.", "{Name} can say more about it.", "It has happened {number} times so far.",
        "The same was said on {weekday}.", "There are {number} cases like it on file.", "Others saw it in another light.",
        "Nobody in {place} disagreed.", "The reference is {code}.", "It came up again in {month}.", "{Name} wrote it down at {hour}.",
        "A copy went to {place}.", "The {ordinal} page says more.", "My {relative} read it first.", "It was late on {a_weekday}.",
    ),
}  # fmt: skip

CLOSERS = {
    "review": (
        "That is all.", "Make of it what you will.", "Thanks for reading.", "", "I may update this in {month}.",
        "I saw it in {place}.", "You decide.", "See for yourself.",
    ),
    "ticket": (
        "Thank you! Yours, {name}.", "Please let me know.", "Best regards from {name} in {place}.", "Can somebody look into this?",
        "I look forward to your answer.", "", "Many thanks in advance.", "Please write back by {weekday}.",
    ),
    "news": ("", "", "The story is developing.", "This report is from {place}.", "More will follow.", "The next statement is due at {hour}."),
    "message": ("Bye!", "", "Thanks!", "Talk later.", "OK?", "Take care!", "Hugs!", "Write soon."),
    "plain": ("", "", "So much for now.", "That was in {month}.", "That is the whole of it.", "There is nothing else."),
}  # fmt: skip

#: What is left of a length is filled with one of as many words.
PADS = {
    1: ("Really.", "Indeed.", "Yes.", "Honestly."),
    2: ("No doubt.", "That's all.", "Quite so.", "Believe me."),
    3: ("That is so.", "I mean it.", "Nobody would object.", "So it is."),
    4: ("That much is certain.", "I checked it twice.", "There is no hurry.", "It has been noted."),
}

GENRES = {
    "review": ("review", "movie", "film", "restaurant", "product", "opinion", "rating", "critic"),
    "ticket": ("ticket", "support", "customer", "helpdesk", "inquiry", "complaint", "request"),
    "news": ("news", "headline", "article", "newspaper", "journalist", "press"),
    "message": ("sms", "message", "chat", "tweet", "post", "comment", "text message"),
}

TONES = {
    "angry": ("This is not acceptable!", "I am furious.", "Enough is enough!"),
    "polite": (
        "Thank you very much for your time.",
        "I would be most grateful for your help.",
        "Please forgive the trouble.",
    ),
    "formal": (
        "I hereby request a written answer.",
        "I refer to our correspondence.",
        "I trust that this will be considered.",
    ),
    "informal": ("Just saying.", "You know how it is.", "Cheers!"),
    "sarcastic": ("Well done, really.", "What could possibly go wrong?", "It was a masterpiece of planning."),
    "humorous": ("My cat was not amused.", "I laughed so that I would not cry.", "Send biscuits."),
    "brief": ("That is it.", "I will keep it short.", "Enough said."),
    "worried": ("I am a little anxious about it.", "Please tell me it will be fine.", "I could not sleep."),
    "enthusiastic": ("I cannot wait!", "So excited!", "Wow!"),
}

SLOTS = {
    "moment": ("minute", "scene", "page", "day", "bite", "evening", "week"),
    "good": (
        "wonderful",
        "excellent",
        "superb",
        "charming",
        "outstanding",
        "delightful",
        "brilliant",
        "moving",
        "first-rate",
    ),
    "bad": (
        "terrible",
        "awful",
        "disappointing",
        "dull",
        "poor",
        "dreadful",
        "tiresome",
        "useless",
        "unbearable",
        "mediocre",
    ),
    "people": (
        "anyone",
        "my colleagues",
        "my friends",
        "the whole family",
        "beginners",
        "our neighbours",
        "students",
    ),
    "folks": (
        "my colleagues",
        "my friends",
        "my parents",
        "our neighbours",
        "two classmates",
        "the others",
        "both my sisters",
    ),
    "day": ("weekend", "evening", "afternoon", "holiday", "week", "birthday", "Sunday"),
    "month": ("January", "March", "April", "June", "July", "September", "October", "November"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "place": (
        "Leeds",
        "Busan",
        "Porto",
        "Denver",
        "Oslo",
        "Nairobi",
        "Seoul",
        "Lyon",
        "Perth",
        "Kraków",
        "Lima",
        "Osaka",
    ),
    "device": ("laptop", "spare phone", "tablet", "work computer", "new phone", "desktop"),
    "relative": ("brother", "mother", "daughter", "partner", "uncle", "flatmate", "boss"),
    "name": ("Ana", "Joon", "Maya", "Tom", "Ifeoma", "Lucas", "Hana", "Omar", "Greta", "Sam"),
    "ordinal": ("second", "third", "fourth", "fifth"),
    "hour": ("six", "noon", "four o'clock", "eight", "half past nine"),
}

VALUES = {
    "style": ("angry and short", "polite and formal", "informal, as to a friend", "worried", "enthusiastic", "dry and factual",
              "sarcastic", "a long story", "a list of points", "humorous", "matter-of-fact", "poetic"),
    "tone": ("angry", "polite", "formal", "informal", "sarcastic", "humorous", "brief", "worried", "enthusiastic", "neutral"),
    "location": ("a small village", "Seoul", "a suburb of Denver", "Nairobi", "the Scottish coast", "Lyon", "a dormitory in Osaka",
                 "rural Portugal", "downtown Lima", "an island", "Oslo", "a border town"),
    "persona": ("a student", "a retired teacher", "a nurse on night shift", "a shop owner", "a parent of three", "a new employee",
                "a frequent traveller", "an engineer", "a first-time buyer", "a journalist", "a farmer", "a musician"),
    "time": ("early morning", "a holiday", "last winter", "the first week of school", "late at night", "rush hour", "a Sunday",
             "the end of the month", "a snow day", "the summer break"),
    "length": ("one sentence", "two or three sentences", "a short paragraph", "a long paragraph"),
}  # fmt: skip

VALUE_KEYS = {
    "style": ("style", "writing", "register", "voice"),
    "tone": ("tone", "mood", "emotion", "sentiment"),
    "location": ("location", "place", "country", "city", "region", "setting", "where"),
    "persona": ("persona", "author", "writer", "role", "customer", "speaker", "audience", "who"),
    "time": ("time", "season", "date", "occasion", "when"),
    "length": ("length", "long"),
}

ATTRIBUTES = (
    ("Sub-topic", True), ("Style", False), ("Location", False), ("Time", False), ("Persona", False), ("Tone", False),
)  # fmt: skip

QUALIFIERS = (
    "sudden", "repeated", "first-time", "unexpected", "everyday", "seasonal", "shared", "urgent", "minor", "long-running",
    "second-hand", "local", "overseas", "weekend", "work-related", "family",
)  # fmt: skip
