"""Further rounds of a method that asks a model: each follows one that is done, is asked for and priced by itself, and
goes through the rounds before it again with the answers that are stored."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.methods.enhancement.words import IN_ROUNDS, settled
from annotation.models import Enhancement
from generation.models import Codebook, Project

MOST_ROUNDS = 5
OFFERED = 20  # of the newest


def rounds_before(made: Enhancement) -> list[Enhancement]:
    """The rounds that it follows, the first one first."""
    found: list[Enhancement] = []
    known = Enhancement.objects.select_related("run", "project")
    while (last := found[0] if found else made).follows_id:
        found.insert(0, known.get(pk=last.follows_id))
    return found


def why_no_next(made: Enhancement, codebook: Codebook | None) -> str:
    """Why no round can follow this one; "" where one can. `codebook`: the one in force."""
    told = made.report
    if made.method not in IN_ROUNDS or made.state != Enhancement.State.DONE or made.run_id is None:
        return _("Only a finished round of FreeAL can be followed by another one.")
    if codebook is None or codebook.pk != made.codebook_id:
        return _("The codebook has changed since: begin with a first round.")
    if not told.get("before"):
        return _("A further round needs 20 rows with people's answers: they say whether labels get worse.")
    if told["kept"] < len(told["rounds"]):
        return _("This round was taken back: a further one would begin with what made labels worse.")
    if told.get("flips") and settled(told["flips"][-1]):
        return _("This round changed fewer than one label in a hundred: they have settled, and no further one follows.")
    if made.number_of_round >= MOST_ROUNDS:
        return _("%(most)d rounds are the most there can be.") % {"most": MOST_ROUNDS}
    return ""


def check_follows(follows: Enhancement, method: str, codebook: Codebook | None) -> None:
    """ValidationError where this method cannot go on from there."""
    why = why_no_next(follows, codebook)
    if not why and follows.method != method:
        why = _("The next round is of the same method as the one before.")
    if why:
        raise ValidationError({"follows": why})


def to_follow(project: Project) -> list[Enhancement]:
    """Those that a further round can follow, of the newest."""
    done = Enhancement.objects.filter(project=project, method__in=IN_ROUNDS, state=Enhancement.State.DONE)
    codebook = Codebook.objects.current(project)
    return [one for one in done.order_by("-pk")[:OFFERED] if not why_no_next(one, codebook)]
