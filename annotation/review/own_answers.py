"""A person's own answers: searched through, newest first, and one of them opened to be corrected."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from annotation.finding import holds, number_in, wanted_in
from annotation.models import Annotation
from annotation.models.queue import samples_numbered
from annotation.queue.frames import LAST_ANSWERS, last_answers, spec_of
from annotation.saying import in_words
from generation.methods.questions.kind import Answer
from generation.methods.taskspec import TaskSpec
from generation.models import Project
from generation.talks import in_short, talks_in
from synthlab.paging import Pager

PAGE = 50
LOOK = 2_000  # answers that one search looks through; the next goes on after them
TEXT_CHARS = 240


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the number, or words of the item, the answer and the comment; a label; answers taken
    back, too."""

    q: str = ""
    label: str = ""
    before: int | None = None

    @classmethod
    def of(cls, params: QueryDict) -> "Wanted":
        before = params.get("before", "")
        is_number = before.isascii() and before.isdigit() and len(before) < 19
        return cls(params.get("q", "").strip()[:200], params.get("label", "")[:80], int(before) if is_number else None)

    @property
    def query(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in (("q", self.q), ("label", self.label)) if value]


@dataclass
class Found:
    rows: list[Annotation] = field(default_factory=list)
    pager: Pager = field(default_factory=Pager)


def own_answers(user, project: Project, wanted: Wanted) -> Found:
    """A page of them. However many there are, it looks at two thousand at most."""
    mine = Annotation.objects.filter(user=user, project=project).order_by("-id")
    if wanted.before is not None:
        mine = mine.filter(pk__lt=wanted.before)
    if wanted.label:
        mine = mine.filter(label=wanted.label)
    if named := _numbered(mine, wanted.q):
        return Found(_shown(user, project, named))
    looked, ids, last, words = 0, [], 0, wanted_in(wanted.q)
    for last, *said in _looked_through(mine, wanted.q):
        looked += 1
        if not wanted.q or holds(words, _as_text(*said)):
            ids.append(last)
        if len(ids) > PAGE:
            break
    more = len(ids) > PAGE or looked == LOOK
    older = urlencode([*wanted.query, ("before", ids[PAGE - 1] if len(ids) > PAGE else last)]) if more else ""
    note = _("Looked through %(n)d answers so far.") % {"n": looked} if looked == LOOK else ""
    newer = urlencode(wanted.query) or "first=1" if wanted.before is not None else ""
    return Found(_shown(user, project, ids[:PAGE]), Pager(newer=newer, older=older, note=note))


def _numbered(mine: QuerySet, q: str) -> list[int]:
    """The answers on the item whose number this is; none where it is no number of theirs."""
    number = number_in(q)
    samples = samples_numbered(number) if number is not None else []
    return list(mine.filter(item__sample__in=samples).values_list("pk", flat=True)[:PAGE]) if samples else []


def _looked_through(mine: QuerySet, q: str) -> Iterator[tuple]:
    """Texts are read only to be searched, and a few at a time."""
    if not q:
        return mine.values_list("pk")[: PAGE + 1].iterator()
    said = mine.values_list("pk", "item__sample__fields", "answers", "comment")
    return said[:LOOK].iterator(chunk_size=PAGE)


def _as_text(fields: dict, answers: dict, comment: str) -> str:
    return "\n".join((*map(str, fields.values()), json.dumps(answers, ensure_ascii=False), comment))


def _shown(user, project: Project, ids: list[int]) -> list[Annotation]:
    """With `text`, `words`, whether each `can_undo` and `can_correct`, and was `corrected`."""
    answers = Annotation.objects.filter(pk__in=ids).with_corrected().select_related("item__sample").order_by("-id")
    talks, last = talks_in(project), last_answers(user.pk, project.pk)[:LAST_ANSWERS]
    for answer in (found := list(answers)):
        stands = answer.undone_at is not None or answer.revealed_at is not None
        answer.can_undo, answer.can_correct = not stands and answer.pk in last, not stands
        answer.text = in_short(answer.item.sample.fields, talks, most=TEXT_CHARS)
        answer.words = in_words(spec_of(answer.codebook_id), answer.answers, lambda one=answer: one.item.sample.fields)
    return found


def as_posted(spec: TaskSpec, annotation: Annotation) -> QueryDict:
    """An answer as its form would have sent it: what `posted_answers` reads as the same answer."""
    data = QueryDict(mutable=True)
    data.update({"comment": annotation.comment, "rule": annotation.rule})
    for question in spec.questions:
        if question.name in annotation.answers:
            _add(data, f"q-{question.name}", question.type, annotation.answers[question.name])
    return data


def _add(data: QueryDict, name: str, kind: str, answer: Answer) -> None:
    if kind == "ranking":
        data[name] = ">".join("=".join(tier) for tier in answer)
    elif kind == "multi_label":
        data.setlist(name, answer)
    elif kind == "spans":
        data[name] = json.dumps(answer)
    else:
        data[name] = str(answer)
    if answer == []:
        data[f"{name}-none"] = "1"
