"""What joined labels count for elsewhere: certificates, comparisons with models, versions and their cards."""

import json

import pytest

from annotation.certificate.frames import log_of
from annotation.compare.frames import labels_of_people
from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.joined.asking import propose, use
from annotation.models import AuditDraw, Item, Joining, Resolution, Stream
from generation.children import carry_out_open_jobs
from generation.models import Sample
from tests.annotation.curation.auditing import frozen
from tests.annotation.joined.test_joined import asked_of

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def rows(project, codebook, annotator, annotator2, lead) -> list[Sample]:
    """Forty rows of three people each: two agree with the truth nearly always, the third is wrong on every fourth."""
    found = []
    for n in range(40):
        right = ("positive", "negative")[n % 2]
        said = {annotator: right, annotator2: OTHER[right] if n % 9 == 4 else right}
        stream = Stream.AUDIT if n < 10 else Stream.OVERLAP
        found.append(asked_of(project, n, said | {lead: OTHER[right] if n % 4 == 0 else right}, stream=stream))
    return found


@pytest.fixture
def snapshot(project, codebook, rows):
    """All of them frozen and out of the pool, ten of them as audit draws."""
    made = frozen(project, codebook, rows)
    for number, sample in enumerate(rows, start=1):
        stream = Stream.AUDIT if number <= 10 else Stream.ACTIVE
        made.items.filter(item=sample.item).update(removal=number, stream=stream)
        if stream == Stream.AUDIT:
            AuditDraw.objects.create(snapshot=made, removal=number, item=sample.item, remaining=41 - number)
    made.removals = 40
    made.save(update_fields=["removals"])
    return made


def told(snapshot, stream) -> list[tuple]:
    return list(log_of(snapshot.items.filter(stream=stream)).values_list("item", "settled", "decided", "by"))


def put_to_use(project, lead, **rule) -> Joining:
    made = propose(project=project, by=lead, method="one_coin", **{"confidence": 0.7, **rule})
    carry_out_open_jobs()
    use(joining=Joining.objects.get(pk=made.pk), by=lead)
    carry_out_open_jobs()
    return Joining.objects.get(pk=made.pk)


@pytest.mark.parametrize("with_models", [False, True])
def test_no_audit_row_of_a_certificate_changes_whatever_the_rule(snapshot, project, lead, with_models):
    before = told(snapshot, Stream.AUDIT)
    assert {by for _item, _settled, _label, by in before} <= {"agreement", "majority"}
    rule = put_to_use(project, lead, with_models=with_models)
    assert told(snapshot, Stream.AUDIT) == before
    assert rule.told["left_out"]["audited"] == 10


def test_a_label_joined_from_people_is_settled_and_one_that_models_joined_is_open(snapshot, project, lead):
    put_to_use(project, lead)
    by_people = told(snapshot, Stream.ACTIVE)
    assert {by for *_rest, by in by_people} == {"joined"}
    assert all(settled for _item, settled, *_rest in by_people)
    put_to_use(project, lead, with_models=True)
    assert not any(settled for _item, settled, *_rest in told(snapshot, Stream.ACTIVE))


def test_a_label_that_models_joined_is_no_word_of_people_on_models(rows, project, codebook, lead):
    assert labels_of_people(project, codebook).count() == 40
    put_to_use(project, lead, with_models=True)
    assert set(labels_of_people(project, codebook).values_list("rule", flat=True)) <= {"agreement", "majority"}


def test_a_version_says_of_each_row_and_in_all_by_which_rule_its_label_holds(rows, project, codebook, lead):
    put_to_use(project, lead)
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    carry_out_open_jobs()
    version.refresh_from_db()
    lines = [json.loads(row.payload) for row in version.frozen_rows.order_by("position")]
    by = {line["sample"]: line["resolved_by"] for line in lines}
    joined = next(line for line in lines if line["sample"] == rows[20].pk)
    assert by[rows[20].pk] == "joined:one_coin"
    assert by[rows[1].pk] in ("majority", "agreement")
    assert joined["provenance"]["joined"]["method"] == "one_coin"
    assert set(joined["provenance"]["joined"]["of"]) == {one["id"] for one in joined["annotations"]}
    counted = {one["rule"]: one["rows"] for one in version.card["resolved"]}
    assert counted["joined:one_coin"] == sum(rule == "joined:one_coin" for rule in by.values()) == 30


def test_the_history_of_a_row_keeps_every_resolution(rows, project, lead):
    put_to_use(project, lead)
    said = Resolution.objects.filter(item=rows[20].item).order_by("pk").values_list("rule", flat=True)
    assert list(said)[-1] == "joined"
    assert len(said) == 2
    assert Item.objects.get(sample=rows[20]).answers == 3
