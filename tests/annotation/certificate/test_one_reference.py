"""A certificate knows one right label a row: what people decided under the codebook of its snapshot."""

import pytest
from django.utils import timezone

from annotation.certificate.actions import bring_up_to_date, freeze
from annotation.certificate.reckoning import certificate_report
from annotation.certificate.sweeps import is_due
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.models import Codebook, Label, LabelSource, Question, Sample
from generation.support.actions import bring_in
from generation.support.mapping import Mapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(queue, project, lead):
    return freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")


def audit(project, user, label: str):
    assignment = hand_out(project=project, user=user, stream="audit")
    return submit(assignment=assignment, answers={"sentiment": label})


def publish_renamed(project, lead) -> Codebook:
    """The second version: what was positive is now called good."""
    codebook = Codebook.objects.create(
        project=project, number=2, purpose="The same.", role="The same.", fields=project.codebooks.get(number=1).fields,
        created_by=lead, published_by=lead, published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is the review?")
    for place, name in enumerate(["negative", "good"]):
        Label.objects.create(question=question, position=place, name=name, verbalizer=name, definition=name)
    return codebook


class TestAnotherCodebook:
    def test_ends_the_draws_and_opens_the_next_snapshot(self, snapshot, project, lead):
        audit(project, lead, "positive")
        publish_renamed(project, lead)
        assert hand_out(project=project, user=lead, stream="audit") is None
        assert is_due(project)
        bring_up_to_date(project=project)
        now = certificate_report(project, {})
        [old] = now["history"]
        assert (now["snapshot"], now["codebook"], now["audits"]) == (2, 2, 0)
        assert (old["codebook"], old["answered"], old["audit_errors"], old["because"]) == (1, 1, 0, "codebook")

    def test_lets_a_lead_freeze_at_once(self, snapshot, project, lead):
        audit(project, lead, "positive")
        publish_renamed(project, lead)
        assert freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind").codebook.number == 2

    def test_answers_under_it_are_no_reference_of_the_old_snapshot(self, snapshot, project, lead, annotator):
        drawn = hand_out(project=project, user=lead, stream="audit")
        publish_renamed(project, lead)
        other = hand_out(project=project, user=annotator, stream="active")
        submit(assignment=other, answers={"sentiment": "good"})
        submit(assignment=drawn, answers={"sentiment": "positive"})
        told = certificate_report(project, {})
        assert (told["snapshot"], told["answered"], told["audit_errors"], told["found"]) == (1, 1, 0, 0)
        assert told["unresolved"] == 1


def test_references_for_rows_of_the_pool_close_the_snapshot(codebook, policy, project, lead):
    rows = [(i, {"text": f"Film {i}", "label": "positive"}, "") for i in range(10)]
    bring_in(project=project, author=lead, kind="ndjson", mapping=Mapping(), rows=rows)
    snapshot = freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")
    audit(project, lead, "positive")
    bring_in(project=project, author=lead, kind="ndjson", mapping=Mapping(origin="gold"), rows=rows[:5])
    given = snapshot.items.filter(removal=None, item__sample__label_source=LabelSource.REFERENCE).count()
    assert given >= 4
    bring_up_to_date(project=project)
    told = certificate_report(project, {})
    assert (told["snapshot"], told["population"]) == (2, 9 - given)
    assert (told["history"][0]["population"], told["history"][0]["because"]) == (10, "relabelled")


def test_a_found_error_stays_found_whatever_becomes_of_the_sample(snapshot, project, lead):
    answer = audit(project, lead, "negative")
    Sample.objects.filter(item=answer.item).update(current_label="positive", label_source=LabelSource.MACHINE)
    told = certificate_report(project, {})
    assert (told["audit_errors"], told["found"]) == (1, 1)
