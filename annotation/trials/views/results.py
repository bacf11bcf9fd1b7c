"""What came of a try."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.methods.trials.thresholds import FEWEST_OF_A_KIND, FEWEST_OF_A_LABEL
from annotation.models import Half, Trial
from annotation.queue.blind import silent_samples
from annotation.trials.asking import RECKON, enqueue_reckoning
from annotation.trials.forms import BudgetForm
from annotation.trials.frames import answers_seen, is_in_force, said_in, trial_for
from annotation.trials.shapes import (
    apart_of,
    cells_of,
    changes_of,
    checks_of,
    chosen_rows,
    figures_of,
    in_lines,
    is_label_given,
    is_of_label,
    is_rule_named,
    labels_of,
    left_out_of,
    missed_labels,
    no_cells,
    no_gain,
    references_of,
    report_for,
    reports_of,
    row_of,
    rules_of,
    sides_of,
    unchecked_of,
)
from annotation.trials.standing import Stage
from generation.access import labels_for
from generation.models import Job, Project, QuestionType, Role, Sample
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest
from synthlab.paging import Pager

FIRST, PAGE = 5, 50  # items on the result's page, and on a page of their own


@require_GET
@login_required
def trial_detail(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """A try: how far it is, then what came of it. New answers of people under the draft are taken in."""
    project = labels_for(request.user, slug)
    trial = trial_for(project, pk)
    context = {"project": project, "is_lead": project.my_role == Role.LEAD, "budget": BudgetForm()} | row_of(trial)
    if context["now"].stage == Stage.RECKONING:
        failed = Job.objects.filter(task=RECKON, key=str(pk), state=Job.State.FAILED).order_by("-pk").first()
        context["error"] = failed.error if failed else ""
    if trial.reported_at:
        context |= _told(request, project, trial)
    template = "_result" if request.htmx else "detail"
    return render(request, f"annotation/trials/{template}.html", context)


def _told(request: HtmxRequest, project: Project, trial: Trial) -> dict:
    fresh = trial.half == Half.DEVELOPMENT and trial.report["answers_seen"] != answers_seen(trial)
    if fresh:
        enqueue_reckoning(trial)
    reports = reports_of(trial)
    sections = [_section(request, project, trial, report, at) for at, report in enumerate(reports)]
    return {
        "sections": sections,
        "is_several": len(reports) > 1 or bool(trial.report.get("apart")),
        "apart": apart_of(trial.report),
        "missed_labels": [label for one in sections for label in one["missed_labels"]],
        "no_gain": no_gain(trial),
        "newer_answers": fresh,
        "in_force": is_in_force(trial.split),
        "judged": Trial.objects.filter(split=trial.split_id, half=Half.HELD_OUT).first(),
        **changes_of(trial.split.base, trial.candidate),
    }


def _section(request: HtmxRequest, project: Project, trial: Trial, report: dict, at: int) -> dict:
    """What the page shows of one question; `at` tells its parts from those of the others."""
    sides = sides_of(trial, report)
    for one in sides:
        rows = [row for row in report["rows"] if row["side"] == one["side"]][:FIRST]
        one["rows"] = _with_words(request, project, trial, report, rows)
    labels, rules = labels_of(report), rules_of(trial, report)
    return {
        "report": report,
        "at": f"-{at}" if at else "",
        "is_label": is_of_label(report),
        "figures": figures_of(report),
        "labels": [one for one in labels if is_label_given(one)],
        "unused_labels": [one["label"] for one in labels if not is_label_given(one)],
        "rules": [one for one in rules if is_rule_named(one)],
        "unused_rules": [one["key"] for one in rules if not is_rule_named(one)],
        "cells": {when: cells_of(trial, report, when) for when in ("before", "after")},
        "no_cells": no_cells(report),
        "checks": checks_of(report),
        "unchecked": unchecked_of(report),
        "missed_labels": missed_labels(report),
        "too_few": FEWEST_OF_A_LABEL,
        "too_few_of_kind": FEWEST_OF_A_KIND,
        "references": references_of(trial, report),
        "sides": sides,
        "has_changed": any(one["n"] for one in sides),
        "left_out": left_out_of(report),
    }


@require_GET
@login_required
def trial_items(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """The items of a try that an address asks for: those that changed sides, of a rule, or of a confused pair."""
    project = labels_for(request.user, slug)
    trial = trial_for(project, pk)
    if not trial.reported_at:
        raise Http404(_("This try is not done yet."))
    report = report_for(trial, request.GET.get("question", ""))
    rows, start = chosen_rows(report, request.GET), request.GET.get("from", "")
    start = int(start) if start.isdecimal() and len(start) < 9 else 0
    kept = request.GET.copy()
    kept["from"] = start + PAGE
    older = kept.urlencode() if len(rows) > start + PAGE else ""
    context = {
        "project": project,
        "trial": trial,
        "title": report["title"] if trial.report.get("questions") else "",
        "rows": _with_words(request, project, trial, report, rows[start : start + PAGE]),
        "n": len(rows),
        "pager": Pager(older=older),
    }
    return render(request, "annotation/trials/items.html", context)


def _with_words(request: HtmxRequest, project: Project, trial: Trial, report: dict, rows: list[dict]) -> list[dict]:
    """The rows with their texts and what the model gave as its reason; without those that this person is asked now."""
    ids = [row["sample"] for row in rows]
    texts = dict(Sample.objects.filter(pk__in=ids).values_list("pk", "fields"))
    silent, talks = silent_samples(request.user, project, ids), talks_of(trial.candidate.fields)
    question, kind = report.get("question", trial.split.question), report.get("kind", QuestionType.LABEL)
    said = [said_in(run, question, ids) for run in (trial.base_run, trial.candidate_run)]
    return [
        in_lines(row, kind) | {"text": in_short(texts[pk], talks), "before": said[0].get(pk), "after": said[1].get(pk)}
        for row in rows
        if (pk := row["sample"]) in texts and pk not in silent
    ]
