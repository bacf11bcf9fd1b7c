"""The label that holds, derived from all valid answers of an item."""

from annotation.models import Annotation, DoneWhen, Item, Resolution
from annotation.queue.actions.afresh import stands_again
from annotation.queue.actions.done import state_of, state_with_nobody_left
from annotation.queue.actions.outcome import Outcome, discards, label_of, outcome, speaks_of_another_text
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.frames import as_asked, could_answer, machine_answer, spec_of
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, LabelSource, Sample, SampleState
from synthlab.prepared import Given, PreparedInsert, PreparedUpdate, Write, together

SETTLE_ITEM = PreparedUpdate(lambda: Item.objects.filter(pk=Given("item")), "answers", "answers_needed", "state")
LABEL_SAMPLE = PreparedUpdate(
    lambda: Sample.objects.filter(pk=Given("sample")), "current_label", "label_source", "answers", "state"
)
APPEND = PreparedInsert(Resolution)


def settle(*, item: Item, newest: Annotation | None = None) -> Resolution:
    """Bring item, resolution and sample in line with the item's valid answers; called inside a transaction.

    One answer holds until a second is in. What several answers come to, and who decides where they differ, is the
    lead's to say (`done.py`); where there is nobody left to ask, a lead decides. With no answer left the machine's
    label (or the given reference) holds again.
    """
    valid = valid_answers(item, newest)
    came_to = _come_to(item, valid)
    now = {"done_when": item.done_when, "answers": item.answers, "rule": came_to.rule}
    item.state = state_of(needed=item.answers_needed, **now)
    if item.state == Item.State.WAITING:
        item.answers_needed = max(item.answers_needed, item.answers + 1)
        if nobody_left(item, valid):
            item.state = state_with_nobody_left(**now)
    if _is_disputed(item, came_to):
        spec = _spec_of(valid)
        if stands_again(item, spec, label_of(spec, came_to.answers), valid):
            item.state = Item.State.ANSWERED
    return _append(item, valid, came_to)


def reopen(item: Item) -> Resolution:
    """As it stood before a lead decided: the answers come to what they came to, and a lead is to decide."""
    valid = valid_answers(item)
    came_to = _come_to(item, valid)
    item.state = Item.State.FLAGGED
    return _append(item, valid, came_to)


def _come_to(item: Item, valid: list[Annotation]) -> Outcome:
    item.answers = len(valid)
    return outcome(item, _spec_of(valid), valid)


def _is_disputed(item: Item, came_to: Outcome) -> bool:
    """A lead is to decide, for not all agree, though more than half do: rows that are asked again can be so."""
    disputed = item.state == Item.State.FLAGGED and item.done_when == DoneWhen.ALL
    return disputed and came_to.rule == Resolution.Rule.MAJORITY


def _spec_of(valid: list[Annotation]) -> TaskSpec | None:
    return spec_of(valid[-1].codebook_id) if valid else None


def _append(item: Item, valid: list[Annotation], came_to: Outcome) -> Resolution:
    """The resolution, and item and sample in line with it."""
    spec, winners, rule = _spec_of(valid), came_to.answers, came_to.rule
    label = label_of(spec, winners)
    resolution = Resolution(
        item=item,
        label=label,
        answers=winners,
        rule=rule,
        codebook_id=valid[-1].codebook_id if valid else None,
        settles=item.state == Item.State.ANSWERED,
        merged=came_to.merged,
        of_another_text=speaks_of_another_text(spec, item, winners),
    )
    writes = [
        SETTLE_ITEM.of(item=item.pk, answers=item.answers, answers_needed=item.answers_needed, state=item.state),
        APPEND.of(resolution),
    ]
    if rule == Resolution.Rule.OPEN:
        together(*writes)
        fall_back(item, undecided=bool(valid) or item.state == Item.State.FLAGGED)
    else:
        together(*writes, _held(item, label, winners, _state_of_sample(item, spec, winners)))
    return resolution


def nobody_left(item: Item, valid: list[Annotation]) -> bool:
    """Whether everybody who may answer has done so, by the codebook in force."""
    if not valid or could_answer(item.project_id, item.lane) - {answer.user_id for answer in valid}:
        return False
    return valid[-1].codebook_id == CODEBOOK_IN_FORCE.first(project=item.project_id)


def pass_to_lead(item: Item, *, was: str) -> bool:
    """A lead decides, whatever answers there are; False where the item has moved on meanwhile."""
    item.state = Item.State.FLAGGED
    if not Item.objects.filter(pk=item.pk, state=was).update(state=item.state):
        return False
    Sample.objects.filter(pk=item.sample_id).update(state=SampleState.NEEDS_PERSON)
    return True


def hold(item: Item, spec: TaskSpec, label: str, answers: dict) -> None:
    """People have spoken: their label is the sample's. Written without reading the sample."""
    together(_held(item, label, answers, _state_of_sample(item, spec, answers)))


def _state_of_sample(item: Item, spec: TaskSpec | None, answers: dict) -> str:
    """A discarded sample is rejected, and stays: what was said can still be taken back.

    Not before the item is settled: everybody sees this state, and it would tell the next person what the first said.
    """
    if item.state == Item.State.FLAGGED:
        return SampleState.NEEDS_PERSON
    is_gone = item.state == Item.State.ANSWERED and discards(spec, answers)
    return SampleState.REJECTED if is_gone else SampleState.ACCEPTED


def _held(item: Item, label: str, answers: dict, state: str) -> Write:
    return LABEL_SAMPLE.of(
        sample=item.sample_id,
        current_label=label,
        label_source=LabelSource.PERSON,
        answers=answers if len(answers) > 1 or not label else {},
        state=state,
    )


def fall_back(item: Item, *, undecided: bool) -> None:
    """No human label holds: the reference that came with the sample does, else the machine's label."""
    # Locked before the labels are read: an import or a run may bring one at this moment.
    sample = item.sample = Sample.objects.select_for_update(no_key=True).get(pk=item.sample_id)
    spec = spec_of(Codebook.objects.published().filter(project=item.project_id).latest("number").pk)
    answers = (as_asked(machine_answer(sample), spec, sample) or {"answers": {}})["answers"]
    first = spec.judged.name if spec.judged else ""
    if sample.reference:
        answers = {**answers, first: sample.reference}
    sample.current_label, sample.label_source = answers.get(first, ""), LabelSource.NONE
    if sample.current_label:
        sample.label_source = LabelSource.REFERENCE if sample.reference else LabelSource.MACHINE
    elif answers and not first:
        sample.label_source = LabelSource.MACHINE  # the codebook asks for no label
    sample.answers = answers if answers.keys() - {first} else {}
    sample.state = SampleState.NEEDS_PERSON if undecided else item.entered_as or SampleState.CANDIDATE
    sample.save(update_fields=["current_label", "label_source", "answers", "state"])


def valid_answers(item: Item, newest: Annotation | None = None) -> list[Annotation]:
    """The valid answers to the newest codebook answered, oldest first: those to another one answer other questions.

    The only one so far needs no query.
    """
    if newest is not None and item.answers == 0:
        return [newest]
    valid = list(item.annotations.of_items().select_related("codebook").order_by("assignment", "id"))
    latest = max((answer.codebook.number for answer in valid), default=None)
    return [answer for answer in valid if answer.codebook.number == latest]
