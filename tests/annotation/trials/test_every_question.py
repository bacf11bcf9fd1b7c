"""A try of a codebook with two questions of different kinds: each is judged by its own measure, and both together."""

import pytest
from django.core.exceptions import ValidationError

from annotation.methods.trials.thresholds import Thresholds
from annotation.methods.trials.verdict import Check, whole
from annotation.models import Resolution, Trial, TrialItem
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.reckoning import reckon
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import judge, try_draft
from annotation.trials.actions.turns import answer as say
from annotation.trials.actions.turns import take
from annotation.trials.frames import trials_of
from annotation.trials.notices import what_the_draft_touches, what_the_trial_found
from annotation.trials.people import comparison_of, read_items
from annotation.trials.standing import standing
from generation.codebooks.actions import save_draft
from generation.models import Question, Run
from generation.runs.actions.worker import work_on
from tests.annotation.trials.conftest import carry_out

pytestmark = pytest.mark.django_db(transaction=True)
STARS = {"low": 1, "high": 5}
PAGE = "/projects/reviews/codebooks/tries/"
PASSED = Check("weighted_kappa", 0.9, 0.5, passed=True, n=30)


@pytest.fixture
def stars(codebook):
    options = {"title": "How many stars?", "type": "rating", "options": STARS}
    return Question.objects.create(codebook=codebook, position=1, name="stars", **options)


@pytest.fixture
def rated(stars, answered):
    """Everybody who praises a film gives it five stars, who complains one."""
    for resolution in Resolution.objects.all():
        resolution.answers |= {"stars": 5 if resolution.answers["sentiment"] == "positive" else 1}
        resolution.save(update_fields=["answers"])
    return answered


@pytest.fixture
def split(project, lead, rated):
    return draw_split(project=project, by=lead, development=30, held_out=30, seed=1)


@pytest.fixture
def rewritten(project, codebook, lead):
    """`rewritten(change)`: a draft, its questions as `change` leaves them."""

    def save(change):
        spec = codebook.as_spec()
        change(spec["questions"])
        return save_draft(project=project, spec=spec, author=lead)

    return save


def stars_of(report: dict) -> dict:
    return next(one for one in report["questions"] if one["question"] == "stars")


def test_a_draw_freezes_every_answer(split):
    assert all(item.settled == {"sentiment": item.label, "stars": 5 if item.label == "positive" else 1}
               for item in TrialItem.objects.all())  # fmt: skip


def test_from_the_try_to_the_verdict(project, lead, split, endpoint, better_draft, signed_in, api_client):
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert [run.params["question"] for run in Run.objects.all()] == ["", ""]
    assert Run.objects.count() == 2  # one a version, however many questions
    told = stars_of(trial.report)
    assert (trial.report["question"], told["kind"], told["compared"]) == ("sentiment", "rating", 30)
    assert [one["id"] for one in told["after"]["figures"]] == ["weighted_kappa", "within_one"]
    assert set(told["rows"][0]["wanted"]) <= {1, 5}
    assert told["verdict"] == ""
    page = signed_in(lead).get(f"{PAGE}{trial.pk}/").content.decode()
    for words in ("Question by question", "How many stars?", "Weighted kappa (quadratic)", "Same answer as people"):
        assert words in page
    judged = carry_out(judge(trial=trial, by=lead))
    verdicts = {one["question"]: one["verdict"] for one in (judged.report, *judged.report["questions"])}
    assert verdicts["stars"] in ("go", "no_go", "too_few")
    assert judged.report["go"] == (set(verdicts.values()) <= {"go", ""} and "go" in verdicts.values())
    assert judged.verdict == judged.report["whole"] == whole(verdicts.values())
    page = signed_in(lead).get(f"{PAGE}{judged.pk}/").content.decode()
    assert "Weighted kappa (quadratic), its lower limit" in page
    report = api_client(lead).get(f"/api/v1/projects/reviews/tries/{judged.pk}").json()["report"]
    assert stars_of(report)["checks"][0]["what"] == "weighted_kappa"
    items = signed_in(lead).get(f"{PAGE}{judged.pk}/items/?question=stars").content.decode()
    assert "Question: How many stars?" in items


def test_a_question_that_leads_with_too_few_items_is_no_go_whatever_the_others_say(
    project, lead, split, endpoint, better_draft, monkeypatch, signed_in
):
    monkeypatch.setattr("annotation.methods.trials.verdict.FEWEST_OF_A_LABEL", 31)
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    monkeypatch.setattr("annotation.trials.actions.one_question.checks_of_kind", lambda *args: [PASSED])
    judged = carry_out(judge(trial=trial, by=lead))
    assert [judged.report["verdict"], stars_of(judged.report)["verdict"]] == ["too_few", "go"]
    assert (judged.verdict, judged.report["go"]) == ("too_few", False)
    page = signed_in(lead).get(f"{PAGE}{judged.pk}/").content.decode()
    assert "Nothing fell short, but not every question could be judged" in page
    assert "Publish the draft: it reached what you had set." not in page


def test_ratings_are_told_rule_by_rule_step_by_step_and_cell_by_cell(
    project, lead, annotator, split, endpoint, better_draft, signed_in
):
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    told = stars_of(trial.report)
    assert [rule["key"] for rule in told["rules"]] == [rule["key"] for rule in trial.report["rules"]]
    assert sum(rule["after"]["n"] for rule in told["rules"]) == sum(bool(row["rules"][1]) for row in told["rows"])
    steps = {one["label"]: one for one in told["after"]["labels"]}
    assert {"1", "5"} <= steps.keys() <= {"1", "2", "3", "4", "5"}
    assert sum(one["support"] for one in steps.values()) == 30
    wrong = [(row["wanted"][1], row["said"][1]) for row in told["rows"] if row["wanted"][1] != row["said"][1]]
    often = [pair for pair in dict.fromkeys(wrong) if wrong.count(pair) >= 5]
    assert {(one["reference"], one["said"]) for one in told["cells"]["after"]} == {(str(a), str(b)) for a, b in often}
    page = signed_in(lead).get(f"{PAGE}{trial.pk}/").text
    assert "Step by step" in page
    for cell in told["cells"]["after"]:
        query = {"question": "stars", "when": "after", "wanted": cell["reference"], "said": cell["said"]}
        found = signed_in(lead).get(f"{PAGE}{trial.pk}/items/", query)
        assert f"n = {cell['n']}" in found.text


def test_answers_by_the_draft_are_told_apart_for_every_question(
    project, lead, annotator, split, endpoint, better_draft
):
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert stars_of(trial.report)["references"] == []
    ask_people(trial=trial, by=lead, items=2, people=[annotator.username])
    for number in (5, 1):
        turn = take(project=project, user=annotator)
        say(project=project, user=annotator, lease=turn.lease, answers={"sentiment": "positive", "stars": number})
    reckon(trial.pk)
    trial.refresh_from_db()
    told = {one["name"]: one["before"]["n"] for one in stars_of(trial.report)["references"]}
    assert told == {"draft": 2, "same": 2, "others": 28}


def test_before_publishing_every_question_that_changes_is_named_and_every_one_that_was_tried(
    project, lead, split, endpoint, rewritten
):
    def change(questions):
        questions[0]["labels"][0]["definition"] = "The reviewer warns of the film."
        questions[1]["title"] = "Stars?"

    rewritten(change)
    label = project.codebooks.get(published_at=None).questions.first().labels.first().name
    assert what_the_draft_touches(project) == (
        f"Questions that this changes: “{split.base.judged_question.title}” (label {label}), "
        "“Stars?” (asked in another way)."
    )
    carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert "“Stars?”: Weighted kappa (quadratic)" in what_the_trial_found(project)


def test_questions_that_come_and_go_are_named_before_publishing(project, split, rewritten):
    rewritten(lambda questions: questions[1].update(name="mood", title="Which mood?"))
    told = what_the_draft_touches(project)
    assert "“Which mood?” (new), “How many stars?” (no longer asked)" in told


def test_a_draft_that_says_the_same_touches_no_question(project, split, rewritten):
    rewritten(lambda questions: None)
    assert what_the_draft_touches(project) == ""


def test_the_progress_of_each_run_is_shown_by_itself(project, lead, split, endpoint, better_draft, signed_in):
    better_draft()
    trial = try_draft(project=project, endpoint=endpoint, by=lead)
    page = signed_in(lead).get(f"{PAGE}{trial.pk}/").text
    assert f"Labels by the version in force, run {trial.base_run_id}" in page
    assert "Labels by the draft, not begun yet" in page
    assert page.count('max="30"') == 2
    work_on(trial.base_run_id)
    base, draft = standing(trials_of(project).get(pk=trial.pk)).parts
    assert (base.done, base.total, draft.done, draft.total) == (30, 30, 0, 30)


def test_one_question_that_misses_makes_the_whole_a_no_go(project, lead, rated, endpoint, better_draft, monkeypatch):
    draw_split(project=project, by=lead, development=30, held_out=30, seed=1, thresholds=Thresholds(rating=0.9))
    TrialItem.objects.filter(label="negative").update(settled={"sentiment": "negative", "stars": 5})
    TrialItem.objects.filter(label="positive").update(settled={"sentiment": "positive", "stars": 1})
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    judged = carry_out(judge(trial=trial, by=lead))
    assert judged.report["verdict"] == "go"
    assert (stars_of(judged.report)["verdict"], judged.verdict) == ("no_go", "no_go")


def test_questions_of_one_version_alone_are_told_and_not_judged(project, lead, split, endpoint, rewritten, signed_in):
    def change(questions):
        questions[1] |= {"name": "mood", "title": "Which mood?"}

    rewritten(change)
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert [(one["question"], one["why"]) for one in trial.report["apart"]] == [("mood", "new"), ("stars", "gone")]
    assert trial.report["questions"] == []
    page = signed_in(lead).get(f"{PAGE}{trial.pk}/").content.decode()
    assert "“Which mood?” is new with the draft." in page
    assert "“How many stars?” is not in the draft any more." in page


def test_a_scale_that_is_another_waits_for_answers_by_the_draft(project, lead, annotator, split, endpoint, rewritten):
    rewritten(lambda questions: questions[1].update(options={"low": 0, "high": 10}))
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert (stars_of(trial.report)["compared"], stars_of(trial.report)["left_out"]["no_reference"]) == (0, 30)
    ask_people(trial=trial, by=lead, items=2, people=[annotator.username])
    for number in (10, 0):
        turn = take(project=project, user=annotator)
        say(project=project, user=annotator, lease=turn.lease, answers={"sentiment": "positive", "stars": number})
    told = comparison_of(read_items(trial, "stars"))
    assert (told.items, told.changed.count, told.changed.n) == (2, 2, 2)
    assert {read.after for read in read_items(trial, "stars")} == {0, 10}


def test_a_draft_that_shares_no_question_is_refused(project, lead, split, endpoint, rewritten):
    def change(questions):
        for number, question in enumerate(questions):
            question["name"] = f"other-{number}"

    rewritten(change)
    with pytest.raises(ValidationError, match="shares no question with version 1"):
        try_draft(project=project, endpoint=endpoint, by=lead)
    assert not Trial.objects.exists()


def test_a_codebook_without_a_label_is_tried_by_what_it_asks(project, codebook, lead, rated, endpoint, signed_in):
    codebook.questions.filter(name="sentiment").delete()
    for resolution in Resolution.objects.all():
        resolution.answers = {"stars": resolution.answers["stars"]}
        resolution.save(update_fields=["answers"])
    split = draw_split(project=project, by=lead, development=30, held_out=30, seed=1)
    assert (split.question, set(split.items.values_list("label", flat=True))) == ("", {""})
    save_draft(project=project, spec=codebook.as_spec() | {"purpose": "Rate anew."}, author=lead)
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert (trial.report["question"], trial.report["compared"], trial.report["questions"]) == ("stars", 30, [])
    client = signed_in(lead)
    for path in (PAGE, f"{PAGE}{trial.pk}/", f"{PAGE}{trial.pk}/people/", f"{PAGE}{trial.pk}/judge/"):
        assert client.get(path).status_code == 200
    judged = carry_out(judge(trial=trial, by=lead))
    assert judged.verdict in ("go", "no_go", "too_few")
    assert client.get(f"{PAGE}{judged.pk}/").status_code == 200


def test_items_of_an_earlier_draw_hold_their_label_alone_and_are_tried_by_it(
    project, lead, split, endpoint, better_draft
):
    TrialItem.objects.update(settled={})
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert {run.params["question"] for run in Run.objects.all()} == {"sentiment"}
    assert (trial.report["compared"], trial.report["questions"], trial.report["apart"]) == (30, [], [])
