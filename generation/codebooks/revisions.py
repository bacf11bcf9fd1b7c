"""Two people, or two tabs, at one draft: a save that rests on what is no longer there is a conflict, never a loss."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from generation.models import Codebook, Event, Project

#: What changes a draft, as the audit log calls it, and how it is told.
CHANGES = {
    "codebook.save_draft": gettext_noop("%(who)s saved the draft, %(when)s."),
    "codebook.publish": gettext_noop("%(who)s published the draft, %(when)s."),
    "codebook.discard_draft": gettext_noop("%(who)s threw the draft away, %(when)s."),
}


class DraftConflict(Exception):
    """The codebook was changed after it was read; `revision` is the one to name for saving over it knowingly."""

    def __init__(self, message: str, revision: str):
        super().__init__(message)
        self.revision = revision


def revision_of(project: Project, *, drafts: bool = True) -> str:
    """A mark of what the codebook says now; it differs after each save. Without drafts: of what is published."""
    codebooks = Codebook.objects.filter(project=project).order_by("-number")
    codebooks = codebooks if drafts else codebooks.published()
    newest = codebooks.only("number", "updated_at").first()
    return revision(newest) if newest else "0"


def revision(codebook: Codebook) -> str:
    return f"{codebook.number}-{codebook.updated_at:%Y%m%dT%H%M%S%f}"


def check_revision(project: Project, seen: str) -> None:
    """DraftConflict where the codebook is no longer as `seen`. The caller holds the project's lock."""
    now = revision_of(project)
    if seen != now:
        raise DraftConflict(_last_change(project), now)


def _last_change(project: Project) -> str:
    event = Event.objects.filter(project=project, verb__in=CHANGES).select_related("actor").first()
    if event is None:
        return _("The codebook was changed after you read it.")
    when = date_format(timezone.localtime(event.created_at), "DATETIME_FORMAT")
    return _(CHANGES[event.verb]) % {"who": event.actor or _("the system"), "when": when}
