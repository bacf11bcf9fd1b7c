"""A line of the audit log in words: as a sentence without its subject, the person who did it, and its details."""

from collections.abc import Callable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generation.catalogue.registry import ALL
from generation.models import Event

#: `subject` is what the line names, `number` its last word: “item 12” is named in English, its number in any language.
WORDS = {
    "answer.undone": _("took back answer %(number)s"),
    "answer.corrected": _("corrected answer %(number)s"),
    "asking.failed": _("asked no further about labels of run %(number)s, for it could not go on"),
    "estimation.ended": _("ended estimation sample %(number)s"),
    "estimation.ordered": _("ordered estimation sample %(number)s"),
    "knowledge.add": _("brought in “%(subject)s” to write from"),
    "knowledge.remove": _("set “%(subject)s” aside"),
    "attribute.add": _("added the attribute “%(subject)s”"),
    "attribute.remove": _("removed the attribute “%(subject)s”"),
    "attribute.set_values": _("set the values of the attribute “%(subject)s”"),
    "certificate.extended": _("let snapshot %(number)s take in newer rows"),
    "certificate.frozen": _("froze snapshot %(number)s"),
    "certificate.reviewing_ended": _("ended reviewing of snapshot %(number)s and had settled rows asked again"),
    "certificate.seed_published": _("published the seed of snapshot %(number)s"),
    "check.back": _("put a gold item back among the checks"),
    "check.retired": _("took a gold item out of the checks"),
    "codebook.discard_draft": _("threw away the draft of the codebook, %(subject)s"),
    "codebook.publish": _("published the codebook %(subject)s"),
    "codebook.freeze_candidate": _("froze the draft of the codebook to try it out, %(subject)s"),
    "codebook.save_draft": _("saved a draft of the codebook, %(subject)s"),
    "comment.withdrawn": _("withdrew comment %(number)s"),
    "duplicates.decided": _("decided about near-duplicates of sample %(subject)s"),
    "endpoint.create": _("added the endpoint %(subject)s"),
    "endpoint.delete": _("removed the endpoint %(subject)s"),
    "endpoint.update": _("changed the endpoint %(subject)s"),
    "enhancement.asked": _("had labels proposed without people: %(subject)s"),
    "enhancement.put_back": _("put the labels of %(subject)s back"),
    "enhancement.used": _("took the labels of %(subject)s into use"),
    "joining.asked": _("had rule %(number)s for several answers reckoned"),
    "joining.used": _("put rule %(number)s for several answers to use"),
    "joining.applied": _("joined answers by rule %(number)s"),
    "joining.taken_back": _("took rule %(number)s for several answers back"),
    "joining.undone": _("settled rows without rule %(number)s"),
    "routing.asked": _("had rows routed: %(subject)s"),
    "routing.priced": _("set what asking costs"),
    "student.training": _("set how the student learns: %(training)s"),
    "item.decided": _("decided item %(number)s"),
    "item.flagged": _("flagged item %(number)s"),
    "item.passed_on": _("passed item %(number)s to a lead"),
    "skip.undone": _("took back the skip of item %(number)s"),
    "flag.undone": _("took back the flag on item %(number)s"),
    "item.undecided": _("took back the decision on item %(number)s"),
    "item.sent_back": _("sent item %(number)s back into the queue"),
    "member.added": _("let %(subject)s in"),
    "member.removed": _("took %(subject)s off the project"),
    "member.role-changed": _("changed the role of %(subject)s"),
    "plan.again": _("let plan %(number)s go on"),
    "plan.agree": _("agreed to a step of plan %(number)s"),
    "plan.budget": _("raised the budget of plan %(number)s"),
    "plan.close": _("closed plan %(number)s"),
    "plan.open": _("asked a model for a recipe, plan %(number)s"),
    "plan.refuse": _("refused a proposal of plan %(number)s"),
    "project.created": _("created the project"),
    "project.renamed": _("named the project “%(subject)s”"),
    "recipe.asked": _("asked a model once by the recipe %(subject)s"),
    "recipe.saved": _("saved the recipe %(subject)s"),
    "review.policy": _("changed how the project is reviewed"),
    "review.rules": _("changed who is given which items"),
    "review.skills": _("set the skills of %(subject)s"),
    "run.cancel": _("cancelled the run %(subject)s"),
    "run.pause": _("paused the run %(subject)s"),
    "run.resume": _("resumed the run %(subject)s"),
    "run.start": _("started the run %(subject)s"),
    "samples.import": _("brought rows in: %(subject)s"),
    "selection.asked": _("had people asked about the selection “%(subject)s” first"),
    "selection.dropped": _("dropped the selection “%(subject)s”"),
    "selection.in_turn": _("had people asked about the selection “%(subject)s” in turn again"),
    "selection.renamed": _("renamed the selection “%(before)s” to “%(subject)s”"),
    "selection.kept": _("kept the selection “%(subject)s”"),
    "trial.begun": _("began to try the draft of the codebook, %(subject)s"),
    "trial.drawn": _("drew items to try drafts of the codebook on, %(subject)s"),
    "trial.people_asked": _("asked people to answer items by the draft of %(subject)s"),
    "trial.people_withdrawn": _("asked people no further to answer by the draft of %(subject)s"),
    "trial.held_out_asked": _("asked people to answer held-out items by the draft of %(subject)s"),
    "trial.held_out_withdrawn": _("asked people no further about held-out items by the draft of %(subject)s"),
    "trial.judged": _("had the held-out items judge a draft of the codebook, %(subject)s"),
    "trial.asked_again": _("had people asked again after the codebook changed, %(subject)s"),
    "filters.kept": _("kept filter set %(subject)s"),
    "version.cut": _("asked for version %(number)s"),
    "version.failed": _("could not cut version %(number)s"),
    "version.ready": _("cut version %(number)s"),
}

#: The names of what is recorded beside it, dictionaries' own names among them.
NAMES = {
    "answers": _("answers"),
    "answers_count": _("answers to it count"),
    "audit_open": _("audit"),
    "audit_share": _("audited, %"),
    "audits": _("audits"),
    "base_url": _("address"),
    "because": _("because"),
    "below": _("below the least confidence"),
    "before": _("before"),
    "blind_active": _("suggestions hidden"),  # as recorded before there were more ways than two
    "budget": _("budget of people's answers in USD"),
    "budget_usd": _("budget in USD"),
    "call": _("a call, USD"),
    "candidate": _("candidate"),
    "claims": _("promised beside the label"),
    "closes": _("closes snapshot"),
    "compared": _("items compared"),
    "confidence": _("least confidence"),
    "count": _("samples"),
    "created": _("new"),
    "daily_cap": _("answers a day at most"),
    "deduplicate": _("without near-duplicates"),
    "development": _("development items"),
    "done_when": _("done when"),
    "drop_flagged": _("without flagged rows"),
    "duplicates": _("duplicates"),
    "endpoint": _("endpoint"),
    "error": _("error"),
    "family_risk": _("risk of all promises made so"),
    "filter_set": _("filter set"),
    "filters": _("filters"),
    "gold_feedback": _("told whether they were right"),
    "gold_least": _("checks that ought to be right, %"),
    "gold_share": _("gold checks, %"),
    "half": _("half"),
    "hash": _("hash"),
    "held_out": _("held-out items"),
    "item": _("item"),
    "items": _("items"),
    "keep": _("keep"),
    "keep_one": _("which near-duplicate stays"),
    "kind": _("kind"),
    "label": _("label"),
    "lease_minutes": _("minutes to answer"),
    "limit": _("labels that may be wrong, %"),
    "looks": _("rows to look at"),
    "machine_labels": _("models' labels"),
    "min_probability": _("least probability"),
    "method": _("method"),
    "most": _("people an item at most"),
    "most_calls": _("requests at most"),
    "n": _("number"),
    "name": _("name"),
    "needs_person": _("with what needs a person"),
    "note": _("note"),
    "number": _("number"),
    "overlap_people": _("people an item"),
    "overlap_share": _("asked of several, %"),
    "people": _("people"),
    "person_error": _("people are wrong, a share"),
    "procedure": _("procedure"),
    "question": _("question"),
    "reason": _("reason"),
    "recipe": _("recipe"),
    "reference_rule": _("right label"),
    "rejected": _("rejected"),
    "rests_on": _("rests on"),
    "reveal_after": _("model's word after the answer"),
    "risk": _("risk"),
    "role": _("role"),
    "rows": _("rows"),
    "rules": _("rules"),
    "run": _("run"),
    "seconds": _("seconds an answer"),
    "seed": _("seed"),
    "seed_commitment": _("seed commitment"),
    "skills": _("skills"),
    "suggestion": _("model's word before the answer"),
    "suggestion_seconds": _("seconds until it is shown"),
    "target_shares": _("shares of the target's labels"),
    "to": _("step"),
    "training": _("training"),
    "value": _("a wrong label costs, USD"),
    "verdict": _("verdict"),
    "with_models": _("models' labels join"),
    "wage": _("a person's hour, USD"),
    "wanted": _("wanted answer"),
    "weights": _("weights"),
}
#: Values that are codes, by the name of their detail.
VALUES = {
    "role": {"annotator": _("annotator"), "lead": _("lead"), "viewer": _("viewer")},
    "kind": {"documents": _("documents"), "triples": _("facts")},
    "reference_rule": {"one_blind": _("one blind answer"), "two_adjudicated": _("two blind answers")},
    "suggestion": {
        "hidden": _("hidden"),
        "shown": _("shown"),
        "delayed": _("after some seconds"),
        "asked": _("on demand"),
    },
    "rests_on": {
        "draft": _("people's answers by the draft"),
        "base": _("people's answers by the version in force"),
        "both": _("people's answers by both"),
    },
    "verdict": {"go": _("Go"), "no_go": _("No-go"), "too_few": _("Too few to say")},
    "reveal_after": {"never": _("never"), "asked": _("on demand"), "always": _("always")},
    "done_when": {
        "first": _("the first answer"),
        "majority": _("more than half agree"),
        "all": _("all agree"),
        "lead": _("a lead decides each"),
        "merge": _("two people revise"),
    },
    "because": {
        "labelled": _("rows with a model's label were added"),
        "relabelled": _("labels of rows that nobody had reviewed were changed, or given as references"),
        "codebook": _("another version of the codebook was published"),
        "seed": _("its seed was published, which ends its audit"),
        "again": _("a lead froze anew before any audit row was drawn"),
    },
}


#: Recorded as shares, and told in percent, as their names say.
PERCENT = frozenset({"audit_share", "gold_least", "gold_share", "limit", "overlap_share"})

#: The detail that says what people call the subject, where that is another number than its own.
CALLED = "number"


def _recipe(subject: str) -> str:
    """A run, "grade #3", or a recipe, by what people call the recipe; one of the project's own has its own name."""
    name, space, number = subject.partition(" #")
    return f"{gettext(ALL[name].title)}{space}{number}" if name in ALL else subject


#: What people call a subject that was recorded by an inner name: by the first word of the verb. Other apps add theirs.
SUBJECTS: dict[str, Callable[[str], str]] = {"run": _recipe, "recipe": _recipe}


def told(event: Event) -> str:
    """The event in words; one that has none yet by its code."""
    words = WORDS.get(event.verb)
    if words is None:
        return f"{event.verb} {event.subject}"
    number = event.detail.get(CALLED) or event.subject.rpartition(" ")[2]
    known = SUBJECTS.get(event.verb.partition(".")[0])
    return words % {"subject": known(event.subject) if known else event.subject, "number": number}


def details(event: Event) -> list[tuple[str, str]]:
    """What was recorded beside it, each with its name: yes and no, numbers and lists as people write them."""
    return [(_name(name), _value(name, value)) for name, value in event.detail.items() if name != CALLED]


def _name(name: str) -> str:
    return str(NAMES.get(name, name.replace("_", " ")))


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return ", ".join(f"{_name(part)} {_value(part, one)}" for part, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(name, one) for one in value)
    if value in (None, ""):
        return "–"
    if name in PERCENT:
        return f"{value * 100:.4g}"
    return str(VALUES.get(name, {}).get(str(value), value))
