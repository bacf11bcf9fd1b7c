"""A draft can reach what was set and be no better than the version in force: whoever may publish it reads so."""

import pytest

from annotation.models import Trial
from annotation.trials.notices import what_the_trial_found
from annotation.trials.shapes import no_gain
from tests.annotation.trials.drafting import make_trial, reported

pytestmark = pytest.mark.django_db

NO_BETTER = "On these items the model agrees with people no better by the draft than by version 1."
NOT_SHOWN = "These items do not show that the model agrees with people better by the draft than by version 1"


@pytest.fixture
def judged(project, codebook, lead, annotator):
    """`judged((0.0, -0.1, 0.1), …)`: a draft that the held-out half says go of, with each question's difference."""

    def make(*gains, verdict="go") -> Trial:
        trial = reported(make_trial(project, codebook, lead, annotator))
        first, *others = [dict(zip(("value", "low", "high"), gain, strict=True)) for gain in gains]
        others = [trial.report | {"question": f"q{at}", "difference": gain} for at, gain in enumerate(others)]
        trial.report |= {"difference": first, "questions": others, "compared": 30}
        trial.half, trial.verdict = "held_out", verdict
        trial.save()
        return trial

    return make


@pytest.mark.parametrize(
    ("gains", "said"),
    [
        ([(0.0, -0.1, 0.1)], NO_BETTER),
        ([(-0.1, -0.2, 0.1)], NO_BETTER),
        ([(0.1, -0.1, 0.3)], NOT_SHOWN),
        ([(0.1, 0.0, 0.2)], NOT_SHOWN),
        ([(0.2, 0.1, 0.3)], ""),
        ([(0.0, -0.1, 0.1), (-0.1, -0.3, 0.1)], NO_BETTER),
        ([(0.0, -0.1, 0.1), (0.1, -0.1, 0.3)], NOT_SHOWN),
        ([(0.0, -0.1, 0.1), (0.2, 0.1, 0.3)], ""),  # of one question it is better
        ([(0.0, -0.1, 0.1), (None, None, None)], NO_BETTER),
    ],
)
def test_it_is_told_by_the_intervals_of_all_questions(judged, gains, said):
    told = no_gain(judged(*gains))
    assert told.startswith(said)
    assert bool(told) == bool(said)


@pytest.mark.parametrize("verdict", ["no_go", "too_few", ""])
def test_only_a_go_needs_it(judged, verdict):
    assert no_gain(judged((0.0, -0.1, 0.1), verdict=verdict)) == ""


@pytest.mark.parametrize("gains", [[(0.0, -0.1, 0.1)], [(0.0, -0.1, 0.1), (0.0, -0.2, 0.2)]])
def test_the_page_says_so_and_that_the_version_in_force_may_stay(judged, signed_in, lead, gains):
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged(*gains).pk}/").text
    assert NO_BETTER in page
    assert "Publish the draft if you prefer its words: it reached what you had set." in page
    assert "Or leave version 1 in force." in page
    assert "Publish the draft: it reached what you had set." not in page


def test_of_one_that_is_better_it_does_not(judged, signed_in, lead):
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged((0.2, 0.1, 0.3)).pk}/").text
    assert "Publish the draft: it reached what you had set." in page
    assert "by version 1." not in page


def test_so_does_the_question_before_it_is_published(judged, project):
    judged((0.0, -0.1, 0.1))
    assert NO_BETTER in what_the_trial_found(project)
