"""Methods that ask a model: a price first, a run that asks, and proposals once it has ended."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.enhance.asking import Asked, start_enhancement
from annotation.enhance.audited import before_and_after
from annotation.enhance.labelling import model_to_ask, price_of_asking
from annotation.enhance.shapes import notes_of
from annotation.enhance.sweeps import go_on_after_runs
from annotation.methods.certificate.powered import Judged, powered
from annotation.methods.certificate.removal import removal
from annotation.models import Enhancement, Selection
from annotation.selections.actions import fill
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel, Run, RunPurpose, Sample
from generation.runs.actions.lifecycle import cancel_run
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.enhance.conftest import OTHER, WRONG, done, truth

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
BASE = "/api/v1/projects/reviews/enhancements"


@pytest.mark.parametrize("method", ["freeal_asked", "ares"])
def test_what_a_model_says_becomes_proposals_and_changes_nothing(samples, ask, method):
    before = list(Sample.objects.order_by("pk").values())
    made = ask(method)
    assert (made.state, made.run.purpose) == ("running", RunPurpose.PROPOSE)
    made = done(made)
    assert (made.state, made.error) == ("done", "")
    proposed = dict(MachineLabel.objects.filter(source=made.source).values_list("sample_id", "label"))
    assert {samples[i].pk: truth(i) for i in WRONG}.items() <= proposed.items()
    assert list(Sample.objects.order_by("pk").values()) == before
    assert not MachineLabel.objects.exclude(source__in=["import", made.source]).exists()
    assert go_on_after_runs() == 0


def test_freeal_asks_about_doubtful_labels_and_shows_clean_ones(samples, ask):
    made = ask("freeal_asked")
    asked, shown = set(made.run.setup["only"]), set(made.run.setup["support"])
    assert {samples[i].pk for i in WRONG} <= asked
    assert len(asked) < len(samples)
    assert shown
    assert not asked & shown


def test_ares_shows_the_model_no_label(samples, ask):
    made = ask("ares", count=30)
    assert len(made.run.setup["only"]) == 30
    assert made.run.setup["support"] == []
    assert done(made).report["confirmed"] > 20


def test_before_and_after_is_told_of_audited_rows(samples, codebook, project, annotator, ask):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], 2, 3, 4):
        remove(snapshot, samples[i], annotator, truth(i))
    made = done(ask("freeal_asked"))
    told = before_and_after(made)
    assert (told["before"]["value"], told["after"]["value"]) == (0.75, 1.0)


def test_ares_tells_the_share_once_more_with_its_judges_word(
    samples, codebook, project, annotator, ask, signed_in, lead
):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], *range(24, 40)):
        remove(snapshot, samples[i], annotator, truth(i) if i != 30 else OTHER[truth(i)])
    made = done(ask("ares"))
    made.doubted = Selection.objects.create(project=project, name="doubts", rows=3, created_by=lead)
    made.save(update_fields=["doubted"])
    fill(made.doubted, [samples[i].pk for i in (30, 45, 46)])
    told = before_and_after(made)["judged"]
    log = [
        Judged(removal(audit=True, given="a", reference="b" if i == 30 else "a"), i == 30) for i in (7, *range(24, 40))
    ]
    expected = powered(60, 3, log)
    assert (told["value"], told["low"], told["high"]) == (1 - expected.value, 1 - expected.high, 1 - expected.low)
    assert (told["n"], told["wrong"], told["enough"]) == (17, 1, False)
    address = reverse("annotation:enhancement", args=["reviews", made.pk])
    signed_in(lead).get(address)
    carry_out_open_jobs()
    page = signed_in(lead).get(address).text
    assert (
        page.index("Right after<")
        < page.index("Right after, with the judge")
        < page.index("What counts is the interval of")
    )
    assert f"?selection={made.doubted_id}" in page


def test_what_its_judge_doubts_becomes_a_selection(samples, ask, lead, project, api_client):
    made = done(ask("ares", count=20))
    said = api_client(lead).get(f"{BASE}/{made.pk}").json()
    assert said["doubted"] == made.doubted_id
    if made.doubted:
        assert made.doubted.rows == made.doubted.selected.count()
    assert "judged" not in before_and_after(made)  # no audit yet


def test_a_run_that_ends_without_an_answer_is_told(samples, ask, lead):
    made = ask()
    cancel_run(run=made.run, by=lead)
    assert go_on_after_runs() == 1
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.state == "failed"
    assert "gave no label" in made.error


def test_it_has_a_price_before_it_starts(samples, project, endpoint):
    for method in ("freeal_asked", "ares"):
        price, rows = price_of_asking(project=project, method=method, count=20, endpoint=endpoint)
        assert rows == 20
        assert 0 < price.usd[0] <= price.usd[1]
    assert not Run.objects.exists()


def test_what_does_not_fit_is_told_and_starts_nothing(samples, project, lead, endpoint):
    wrong = [
        {"method": "ares"},
        {"method": "mckd", "asked": Asked(endpoint)},
        {"method": "ares", "asked": Asked(endpoint, count=0)},
        {"method": "ares", "asked": Asked(endpoint, count=10_001)},
    ]
    for one in wrong:
        with pytest.raises(ValidationError):
            start_enhancement(project=project, by=lead, **one)
    with pytest.raises(ValidationError):
        model_to_ask(endpoint, 10, Decimal(-1))
    assert not Enhancement.objects.exists()


def test_from_the_page_with_its_price(samples, signed_in, lead, endpoint, no_worker):
    client, page = signed_in(lead), reverse("annotation:enhancement-list", args=["reviews"])
    shown = client.get(page).content.decode()
    assert "Have a model asked" in shown
    assert "data-price" in shown
    said = {"method": "ares", "count": 12, "endpoint": endpoint.pk, "budget_usd": "1"}
    address = reverse("annotation:enhancement-ask", args=["reviews"])
    priced = client.post(address, said, headers={"HX-Request": "true"}).content.decode()
    assert "12 at most" in priced
    assert not Enhancement.objects.exists()
    answer = client.post(address, said | {"do": "start"})
    made = Enhancement.objects.get()
    assert answer.headers["Location"] == reverse("annotation:enhancement", args=["reviews", made.pk])
    carry_out_open_jobs()
    made.refresh_from_db()
    assert made.run.budget_usd == 1
    assert "The model labels rows" in client.get(answer.headers["Location"]).content.decode()
    done(made)
    carry_out_open_jobs()
    assert "Rows the model labelled" in client.get(answer.headers["Location"]).content.decode()
    assert client.post(address, said | {"count": "0", "do": "start"}).status_code == 422


def test_by_rest_and_by_the_command(samples, api_client, lead, endpoint, no_worker):
    client = api_client(lead)
    price = client.get(f"{BASE}/price?method=ares&count=9&endpoint=peer").json()
    assert (price["count"], price["free"]) == (9, False)
    asked = client.post(BASE, {"method": "ares", "endpoint": "peer", "count": 9, "budget_usd": 2}, **JSON)
    assert asked.status_code == 202
    carry_out_open_jobs()
    made = done(Enhancement.objects.get())
    assert client.get(f"{BASE}/{made.pk}").json()["run"] == made.run_id
    out = StringIO()
    call_command("enhance", "reviews", "ares", "--endpoint", "peer", "--count", "9", "--price", "--json", stdout=out)
    assert json.loads(out.getvalue())["count"] == 9
    call_command("enhance", "reviews", "ares", "--endpoint", "peer", "--count", "9", stdout=out, stderr=StringIO())
    assert "asks a model about 9 rows" in out.getvalue()
    with pytest.raises(CommandError, match="which"):
        call_command("enhance", "reviews", "ares", stdout=StringIO(), stderr=StringIO())


def test_how_sure_it_has_to_be_is_chosen_on_the_page(samples, signed_in, lead, endpoint, no_worker):
    said = {"method": "ares", "count": 20, "endpoint": endpoint.pk, "do": "start"}
    signed_in(lead).post(reverse("annotation:enhancement-ask", args=["reviews"]), said | {"sure": "0.9"})
    assert Enhancement.objects.get().sure == 0.9


def test_the_price_says_what_a_model_of_the_projects_own_rows_does_here(
    samples, signed_in, lead, endpoint, monkeypatch
):
    monkeypatch.setattr("annotation.enhance.views.labels_by", lambda project, model: True)
    text = signed_in(lead).get(reverse("annotation:enhancement-list", args=["reviews"])).content.decode()
    assert "repeat its mistakes" in text
    assert "grade their own work" not in text


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({}, ["No label would change"]),
        ({"contradicted": 12}, ["Of 12 rows that nobody answered"]),
        ({"contradicted": 1, "unsure": 5}, ["Of 1 row that nobody", "Of 5 rows that the model was not asked about"]),
    ],
)
def test_where_nothing_is_proposed_it_says_why(project, codebook, lead, report, said):
    how = {"method": "ares", "state": "done", "question": codebook.judged_name, "codebook": codebook}
    made = Enhancement(project=project, report=report, created_by=lead, **how)
    assert [text[: len(beginning)] for text, beginning in zip(notes_of(made), said, strict=True)] == said
    made.changed = 3
    assert notes_of(made) == []
