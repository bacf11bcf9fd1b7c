"""A line of the audit log in words: as a sentence without its subject, the person who did it, and its details."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generation.models import Event

#: `subject` is what the line names, `number` its last word: “item 12” is named in English, its number in any language.
WORDS = {
    "answer.undone": _("took back answer %(number)s"),
    "knowledge.add": _("brought in “%(subject)s” to write from"),
    "knowledge.remove": _("set “%(subject)s” aside"),
    "attribute.add": _("added the attribute “%(subject)s”"),
    "attribute.remove": _("removed the attribute “%(subject)s”"),
    "attribute.set_values": _("set the values of the attribute “%(subject)s”"),
    "certificate.extended": _("let snapshot %(number)s take in newer rows"),
    "certificate.frozen": _("froze snapshot %(number)s"),
    "certificate.seed_published": _("published the seed of snapshot %(number)s"),
    "codebook.discard_draft": _("threw away the draft of the codebook, %(subject)s"),
    "codebook.publish": _("published the codebook %(subject)s"),
    "codebook.save_draft": _("saved a draft of the codebook, %(subject)s"),
    "endpoint.create": _("added the endpoint %(subject)s"),
    "endpoint.delete": _("removed the endpoint %(subject)s"),
    "endpoint.update": _("changed the endpoint %(subject)s"),
    "item.decided": _("decided item %(number)s"),
    "item.flagged": _("flagged item %(number)s"),
    "item.sent_back": _("sent item %(number)s back into the queue"),
    "member.added": _("let %(subject)s in"),
    "member.removed": _("took %(subject)s off the project"),
    "member.role-changed": _("changed the role of %(subject)s"),
    "plan.again": _("let %(subject)s go on"),
    "plan.agree": _("agreed to a step of %(subject)s"),
    "plan.close": _("closed %(subject)s"),
    "plan.open": _("asked a model for a recipe, %(subject)s"),
    "plan.refuse": _("refused a proposal of %(subject)s"),
    "project.created": _("created the project"),
    "project.renamed": _("named the project “%(subject)s”"),
    "recipe.asked": _("asked a model once by the recipe %(subject)s"),
    "recipe.saved": _("saved the recipe %(subject)s"),
    "review.policy": _("changed how the project is reviewed"),
    "run.cancel": _("cancelled the run %(subject)s"),
    "run.pause": _("paused the run %(subject)s"),
    "run.resume": _("resumed the run %(subject)s"),
    "run.start": _("started the run %(subject)s"),
    "samples.import": _("brought rows in: %(subject)s"),
    "version.cut": _("asked for version %(number)s"),
    "version.failed": _("could not cut version %(number)s"),
    "version.ready": _("cut version %(number)s"),
}


def told(event: Event) -> str:
    """The event in words; one that has none yet by its code."""
    words = WORDS.get(event.verb)
    if words is None:
        return f"{event.verb} {event.subject}"
    return words % {"subject": event.subject, "number": event.subject.rpartition(" ")[2]}


def details(event: Event) -> list[tuple[str, str]]:
    """What was recorded beside it, each with its name: yes and no, numbers and lists as people write them."""
    return [(name.replace("_", " "), _value(value)) for name, value in event.detail.items()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return "–" if value in (None, "") else str(value)
