"""The list of samples: a page by key in the order of newness or of any signal, in a handful of queries."""

import base64
import binascii
from dataclasses import dataclass, fields

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from annotation.finding import Key, number_in, with_words, words_in
from annotation.methods.signals.words import WORDS
from annotation.models import Selected, Signal
from annotation.models.queue import samples_numbered
from generation.methods.content import content_hash
from generation.models import Codebook, Ingredient, MachineLabel, PlannedRow, Project, Run, RunPurpose, Sample
from generation.models.run import STAYING

NEWEST = "-id"
_COLUMNS = (
    "id", "fields", "external_id", "origin", "state", "current_label", "label_source", "answers", "reference",
    "metadata", "simulated", "created_at", "run",
)  # fmt: skip

#: Filters by what even those see of a row who may still be asked about it; any other may tell its label.
SHOWN_TO_ALL = frozenset({"state", "external_id", "text", "q", "word"})


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; "" does not narrow. `text` is the whole text of a sample, `q` that or an id;
    all words of `word` stand in it;
    `made_from` an ingredient of generated ones, such as `value:style=dry` or `shown:17`; `run` the number of the run
    that wrote or labelled them; `selection` of one that somebody picked out; `signal` one whose value is `at_least`."""

    label: str = ""
    origin: str = ""
    state: str = ""
    label_source: str = ""
    source: str = ""
    external_id: str = ""
    text: str = ""
    q: str = ""
    word: str = ""
    made_from: str = ""
    run: int = 0
    selection: int = 0
    signal: str = ""
    at_least: float = 0

    @property
    def tell(self) -> bool:
        """Whether being found by these says what label a sample has: by all but what every row shows to everybody.

        What a text was made from does: values of attributes can differ by label, and examples have one. So does its
        run, which may have written for one label alone.
        """
        return bool(self.chosen().keys() - SHOWN_TO_ALL)

    @property
    def words(self) -> list[str]:
        """What is looked for in the texts."""
        return words_in(self.word)

    def chosen(self) -> dict[str, str | int]:
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


@dataclass(frozen=True)
class SamplePage:
    rows: list[dict]
    next: str | None


def list_tells(filters: Filters, order: str) -> bool:
    """Whether being in the list, or the place there, says what label a sample has."""
    return filters.tell or order.removeprefix("-") != "id"


def rows_for(page: SamplePage, *, filters: Filters, order: str, silent: set[int]) -> list[dict]:
    """The rows without the silent ones where the list itself would tell their label."""
    return [row for row in page.rows if row["id"] not in silent] if list_tells(filters, order) else page.rows


def filtered(project: Project, filters: Filters) -> QuerySet:
    chosen = Q(project=project)
    if filters.label:
        chosen &= Q(current_label=filters.label)
    if filters.origin:
        chosen &= Q(origin=filters.origin)
    if filters.state:
        chosen &= Q(state=filters.state)
    if filters.label_source:
        chosen &= Q(label_source="" if filters.label_source == "none" else filters.label_source)
    if filters.source:
        chosen &= Q(Exists(MachineLabel.objects.filter(sample=OuterRef("pk"), source=filters.source)))
    if filters.external_id:
        chosen &= Q(external_id=filters.external_id)
    if filters.text:
        chosen &= Q(content_hash__in=_hashes(project, filters.text))
    if filters.made_from:
        found = Ingredient.objects.filter(project=project, name=filters.made_from).values("uses__sample")
        chosen &= Q(pk__in=found)
    if filters.run:
        chosen &= _of_run(project, filters.run)
    if filters.selection:
        picked = Selected.objects.filter(selection__project=project, selection=filters.selection)
        chosen &= Q(pk__in=picked.values("sample"))
    if filters.signal or filters.at_least:
        chosen &= Q(Exists(_with_signal(project, filters)))
    if filters.q:
        chosen &= _named(project, filters.q)
    return Sample.objects.filter(chosen)


def named(project: Project, text: str) -> QuerySet:
    """The samples whose number, external id or whole text this is: by index, however many there are."""
    return Sample.objects.filter(_named(project, text), project=project)


def _of_run(project: Project, number: int) -> Q:
    """What the run wrote; of a run that labels or grades, what it was about."""
    labelling = (RunPurpose.ANNOTATE, *STAYING)
    labels = Run.objects.filter(project=project, pk=number, purpose__in=labelling).exists()
    labelled = PlannedRow.objects.filter(run=number, state=PlannedRow.State.ACCEPTED)
    return Q(pk__in=labelled.values("source")) if labels else Q(run=number)


def _with_signal(project: Project, filters: Filters) -> QuerySet:
    if not filters.signal:
        raise ValidationError({"at_least": _("Say which signal is to be at least that high.")})
    named = Signal.objects.filter(name=_known(project, filters.signal), value__gte=filters.at_least)
    return named.filter(sample=OuterRef("pk"))


def _named(project: Project, text: str) -> Q:
    found = Q(content_hash__in=_hashes(project, text)) | Q(external_id=text.strip())
    number = number_in(text)
    return found if number is None else found | Q(pk__in=[number, *samples_numbered(number)])


def _hashes(project: Project, text: str) -> list[bytes]:
    """The hash of `text` as the only filled field, for each field: an exact search that an index answers."""
    codebook = Codebook.objects.published().filter(project=project).order_by("-number").first()
    return [content_hash({field["name"]: text}) for field in (codebook.fields if codebook else [])]


def sample_page(
    project: Project, *, filters: Filters = Filters(), order: str = NEWEST, limit: int = 50, cursor: str = ""
) -> SamplePage:
    """Rows as plain values with their machine labels and signals. Where a signal orders, rows without it come last."""
    name, down = order.removeprefix("-"), order.startswith("-")
    after = _decode(cursor) if cursor else None
    if name == "id":
        samples = filtered(project, filters)

        def read(after: Key | None, count: int) -> list[Key]:
            return _by_id(samples, down, count, after)

    else:
        known = _known(project, name)

        def read(after: Key | None, count: int) -> list[Key]:
            return _by_signal(project, filters, known, down, count, after)

    if filters.word:
        shown, following = with_words(filters.word, read, after, limit)
    else:
        keys = read(after, limit + 1)
        shown, following = keys[:limit], keys[limit - 1] if len(keys) > limit else None
    return SamplePage(_rows([key[1] for key in shown]), _encode(following) if following else None)


def _by_id(samples: QuerySet, down: bool, count: int, after: Key | None) -> list[Key]:
    if after:
        samples = samples.filter(pk__lt=after[1]) if down else samples.filter(pk__gt=after[1])
    ids = samples.order_by("-pk" if down else "pk").values_list("pk", flat=True)[:count]
    return [(None, pk) for pk in ids]


def _by_signal(project: Project, filters: Filters, name: str, down: bool, count: int, after: Key | None) -> list[Key]:
    samples, keys = filtered(project, filters), []
    if after is None or after[0] is not None:
        signals = Signal.objects.filter(project=project, name=name)
        if filters.chosen():
            # Row by row in the order of the signal: SQLite stops at the page's end; a join it would sort as a whole.
            signals = signals.filter(Exists(samples.filter(pk=OuterRef("sample"))))
        if after:
            # Both halves of the condition: the first is what the index can start from, the second decides ties.
            value, pk = after
            beyond = Q(value__lt=value) | Q(sample__gt=pk) if down else Q(value__gt=value) | Q(sample__lt=pk)
            signals = signals.filter(Q(value__lte=value) if down else Q(value__gte=value), beyond)
        ordered = signals.order_by("-value", "sample") if down else signals.order_by("value", "-sample")
        keys = list(ordered.values_list("value", "sample_id")[:count])
        after = None
    if len(keys) < count:
        without = samples.filter(~Exists(Signal.objects.filter(sample=OuterRef("pk"), name=name)))
        keys += _by_id(without, True, count - len(keys), after)
    return keys


def _known(project: Project, name: str) -> str:
    if name not in WORDS and not Signal.objects.filter(project=project, name=name[:40]).exists():
        message = _("The order “%(order)s” is unknown: it is id or the name of a signal, with a minus in front or not.")
        raise ValidationError({"order": message % {"order": name[:40]}})
    return name


def _rows(ids: list[int]) -> list[dict]:
    found = {row["id"]: row for row in Sample.objects.filter(pk__in=ids).values(*_COLUMNS)}
    labels: dict[int, list[dict]] = {}
    said = MachineLabel.objects.filter(sample__in=ids).order_by("id").values(
        "sample_id", "question", "source", "label", "value", "probability", "rule", "quote", "simulated", "replaced_at"
    )  # fmt: skip
    for label in said:
        label["replaced"] = label.pop("replaced_at") is not None
        labels.setdefault(label.pop("sample_id"), []).append(label)
    signals: dict[int, dict[str, float]] = {}
    for pk, name, value in (
        Signal.objects.filter(sample__in=ids).order_by("name").values_list("sample_id", "name", "value")
    ):
        signals.setdefault(pk, {})[name] = value
    rows = [found[pk] for pk in ids if pk in found]
    for row in rows:
        row["label"] = row.pop("current_label")
        row["machine_labels"] = labels.get(row["id"], [])
        row["signals"] = signals.get(row["id"], {})
    return rows


def _encode(key: Key) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _decode(cursor: str) -> Key:
    try:
        value, pk = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if type(pk) is not int or not 0 <= pk < 2**63 or not (value is None or type(value) in (int, float)):
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error) as error:
        message = _("This is no cursor of ours; take it from “next” of the page before.")
        raise ValidationError({"cursor": message}) from error
    return value, pk
