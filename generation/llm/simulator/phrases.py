# ruff: noqa: E501
"""The simulated model's stock of phrases: openers, fillers and closers a genre, what fills a slot, values an attribute can have."""

OPENERS = {
    "review": (
        "I picked this up in {month}.", "A friend in {place} told me about it.", "Second visit, first review.",
        "We tried it on a rainy {weekday}.", "I did not know what to expect.", "Bought for my {relative}.",
        "After {number} weeks of use, here is what I think.", "Short version first.",
    ),
    "ticket": (
        "Hello,", "Hi there,", "Good morning,", "Dear team,", "To whom it may concern,", "Hello from {place},",
        "My name is {name}, customer number {code}.", "This is the {ordinal} time I write.",
    ),
    "news": ("{PLACE} -", "On {weekday},", "Breaking from {place}:", "{Month} report:", "Correspondents in {place} write:", ""),
    "message": ("Hey,", "hi {name}!", "Quick one:", "So,", "ok listen,", "", "Morning {name},"),
    "plain": ("", "To begin with,", "As of {month},", "In {place},", "For what it is worth,", "Once more,"),
}  # fmt: skip

FILLERS = {
    "review": (
        "My {relative} thought the same.", "It was {amount}, for the record.", "I went with {people} from {place}.",
        "The {moment} that stays with me came near the end.", "I had read {number} other opinions before.",
        "It rained all {day}, which may have played a part.", "The place was busy for a {weekday}.",
        "I took notes, as I always do.", "There was a queue of {number} people outside.",
    ),
    "ticket": (
        "My reference is {code}.", "I use a {device}.", "I wrote to you on {weekday} and got no answer.",
        "You can reach me by phone after {hour}.", "This is for our office in {place}.", "A screenshot is attached.",
        "I have been a customer for {number} years.", "It is the same for my {relative}.", "I need this before {weekday}.",
    ),
    "news": (
        "Officials gave no further details.", "It is the {ordinal} such report this year.", "Observers in {place} were surprised.",
        "More is expected on {weekday}.", "The figures were first published in {month}.", "{Name}, who was there, confirmed it.",
        "Similar reports came from {place}.", "A spokesperson declined to comment.",
    ),
    "message": (
        "Tell {name} too.", "I am in {place} till {hour}.", "No rush.", "Call me after {hour}.", "Long story.", "See you {weekday}.",
        "Phone is almost dead.", "Will write more later.",
    ),
    "plain": (
        "This was noted in {place} in {month}.", "{Name} can say more about it.", "It happened {number} times so far.",
        "The same was said on {weekday}.", "There are {number} cases like it on file.", "Others saw it in another light.",
    ),
}  # fmt: skip

CLOSERS = {
    "review": ("That is all.", "Make of it what you will.", "Thanks for reading.", "", "I may update this in {month}.", "Seen in {place}."),
    "ticket": ("Thank you, {name}", "Please let me know.", "Best regards, {name}", "Can somebody look into this?", "Waiting for your answer.", ""),
    "news": ("", "", "The story is developing.", "Reported from {place}."),
    "message": ("x", "bye!", "", "thanks", "ttyl", "ok?"),
    "plain": ("", "", "So much for now.", "That was {month}."),
}  # fmt: skip

GENRES = {
    "review": ("review", "movie", "film", "restaurant", "product", "opinion", "rating", "critic"),
    "ticket": ("ticket", "support", "customer", "helpdesk", "inquiry", "complaint", "request"),
    "news": ("news", "headline", "article", "newspaper", "journalist", "press"),
    "message": ("sms", "message", "chat", "tweet", "post", "comment", "text message"),
}

TONES = {
    "angry": ("This is not acceptable!", "I am furious.", "Enough is enough!"),
    "polite": ("Thank you very much for your time.", "I would be most grateful.", "With kind regards."),
    "formal": ("I hereby request a written answer.", "I refer to the above.", "Yours faithfully."),
    "informal": ("Just saying.", "You know how it is.", "Cheers!"),
    "sarcastic": ("Well done, really.", "What could possibly go wrong.", "A masterpiece of planning."),
    "humorous": ("My cat was not amused.", "I laughed so that I did not cry.", "Send biscuits."),
    "brief": ("That is it.", "In short.", "Enough said."),
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
    "bad": ("terrible", "awful", "disappointing", "dull", "poor", "dreadful", "tiresome", "useless", "a mess"),
    "people": (
        "anyone",
        "my colleagues",
        "friends",
        "the whole family",
        "beginners",
        "our neighbours",
        "two classmates",
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
    "location": ("a small village", "Seoul", "a suburb of Denver", "Nairobi", "the Scottish coast", "Lyon", "a campus in Osaka",
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
