"""Every part of the design system on one page, for the browser tests alone."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from generation.access import project_for
from synthlab.urls import urlpatterns as site

HERE = Path(__file__).parent


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As people will see it.")
    amount = forms.IntegerField(required=False)
    kind = forms.ChoiceField(choices=[("a", "First"), ("b", "Second")])
    pick = forms.ChoiceField(choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="Keep the order of lines")
    file = forms.FileField()


def gallery(request):
    messages.success(request, "The version was cut.")
    messages.error(request, "Line 3: not an object.")
    project = project_for(request.user, "reviews")
    project.name = "Film reviews of two decades, by people"
    form = SampleForm({"name": ""}) if "errors" in request.GET else SampleForm()
    context = {"project": project, "form": form, **charts()}
    template = engines["django"].from_string((HERE / "gallery.html").read_text())
    return HttpResponse(template.render(context, request))


def charts() -> dict:
    points = [(0, 0.61, 300), (1, 0.66, 640), (2, 0.71, 900), (3, 0.78, 1280)]
    human = [{"x": x, "y": y, "low": y - 0.05, "high": y + 0.04, "n": n, "label": f"v{x + 1}"} for x, y, n in points]
    model = [{"x": x, "y": y - 0.12, "label": f"v{x + 1}", "n": n} for x, y, n in points]
    return {
        "series": [{"name": "People with people", "points": human}, {"name": "People with the LLM", "points": model}],
        "bars": [
            {"label": "billing", "value": 0.91, "low": 0.86, "high": 0.95, "n": 210},
            {"label": "delivery issue with a rather long name", "value": 0.64, "low": 0.52, "high": 0.74, "n": 61},
        ],
        "bins": [{"low": i / 10, "high": (i + 1) / 10, "count": (i - 4) ** 2 * 13 + 4} for i in range(10)],
        "labels": ["negative", "positive", "mixed"],
        "rows": [
            {"label": "negative", "cells": [{"count": 812, "url": "?a"}, {"count": 41}, {"count": 96}]},
            {"label": "positive", "cells": [{"count": 22}, {"count": 640}, {"count": 0}]},
            {"label": "mixed", "cells": [{"count": 30}, {"count": 35}, {"count": 41}]},
        ],
        "steps": [
            {"label": "Generated", "count": 12450},
            {"label": "Kept by the filters", "count": 9320},
            {"label": "Reviewed", "count": 1210, "note": "9 flagged"},
        ],
    }


urlpatterns = [path("projects/reviews/settings/gallery/", gallery), *site]
