"""Two people label, revise or discard an item; what becomes of it, of the sample, the audit and the version."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from annotation.certificate.frames import removals
from annotation.compare.frames import answered_pairs
from annotation.curation.actions import curate
from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.machine.frames import samples_frame
from annotation.models import Annotation, Dispenser, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.undo import undo
from annotation.review.actions import two_people_revise
from generation.children import carry_out_open_jobs
from generation.codebooks.actions import publish
from generation.methods.content import content_hash
from generation.models import Codebook, Sample, SampleState
from generation.runs.frames.context import frozen_support
from tests.annotation.curation.auditing import frozen

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

GOOD, BAD, GONE = {"sentiment": "positive"}, {"sentiment": "negative"}, {"discard": ["discard"]}
TEXT = "Review 0"


def revised(text, label="negative"):
    return {"sentiment": label, "text_revised": text}


@pytest.fixture
def item(project, queue, lead) -> Item:
    """One item, under WANLI's rules."""
    Item.objects.exclude(sample=queue[0]).delete()
    publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
    return Item.objects.get()


@pytest.fixture
def both(project, item, annotator, annotator2):
    """`both(first, second)`: what the two answer, and the resolution that follows."""

    def answer(*answers) -> Resolution:
        for person, said in zip((annotator, annotator2), answers, strict=False):
            submit(assignment=hand_out(project=project, user=person), answers=said)
        return Resolution.objects.filter(item=item).latest("pk")

    return answer


def told(sample) -> tuple:
    sample.refresh_from_db()
    return sample.state, sample.current_label, sample.answers.get("text_revised", "")


@pytest.mark.parametrize(
    ("first", "second", "row", "state", "label", "text"),
    [
        (GONE, GOOD, "discarded", SampleState.REJECTED, "", ""),
        (GOOD, GONE | BAD, "discarded", SampleState.REJECTED, "", ""),
        (revised("Review 0!"), GOOD, "punctuation", SampleState.ACCEPTED, "negative", "Review 0!"),
        (revised("Another"), GOOD, "one_revised", SampleState.ACCEPTED, "positive", ""),
        (GOOD, GOOD, "agreed", SampleState.ACCEPTED, "positive", ""),
    ],
)
def test_what_the_table_decides_holds(both, item, first, second, row, state, label, text):
    resolution = both(first, second)
    assert told(item.sample) == (state, label, text)
    assert (resolution.rule, resolution.merged["row"], resolution.merged["coin"]) == ("merge", row, None)
    assert resolution.settles
    assert Sample.objects.get(pk=item.sample_id).fields == {"text": TEXT}


@pytest.mark.parametrize("coin", [0, 1])
@pytest.mark.parametrize("answers", [(revised("One"), revised("Two", "positive")), (BAD, GOOD)])
def test_where_a_coin_falls_it_is_written_down_with_its_seed(both, item, monkeypatch, coin, answers):
    monkeypatch.setattr("annotation.queue.actions.outcome.coin_of", lambda seed: coin)
    resolution = both(*answers)
    two = list(Annotation.objects.order_by("pk").values_list("pk", flat=True))
    seed = str(Item.objects.get().draw_key)
    row = "both_revised" if "text_revised" in answers[0] else "differed"
    assert resolution.merged == {"row": row, "kept": two[coin], "of": two, "seed": seed, "coin": coin}
    assert resolution.answers == answers[coin]


def test_one_discard_tells_the_next_person_nothing(both, item):
    both(GONE)
    assert told(item.sample)[:2] == (SampleState.ACCEPTED, "")
    assert Item.objects.get().state == Item.State.WAITING


def test_an_answer_taken_back_brings_a_discarded_sample_back_and_the_next_merges_anew(both, project, item, annotator2):
    both(GOOD, GONE)
    again = undo(annotation=Annotation.objects.latest("pk"))
    assert told(item.sample)[:2] == (SampleState.ACCEPTED, "positive")
    submit(assignment=again, answers=GOOD)
    assert Resolution.objects.latest("pk").merged["row"] == "agreed"
    assert Annotation.objects.count() == 3


def test_a_correction_merges_anew_and_does_not_throw_the_coin_again(both, item, lead):
    first = both(BAD, GOOD).merged
    mine = Annotation.objects.earliest("pk")
    correct(annotation=mine, answers=BAD, comment="I am sure.")
    now = Resolution.objects.latest("pk").merged
    assert (now["seed"], now["coin"]) == (first["seed"], first["coin"])
    correct(annotation=Annotation.objects.latest("pk"), answers=GOOD)
    assert Resolution.objects.latest("pk").merged["row"] == "agreed"


def test_a_text_sent_back_as_it_is_was_not_revised(both):
    assert both(revised(f" {TEXT}\r\n", "positive"), GOOD).merged["row"] == "agreed"
    assert Annotation.objects.earliest("pk").answers == GOOD


def test_the_samples_page_says_how_two_became_one(both, item, signed_in, lead):
    seed = both(BAD, GOOD).merged["seed"]
    page = signed_in(lead).get(f"/projects/reviews/samples/{item.sample_id}/").text
    assert f"two people differ; a coin chose one of them (seed {seed})" in page
    assert "of the revised text" not in page


def test_the_samples_page_shows_the_text_as_it_was_and_as_it_was_revised(both, item, signed_in, lead):
    both(revised("Review <0>!"), revised("Review <0>!"))
    page = signed_in(lead).get(f"/projects/reviews/samples/{item.sample_id}/").text
    assert f">{TEXT}</p>" in page
    assert ", as people revised it</h2>" in page
    assert ">Review &lt;0&gt;!</p>" in page
    assert "The label is of the revised text." in page


def test_a_lead_may_discard_what_was_flagged(project, item, lead, annotator):
    flag(assignment=hand_out(project=project, user=annotator), reason="what is this?")
    decide(item=item, lead=lead, codebook=Codebook.objects.current(project), answers=GONE, reason="Nonsense.")
    assert told(item.sample)[0] == SampleState.REJECTED


@pytest.mark.parametrize(
    ("said", "loss"),
    [
        (GOOD, 0),
        (revised("Review 0.", "positive"), 0),
        (revised("Quite another", "positive"), 1),
        (BAD, 1),
        (GONE, 1),
    ],
)
def test_an_audited_text_that_had_to_be_revised_or_thrown_away_was_not_right(
    project, item, lead, annotator, policy, said, loss
):
    policy.refresh_from_db()
    policy.audit_open, policy.audit_share, policy.overlap_share = True, 1.0, 0.0
    policy.save()
    snapshot = frozen(project, Codebook.objects.current(project), [item.sample])
    Dispenser.objects.filter(project=project).update(snapshot=snapshot)
    assignment = hand_out(project=project, user=annotator)
    assert assignment.stream == "audit"
    submit(assignment=assignment, answers=said)
    assert [row.removal.loss for row in removals(snapshot.items.all())] == [loss]
    assert Item.objects.get().done_when == "majority"


def test_the_questions_that_are_there_are_not_added_again(project, item, lead):
    again = two_people_revise(project=project, lead=lead)
    assert (again.added, again.draft) == ([], None)


def test_who_discards_needs_no_label_and_who_keeps_does(project, item, signed_in, annotator):
    browser, base = signed_in(annotator), "/projects/reviews/review/"
    browser.get(base)
    lease = item.assignments.get().lease
    refused = browser.post(f"{base}items/{lease}/answer/", {"q-text_revised": TEXT})
    assert refused.status_code == 422
    assert browser.post(f"{base}items/{lease}/answer/", {"q-discard": "discard"}).status_code == 302
    assert Annotation.objects.get().answers == GONE


def test_by_rest_and_for_leads_alone(queue, api_client, lead, annotator):
    address = "/api/v1/projects/reviews/policy/two-people"
    assert api_client(annotator).post(address).status_code == 403
    done = api_client(lead).post(address).json()
    assert done["added"] == ["text_revised", "discard"]
    assert done["draft"] == 2
    assert (done["policy"]["done_when"], done["policy"]["overlap_share"]) == ("merge", 1.0)


def test_from_the_command_line(queue):
    out = StringIO()
    call_command("review_policy", "reviews", "--two-people", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["done_when"], told["overlap_people"], told["added"]) == ("merge", 2, ["text_revised", "discard"])


def test_the_page_says_what_it_added_and_that_it_is_to_be_published(queue, signed_in, lead):
    browser, rules = signed_in(lead), "/projects/reviews/settings/review/"
    assert "Two people revise" in browser.get(rules).text
    page = browser.post(f"{rules}two-people/", follow=True).text
    assert "version 2: text_revised, discard" in page
    assert "Publish version 2" in browser.post(f"{rules}two-people/", follow=True).text


def test_more_than_two_do_not_fit_the_rule(queue, api_client, lead):
    client, address = api_client(lead), "/api/v1/projects/reviews/policy"
    client.post(f"{address}/two-people")
    refused = client.patch(address, {"overlap_people": 3}, content_type="application/json")
    assert refused.status_code == 422
    assert "two people revise" in refused.text


def test_a_version_holds_the_revised_text_and_its_provenance_the_original(both, project, item, annotator, lead):
    resolution = both(revised("Review 0!"), GOOD)
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    carry_out_open_jobs()
    row = json.loads(version.frozen_rows.get(sample=item.sample_id).payload)
    assert (row["text"], row["label"], row["text_revised"]) == ("Review 0!", "negative", "Review 0!")
    by = [f"annotator-{annotator.pk}"]
    assert row["provenance"]["revised"] == {"text": {"original": TEXT, "by": by, "answer": "text_revised"}}
    assert row["provenance"]["two_people"] == resolution.merged
    version.refresh_from_db()
    assert any("In one row people revised the text" in limit for limit in version.card["limits"])


def test_near_duplicates_and_the_parts_of_a_version_go_by_the_text_that_it_exports(both, project, item, queue):
    long = "The waiter was friendly, and yet the soup was cold and the bread was of yesterday"
    twin = Sample.objects.create(
        project=project, fields={"text": f"{long}."}, content_hash=content_hash({"text": f"{long}."}),
        origin="seed", reference="negative", current_label="negative", label_source="reference",
    )  # fmt: skip
    both(revised(f"{long}."), revised(f"{long}."))
    book = Codebook.objects.current(project)
    rows = {row.sample: row for row in curate(project, Filters(), book).rows}
    assert rows[item.sample_id].content_hash == rows[twin.pk].content_hash == content_hash({"text": f"{long}."}).hex()
    stays = queue[1]
    assert rows[stays.pk].content_hash == bytes(stays.content_hash).hex()
    parts = curate(project, Filters(), book).splits
    assert parts[item.sample_id] == parts[twin.pk]
    kept = {row.sample for row in curate(project, Filters(deduplicate=True), book).rows}
    assert twin.pk in kept
    assert item.sample_id not in kept, "one of the two says it"


def test_the_student_reads_a_revised_text_where_no_label_is_asked(both, project, item):
    both(revised("Quite another"), revised("Quite another"))
    Sample.objects.filter(pk=item.sample_id).update(current_label="")
    table = samples_frame(project, "sentiment")[0].set_index("sample")
    assert table.loc[item.sample_id, "text"] == "Quite another"
    assert table.loc[item.sample_id, "answer"] is None or table["answer"].isna()[item.sample_id]


@pytest.mark.parametrize("origin", ["seed", "gold", "unlabelled"])
def test_what_people_discarded_is_shown_to_no_model(both, project, item, origin):
    Sample.objects.filter(pk=item.sample_id).update(
        origin=origin, reference="" if origin == "unlabelled" else "positive"
    )

    def known() -> tuple:
        frozen = frozen_support(project)
        return frozen["support"], frozen["topics"], frozen["gold"]

    before = known()
    assert before in (([item.sample_id], [], 0), ([], [], 1), ([], [item.sample_id], 0))
    both(GONE, GOOD)
    assert known() == ([], [], 0)
    undo(annotation=Annotation.objects.earliest("pk"))
    assert known() == before


def test_what_people_discarded_is_left_out_of_versions_and_counted(both, project, item, lead):
    both(GOOD, GONE)
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    carry_out_open_jobs()
    assert not version.frozen_rows.filter(sample=item.sample_id).exists()
    version.refresh_from_db()
    assert {"name": "discarded by people", "dropped": 1} in version.card["filters"]


@pytest.mark.parametrize(("text", "pairs"), [("Review 0!", 1), ("Quite another", 0)])
def test_a_label_of_another_text_is_not_held_against_what_a_model_said_of_the_first(both, project, text, pairs):
    both(revised(text), revised(text))
    assert answered_pairs(project, Codebook.objects.current(project), "sentiment", "import").count() == pairs


def test_the_student_learns_from_the_text_as_it_was_revised(both, project, item):
    both(revised("Review 0!"), GOOD)
    samples, _others = samples_frame(project, "sentiment")
    row = samples.set_index("sample").loc[item.sample_id]
    assert (row["text"], row["answer"]) == ("Review 0!", "negative")
