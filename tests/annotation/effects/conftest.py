from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.models import Annotation, Assignment, Stream
from generation.models import MachineLabel
from tests.annotation.making import answer, distinct_text, make_sample

OTHER = {"positive": "negative", "negative": "positive"}


class World:
    """Answers as the queue stores them, with the coin, the times and the moments that a test wants."""

    def __init__(self, project):
        self.project, self.made = project, 0
        self.begin = timezone.now() - timedelta(days=20)

    def sample(self, label="positive", *, before=True, **more):
        self.made += 1
        sample = make_sample(self.project, distinct_text(self.made), label, **more)
        if before:
            MachineLabel.objects.filter(sample=sample).update(created_at=self.begin - timedelta(days=1))
        return sample

    def answered(
        self, user, label="positive", *, sample=None, shown=True, chance=0.15, seconds=8.0, minute=0.0,
        stream=Stream.ACTIVE, resolve=True,
    ):  # fmt: skip
        """`minute` counts from the beginning; the item was handed out a minute before."""
        sample = sample or self.sample()
        given = answer(user, sample, label, stream=stream, blind=not shown, resolve=resolve)
        at = self.begin + timedelta(minutes=minute)
        Annotation.objects.filter(pk=given.pk).update(created_at=at, seconds=seconds)
        Assignment.objects.filter(pk=given.assignment_id).update(
            blind_chance=chance, created_at=at - timedelta(minutes=1), ended_at=at
        )
        return given

    def passed_on(self, user, *, shown=True, state=Assignment.State.SKIPPED):
        given = self.answered(user, shown=shown)
        Annotation.objects.filter(pk=given.pk).delete()
        Assignment.objects.filter(pk=given.assignment_id).update(state=state)


@pytest.fixture
def world(project, codebook) -> World:
    return World(project)


@pytest.fixture
def anchored(world, annotator, annotator2):
    """Two people: 19 of 20 equal to the model's with the suggestion in sight, 3 of 5 blind; each sat twice."""
    for start, person in ((0, annotator), (10, annotator2)):
        for i in range(25):
            shown = i >= 5
            same = i != 24 if shown else i < 3
            world.answered(
                person, "positive" if same else "negative", shown=shown, seconds=6.0 + i % 5 + (0 if shown else 4),
                minute=start + i + (200 if i > 12 else 0),
            )  # fmt: skip
