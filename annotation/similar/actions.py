"""The items alike that a person has before them."""

from annotation.models import Assignment
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE
from annotation.queue.actions.renew import renew
from annotation.queue.actions.similar import hand_out_similar
from annotation.queue.together import similar_held
from generation.models import Project


def similar_at_hand(*, project: Project, user, first: str = "") -> list[Assignment]:
    """What they hold together already, under the codebook in force, the batch `first` before all; else new ones."""
    held = similar_held(user, project, first)
    if not held:
        return hand_out_similar(project=project, user=user)
    in_force = CODEBOOK_IN_FORCE.first(project=project.pk)
    if any(one.codebook_id != in_force for one in held):
        return renew(project=project, held=held)
    return held
