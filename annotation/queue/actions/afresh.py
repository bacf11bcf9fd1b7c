"""Whether a row that was asked again keeps its label, by what people say who never had it (methods/human.md 9.9)."""

from annotation.models import Annotation, Item, RecheckRow
from annotation.queue.actions.outcome import label_of, speaks_of_another_text
from generation.methods.taskspec import TaskSpec


def stands_again(item: Item, spec: TaskSpec | None, label: str, valid: list[Annotation]) -> bool:
    """Whether it was drawn with this label, and everybody who answered since gave it blind, one of them for the first
    time. However those before them differed: that was known when it was settled."""
    row = RecheckRow.objects.filter(item=item, draw__isnull=False).order_by("-drawn_at").first()
    if row is None or row.label != label:
        return False
    before = set(Annotation.objects.filter(item=item, created_at__lt=row.drawn_at).values_list("user", flat=True))
    since = [answer for answer in valid if answer.created_at >= row.drawn_at]
    if not any(answer.user_id not in before for answer in since):
        return False
    return all(_says(answer, item, spec, label) for answer in since)


def _says(answer: Annotation, item: Item, spec: TaskSpec | None, label: str) -> bool:
    of_another = speaks_of_another_text(spec, item, answer.answers)
    return answer.blind and label_of(spec, answer.answers) == label and not of_another
