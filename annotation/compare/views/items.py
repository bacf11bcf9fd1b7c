"""The items behind a number of the comparison, with what each party said and why."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.compare.answers_shown import shown, titles_of
from annotation.compare.beside import Parties, Said, told_of
from annotation.compare.differences import look_through
from annotation.compare.drill import Wanted, found
from annotation.compare.frames import STRETCH, stretch_below
from annotation.compare.pairs import is_label
from annotation.compare.shapes import party
from generation.access import labels_for
from generation.models import Codebook, Project, Question, Role, Sample
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest
from synthlab.paging import Pager, pager_for

PAGE = 50
EXAMPLES = 5
IN_TWO_LINES = 80  # characters of a row's text that are seen at any width
MOST_READ = 4_000  # characters of a field that open on the page; the rest is on the sample's


@require_GET
@login_required
def compare_items(request: HtmxRequest, slug: str) -> HttpResponse:
    """The items behind one cell of a matrix, behind a rule, or behind two labels that are taken for each other."""
    project = labels_for(request.user, slug)
    wanted = Wanted.of(*_asked(project, request.GET), request.GET)
    pager = _pager(request.GET, project, wanted)
    if request.htmx:  # beside the codebook's editor
        pager.items = pager.items[:EXAMPLES]
    rows, held_out = _rows(request.user, project, wanted, pager)
    is_lead = project.my_role == Role.LEAD
    context = {
        "project": project,
        "nav": "compare",
        "codebook": wanted.codebook,
        "wanted": wanted,
        "question": wanted.question,
        "left": party(wanted.left),
        "right": party(wanted.right),
        "rule": wanted.codebook.rules.filter(key=wanted.rule).first() if wanted.rule else None,
        "rows": rows,
        "held_out": held_out,
        "by_model": any(row["said"].models for row in rows),
        "by_student": any(row["said"].student for row in rows),
        "pager": pager,
        "labels": [label.name for label in wanted.question.labels.all()] if is_lead else [],
        "one_label": is_label(wanted.question),
        "cell": request.GET.urlencode(),
    }
    template = "_examples" if request.htmx else "items"
    return render(request, f"annotation/compare/{template}.html", context)


def _rows(user, project: Project, wanted: Wanted, pager: Pager) -> tuple[list[dict], int]:
    """Each sample of the page that this person may be told of, with what was said of it; how many are held out."""
    talks = talks_of(wanted.codebook.fields)
    told, held_out = told_of(user, project, wanted, pager.items)
    titles = titles_of(wanted.codebook.fields)
    rows = [
        {"sample": one, "text": in_short(one.fields, talks), "said": said} | _whole(one, titles) for one, said in told
    ]
    if not is_label(wanted.question):
        for row in rows:
            _show(wanted, row["sample"], row["said"])
    return rows, held_out


def _whole(sample: Sample, titles: dict[str, str]) -> dict:
    """What there is beyond the two lines that a row shows, up to `MOST_READ` characters of each field."""
    texts = [(titles.get(name) or name, str(text)) for name, text in sample.fields.items() if str(text)]
    if sum(len(text) for _name, text in texts) <= IN_TWO_LINES:
        return {}
    is_cut = any(len(text) > MOST_READ for _name, text in texts)
    return {"whole": [(name, text[:MOST_READ]) for name, text in texts], "is_cut": is_cut}


def _show(wanted: Wanted, sample: Sample, said: Parties) -> None:
    """Each answer so that it can be read, with what differs from the first of them."""
    first, titles = said.first, titles_of(wanted.codebook.fields)

    def told(one: Said) -> Said:
        basis = first.answer if one is not first else None
        return replace(one, shown=shown(wanted.question, one.answer, basis, sample.fields, titles))

    said.models, said.people = [told(one) for one in said.models], [told(one) for one in said.people]
    said.student = said.student and told(said.student)


def _pager(params: QueryDict, project: Project, wanted: Wanted) -> Pager:
    if wanted.is_looked_through:
        return _looked_through(params, project, wanted)
    rows, by = found(project, wanted)
    if wanted.is_of_models:
        return _by_stretches(params, project, rows)
    return pager_for(params, rows, by=by.removeprefix("-"), descending=by.startswith("-"))


def _looked_through(params: QueryDict, project: Project, wanted: Wanted) -> Pager:
    looked = look_through(project, wanted, under=_under(params), most=PAGE)
    pager = Pager(items=looked.samples)
    if looked.under is not None:
        kept = {name: params[name] for name in params if name != "under"}
        pager.older = urlencode({**kept, "under": looked.under})
        pager.note = _("There are older items that were not looked at yet.") if len(looked.samples) < PAGE else ""
    return pager


def _under(params: QueryDict) -> int | None:
    under = params.get("under", "")
    return int(under) if under.isascii() and under.isdecimal() and len(under) < 19 else None


def _by_stretches(params: QueryDict, project: Project, samples: QuerySet[Sample]) -> Pager:
    """Pages of one stretch of samples after the other, so that a rare cell costs no more than a frequent one."""
    stretch, end = stretch_below(project, _under(params))
    pager = pager_for(params, samples.filter(stretch))
    if end is not None and not pager.older:
        kept = {name: params[name] for name in params if name not in ("after", "before", "under")}
        pager.older = urlencode({**kept, "under": end})
        pager.note = _("Looked for among %(n)s samples; there are older ones.") % {"n": f"{STRETCH:,}"}
    return pager


def _asked(project: Project, params: QueryDict) -> tuple[Codebook, Question]:
    number = params.get("codebook", "")
    published = Codebook.objects.published().filter(project=project)
    codebook = published.filter(number=number).first() if number.isdecimal() and len(number) < 10 else None
    named = params.get("question", "")
    question = codebook.questions.filter(name=named).first() if codebook and "\x00" not in named else None
    if question is None:
        raise Http404(_("There is no such comparison."))
    return codebook, question
