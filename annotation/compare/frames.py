"""People, language models and the student side by side, under one version of the codebook."""

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from annotation.models import Annotation, Item, Resolution, Stream, TrialItem
from generation.models import Codebook, MachineLabel, Project, Question, QuestionType, Sample, SampleState
from generation.models.machine import ENHANCED, HUMAN, PERSON, STUDENT

STRETCH = 10_000  # samples looked through at once
SOURCES = 6  # the ones with the most labels


def sources_of(project: Project, codebook: Codebook, question: str) -> list[dict]:
    """Who labelled by this version of the codebook, and who labelled elsewhere, by no version of ours.

    Those with labels in use come first, then mere proposals, then the student.

    Labels that a model gave after another version are left out: versions are never mixed.
    """
    labels = MachineLabel.objects.filter(sample__project=project, question=question)
    labels = labels.filter(Q(codebook_number=codebook.number) | Q(codebook_number=None) | Q(source=STUDENT))
    counts = labels.values("source").annotate(
        rows=Count("pk"), ours=Count("codebook_number"), in_use=Count("pk", filter=Q(replaced_at=None))
    )
    counts = sorted(counts.order_by("-rows"), key=_is_proposed)[:SOURCES]
    return [
        {"source": count["source"], "rows": count["rows"], "outside": not count["ours"] and count["source"] != STUDENT}
        for count in sorted(counts, key=lambda count: count["source"] == STUDENT)
    ]


def _is_proposed(count: dict) -> bool:
    """Of an enhancement that no lead has in use."""
    return count["source"].startswith(ENHANCED) and not count["in_use"]


def under_other_versions(project: Project, codebook: Codebook, question: str) -> list[dict]:
    """The models that labelled by other versions of the codebook, with these versions; the ones above left out."""
    labels = MachineLabel.objects.filter(sample__project=project, question=question).exclude(source=STUDENT)
    others = labels.exclude(codebook_number=None).exclude(codebook_number=codebook.number)
    here = {one["source"] for one in sources_of(project, codebook, question)}
    pairs = others.values_list("source", "codebook_number").distinct().order_by("source", "codebook_number")
    found: dict[str, list[int]] = {}
    for source, number in pairs:
        found.setdefault(source, []).append(number)
    return [{"source": source, "codebooks": found[source]} for source in list(found)[:SOURCES] if source not in here]


def labels_of_people(project: Project, codebook: Codebook) -> QuerySet[Resolution]:
    """What people's answers to each item come to under this version of the codebook: the label that its sample carries.

    An item whose answers differ has none until a majority or a lead decides; neither has one that a lead sent back, or
    whose answers were all taken back. The same rows and labels as the student's own figures, which are of all versions
    (`Sample.objects.labelled_by_people`).
    """
    said = Resolution.objects.filter(codebook=codebook, item__project=project)
    newest = said.filter(~Exists(said.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))))
    stands = Q(rule=Resolution.Rule.LEAD) | Exists(_valid_answers(codebook))
    open_again = Q(rule=Resolution.Rule.OPEN) | Q(item__sample__state=SampleState.NEEDS_PERSON)
    # A label that rests on models, too, says nothing of how far people and models agree.
    with_models = Q(rule=Resolution.Rule.JOINED, settles=False)
    return newest.filter(stands).exclude(open_again | with_models)


def _valid_answers(codebook: Codebook) -> QuerySet[Annotation]:
    return Annotation.objects.of_items().filter(item=OuterRef("item"), codebook=codebook)


def held_out(project: Project) -> QuerySet[TrialItem]:
    """What is still to judge a draft of the codebook. A draft is written from the figures: they count none of it."""
    return TrialItem.objects.kept_back().filter(split__project=project).order_by()


def answered_pairs(project: Project, codebook: Codebook, question: str, source: str) -> QuerySet[Resolution]:
    """The labels of people beside those of a source: `human`, `machine`, the rule that this named, `how_asked`.

    Not of a text that people revised: the source never saw that one.
    """
    given = labels_of(source, question, codebook).filter(sample=OuterRef("item__sample"))
    return (
        how_asked(labels_of_people(project, codebook).filter(of_another_text=False), source, HUMAN)
        .annotate(
            human=Cast(KeyTextTransform(question, "answers"), TextField()),
            machine=Subquery(given.values("label")[:1]),
            machine_rule=Subquery(given.values("rule")[:1]),
        )
        .exclude(machine=None)
        .exclude(Q(human=None) | Q(human=""))
    )


def answers_beside(project: Project, codebook: Codebook, question: str, source: str) -> QuerySet[Resolution]:
    """The same to a question that takes no label: `machine` is an answer as its kind has it, people's is in `answers`.

    A database gives an answer alone back in a form of its own (SQLite a text of digits as a number), all of them not.
    """
    given = labels_of(source, question, codebook).filter(sample=OuterRef("item__sample"))
    rows = labels_of_people(project, codebook).filter(of_another_text=False, answers__has_key=question)
    rows = how_asked(rows, source, HUMAN).annotate(
        machine=Subquery(given.values("value")[:1]), machine_rule=Subquery(given.values("rule")[:1])
    )
    return rows.filter(machine__isnull=False)


def how_asked(rows: QuerySet, left: str, right: str) -> QuerySet:
    """With `blind`: the persons compared had no suggestion in sight, or nobody who answered where people are a side.

    And `drawn`: an audit drew the item first, not the queue's choice.
    """
    seen = Annotation.objects.valid().filter(item=OuterRef("item"), blind=False)
    if HUMAN not in (left, right):
        seen = seen.filter(
            user__username__in=[side.removeprefix(PERSON) for side in (left, right) if not is_machine(side)]
        )
    return rows.annotate(blind=~Exists(seen), drawn=Case(When(item__stream=Stream.AUDIT, then=True), default=False))


def persons_of(project: Project, codebook: Codebook) -> list[dict]:
    """Who answered under this version of the codebook, those with most answers first; former members as well."""
    answers = Annotation.objects.of_items().filter(project=project, codebook=codebook)
    counts = answers.values(name=F("user__username")).annotate(answers=Count("pk"))
    return list(counts.order_by("-answers", "name"))


def is_machine(side: str) -> bool:
    return side != HUMAN and not side.startswith(PERSON)


def both_said(project: Project, codebook: Codebook, question: str, left: str, right: str) -> QuerySet[Sample]:
    """All samples of which both sides said something: `row` and `column`. A side is people, a person, or a source.

    Beside a person, people's label counts where it rests on more than that one answer.
    """
    samples = Sample.objects.filter(project=project)
    beside_person = left.startswith(PERSON) or right.startswith(PERSON)
    for name, side in (("row", left), ("column", right)):
        if is_machine(side):
            said = labels_of(side, question, codebook).filter(sample=OuterRef("pk")).values("label")
        else:
            given = _given_by(side, project, codebook, beside_person=beside_person)
            samples = samples.filter(pk__in=given.values("item__sample"))
            text = Cast(KeyTextTransform(question, "answers"), TextField())
            said = given.filter(item__sample=OuterRef("pk")).order_by("-pk").values(said=text)
        samples = samples.annotate(**{name: Subquery(said[:1])}).exclude(Q(**{name: None}) | Q(**{name: ""}))
    return samples


def both_answered(project: Project, codebook: Codebook, question: str, left: str, right: str) -> QuerySet[Sample]:
    """The same to a question that takes no label: of a model its answer, of people and persons all their answers."""
    samples = Sample.objects.filter(project=project)
    beside_person = left.startswith(PERSON) or right.startswith(PERSON)
    for name, side in (("row", left), ("column", right)):
        if is_machine(side):
            said = labels_of(side, question, codebook).filter(sample=OuterRef("pk")).values("value")
        else:
            given = _given_by(side, project, codebook, beside_person=beside_person).filter(answers__has_key=question)
            samples = samples.filter(pk__in=given.values("item__sample"))
            said = given.filter(item__sample=OuterRef("pk")).order_by("-pk").values("answers")
        samples = samples.annotate(**{name: Subquery(said[:1])}).filter(**{f"{name}__isnull": False})
    return samples


def _given_by(side: str, project: Project, codebook: Codebook, *, beside_person: bool) -> QuerySet:
    if side != HUMAN:
        return answers_of(side, project, codebook)
    said = labels_of_people(project, codebook)
    return said.exclude(rule=Resolution.Rule.SINGLE) if beside_person else said


def answers_of(person: str, project: Project, codebook: Codebook) -> QuerySet[Annotation]:
    answers = Annotation.objects.of_items().filter(project=project, codebook=codebook)
    return answers.filter(user__username=person.removeprefix(PERSON))


def cell_answers(
    project: Project, codebook: Codebook, question: Question, source: str, row: str, column: str
) -> QuerySet[Resolution]:
    """The rows of one cell of a matrix of a source against people."""
    pairs = answered_pairs(project, codebook, question.name, source).filter(human=column, machine=row)
    return pairs.select_related("item__sample").order_by("-pk")


def first_cell(
    project: Project, codebook: Codebook, question: Question, source: str, cell: tuple[str, str], drawn: bool
) -> QuerySet[Item]:
    """The items of a cell of a source against people's first answers, where these were blind: of those that an audit
    drew first, or of the others. `cell`: what the source says, what people say; of a rating its number."""
    row, column = cell
    answers = Annotation.objects.of_items().filter(item=OuterRef("pk"), codebook=codebook).order_by("assignment")
    answers = answers.annotate(said=Cast(KeyTextTransform(question.name, "answers"), TextField()))
    given = labels_of(source, question.name, codebook).filter(sample=OuterRef("sample"))
    number = int(row) if row.lstrip("-").isdecimal() else None
    says = Q(label=row) if question.type == QuestionType.LABEL else Q(value=number)
    items = Item.objects.filter(Exists(given.filter(says)), project=project).select_related("sample")
    items = items.filter(stream=Stream.AUDIT) if drawn else items.exclude(stream=Stream.AUDIT)
    first = items.annotate(said=Subquery(answers.values("said")[:1]), was_blind=Subquery(answers.values("blind")[:1]))
    return first.filter(said=column, was_blind=True).order_by("-pk")


def cell_samples(
    project: Project, codebook: Codebook, question: Question, left: str, right: str, row: str, column: str
) -> QuerySet[Sample]:
    """The samples of one cell of any other matrix. No index knows the cell of two machines: see `stretch_below`."""
    return both_said(project, codebook, question.name, left, right).filter(row=row, column=column).order_by("-pk")


def stretch_below(project: Project, under: int | None) -> tuple[Q, int | None]:
    """The newest ten thousand samples below an id, for a search that reads each: their filter, and where they end.

    The end is None where there are no older ones.
    """
    below = Q() if under is None else Q(pk__lt=under)
    ids = Sample.objects.filter(below, project=project).order_by("-pk").values_list("pk", flat=True)
    last = list(ids[STRETCH - 1 : STRETCH + 1])
    return (below & Q(pk__gte=last[0]), last[0]) if len(last) > 1 else (below, None)


def labels_of(source: str, question: str, codebook: Codebook) -> QuerySet[MachineLabel]:
    """What a source said on a question under this version of the codebook, or elsewhere under none of ours.

    Whether it stands or not: each round of a run is a source of its own, so that the rounds can be compared.
    """
    labels = MachineLabel.objects.filter(source=source, question=question)
    if source == STUDENT:
        return labels
    return labels.filter(Q(codebook_number=codebook.number) | Q(codebook_number=None))
