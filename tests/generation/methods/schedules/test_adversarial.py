"""Which of the texts that a student misreads stay (ALICE)."""

from random import Random

from generation.catalogue.rounds.alice import RECIPE
from generation.methods.schedules.adversarial import Adversarial
from generation.methods.schedules.schedule import Known, Made
from generation.methods.steps import Demonstration
from tests.generation.catalogue.driving import context_of
from tests.generation.catalogue.worlds import WORDS


def seed(label: str, number: int) -> Demonstration:
    words = Random(f"{label}{number}").sample(WORDS[label].split(), 4)
    return Demonstration(f"{label}{number}", {"text": " ".join(words)}, {"topic": label})


SEEDS = [seed(label, number) for label in ("World", "Sports") for number in range(12)]
#: All are to be of World; the student reads each but the first as Sports, the last one most surely.
TEXTS = {
    "1-read": "treaty border embassy summit",
    "2-mild": "treaty border match goal coach",
    "3-hard": "match goal coach season league trophy",
}


def kept(count: int) -> set[str]:
    made = [Made(name, {"text": text}, "World") for name, text in TEXTS.items()]
    kit = RECIPE.prepare(context_of(RECIPE, count)).kit
    return Adversarial().keep(kit, 1, made, count, Known(support=SEEDS), Random(1))


def test_the_hardest_stay_and_never_what_is_read_right():
    assert kept(1) == {"3-hard"}
    assert kept(3) == {"2-mild", "3-hard"}
