"""The picture of the data: a page, its parts as bytes, a closer look at some rows."""

import orjson
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.made_anew import ask_anew
from annotation.map.asking import enqueue_map, last_drawing, newest_map
from annotation.map.columns import first_choice, told
from annotation.models import MapPart
from annotation.queue.blind import asked_blind, silent_samples
from annotation.selections.actions import MOST_ROWS
from annotation.shown import Shown
from generation.access import labels_for
from generation.models import Codebook, Sample
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest

LOOKED_AT = 12
SHOWN_CHARACTERS = 240


@require_GET
@login_required
def data_map(request: HtmxRequest, slug: str) -> HttpResponse:
    """The newest map. While one is drawn the page asks how far it is, and loads anew once it is there."""
    project = labels_for(request.user, slug)
    drawn, job = newest_map(project), last_drawing(project)
    shown = Shown(project, drawn, drawn.made_from if drawn else None, job)
    context = {
        "project": project,
        "nav": "map",
        "drawn": drawn,
        "columns": orjson.dumps(told(drawn)).decode() if drawn else "",
        "first": first_choice(drawn) if drawn else "",
        "held": sorted(asked_blind(request.user, project)) if drawn else [],
        "parts": range(drawn.parts.count()) if drawn else [],
        "most": MOST_ROWS,
        "shown": shown,
    }
    if request.htmx and drawn and not shown.pending and request.GET.get("map") != str(drawn.pk):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"annotation/map/{'_status' if request.htmx else 'page'}.html", context)


@require_POST
@login_required
def map_draw(request: HtmxRequest, slug: str) -> HttpResponse:
    said = _("The map is being drawn; it appears here by itself.")
    return ask_anew(request, slug, enqueue=enqueue_map, said=said, page="annotation:map")


@require_GET
@login_required
def map_part(request: HtmxRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Some thousand rows as bytes (models/map.py). A map never changes, so the browser keeps them."""
    project = labels_for(request.user, slug)
    part = MapPart.objects.filter(map=pk, map__project=project, number=number).only("data").first()
    if part is None:
        raise Http404(_("This map was drawn anew: load the page once more."))
    answer = HttpResponse(bytes(part.data), content_type="application/octet-stream")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


@require_GET
@login_required
def map_look(request: HtmxRequest, slug: str) -> HttpResponse:
    """The texts of some rows that were pointed at or chosen."""
    project = labels_for(request.user, slug)
    wanted = request.GET.get("samples", "").split(",")[:LOOKED_AT]
    ids = [int(one) for one in wanted if one.isascii() and one.isdigit() and len(one) < 19]
    silent = silent_samples(request.user, project, ids)
    rows = Sample.objects.filter(project=project, pk__in=ids).order_by("pk")
    codebook = Codebook.objects.current(project)
    talks = talks_of(codebook.fields if codebook else [])
    shown = [
        {
            "id": row.pk,
            "text": in_short(row.fields, talks, most=SHOWN_CHARACTERS),
            "label": "" if row.pk in silent else row.current_label,
        }
        for row in rows
    ]
    return render(request, "annotation/map/_look.html", {"project": project, "rows": shown})
