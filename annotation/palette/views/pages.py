"""Every page that stands for itself, with who may open it: what the palette offers. The views check all the same, and
a page that has nothing to show now (somewhere.py) is left out."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from annotation.palette.views.somewhere import nowhere
from annotation.templatetags.navigation import GROUPS, LEADS, WORKERS, Entry
from generation.models import Project, Role

TOLD = (Role.LEAD, Role.VIEWER)
#: Pages without an entry in the sidebar.
BESIDE = [
    Entry("edit", "generation:codebook-edit", _("Edit the codebook"), "pencil-line", LEADS),
    Entry("tries", "annotation:trial-list", _("Tries of the codebook"), "flask-conical", TOLD),
    Entry("doubts", "annotation:doubts", _("Answers in doubt"), "circle-alert", LEADS),
    Entry("attributes", "generation:attribute-list", _("Attributes"), "tags"),
    Entry("knowledge", "generation:knowledge-list", _("Knowledge"), "database", LEADS),
    Entry("recipe", "generation:recipe-create", _("A recipe of your own"), "flask-conical", LEADS),
    Entry("plans", "generation:plan-list", _("Plans"), "bot"),
    Entry("plan", "generation:plan-create", _("New plan"), "bot", LEADS),
    Entry("compared-runs", "generation:run-compare", _("Runs side by side"), "git-compare"),
    Entry("answers", "annotation:review-answers", _("My answers"), "history", WORKERS),
    Entry("similar", "annotation:similar", _("Similar items"), "layers", WORKERS),
    Entry("draft", "annotation:draft-room", _("Answer by a draft"), "pencil-line", WORKERS),
    Entry("draft-answers", "annotation:draft-answers", _("My answers by drafts"), "history", WORKERS),
    Entry("asked", "annotation:asked", _("Grades by a model"), "scale", TOLD),
    Entry("learning", "annotation:learning", _("Weights and trainings"), "scale", TOLD),
    Entry("enhance", "annotation:enhancement-list", _("Better labels without people"), "wand-sparkles", TOLD),
    Entry("selections", "annotation:selection-list", _("Selections"), "lasso", TOLD),
    Entry("flagged", "annotation:flagged", _("For a lead to decide"), "flag", LEADS),
    Entry("policy", "annotation:policy", _("Rules of review"), "scale", LEADS),
    Entry("joined", "annotation:joined", _("How several answers become one label"), "layers", TOLD),
    Entry("people", "annotation:people", _("People and items"), "users", LEADS),
    Entry("estimation", "annotation:estimation", _("Estimation sample"), "target", TOLD),
    Entry("version", "annotation:version-create", _("Cut a version"), "package", LEADS),
    Entry("endpoints", "generation:endpoint-list", _("Endpoints"), "cpu"),
    Entry("endpoint", "generation:endpoint-create", _("New endpoint"), "cpu", LEADS),
    Entry("events", "generation:event-list", _("Audit log"), "list-ordered", LEADS),
]
#: Pages of no project.
OWN = [
    Entry("projects", "generation:project-list", _("All projects"), "folder"),
    Entry("project", "generation:project-create", _("New project"), "plus"),
    Entry("tokens", "generation:token-list", _("Access tokens"), "key-round"),
    Entry("password", "generation:password-change", _("Change password"), "lock"),
]
ADMIN = Entry("admin", "admin:index", _("Site administration"), "shield-check")


@dataclass(frozen=True)
class Page:
    """`also`: the English name, for those who know a page by that."""

    name: str | Promise
    icon: str
    url: str
    also: str


def pages_for(user: AbstractBaseUser, project: Project | None) -> list[Page]:
    """The pages that this person may open and that lead them somewhere now: those of the project first."""
    mine = [_page(entry, project.slug) for entry in _in_project(user, project)] if project else []
    others = [*OWN, *([ADMIN] if user.is_staff else [])]
    return mine + [_page(entry) for entry in others]


def _in_project(user: AbstractBaseUser, project: Project) -> list[Entry]:
    every = [*(entry for _label, entries in GROUPS for entry in entries), *BESIDE]
    role, empty = getattr(project, "my_role", None), nowhere(user, project)
    return [entry for entry in every if role in entry.roles and entry.name not in empty]


def _page(entry: Entry, *args: str) -> Page:
    with override("en"):
        also = str(entry.label)
    return Page(entry.label, entry.icon, reverse(entry.url_name, args=args), also)
