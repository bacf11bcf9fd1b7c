"""Rows as import, queue and student leave them, made directly, for tests that begin where those end."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from annotation.models import Annotation, Assignment, Item, Resolution, Stream
from generation.models import Codebook, Label, LabelSource, MachineLabel, Origin, Question, Sample, SampleState
from generation.models.machine import STUDENT


def make_sample(project, text, label="", *, source="import", probability=None, **more):
    """A sample; with `label` one that a model labelled."""
    sample = Sample.objects.create(
        project=project,
        fields={"text": text},
        content_hash=hashlib.blake2b(text.encode(), digest_size=16).digest(),
        origin=more.pop("origin", Origin.GENERATED),
        state=more.pop("state", SampleState.ACCEPTED),
        current_label=label,
        label_source=LabelSource.MACHINE if label else "",
        **more,
    )
    if label:
        machine_label(sample, label, source=source, probability=probability)
    Item.objects.create(project=project, sample=sample)
    return sample


def machine_label(sample, label, *, source="import", probability=None, question="sentiment", **more):
    return MachineLabel.objects.create(
        sample=sample, question=question, source=source, label=label, probability=probability, **more
    )


def label_again(sample, label, *, source="peer #7.2", probability=None):
    """What a later round of the run that labelled it says instead of what its models said so far."""
    sample.machine_labels.standing().exclude(source=STUDENT).update(replaced_at=timezone.now())
    machine_label(sample, label, source=source, probability=probability)
    Sample.objects.filter(pk=sample.pk, label_source=LabelSource.MACHINE).update(current_label=label)


def answer(user, sample, label, *, stream=Stream.ACTIVE, blind=True, codebook=None, resolve=True, rule="", days_ago=0):
    """A person's answer, and the label that follows from it."""
    codebook = codebook or Codebook.objects.published().filter(project=sample.project).latest("number")
    assignment = Assignment.objects.create(
        project=sample.project,
        item=sample.item,
        user=user,
        stream=stream,
        blind=blind,
        codebook=codebook,
        state=Assignment.State.SUBMITTED,
        expires_at=timezone.now(),
    )
    annotation = Annotation.objects.create(
        project=sample.project,
        item=sample.item,
        assignment=assignment,
        user=user,
        codebook=codebook,
        stream=stream,
        blind=blind,
        answers={"sentiment": label},
        label=label,
        rule=rule,
    )
    if days_ago:
        Annotation.objects.filter(pk=annotation.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    Item.objects.filter(pk=sample.item.pk).update(answers=1, state=Item.State.ANSWERED)
    if resolve:
        settle = {"codebook": codebook, "settles": True, "rule": "single"}
        Resolution.objects.create(item=sample.item, label=label, answers={"sentiment": label}, **settle)
        Sample.objects.filter(pk=sample.pk).update(current_label=label, label_source=LabelSource.PERSON)
    return annotation


def answered_samples(project, user, told, *, rule=""):
    """`told`: texts and the label that the person gave each. What make_sample and answer do one by one, all at once."""
    codebook = Codebook.objects.published().filter(project=project).latest("number")
    samples = Sample.objects.bulk_create(
        Sample(
            project=project,
            fields={"text": text},
            content_hash=hashlib.blake2b(text.encode(), digest_size=16).digest(),
            origin=Origin.GENERATED,
            state=SampleState.ACCEPTED,
            current_label=label,
            label_source=LabelSource.PERSON,
        )
        for text, label in told
    )
    known = {"project": project, "user": user, "codebook": codebook, "stream": Stream.ACTIVE, "blind": True}
    ended = {"state": Assignment.State.SUBMITTED, "expires_at": timezone.now()}
    items = Item.objects.bulk_create(
        Item(project=project, sample=sample, answers=1, state=Item.State.ANSWERED) for sample in samples
    )
    asked = Assignment.objects.bulk_create(Assignment(item=item, **known, **ended) for item in items)
    Annotation.objects.bulk_create(
        Annotation(item=one.item, assignment=one, answers=_said(label), label=label, rule=rule, **known)
        for one, (_text, label) in zip(asked, told, strict=True)
    )
    Resolution.objects.bulk_create(
        Resolution(item=item, label=label, answers=_said(label), codebook=codebook, settles=True, rule="single")
        for item, (_text, label) in zip(items, told, strict=True)
    )
    return samples


def _said(label):
    return {"sentiment": label}


def take_back(sample):
    """Its answers are undone, and it waits again."""
    Annotation.objects.filter(item=sample.item).update(undone_at=timezone.now())
    Item.objects.filter(pk=sample.item.pk).update(answers=0, state=Item.State.WAITING)
    Resolution.objects.create(item=sample.item, rule="open")


WORDS = ("calm", "bright", "heavy", "slow", "wild", "sharp", "tender", "loud", "quiet", "clever", "bitter", "sweet")


def distinct_text(number):
    """Texts that are no near-duplicates of each other."""
    digest = hashlib.blake2b(str(number).encode(), digest_size=12).digest()
    return f"{number} " + " ".join(WORDS[byte % len(WORDS)] for byte in digest)


def newer_version(project, lead) -> Codebook:
    """Version 2 of the reviews' codebook, published, with a third label."""
    book = Codebook.objects.create(
        project=project, number=2, purpose="Another.", fields=[{"name": "text"}], created_by=lead, published_by=lead,
        published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=book, position=0, name="sentiment", title="How?")
    for place, name in enumerate(["negative", "positive", "mixed"]):
        Label.objects.create(question=question, position=place, name=name, verbalizer=name)
    return book
