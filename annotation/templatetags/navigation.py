"""The sidebar of a project and the project switcher. Hiding an entry protects nothing: the views check."""

from collections.abc import Callable
from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.comments.threads import MOST_UNREAD, count_unread
from annotation.queue.frames import left_told
from generation.models import Project, Role

register = template.Library()

EVERYONE = (Role.LEAD, Role.ANNOTATOR, Role.VIEWER)
WORKERS = (Role.LEAD, Role.ANNOTATOR)
TOLD = (Role.LEAD, Role.VIEWER)
LEADS = (Role.LEAD,)
SETTINGS = ("generation:endpoint-list", "generation:event-list")


@dataclass(frozen=True)
class Entry:
    name: str
    url_name: str
    label: str
    icon: str
    roles: tuple = EVERYONE
    also: tuple = ()  # URL names of pages elsewhere that belong to this entry


GROUPS = [
    (
        "",
        [
            Entry("home", "annotation:dashboard", _("Home"), "house"),
            Entry("codebook", "generation:codebook-list", _("Codebook"), "book-open"),
        ],
    ),
    (
        _("Make"),
        [
            Entry("import", "generation:import-list", _("Import"), "upload", LEADS),
            Entry("generate", "generation:run-create", _("Generate"), "sparkles", LEADS, ("generation:plan-list",)),
            Entry("runs", "generation:run-list", _("Runs"), "play"),
        ],
    ),
    (
        _("Check"),
        [
            Entry("samples", "annotation:sample-list", _("Samples"), "table-2"),
            Entry("duplicates", "annotation:duplicates", _("Near-duplicates"), "copy", TOLD),
            Entry("map", "annotation:map", _("Map"), "map", TOLD),
            Entry(
                "signals",
                "annotation:signals",
                _("Signals"),
                "gauge",
                EVERYONE,
                ("annotation:enhancement-list", "annotation:asked", "annotation:learning"),
            ),
            Entry("routing", "annotation:routing", _("Who decides"), "coins", TOLD),
            Entry("review", "annotation:review", _("Review"), "list-checks", WORKERS),
            Entry("mentions", "annotation:mention-list", _("Mentions"), "message-square"),
            Entry("compare", "annotation:compare", _("Compare"), "git-compare"),
            Entry("agreement", "annotation:agreement", _("Agreement"), "handshake"),
            Entry("judges", "annotation:judges", _("Models against people"), "scale", LEADS),
            Entry("aggregation", "annotation:aggregation", _("Aggregation"), "layers", LEADS),
            Entry("effects", "annotation:effects", _("How people work"), "clock", LEADS),
            Entry("attention", "annotation:attention", _("Attention"), "eye", WORKERS),
        ],
    ),
    (
        _("Deliver"),
        [
            Entry("filters", "annotation:filters", _("Filters"), "filter", TOLD),
            Entry(
                "certificate",
                "annotation:certificate",
                _("Certificate"),
                "shield-check",
                EVERYONE,
                ("annotation:estimation",),
            ),  # fmt: skip
            Entry("stopping", "annotation:stopping", _("Enough?"), "target", TOLD),
            Entry("versions", "annotation:version-list", _("Versions"), "package"),
            Entry("settings", "generation:project-settings", _("Settings"), "settings", LEADS, SETTINGS),
        ],
    ),
]


@register.inclusion_tag("_navigation.html", takes_context=True)
def project_navigation(context: Context, project: Project) -> dict:
    role = getattr(project, "my_role", None)
    counts = {"review": lambda: left_told(project), "mentions": lambda: _unread(context["request"].user, project)}
    groups = [(label, _links(entries, project, role, counts)) for label, entries in GROUPS]
    return {"groups": groups, "current": _current(context["request"].path, groups, project)}


def _unread(user, project: Project) -> str:
    """Where somebody named them and they have not looked."""
    unread = count_unread(user, project)
    return (f"{MOST_UNREAD}+" if unread >= MOST_UNREAD else str(unread)) if unread else ""


def _links(
    entries: list[Entry], project: Project, role: str | None, counts: dict[str, Callable[[], str]]
) -> list[dict]:
    links = []
    for entry in entries:
        if role not in entry.roles:
            continue
        url = reverse(entry.url_name, args=[project.slug])
        count = counts[entry.name]() if entry.name in counts else ""
        links.append({"entry": entry, "url": url, "count": count})
    return links


def _current(path: str, groups: list, project: Project) -> str:
    """The entry whose address begins the page's; the longest wins. Home begins them all, so it is matched whole."""
    found = {}
    for link in (link for _label, links in groups for link in links):
        names = (link["entry"].url_name, *link["entry"].also)
        found |= {reverse(name, args=[project.slug]): link["url"] for name in names}
    home = reverse("annotation:dashboard", args=[project.slug])
    fitting = [begin for begin in found if path == begin or (begin != home and path.startswith(begin))]
    return found[max(fitting, key=len)] if fitting else ""


@register.inclusion_tag("_project_switcher.html", takes_context=True)
def project_switcher(context: Context, project: Project) -> dict:
    projects = Project.objects.visible_to(context["request"].user).only("slug", "name")[:30]
    return {"projects": projects, "current": project}
