"""What a new codebook means for items that wait for a lead, told before it is published."""

from django.utils.translation import ngettext

from annotation.models import Item
from generation.models import Codebook, Project
from synthlab.drawing import words


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
