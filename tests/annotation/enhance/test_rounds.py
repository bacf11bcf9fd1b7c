"""FreeAL goes on round by round: each follows one that is done, and asks nothing that was answered in it again."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.enhance.actions import make_enhancement
from annotation.enhance.asking import Asked, job_of, start_enhancement
from annotation.enhance.rounds import MOST_ROUNDS, to_follow, why_no_next
from annotation.methods.enhancement.words import settled
from annotation.models import Enhancement
from generation.children import carry_out_open_jobs
from generation.models import Call, MachineLabel, Sample
from generation.runs.actions.worker import work_on
from tests.annotation.enhance.conftest import WRONG, done, truth
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
BASE = "/api/v1/projects/reviews/enhancements"


@pytest.fixture
def first(answered, ask):
    """A first round that was asked about few rows only, so that something is left for the next one."""
    return done(ask(count=4))


def proposed(made):
    return dict(MachineLabel.objects.filter(source=made.source).values_list("sample_id", "label"))


def test_a_further_round_goes_on_from_the_one_before_and_writes_nothing_over(first, answered, ask):
    before, rows, calls = proposed(first), list(Sample.objects.order_by("pk").values()), Call.objects.count()
    second = done(ask(follows=first))
    assert (second.number_of_round, second.follows, second.state) == (2, first, "done")
    assert second.run_id != first.run_id
    assert Call.objects.filter(run=first.run).count() == calls  # what was said in the first round is not asked again
    assert len(second.report["rounds"]) == len(second.report["flips"]) == 2
    assert second.report["flips"][0] == first.report["flips"][0]
    assert {answered[i].pk: truth(i) for i in WRONG}.items() <= proposed(second).items()
    assert before.items() <= proposed(second).items()  # what the first one changed is in it
    assert proposed(first) == before
    assert list(Sample.objects.order_by("pk").values()) == rows


def test_its_examples_have_the_labels_that_the_round_before_gave(first, answered, ask):
    second = ask(follows=first)
    shown = dict(zip(second.run.setup["support"], second.run.setup["labels"]["sentiment"], strict=True))
    changed = proposed(first)
    assert len(shown) > 3
    assert {pk: changed.get(pk, label) for pk, label in shown.items()} == shown


def test_killed_half_way_it_goes_on_with_the_answers_that_are_stored(first, ask, monkeypatch):
    second = ask(follows=first)
    work_on(second.run.pk)
    calls, job = Call.objects.count(), job_of(second)
    monkeypatch.setattr("annotation.enhance.actions.finish", _killed)
    with pytest.raises(MemoryError):
        make_enhancement(job)
    monkeypatch.undo()
    make_enhancement(job)
    second.refresh_from_db()
    assert second.state == "done"
    assert len(proposed(second)) == second.changed
    assert Call.objects.count() == calls


def _killed(*_args):
    raise MemoryError


def test_labels_that_have_settled_are_followed_by_no_further_round(first, project, lead, endpoint, ask):
    second = done(ask(follows=first))
    last = second if settled(second.report["flips"][-1]) else done(ask(follows=second))
    assert "have settled" in why_no_next(last, last.codebook)
    assert last not in to_follow(project)
    with pytest.raises(ValidationError, match="have settled"):
        start_enhancement(project=project, method="freeal_asked", asked=Asked(endpoint), follows=last, by=lead)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"before": None}, "20 rows with people's answers"),
        ({"kept": 0}, "was taken back"),
        ({"flips": [{"share": 0.009, "changed": 9, "heard": 50, "unheard": 0}]}, "have settled"),
    ],
)
def test_what_a_round_came_to_says_whether_another_may_follow(first, change, said):
    assert why_no_next(first, first.codebook) == ""
    first.report |= change
    assert said in why_no_next(first, first.codebook)


def test_there_is_an_end(first, project, lead):
    first.number_of_round = MOST_ROUNDS
    assert "5 rounds" in why_no_next(first, first.codebook)
    first.number_of_round = 1
    assert "codebook has changed" in why_no_next(first, newer_version(project, lead))
    assert to_follow(project) == []


def test_other_methods_have_no_rounds(samples, enhance, project, lead, endpoint):
    made = enhance("freeal")
    for method in ("freeal_asked", "ares"):
        with pytest.raises(ValidationError, match="finished round"):
            start_enhancement(project=project, method=method, asked=Asked(endpoint), follows=made, by=lead)


def test_another_method_cannot_go_on_from_it(first, project, lead, endpoint):
    with pytest.raises(ValidationError, match="same method"):
        start_enhancement(project=project, method="ares", asked=Asked(endpoint), follows=first, by=lead)


def test_from_the_page_of_the_one_before_with_a_price_of_its_own(first, signed_in, lead, viewer, endpoint):
    address = reverse("annotation:enhancement", args=["reviews", first.pk])
    carry_out_open_jobs()
    page = signed_in(lead).get(address).text
    assert f"?follows={first.pk}#asking-title" in page
    assert "Price a next round" not in signed_in(viewer).get(address).text
    client = signed_in(lead)
    form = client.get(reverse("annotation:enhancement-list", args=["reviews"]), {"follows": first.pk}).text
    assert f'<option value="{first.pk}" selected>' in form
    said = {"method": "freeal_asked", "follows": first.pk, "count": 5, "endpoint": endpoint.pk, "budget_usd": "1"}
    asking = reverse("annotation:enhancement-ask", args=["reviews"])
    assert "data-price" in client.post(asking, said, headers={"HX-Request": "true"}).text
    assert client.post(asking, said | {"do": "start"}).status_code == 302
    second = Enhancement.objects.first()
    assert (second.follows_id, second.number_of_round) == (first.pk, 2)
    carry_out_open_jobs()
    second.refresh_from_db()
    done(second)
    carry_out_open_jobs()
    page = client.get(reverse("annotation:enhancement", args=["reviews", second.pk])).text
    assert "round 2" in page
    assert f"This round follows #{first.pk}." in page
    assert client.post(asking, said | {"follows": 99, "do": "start"}).status_code == 422


def test_by_rest_and_by_the_command(first, api_client, lead, project):
    client = api_client(lead)
    assert client.get(f"{BASE}/{first.pk}").json()["no_next"] == ""
    body = {"method": "freeal_asked", "endpoint": "peer", "follows": first.pk}
    asked = client.post(BASE, body, **JSON)
    assert (asked.status_code, asked.json()["follows"], asked.json()["number_of_round"]) == (202, first.pk, 2)
    carry_out_open_jobs()
    done(Enhancement.objects.first())
    assert client.get(f"{BASE}/{asked.json()['id']}").json()["number_of_round"] == 2
    assert client.post(BASE, body | {"follows": 999}, **JSON).status_code == 404
    assert client.post(BASE, body | {"method": "ares"}, **JSON).status_code == 422
    out = StringIO()
    told = ["enhance", "reviews", "freeal_asked", "--endpoint", "peer", "--follows"]
    call_command(*told, str(first.pk), "--json", stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue().splitlines()[-1])["id"] == Enhancement.objects.first().pk
    assert Enhancement.objects.first().follows_id == first.pk
    with pytest.raises(CommandError, match="no enhancement 999"):
        call_command(*told, "999", stdout=out, stderr=StringIO())
