"""The codebook: the one task specification, for people and for models. Frozen once published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.project import Project


class CodebookQuerySet(models.QuerySet):
    def published(self) -> "CodebookQuerySet":
        return self.filter(published_at__isnull=False)

    def current(self, project: Project) -> "Codebook | None":
        """The newest published codebook of a project with its questions, labels and rules."""
        return self.published().filter(project=project).order_by("-number").with_parts().first()

    def with_parts(self) -> "CodebookQuerySet":
        return self.prefetch_related("questions__labels", "rules")


class Versions(models.Manager.from_queryset(CodebookQuerySet)):
    """The versions of projects' codebooks and their drafts, without candidates."""

    def get_queryset(self) -> CodebookQuerySet:
        return super().get_queryset().filter(number__isnull=False)


class Candidates(models.Manager.from_queryset(CodebookQuerySet)):
    """Drafts as they were tried out: `Codebook.objects` knows none of them."""

    def get_queryset(self) -> CodebookQuerySet:
        return super().get_queryset().filter(number=None)


class Codebook(models.Model):
    """Version `number` of a project's codebook. At most one draft a project; it has no publication date.

    Without a number it is a *candidate*: a frozen copy of a draft that was tried out before anybody published it, one
    for each text. Runs and answers may point to it; it is never in force, is no version, and no draft either.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="codebooks")
    number = models.PositiveIntegerField(null=True)  # null: a candidate
    purpose = models.TextField(_("purpose"), blank=True)
    role = models.TextField(_("role"), blank=True)
    fields = models.JSONField(default=list)  # [{name, title, type: text | long_text}]
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = Versions()
    candidates = Candidates()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_codebook_a_number"),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(published_at=None, number__isnull=False),
                name="one_draft_codebook_a_project",
            ),
            models.UniqueConstraint(
                fields=["project", "fingerprint"], condition=models.Q(number=None), name="one_candidate_a_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} candidate {self.pk}" if self.is_candidate else f"{self.project} v{self.number}"

    @property
    def is_candidate(self) -> bool:
        return self.number is None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def judged_question(self) -> "Question | None":
        """The one that student, audit and certificate speak of, and whose answer is a sample's label: the first that
        takes one label."""
        return next((question for question in self.questions.all() if question.type == QuestionType.LABEL), None)

    @property
    def judged_name(self) -> str:
        """Its short name; "" where no question takes one label."""
        return self.judged_question.name if self.judged_question else ""

    @property
    def judged(self) -> str:
        """Its title, where there are several questions."""
        judged = self.judged_question if len(self.questions.all()) > 1 else None
        return judged.title or judged.name if judged else ""

    def as_spec(self) -> dict:
        """The task specification as JSON, the form that `generation.methods.taskspec` reads."""
        return {
            "purpose": self.purpose,
            "role": self.role,
            "fields": self.fields,
            "questions": [question.as_spec() for question in self.questions.all()],
            "rules": [rule.as_spec() for rule in self.rules.all()],
        }


class QuestionType(models.TextChoices):
    """The kinds of `generation.methods.questions`."""

    LABEL = "label", _("One label")
    MULTI_LABEL = "multi_label", _("Several labels")
    RATING = "rating", _("Rating")
    RANKING = "ranking", _("Ranking")
    TEXT = "text", _("Text")
    SPANS = "spans", _("Marked spans")


class Question(models.Model):
    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    name = models.SlugField(max_length=60)
    title = models.CharField(_("question"), max_length=300)
    type = models.CharField(max_length=20, choices=QuestionType, default=QuestionType.LABEL)
    required = models.BooleanField(default=True)
    options = models.JSONField(default=dict)  # settings of its kind
    when = models.JSONField(default=dict)  # {question, answers}: asked only there

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["codebook", "name"], name="one_question_a_name")]

    def __str__(self) -> str:
        return self.title

    def as_spec(self) -> dict:
        labels = [label.as_spec() for label in self.labels.all()]
        spec = {
            "name": self.name,
            "title": self.title,
            "type": self.type,
            "required": self.required,
            "labels": labels,
        }
        given = {"options": self.options, "when": self.when}
        return spec | {name: value for name, value in given.items() if value}


class Label(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="labels")
    position = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=80)
    verbalizer = models.CharField(_("verbalizer"), max_length=80, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    examples = models.JSONField(default=list)
    counter_examples = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "name"], name="one_label_a_name")]

    def __str__(self) -> str:
        return self.name

    def as_spec(self) -> dict:
        return {
            "name": self.name,
            "verbalizer": self.verbalizer,
            "definition": self.definition,
            "examples": self.examples,
            "counter_examples": self.counter_examples,
        }


class Rule(models.Model):
    """An edge rule. Its id (R1, R2 …) is kept from version to version, so that answers can name it."""

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=20)
    text = models.TextField(_("rule"))
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["codebook", "key"], name="one_rule_a_key")]

    def __str__(self) -> str:
        return self.key

    def as_spec(self) -> dict:
        return {"id": self.key, "text": self.text, "label": self.label}


class ProposedFor(models.Model):
    """What a version was proposed for: items of Compare, by the query that shows them (codebooks/cells.py)."""

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="proposed_for")
    query = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.query
