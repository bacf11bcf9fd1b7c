"""The verdict on a draft that changes what a label means: it rests on people's answers by the draft, and says so."""

import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Half, Trial, TrialAnswer
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import judge, try_draft
from annotation.trials.notices import what_the_trial_found
from generation.models import Event
from tests.annotation.making import answered_samples
from tests.annotation.trials.conftest import LATE, PRAISED, carry_out, endpoint_at, save_better
from tests.worlds import Committed, annotator, annotator2, lead, project, reviews  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811 - the fixtures


def late_parcels_were_positive(peer) -> SimpleNamespace:
    """By version 1 people called late parcels positive; by the draft, which the model follows, they are negative."""
    world = reviews()
    told = [(text.format(number), "positive") for number in range(28) for text in (PRAISED, LATE)]
    answered_samples(world.project, world.annotator, told)
    draw_split(project=world.project, by=world.lead, development=20, held_out=30, seed=1)
    save_better(world.codebook, world.lead)
    endpoint = endpoint_at(world.project, peer)
    world.tried = carry_out(try_draft(project=world.project, endpoint=endpoint, by=world.lead))
    return world


TRIED = Committed(late_parcels_were_positive)


@pytest.fixture
def world(transactional_db, sure) -> SimpleNamespace:
    return TRIED.again(sure)


@pytest.fixture
def tried(world):
    return world.tried


@pytest.fixture
def people_say(tried, annotator2):
    """`people_say(24)`: of so many held-out items what the draft means."""

    def say(items: int, **more) -> None:
        for place in tried.split.items.filter(half=Half.HELD_OUT).order_by("pk")[:items]:
            late = "parcel" in place.item.sample.fields["text"]
            label = more.get("label") or ("negative" if late else "positive")
            given = {"user": more.get("user", annotator2), "label": label, "answers": {"sentiment": label}}
            TrialAnswer.objects.create(item=place, codebook=tried.candidate, **given)

    return say


def by_name(report: dict) -> dict:
    return {one["name"]: one for one in report["references"]}


def test_against_answers_to_the_version_in_force_it_misses(tried, lead):
    judged = carry_out(judge(trial=tried, by=lead))
    assert (judged.verdict, judged.report["rests_on"]) == (Trial.Verdict.NO_GO, "base")
    assert judged.report["references"] == []
    assert judged.report["after"]["accuracy"]["value"] < 0.7


def test_against_answers_by_the_draft_it_passes_and_says_what_it_rests_on(tried, lead, people_say, project, signed_in):
    people_say(30)
    judged = carry_out(judge(trial=tried, by=lead))
    report, found = judged.report, by_name(judged.report)
    assert (judged.verdict, report["rests_on"], report["compared"], report["set_aside"]) == ("go", "draft", 30, 0)
    assert set(found) == {"draft", "same"}
    assert found["draft"]["after"]["value"] == 1.0
    late = sum(row["wanted"] == ["positive", "negative"] for row in report["rows"])
    assert found["same"]["after"]["value"] == pytest.approx(1 - late / 30)
    assert found["draft"]["before"] == found["same"]["before"]
    assert Event.objects.get(verb="trial.judged").detail["rests_on"] == "draft"
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged.pk}/").text
    assert "The draft is held against people's answers by the draft alone, on 30 items." in page.replace("&#x27;", "'")
    assert "People&#x27;s answers by version 1, on the same items" in page
    assert "It rests on people's answers by the draft alone." in what_the_trial_found(project)


def test_twenty_and_more_stand_alone_and_the_others_are_shown_beside_them(tried, lead, people_say):
    people_say(22)
    judged = carry_out(judge(trial=tried, by=lead))
    report, found = judged.report, by_name(judged.report)
    assert (report["rests_on"], report["compared"], report["by_candidate"], report["set_aside"]) == ("draft", 22, 22, 8)
    assert [found[name]["after"]["n"] for name in ("draft", "same", "others")] == [22, 22, 8]
    assert (judged.verdict, len(report["rows"])) == ("go", 22)


def test_with_fewer_it_rests_on_both_and_each_part_has_its_number(tried, lead, people_say, signed_in):
    people_say(6)
    judged = carry_out(judge(trial=tried, by=lead))
    report, found = judged.report, by_name(judged.report)
    assert (report["rests_on"], report["compared"], report["by_candidate"]) == ("both", 30, 6)
    assert [found[name]["after"]["n"] for name in ("draft", "same", "others")] == [6, 6, 24]
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged.pk}/").text
    assert "by the draft on 6 of 30 items, and by version 1 on the others" in page


def test_items_on_which_people_differ_have_no_label_to_be_held_against(tried, lead, annotator, people_say):
    people_say(24)
    people_say(3, user=annotator, label="negative")
    judged = carry_out(judge(trial=tried, by=lead))
    left_out = judged.report["left_out"]["undecided"]
    assert left_out + judged.report["compared"] == 24
    assert left_out == sum(
        "parcel" not in place.item.sample.fields["text"]
        for place in tried.split.items.filter(half=Half.HELD_OUT).order_by("pk")[:3]
    )


def test_the_lead_reads_before_the_judgement_what_it_will_rest_on(tried, lead, people_say, signed_in):
    address, client = f"/projects/reviews/codebooks/tries/{tried.pk}/judge/", signed_in(lead)
    assert "Nobody has answered a held-out item by this draft." in client.get(address).text
    people_say(6)
    assert "Items with an answer by the draft: 6; to judge by these alone, 20 are needed." in client.get(address).text
    TrialAnswer.objects.all().delete()
    people_say(25)
    assert "alone, on the 25 of 30 items that have one" in client.get(address).text


def test_the_figures_of_the_verdict_are_percentages_with_their_intervals(tried, lead, people_say, signed_in):
    people_say(30)
    judged = carry_out(judge(trial=tried, by=lead))
    checks = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged.pk}/").context["checks"]
    notes = {one["what"]: one["note"] for one in checks if not one["label"]}
    assert notes["accuracy"] == "agreement 100.0%, 95% interval 88.6–100.0%"  # Wilson: 30 / (30 + 1.96^2)
    assert all(one["note"].startswith("95% interval ") for one in checks if one["label"])


def test_labels_that_no_item_has_by_the_draft_are_named(tried, lead, people_say, signed_in):
    people_say(20, label="positive")
    judged = carry_out(judge(trial=tried, by=lead))
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged.pk}/").text
    assert "The verdict says nothing of this label, for no item that counts has it: negative." in page


def test_the_list_names_what_a_draft_changes(tried, lead, signed_in):
    [row] = signed_in(lead).get("/projects/reviews/codebooks/tries/").context["rows"]
    assert row["changed"] == "label “negative”"


def shell(*args) -> str:
    out = io.StringIO()
    call_command("try_codebook", "reviews", *args, stdout=out)
    return out.getvalue().strip()


def test_the_same_from_the_shell(tried, people_say, lead):
    told = json.loads(shell("--ask", "30", "--half", "held_out", "--json"))
    assert (told["asked"], told["items"], told["answered"], told["basis"]) == (30, 30, 0, "base")
    people_say(25)
    assert "25 of 30 items of the held-out half are answered by its draft" in shell("--people", "--half", "held_out")
    with pytest.raises(CommandError, match="Leads answer no held-out items"):
        shell("--ask", "1", "--half", "held_out", "--person", "lena")
    assert json.loads(shell("--withdraw", "--half", "held_out", "--json"))["withdrawn"] == 30
    told = shell("--judge")
    assert "The held-out half says go." in told
    assert told.endswith("It rests on people's answers by the draft alone (25 items with an answer by the draft).")
