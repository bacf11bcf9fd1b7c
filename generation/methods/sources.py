"""Who gives labels beside the sources of imports and runs; no import may call its source so."""

STUDENT = "student"  # the source of the student's labels
HUMAN = "human"  # people together
PERSON = "person:"  # before a name: one of them
ENHANCED = "enhanced:"  # before a method: labels proposed without people, which stand only while a lead uses them
