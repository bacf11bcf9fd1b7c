"""Runs side by side: which of those that were asked for are left out is said, and what a sample cost counts all."""

from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from generation.models import Endpoint, Project, Run, RunMeasures
from generation.runs.comparing import Line, lines_of
from generation.runs.frames.panel import panel_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_of(project, codebook, lead):
    def make(of: Project = project, **more) -> Run:
        endpoint, _new = Endpoint.objects.get_or_create(
            project=of, name="m", base_url="http://127.0.0.1:9/v1", model="m"
        )
        known = {"recipe": "simprompt", "codebook": codebook, "seed": 1, "count": 5, "accepted": 4, "state": "done"}
        return Run.objects.create(project=of, endpoint=endpoint, created_by=lead, **known | more)

    return make


@pytest.fixture
def shown(signed_in, viewer):
    def read(*asked) -> str:
        address = reverse("generation:run-compare", args=["reviews"], query=[("run", one) for one in asked])
        html = signed_in(viewer).get(address).content.decode()
        assert "<b>" not in html  # what somebody wrote into an address is never markup
        return unescape(html)

    return read


def test_a_run_of_another_project_is_named_as_left_out(shown, run_of, lead):
    elsewhere = run_of(Project.objects.create(slug="other", name="Other", created_by=lead))
    here = run_of()
    html = shown(elsewhere.pk, here.pk)
    assert f"Left out, for there is no such run in this project: {elsewhere.pk}." in html
    assert f"#{here.pk}" in html


def test_each_that_is_left_out_is_named_once_and_as_it_was_written(shown, run_of):
    here = run_of()
    html = shown("nine", here.pk, "999999", "nine", "<b>", "1" * 40)
    assert f"no such run in this project: nine, 999999, <b>, {'1' * 20}…." in html


def test_where_all_are_there_nothing_is_said(shown, run_of):
    assert "Left out" not in shown(run_of().pk, run_of().pk)
    assert "Left out" not in shown()


def test_where_none_is_there_it_says_so_and_leads_to_the_list(shown, run_of):
    run_of()
    html = shown("777777")
    assert "no such run in this project: 777777." in html
    assert "Choose among all runs" in html


def test_those_beyond_the_most_are_named(shown, run_of):
    runs = [run_of() for _ in range(8)]
    html = shown(*[run.pk for run in runs])
    assert f"Not shown: {runs[6].pk}, {runs[7].pk}." in html


def test_the_cost_of_a_sample_counts_what_was_lost_with_a_worker(run_of):
    cheap = run_of(cost_usd=Decimal("0.4"))
    cut_off = run_of(cost_usd=Decimal("0.2"), lost_usd=Decimal("0.6"))
    free = run_of()
    line = next(one for one in lines_of([cheap, cut_off, free]) if one.title == "Cost of a sample")
    assert line.values == [pytest.approx(0.1), pytest.approx(0.2), None]
    assert line.best == {0}
    assert "cut off" in line.help
    assert panel_of(cut_off)["each"] == pytest.approx(Decimal("0.2"))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"endpoint": {"simulated": True}}, "of some the model is simulated"),
        ({"endpoint": {"simulated": False, "price_in": "2"}}, "prices differ"),
        ({"second": {"simulated": True}}, "of some the model is simulated"),
        ({"batch": True}, "prices differ"),
    ],
)
def test_no_cost_is_the_best_where_models_or_prices_are_not_alike(run_of, other, why):
    dear, cheap = run_of(cost_usd=Decimal("0.4")), run_of(cost_usd=Decimal("0.2"))
    facts = {"endpoint": {"simulated": False, "price_in": "1"}}
    dear.setup, cheap.setup = facts, facts | other
    line = next(one for one in lines_of([dear, cheap]) if one.title == "Cost of a sample")
    assert line.best == frozenset()
    assert line.way.startswith("None is marked")
    assert why in line.way
    cheap.setup = facts
    line = next(one for one in lines_of([dear, cheap]) if one.title == "Cost of a sample")
    assert line.best == {1}


class TestPairsCovered:
    """The share of a grid says something beside the share of the same grid alone."""

    @pytest.fixture
    def line_of(self, run_of):
        def read(*runs: tuple) -> Line:
            made = []
            for values, samples, share in runs:
                run = run_of(setup={"scope": {"style": values}}, accepted=samples)
                data = {"coverage": share, "samples": samples}
                RunMeasures.objects.create(run=run, accepted=samples, data=data if share is not None else {})
                made.append(run)
            return next(one for one in lines_of(made) if one.title == "Pairs of conditions covered")

        return read

    def test_of_as_many_samples_of_one_grid_the_larger_share_is_the_best(self, line_of):
        line = line_of((["dry", "warm"], 40, 0.5), (["dry", "warm"], 40, 0.9), (["other"], 40, None))
        assert line.best == {1}
        assert line.way == "More is better."

    def test_where_values_differ_none_is_the_best(self, line_of):
        line = line_of((["dry", "warm"], 40, 0.5), (["dry"], 40, 1.0))
        assert line.best == frozenset()
        assert line.way.startswith("None is marked: the runs do not draw from the same values")

    def test_where_there_are_more_samples_of_one_none_is_the_best(self, line_of):
        line = line_of((["dry", "warm"], 40, 0.5), (["dry", "warm"], 400, 1.0))
        assert line.best == frozenset()
        assert "counted on 40 to 400 samples of a run, and more of them cover more" in line.way
