"""The label that holds, derived from all valid answers of an item."""

from collections import Counter

from annotation.models import Annotation, Item, Resolution
from annotation.queue.frames import machine_answer, spec_of
from generation.models import Codebook, LabelSource, Sample, SampleState

MOST_ANSWERS = 3


def settle(*, item: Item, newest: Annotation | None = None) -> Resolution | None:
    """Bring item, resolution and sample in line with the item's valid answers; called inside a transaction.

    One answer holds until a second is in. Two that differ ask for a third, and the majority holds. Where there is
    none, a lead decides. With no answer left the machine's label (or the given reference) holds again.
    """
    valid = _valid_answers(item, newest)
    item.answers = len(valid)
    winners, rule = verdict([annotation.answers for annotation in valid])
    if len(valid) < item.answers_needed:
        item.state = Item.State.WAITING
    elif rule != Resolution.Rule.OPEN:
        item.state = Item.State.ANSWERED
    elif len(valid) < MOST_ANSWERS:
        item.state, item.answers_needed = Item.State.WAITING, MOST_ANSWERS
    else:
        item.state = Item.State.FLAGGED
    item.save(update_fields=["answers", "answers_needed", "state"])
    label = winners.get(_first_question(valid), "") if winners else ""
    resolution = Resolution.objects.create(
        item=item,
        label=label,
        answers=winners,
        rule=rule,
        codebook_id=valid[-1].codebook_id if valid else None,
        settles=item.state == Item.State.ANSWERED,
    )
    if rule == Resolution.Rule.OPEN:
        fall_back(item, undecided=bool(valid))
    else:
        hold(item, label, winners)
    return resolution


def verdict(answers: list[dict]) -> tuple[dict, str]:
    """The answer to each question that more than half gave, and the rule by which it holds."""
    if not answers:
        return {}, Resolution.Rule.OPEN
    if len(answers) == 1:
        return answers[0], Resolution.Rule.SINGLE
    winners = {}
    questions = list(dict.fromkeys(question for one in answers for question in one))
    for question in questions:
        label, votes = Counter(one.get(question) for one in answers).most_common(1)[0]
        if 2 * votes <= len(answers):
            return {}, Resolution.Rule.OPEN
        if label is not None:
            winners[question] = label
    agreed = all(one == answers[0] for one in answers)
    return winners, Resolution.Rule.AGREEMENT if agreed else Resolution.Rule.MAJORITY


def hold(item: Item, label: str, answers: dict) -> None:
    """People have spoken: their label is the sample's. Written without reading the sample."""
    Sample.objects.filter(pk=item.sample_id).update(
        current_label=label,
        label_source=LabelSource.PERSON,
        answers=answers if len(answers) > 1 else {},
        state=SampleState.ACCEPTED,
    )


def fall_back(item: Item, *, undecided: bool) -> None:
    """No human label holds: the reference that came with the sample does, else the machine's label."""
    # Locked before the labels are read: an import or a run may bring one at this moment.
    sample = item.sample = Sample.objects.select_for_update(no_key=True).get(pk=item.sample_id)
    answers = (machine_answer(sample) or {"answers": {}})["answers"]
    first = spec_of(Codebook.objects.published().filter(project=item.project_id).latest("number").pk).question().name
    if sample.reference:
        answers = {**answers, first: sample.reference}
    sample.current_label, sample.label_source = answers.get(first, ""), LabelSource.NONE
    if sample.current_label:
        sample.label_source = LabelSource.REFERENCE if sample.reference else LabelSource.MACHINE
    sample.answers = answers if answers.keys() - {first} else {}
    sample.state = SampleState.NEEDS_PERSON if undecided else item.entered_as or SampleState.CANDIDATE
    sample.save(update_fields=["current_label", "label_source", "answers", "state"])


def _first_question(valid: list[Annotation]) -> str:
    # Not the first key: PostgreSQL keeps no order of keys.
    return spec_of(valid[-1].codebook_id).questions[0].name


def _valid_answers(item: Item, newest: Annotation | None) -> list[Annotation]:
    """The valid answers to the newest codebook answered, oldest first: those to another one answer other questions.

    The only one so far needs no query.
    """
    if newest is not None and item.answers == 0:
        return [newest]
    valid = list(item.annotations.valid().select_related("codebook").order_by("id"))
    latest = max((answer.codebook.number for answer in valid), default=None)
    return [answer for answer in valid if answer.codebook.number == latest]
