from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.agreement.readers import shown_to, told_to
from annotation.agreement.shapes import beside_model, by_label, compared, draws, gaps, over_time, scale
from annotation.agreement.words import OF
from annotation.choosing import chosen
from generation.access import project_for
from generation.models import Codebook, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def agreement(request: HtmxRequest, slug: str) -> HttpResponse:
    """The stored numbers of one version of the codebook and one question; a fragment while they are awaited."""
    project = project_for(request.user, slug)
    shown = shown_to(project)
    codebooks = told_to(shown.data.get("codebooks", []), project, request.user)
    codebook = chosen(codebooks, "number", request.GET.get("codebook"))
    question = chosen(codebook["questions"], "name", request.GET.get("question")) if codebook else None
    context = {"project": project, "nav": "agreement", "shown": shown, "codebooks": codebooks, "codebook": codebook}
    context["names_all"] = project.my_role == Role.LEAD
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    context["in_force"] = published.values_list("number", flat=True).first()
    if question:
        context |= {
            "question": question,
            "of": _(OF[question["drawn"]]) if "drawn" in question else "",
            "draws": draws(question),
            "beside_model": beside_model(question),
            "series": over_time(question["periods"]),
            "gaps": gaps(question["periods"]),
            "labels": by_label(question),
            "compared": compared(question),
            "scale": scale(question),
        }
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/agreement/{template}.html", context)
