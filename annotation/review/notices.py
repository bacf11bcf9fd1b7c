"""What a new codebook means for answers so far and for items that wait for a lead, told before it is published."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.models import Annotation, Item
from generation.models import Codebook, Project
from synthlab.drawing import words

MOST_COUNTED = 1_000  # answers of a version: the editor asks at every pause in typing
MOST_VERSIONS = 5


def answers_by_version(project: Project) -> str:
    """How many answers stand by each of the newest versions, such as “12 answers by version 2”; "" where none does."""
    versions = Codebook.objects.filter(project=project).published().order_by("-number")[:MOST_VERSIONS]
    counted = ((version, _counted(version)) for version in versions)
    return ", ".join(_of_version(version.number, n) for version, n in counted if n)


def _counted(version: Codebook) -> int:
    return Annotation.objects.of_items().filter(codebook=version).order_by()[: MOST_COUNTED + 1].count()


def _of_version(number: int, n: int) -> str:
    if n > MOST_COUNTED:
        text = _("more than %(n)s answers by version %(number)d")
        return text % {"n": words(MOST_COUNTED, "count"), "number": number}
    text = ngettext("%(n)s answer by version %(number)d", "%(n)s answers by version %(number)d", n)
    return text % {"n": words(n, "count"), "number": number}


def what_waits_for_a_lead(project: Project) -> str:
    """A sentence with how many items wait; "" where none does, or no version is in force."""
    n = Item.objects.filter(project=project, state=Item.State.FLAGGED).count()
    if not n or Codebook.objects.current(project) is None:
        return ""
    text = ngettext(
        "%(n)s item waits for a lead. It is decided by this version: where it asks something else, no answer so far "
        "can be taken as it is.",
        "%(n)s items wait for a lead. They are decided by this version: where it asks something else, no answer so "
        "far can be taken as it is.",
        n,
    )
    return text % {"n": words(n, "count")}
