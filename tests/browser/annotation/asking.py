"""A codebook that asks as a test wants, one item of it, and the room with that item open."""

import hashlib

from django.utils import timezone

from annotation.models import Annotation, Dispenser, ReviewPolicy
from annotation.queue.actions.pull import pull
from generation.models import Codebook, Label, Project, Question, Sample

ROOM = "/projects/reviews/review/"
CARD = ".review-card:not([hidden])"


def publish(project: Project, lead, *questions: dict, fields=({"name": "text", "type": "text"},)) -> Codebook:
    """Version 1 with these questions; `labels` by name."""
    book = Codebook.objects.create(
        project=project, number=1, purpose="To be tried.", fields=list(fields), created_by=lead, published_by=lead,
        published_at=timezone.now(),
    )  # fmt: skip
    for place, given in enumerate(questions):
        asked = {"title": given["name"].capitalize() + "?", **given}
        labels = asked.pop("labels", ())
        question = Question.objects.create(codebook=book, position=place, **asked)
        Label.objects.bulk_create(
            Label(question=question, position=i, name=name, verbalizer=name) for i, name in enumerate(labels)
        )
    return book


def add(project: Project, *all_fields: dict) -> None:
    """Samples with these fields, in the queue."""
    Sample.objects.bulk_create(
        Sample(
            project=project,
            fields=fields,
            origin="unlabelled",
            state="accepted",
            content_hash=hashlib.blake2b(repr(fields).encode(), digest_size=16).digest(),
        )
        for fields in all_fields
    )
    pull(project=project)
    Dispenser.objects.filter(project=project).update(explore=False)  # in their order, not as a coin falls


def open_room(signed_in_page, project: Project, person, *all_fields: dict):
    ReviewPolicy.objects.get_or_create(project=project, defaults={"overlap_share": 0.0})
    add(project, *all_fields)
    page = signed_in_page(person)
    page.set_default_timeout(10_000)
    page.open(ROOM)
    return page


def until(page, holds) -> None:
    """Until the server has it: what a page shows may be ahead of what is stored."""
    for _look in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to hold within ten seconds.")


def kept(page, words: str) -> None:
    """Until the browser has kept a draft with these words, which it does a moment after the last key."""
    has = "([key, value]) => key.includes('/drafts/') && value.includes(words)"
    page.wait_for_function(f"words => Object.entries(localStorage).some({has})", arg=words)


def stored(page) -> dict:
    """The answers of the newest annotation, once the server has them."""
    page.get_by_text("Your last answer").wait_for()
    return Annotation.objects.latest("id").answers
