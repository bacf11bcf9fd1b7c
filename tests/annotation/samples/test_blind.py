"""Who may still be asked about a sample blind is not told what was said of it, by page or API.

tests/test_blindness.py walks every other address.
"""

from dataclasses import fields

import pytest

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Item, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.undo import reveal, undo
from annotation.queue.frames import LAST_ANSWERS
from annotation.queue.refusals import TooOld
from annotation.samples.frames import Filters
from generation.models import Endpoint, Run, Sample
from generation.runs.actions.ingredients import note
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
API = "/api/v1/projects/reviews/samples"
PAGE = "/projects/reviews/samples/"


@pytest.fixture
def told(api_client, signed_in):
    """What a person is told of a sample, the same in the list, in its provenance and on its page."""

    def told_to(user, sample) -> dict:
        one = api_client(user).get(f"{API}/{sample.pk}").json()
        listed = next(row for row in api_client(user).get(API).json()["items"] if row["id"] == sample.pk)
        assert {name: one[name] for name in ("label", "label_source", "signals", "hidden", "metadata")} == {
            name: listed[name] for name in ("label", "label_source", "signals", "hidden", "metadata")
        }
        assert bool(one["machine_labels"]) == bool(listed["machine_labels"]) != one["hidden"]
        page = signed_in(user).get(f"{PAGE}{sample.pk}/").content.decode()
        assert ("What models say" in page) != one["hidden"]
        return one

    return told_to


def answered(project, user, label="negative") -> Annotation:
    return submit(assignment=hand_out(project=project, user=user), answers={"sentiment": label})


def test_an_annotator_sees_the_text_of_an_open_item_and_nothing_that_was_said_of_it(queue, told, annotator):
    seen = told(annotator, queue[0])
    assert seen["fields"] == queue[0].fields
    assert (seen["hidden"], seen["label"], seen["label_source"], seen["machine_labels"]) == (True, "", "", [])


def test_leads_and_viewers_see_it(queue, told, lead, viewer):
    for person in (lead, viewer):
        assert (told(person, queue[0])["hidden"], told(person, queue[0])["label"]) == (False, "positive")


def test_a_lead_does_not_see_the_label_of_the_item_that_they_answer_blind(project, policy, told, lead):
    policy.suggestion = "hidden"
    policy.save()
    held = hand_out(project=project, user=lead)
    assert told(lead, held.item.sample)["hidden"]


def test_what_came_along_on_import_may_be_a_label(project, told, annotator, lead):
    [sample] = add_samples(project, 1, start=50, metadata={"our old label": "positive"})
    assert told(annotator, sample)["metadata"] == {}
    assert told(lead, sample)["metadata"] == {"our old label": "positive"}


def test_an_annotator_sees_their_own_answer_at_once_and_the_rest_when_it_stands(project, told, annotator):
    given = answered(project, annotator)
    sample = given.item.sample
    seen = told(annotator, sample)
    assert (seen["hidden"], [one["label"] for one in seen["annotations"]]) == (True, ["negative"])
    for _more in range(LAST_ANSWERS):
        answer(annotator, add_samples_with_item(project), "positive")
    seen = told(annotator, sample)
    assert (seen["hidden"], seen["label"], seen["machine_labels"][0]["label"]) == (False, "negative", "positive")


def test_who_has_looked_at_the_models_word_sees_the_rest(project, told, annotator):
    given = answered(project, annotator)
    reveal(annotation=given)
    assert not told(annotator, given.item.sample)["hidden"]


def test_an_answer_that_stands_stands_for_good(project, annotator):
    """Otherwise its author, who saw the label meanwhile, could take it back and answer “blind” once more."""
    first = answered(project, annotator)
    later = [answer(annotator, add_samples_with_item(project), "positive") for _more in range(LAST_ANSWERS)]
    undo(annotation=later[-1])
    with pytest.raises(TooOld):
        undo(annotation=first)


def test_nobody_learns_that_it_was_an_audit_while_they_can_still_take_it_back(project, policy, told, annotator, lead):
    policy.audit_share = 1.0
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    given = answered(project, annotator)
    assert given.stream == Stream.AUDIT
    assert [one["stream"] for one in told(annotator, given.item.sample)["annotations"]] == ["review"]
    undo(annotation=given)
    assert [one["stream"] for one in told(annotator, given.item.sample)["annotations"]] == ["review"]
    assert [one["stream"] for one in told(lead, given.item.sample)["annotations"]] == ["audit"]


def test_an_answer_taken_back_hides_the_sample_again(project, told, annotator):
    given = answered(project, annotator)
    undo(annotation=given)
    assert told(annotator, given.item.sample)["hidden"]


def test_somebody_elses_answer_is_not_shown(project, told, annotator, annotator2):
    seen = told(annotator, answered(project, annotator2).item.sample)
    assert (seen["hidden"], seen["annotations"], seen["resolutions"]) == (True, [], [])


def test_everybody_may_learn_from_a_leads_decision(project, codebook, told, annotator, lead):
    held = hand_out(project=project, user=annotator)
    flag(assignment=held)
    assert told(annotator, held.item.sample)["hidden"]
    item = Item.objects.get(pk=held.item_id)
    decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"}, rule="R1", reason="Irony.")
    decided = told(annotator, item.sample)["resolutions"][0]
    assert (decided["named_rule"], decided["reason"]) == ("R1", "Irony.")


TELLING = [
    "order=-suspicion", "label_source=machine", "label=positive", "source=import",
    "made_from=value:subtopic=a lost plot", "made_from=shown:1", "run=1",
]  # fmt: skip


@pytest.mark.parametrize("query", TELLING)
def test_an_annotator_cannot_ask_for_rows_by_what_was_said_of_them(queue, api_client, signed_in, annotator, query):
    note(queue[0].project_id, {queue[0].pk: {"value:subtopic=a lost plot", "shown:1"}})
    answer = api_client(annotator).get(f"{API}?{query}")
    assert answer.status_code == 403
    assert "you may be asked about" in answer.json()["detail"]
    page = signed_in(annotator).get(f"{PAGE}?{query}").content.decode()
    assert page.count('class="sample-link"') == len(queue)
    assert 'name="label' not in page
    assert 'name="made_from' not in page
    assert 'name="run' not in page
    assert 'value="-suspicion"' not in page


def test_a_filter_tells_labels_unless_it_is_by_what_everybody_sees_of_a_row():
    by_itself = {field.name: Filters(**{field.name: "x"}) for field in fields(Filters)}
    assert {name for name, filters in by_itself.items() if not filters.tell} == {
        "state", "external_id", "text", "q", "word",
    }  # fmt: skip
    assert not Filters().tell


def test_a_lead_who_is_asked_blind_does_not_find_the_item_by_what_it_was_made_from(project, policy, api_client, lead):
    policy.suggestion = "hidden"
    policy.save()
    asked = hand_out(project=project, user=lead).item.sample
    note(project.pk, {asked.pk: {"value:subtopic=a lost plot"}})
    found = api_client(lead).get(API, {"made_from": "value:subtopic=a lost plot"}).json()["items"]
    assert found == []


def test_an_annotator_who_has_answered_reads_what_it_was_made_from_and_is_not_led_to_the_others(
    project, codebook, annotator, signed_in
):
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:1/v1", model="m")
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=endpoint, seed=1, count=1
    )
    given = answered(project, annotator)
    reveal(annotation=given)
    Sample.objects.filter(pk=given.item.sample_id).update(run=run)
    note(project.pk, {given.item.sample_id: {"value:subtopic=a lost plot"}})
    page = signed_in(annotator).get(f"{PAGE}{given.item.sample_id}/").content.decode()
    assert "subtopic: a lost plot" in page
    assert "made_from=" not in page


def test_the_list_asks_as_few_queries_of_an_annotator(api_client, annotator, django_assert_max_num_queries):
    client = api_client(annotator)
    client.get(API)
    with django_assert_max_num_queries(10):
        client.get(f"{API}?limit=100")


def add_samples_with_item(project):
    number = Item.objects.count() + 100
    [sample] = add_samples(project, 1, start=number)
    Item.objects.create(project=project, sample=sample)
    return sample
