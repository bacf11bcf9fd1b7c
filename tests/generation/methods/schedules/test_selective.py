"""Vote-k: whom people are asked about, that all of them are waited for, and that nothing is labelled unshown."""

from random import Random

import pytest

from generation.catalogue.demonstrations.vote_k import RECIPE
from generation.methods.context import Item
from generation.methods.schedules.schedule import Known, Made, PeopleFirst, RoundStops
from generation.methods.schedules.selective import FIRST_BATCH, Selective
from tests.generation.catalogue.driving import context_of

TEXTS = [f"{said} film, take {i}" for i in range(30) for said in ("a warm and funny", "a dull and useless")]
ITEMS = [Item(f"{i:02d}", {"text": text}) for i, text in enumerate(TEXTS)]
KIT = RECIPE.prepare(context_of(RECIPE, 60)).kit


def asked(schedule: Selective, number: int = 1, **known) -> list[str]:
    with pytest.raises(PeopleFirst) as found:
        schedule.prepare(KIT, number, Known(**{"items": ITEMS} | known), Random(1))
    return list(found.value.samples)


def prepared(schedule: Selective, **known) -> dict:
    return schedule.prepare(KIT, 1, Known(**{"items": ITEMS} | known), Random(1))


def test_everybody_asked_about_is_waited_for_also_where_another_run_has_labelled_it_since():
    schedule = Selective(most=4)
    names = asked(schedule)
    rest = [item for item in ITEMS if item.id not in names]
    assert asked(schedule, items=rest, asked=names) == names
    assert asked(schedule, items=rest, asked=names, people={names[0]: "World"}) == names


def test_it_goes_on_once_people_have_answered_all_of_them():
    schedule = Selective(most=4)
    names = asked(schedule)
    said = prepared(schedule, asked=names, people=dict.fromkeys(names, "World"))
    assert [demo["sample_id"] for demo in said["pool"]] == sorted(names)
    assert said["report"] == {"asked": names}


@pytest.mark.parametrize("by", ["votes", "random"])
def test_it_says_why_it_ends_where_nobody_is_left_to_ask_about(by):
    with pytest.raises(RoundStops, match="No sample is left that people could label"):
        prepared(Selective(most=4, by=by), items=[])


class TestTheFullVersion:
    """Ten by votes; then the rest from sure to unsure, of what the model made of it with these."""

    schedule = Selective(most=FIRST_BATCH + 5, by="confidence", neighbours=5)

    def second(self, turned: bool) -> list[str]:
        first = asked(self.schedule)
        left = [item for item in ITEMS if item.id not in first]
        order = list(reversed(left)) if turned else left
        made = [Made(item.id, item.fields, "World", probability=1 - place / 100) for place, item in enumerate(order)]
        found = asked(self.schedule, number=2, made=made, people=dict.fromkeys(first, "World"))
        assert not set(found) & set(first)
        return [order.index(next(item for item in left if item.id == name)) for name in found]

    @pytest.mark.parametrize("turned", [False, True])
    def test_the_second_batch_is_one_of_each_degree_of_confidence(self, turned):
        places = self.second(turned)
        without_the_surest, share = 50 // 10, 45 // 5
        assert [(place - without_the_surest) // share for place in places] == [0, 1, 2, 3, 4]
