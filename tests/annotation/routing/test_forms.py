"""A further opinion comes of another model, or of the same one in another form: never of the same words once more."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from annotation.enhance.material import material_of
from annotation.machine.askers import Asker
from annotation.machine.asking import enqueue_score
from annotation.machine.beside import beside
from annotation.machine.frames import machine_labels
from annotation.methods.signals.registry import OF_OPINIONS
from annotation.methods.signals.words import WRONG
from annotation.models import Dispenser, Signal
from annotation.routing.forms import LabellingForm
from annotation.routing.frames import known_rows, measured_prices
from annotation.routing.labelling import ask_a_model, ask_again, choose_and_ask, last_asking
from annotation.routing.opinions import answered_rows
from annotation.routing.shapes import whose
from generation.children import carry_out_open_jobs
from generation.models import Call, Codebook, Endpoint, MachineLabel, Run, Sample
from generation.runs.actions.lifecycle import start_run
from generation.runs.actions.trying import start_labelling
from generation.runs.actions.worker import work_on
from tests.annotation.making import answer, machine_label, make_sample, newer_version
from tests.generation.conftest import _simulator_thread, simulated  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
ROWS = 24
OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Runs wait until the test works on them."""
    monkeypatch.setattr("annotation.routing.labelling.ring_workers", lambda run: None)


@pytest.fixture
def endpoint(project, simulated):  # noqa: F811 - the fixture
    facts = {"base_url": simulated.url, "model": "m", "price_in": 1, "price_out": 2, "timeout_s": 5}
    return Endpoint.objects.create(project=project, name="peer", **facts)


@pytest.fixture
def labelled(project, codebook, endpoint, lead, annotator) -> list[Sample]:
    """Rows that the endpoint labelled by the usual recipe; people say of every other one that it was wrong."""
    made = [make_sample(project, f"A warm film of its own kind, the {number}th of them") for number in range(ROWS)]
    work_on(start_run(project=project, recipe="annotate", params={}, count=ROWS, endpoint=endpoint, by=lead).pk)
    for number, sample in enumerate(made):
        sample.refresh_from_db()
        given = sample.current_label
        answer(annotator, sample, OTHER[given] if number % 2 else given)
        Signal.objects.create(project=project, sample=sample, name=WRONG, value=0.1)
    return made


@pytest.fixture
def another(project, labelled, endpoint, lead):
    """What a worker does where another opinion is asked for; None where nothing is asked."""

    def begin(**more) -> Run | None:
        ask_again(project=project, by=lead, **{"endpoint": endpoint} | more)
        job = last_asking(project)
        choose_and_ask(job)
        job.state = "done"
        job.save()
        if "run" not in job.progress:
            return None
        work_on(job.progress["run"])
        return Run.objects.get(pk=job.progress["run"])

    return begin


def test_by_another_codebook_it_is_another_form_for_routes_as_for_signals(project, another, labelled, lead):
    book = newer_version(project, lead)
    run = another(form="annotate")
    assert (run.recipe, run.codebook, run.count) == ("annotate", book, ROWS)
    known = known_rows(project, "sentiment")
    assert (known.asker.form, known.asker.run) == ("annotate", run.pk)
    assert known.opinion.wrong + known.opinion.right == ROWS
    sources = beside(project, Codebook.objects.current(project)).sources
    first, second = (sources[f"peer #{one.pk}"] for one in Run.objects.order_by("pk"))
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert another(form="annotate") is None  # heard in both


def test_other_settings_are_another_form_and_the_page_says_which(project, labelled, endpoint, lead):
    setting = {"question": "sentiment", "ask_confidence": True}
    rows = [one.pk for one in labelled]
    run = start_labelling(project=project, samples=rows, endpoint=endpoint, by=lead, params=setting)
    work_on(run.pk)
    known = known_rows(project, "sentiment")
    assert (known.asker.run, known.opinion.wrong + known.opinion.right) == (run.pk, ROWS)
    data = {"opinion": {"asker": {"model": "m", "form": "annotate", "imported": False, "run": run.pk}}}
    assert whose(project, data)["form"] == "Annotate; Ask for its confidence: yes"
    newer_version(project, lead)
    assert whose(project, data)["form"] == "Annotate; Ask for its confidence: yes; version 1 of the codebook"


def test_of_two_forms_the_one_by_the_codebook_in_force_counts(project, another, labelled, endpoint, lead):
    another(form="label-by-vote")
    newer_version(project, lead)
    run = ask_a_model(project=project, samples=[one.pk for one in labelled[:22]], endpoint=endpoint, by=lead)
    work_on(run.pk)
    known = known_rows(project, "sentiment")
    assert (known.asker.run, known.opinion.wrong, known.opinion.right) == (run.pk, 11, 11)


def test_where_nothing_is_chosen_it_is_asked_in_a_form_that_the_rows_have_not_had(another):
    run = another()
    assert (run.recipe, run.count, run.reused) == ("label-by-vote", ROWS, 0)
    assert not Call.objects.filter(run=run, cached=True).exists()


def test_rows_that_it_has_labelled_in_this_form_are_left_out(project, another, labelled):
    assert another(form="annotate") is None
    assert "in this form" in last_asking(project).progress["problem"]
    foreign = make_sample(project, "A film that an import labelled", "positive")
    Sample.objects.filter(pk=foreign.pk).update(label_source="person")
    assert another(form="annotate").setup["only"] == [foreign.pk]


def test_another_model_may_be_asked_in_the_same_form(project, endpoint, another):
    other = Endpoint.objects.create(project=project, name="two", base_url=endpoint.base_url, model="n")
    run = another(endpoint=other)
    assert (run.recipe, run.count, run.reused) == ("annotate", ROWS, 0)


def test_what_was_taken_over_from_the_first_time_is_no_opinion(project, labelled, endpoint, lead):
    """As projects have it that asked in the same words before they were kept from it."""
    run = ask_a_model(project=project, samples=[one.pk for one in labelled], endpoint=endpoint, by=lead)
    work_on(run.pk)
    assert Call.objects.filter(run=run, cached=True).count() == ROWS
    assert MachineLabel.objects.filter(source=f"peer #{run.pk}").count() == ROWS
    known = known_rows(project, "sentiment")
    assert (known.asker, known.opinion.wrong, known.opinion.right) == (None, 0, 0)
    assert answered_rows(project) == [one.pk for one in labelled]
    Dispenser.objects.update_or_create(project=project, defaults={"pulled_until": labelled[-1].pk})
    enqueue_score(project)
    carry_out_open_jobs()
    said = Signal.objects.filter(project=project)
    assert said.filter(name="self_confidence").count() == ROWS
    assert not said.filter(name__in=OF_OPINIONS).exists()  # neither an opinion nor an execution
    assert len(material_of(project, "sentiment").others) == 0  # nor a vote


def test_a_label_that_an_earlier_round_had_said_is_no_longer_one_that_was_taken_over(project, labelled, endpoint, lead):
    run = ask_a_model(project=project, samples=[one.pk for one in labelled], endpoint=endpoint, by=lead)
    work_on(run.pk)
    assert len(machine_labels(project, "sentiment")) == ROWS
    MachineLabel.objects.exclude(source=f"peer #{run.pk}").update(replaced_at=timezone.now())
    assert set(machine_labels(project, "sentiment")["source"]) == {f"peer #{run.pk}"}


def test_what_it_is_worth_is_learned_of_one_model_in_one_form(project, labelled, another):
    another(form="label-by-vote")
    heard = MachineLabel.objects.filter(source__startswith="peer").exclude(codebook_number=None)
    assert heard.count() == 2 * ROWS
    for one in labelled[:20]:
        machine_label(one, "negative", source="elsewhere")
    known = known_rows(project, "sentiment")
    assert (known.asker.model, known.asker.form) == ("m", "label-by-vote")
    assert (known.opinion.wrong, known.opinion.right) == (ROWS / 2, ROWS / 2)


def test_another_wording_of_a_recipe_is_another_form(project, another, labelled):
    run = another(form="annotate/choice")
    assert (run.recipe, run.params["wording"], run.count, run.reused) == ("annotate", "choice", ROWS, 0)
    known = known_rows(project, "sentiment")
    assert (known.asker.model, known.asker.form) == ("m", "annotate/choice")
    assert known.opinion.wrong + known.opinion.right == ROWS


def test_the_form_in_which_it_was_asked_last_comes_first_in_whatever_words(project, another, labelled, endpoint):
    another(form="annotate/choice")
    made = make_sample(project, "A film that an import labelled", "positive")
    Sample.objects.filter(pk=made.pk).update(label_source="person")
    run = another()
    assert (run.recipe, run.params["wording"], run.setup["only"]) == ("annotate", "choice", [made.pk])


def test_of_two_that_were_asked_the_one_seen_more_often_is_offered_alone(project, labelled):
    for number, one in enumerate(labelled):
        machine_label(one, "negative", source="often")
        if number < 4:
            machine_label(one, "positive", source="seldom")
    known = known_rows(project, "sentiment")
    assert known.asker == Asker("often", "", imported=True)
    assert known.opinion.wrong + known.opinion.right == ROWS


def test_a_label_costs_what_all_of_its_calls_cost(project, another):
    another(form="label-by-vote")
    spent = sum(Call.objects.values_list("cost_usd", flat=True))
    told = measured_prices(project)
    assert Call.objects.count() == 6 * ROWS  # one for the first label, five votes for the other
    assert (told["call_n"], told["call"]) == (2 * ROWS, pytest.approx(float(spent) / (2 * ROWS)))


def test_the_page_says_whose_opinion_it_is(project):
    asker = {"model": "m", "form": "label-by-vote", "imported": False}
    assert whose(project, {"opinion": {"asker": asker}}) == asker | {"form": "Label by vote"}
    assert whose(project, {"opinion": {"asker": asker | {"form": "short"}}})["form"] == "short"
    worded = whose(project, {"opinion": {"asker": asker | {"form": "annotate/choice"}}})
    assert worded["form"] == "Annotate: Multiple choice"
    assert [whose(project, told) for told in ({}, {"opinion": {}}, {"opinion": {"asker": None}})] == [None] * 3


def test_on_the_page_a_form_can_be_chosen(client, project, labelled, endpoint, lead):
    client.force_login(lead)
    there = f"/projects/{project.slug}/routing/try/"
    refused = client.post(there, {"endpoint": endpoint.pk, "form": "sonnet"}, follow=True).content.decode()
    assert "sonnet is not one of the available choices" in refused
    assert last_asking(project) is None
    client.post(there, {"endpoint": endpoint.pk, "form": "label-by-vote"})
    assert last_asking(project).args["form"] == "label-by-vote"


def test_a_form_that_is_none_is_refused_at_once(api_client, project, labelled, endpoint, lead):
    with pytest.raises(ValidationError, match="There is no form “sonnet”"):
        ask_again(project=project, endpoint=endpoint, by=lead, form="sonnet")
    there = f"/api/v1/projects/{project.slug}/routes/try"
    for form in ("sonnet", "attrprompt", "annotate/sonnet", "label-by-vote/choice", "annotate/plain", "x" * 500):
        assert api_client(lead).post(there, {"endpoint": "peer", "form": form}, **JSON).status_code == 422
    assert last_asking(project) is None
    assert api_client(lead).post(there, {"endpoint": "peer", "form": "label-by-vote"}, **JSON).status_code == 202


def test_the_forms_to_choose_from_are_called_in_the_readers_language(project, codebook):
    with translation.override("ko"):
        names = [str(name) for _value, name in LabellingForm(project=project).fields["form"].choices]
    assert len(names) > 1
    assert not any(name.isascii() for name in names)
