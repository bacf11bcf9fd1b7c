"""ReGen's checks: what a student that has not seen a passage reads otherwise is dropped, in the first round too."""

from random import Random

from generation.catalogue.rounds.regen import RECIPE
from generation.methods.schedules.retrieval import _trusted
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.worlds import WORDS

KIT = RECIPE.prepare(context_of(RECIPE, 30)).kit


def passages() -> list[dict]:
    """Twenty of each label in turn, each of its own words."""
    rng = Random(1)
    texts = [" ".join(rng.choices(WORDS[LABELS[i % 3]].split(), k=8)) for i in range(60)]
    return [{"title": "", "text": text, "source": "", "at": i} for i, text in enumerate(texts)]


def test_what_the_search_gave_another_label_than_the_student_reads_is_dropped():
    found = {i: (LABELS[i % 3], 1.0) for i in range(60)}
    misled = {0: ("Sports", 1.0), 4: ("Tech", 1.0), 8: ("World", 1.0)}
    stay = _trusted(KIT, passages(), found | misled, [], round_trip=False)
    assert stay.keys() == found.keys() - misled.keys()
    assert {place: label for place, (label, _sure) in stay.items()} == {i: LABELS[i % 3] for i in stay}
    assert all(sure > 0.5 for _label, sure in stay.values())
