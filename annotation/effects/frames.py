"""What people did, answer by answer, and which of it a coin decided. One query a function, whatever the size."""

import pandas as pd
from django.db.models import Exists, OuterRef, Q

from annotation.models import Annotation, Assignment, Resolution
from generation.models import Codebook, MachineLabel, Project, Sample
from generation.models.machine import STUDENT

#: A lease that its person ended; what ran out or was given back unread says nothing of the item.
ENDED = (Assignment.State.SUBMITTED, Assignment.State.SKIPPED, Assignment.State.FLAGGED)
#: Resolutions that more than one answer, or a lead, stands behind.
SETTLED = (Resolution.Rule.AGREEMENT, Resolution.Rule.MAJORITY, Resolution.Rule.JOINED, Resolution.Rule.LEAD)


def answers_given(project: Project) -> pd.DataFrame:
    """(assignment, item, person, at, seconds, label, codebook, stands, together) of every answer, in their order.

    `together` is true for those given to items alike with one key: their times are shares of one time. `stands` is
    false for those taken back: they were work, and say nothing now.
    A correction is no answer of its own. `label` answers the judged
    question.
    """
    fields = {
        "assignment": "assignment_id",
        "item": "item_id",
        "person": "user__username",
        "at": "created_at",
        "seconds": "seconds",
        "label": "label",
        "codebook": "codebook_id",
        "undone": "undone_at",
        "batch": "assignment__batch",
    }
    rows = Annotation.objects.filter(project=project).order_by("pk").values_list(*fields.values())
    table = pd.DataFrame.from_records(list(rows), columns=list(fields))
    table["stands"] = table["undone"].isna().groupby(table["assignment"]).transform("any")
    table = table.drop_duplicates("assignment")  # what was corrected counts once, as it was first said
    table["seconds"] = table["seconds"].astype(float)
    table["at"] = pd.to_datetime(table["at"], utc=True)
    table["together"] = table["batch"] != ""
    return table.drop(columns=["undone", "batch"])


def left_to_chance(project: Project) -> pd.DataFrame:
    """(assignment, item, sample, person, shown, chance, passed_on, codebook, given_at, ended_at): hand-outs where a
    coin alone decided whether the suggestion is in sight, and which their person has ended.

    Items are blind for other reasons too (audits, second answers, the lead's wish, who saw it before); none of these is
    here, for they are other items, at other times, than those with the suggestion.
    """
    fields = {
        "assignment": "pk",
        "item": "item_id",
        "sample": "item__sample_id",
        "person": "user__username",
        "blind": "blind",
        "chance": "blind_chance",
        "state": "state",
        "codebook": "codebook_id",
        "given_at": "created_at",
        "ended_at": "ended_at",
    }
    rows = Assignment.objects.filter(project=project, blind_chance__gt=0, blind_chance__lt=1, state__in=ENDED)
    table = pd.DataFrame.from_records(list(rows.order_by("pk").values_list(*fields.values())), columns=list(fields))
    table["shown"] = ~table["blind"].astype(bool)
    table["passed_on"] = table["state"] != Assignment.State.SUBMITTED
    return table.drop(columns=["blind", "state"])


def judged_questions(project: Project) -> dict[int, tuple[str, frozenset[str]]]:
    """{codebook: (name of the question that is judged, its labels)} of the published versions that have one."""
    books = Codebook.objects.published().filter(project=project).with_parts()
    judged = {book.pk: book.judged_question for book in books}
    return {pk: (one.name, frozenset(label.name for label in one.labels.all())) for pk, one in judged.items() if one}


def suggestions(project: Project, hand_outs: pd.DataFrame, judged: dict) -> pd.Series:
    """The model's label on the judged question, for each row of `hand_outs`; missing where there was none to show.

    The one that stood when the item was handed out; where it was replaced before the answer, which one its person saw
    is not known, so there is none. Nor where the codebook has no such label: nobody could have followed it.
    """
    asked = Assignment.objects.filter(item__sample=OuterRef("sample"), blind_chance__isnull=False)
    labels = MachineLabel.objects.filter(Exists(asked), sample__project=project).exclude(source=STUDENT).in_turn()
    said: dict[tuple[int, str], list] = {}
    for sample, question, *rest in labels.values_list("sample", "question", "label", "created_at", "replaced_at"):
        said.setdefault((sample, question), []).append(rest)

    def suggested(row) -> str | None:
        name, known = judged.get(row.codebook, ("", frozenset()))
        there = [one for one in said.get((row.sample, name), []) if one[1] <= row.given_at]
        standing = [one for one in there if one[2] is None or one[2] > row.given_at]
        label, _since, replaced = standing[0] if standing else ("", None, None)
        stayed = replaced is None or (row.ended_at is not None and replaced > row.ended_at)
        return label if stayed and label in known else None

    found = [suggested(row) for row in hand_outs.itertuples()]
    return pd.Series(found, index=hand_outs.index, dtype=object)


def references(project: Project) -> dict[int, str]:
    """{item: the label that came with its sample}: known whatever anybody answers."""
    known = Sample.objects.filter(project=project, item__isnull=False).exclude(reference="")
    return dict(known.values_list("item", "reference"))


def settled_labels(project: Project) -> dict[int, tuple[str, int]]:
    """{item: (label, codebook)} where two people or a lead stand behind the newest resolution.

    What one person alone answered is not among them: it equals itself. Nor is what rests on models, too.
    """
    with_models = Q(rule=Resolution.Rule.JOINED, settles=False)
    rows = Resolution.objects.filter(item__project=project).exclude(with_models).order_by("pk")
    newest = {
        item: (label, codebook, rule)
        for item, *(label, codebook, rule) in rows.values_list("item", "label", "codebook", "rule")
    }
    return {item: (label, codebook) for item, (label, codebook, rule) in newest.items() if rule in SETTLED and label}
