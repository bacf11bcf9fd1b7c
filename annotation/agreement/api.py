"""Agreement between people, as the worker last computed it."""

from django.http import HttpRequest
from ninja import Router

from annotation.agreement.readers import shown_to, told_to
from annotation.reports import as_answer
from generation.access import project_for

router = Router(tags=["agreement"])


@router.get("projects/{slug}/agreement", response=dict)
def get_agreement(request: HttpRequest, slug: str):
    """Read how people agree.

    For each version of the codebook that people answered to; of each item asked twice, its first two
    answers count, both blind. `draws` tells the random items from those that the queue chose; `coefficients`, `labels`,
    `pairs` and `periods` are of the first of them, named by `drawn`. `beside_model` (not for annotators) is the share
    of items where the first blind answer and the model's are equal as a whole, with Wilson's interval. `by_kind` has
    what answers that are no labels are compared by; `scale` says how alpha of `periods`, `by_rule`, `by_condition` and
    `by_person` (without that person, with the difference it makes) takes two that differ.
    To a lead `pairs` and `by_person` name everybody, to anybody else themselves alone. What annotators read is made
    anew once a day, so that no answer shows in it what others said of the item, and has no pair of fewer than 20 items.
    """
    project = project_for(request.user, slug)
    answer = as_answer(shown_to(project))
    if "codebooks" in answer:
        answer["codebooks"] = told_to(answer["codebooks"], project, request.user)
    return answer
