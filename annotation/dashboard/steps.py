"""What to do next: a few rules, from what is there and from the stored numbers."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.dashboard.frames import Facts
from generation.models import Project, Role

SHOWN = 4
ENOUGH_AUDITS = 100


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    action: str
    url: str


def next_steps(project: Project, facts: Facts, data: dict) -> list[Step]:
    """The next few steps for the person's role, the most urgent first."""
    if project.my_role == Role.VIEWER:
        return []
    if project.my_role == Role.ANNOTATOR:
        return [_answer_items(project, data)] if facts.samples and facts.codebook else []
    rules = (_begin, _write, _plan, _decide, _changed, _label, _score, _review, _audit, _overlap, _cut)
    steps = [step for rule in rules if (step := rule(project, facts, data))]
    return steps[:SHOWN]


def _step(project: Project, title: str, text: str, action: str, name: str) -> Step:
    return Step(title, text, action, reverse(name, args=[project.slug]))


def _begin(project: Project, facts: Facts, data: dict) -> Step | None:
    if not facts.codebook:
        text = _("It tells people and models alike what is asked: labels, definitions, examples, edge rules.")
        return _step(project, _("Write the codebook"), text, _("Open the codebook"), "generation:codebook-list")
    if not facts.samples:
        text = _("Import texts, with or without labels.")
        return _step(project, _("Bring in data"), text, _("Import a file"), "generation:import-list")
    return None


def _write(project: Project, facts: Facts, data: dict) -> Step | None:
    if facts.samples or not facts.codebook:
        return None
    if facts.endpoint:
        text = _("A model writes texts with labels from the codebook; the prompt and the price come first.")
        return _step(project, _("Let a model write texts"), text, _("Plan a run"), "generation:run-create")
    text = _("With a model at hand, texts can be written from the codebook too. The simulated one needs no key.")
    return _step(project, _("Or add a model"), text, _("Open the endpoints"), "generation:endpoint-list")


def _plan(project: Project, facts: Facts, data: dict) -> Step | None:
    if facts.plan is None:
        return None
    text = _("A model proposes what to do next; nothing is spent on it before you agree.")
    url = reverse("generation:plan-detail", args=[project.slug, facts.plan])
    return Step(_("A plan waits for you"), text, _("Look at the proposal"), url)


def _decide(project: Project, facts: Facts, data: dict) -> Step | None:
    waiting = data.get("queue", {}).get("flagged", 0)
    if not waiting:
        return None
    title = ngettext("%(n)d item waits for your decision", "%(n)d items wait for your decision", waiting)
    text = _("People flagged them or could not agree.")
    return _step(project, title % {"n": waiting}, text, _("Decide"), "annotation:flagged")


def _changed(project: Project, facts: Facts, data: dict) -> Step | None:
    if not facts.judges_changed:
        return None
    text = _("Since another model, another version of the codebook or some day the figures differ by more than chance.")
    title = _("A model agrees with people otherwise than before")
    return _step(project, title, text, _("Look at the change"), "annotation:judges")


def _label(project: Project, facts: Facts, data: dict) -> Step | None:
    if not facts.samples or facts.machine_labels:
        return None
    text = _("A model labels the texts by the codebook; people then look only at the ones that seem wrong.")
    return _step(project, _("Let a model label the texts"), text, _("Plan a run"), "generation:run-create")


def _score(project: Project, facts: Facts, data: dict) -> Step | None:
    samples = data.get("samples", {})
    if not facts.machine_labels or (facts.student and samples.get("scored")):
        return None
    text = _("The student is trained and every row gets its suspicion, so that the queue begins with likely errors.")
    return _step(project, _("Find the suspicious rows"), text, _("Go to the signals"), "annotation:signals")


def _review(project: Project, facts: Facts, data: dict) -> Step | None:
    if not facts.samples or not facts.codebook:
        return None
    return _answer_items(project, data)


def _answer_items(project: Project, data: dict) -> Step:
    given = data.get("answers", {}).get("total", 0)
    title = _("Review the rows that look wrong") if given else _("Answer the first items")
    text = _("The queue hands out the most suspicious first; each answer makes the next choice better.")
    return _step(project, title, text, _("Open the queue"), "annotation:review")


def _audit(project: Project, facts: Facts, data: dict) -> Step | None:
    if not facts.machine_labels:
        return None
    if not facts.audit:
        if _settled(facts, data) >= ENOUGH_AUDITS:
            return None
        text = _("Only rows drawn at random tell how many labels are right; rows that look wrong cannot.")
        return _step(project, _("Open an audit"), text, _("Review settings"), "annotation:policy")
    if facts.seed_published:
        text = _("The seed of snapshot %(number)d is published, which ended its audit. A new snapshot begins another.")
        text %= {"number": facts.snapshot}
        return _step(project, _("Freeze anew"), text, _("Open the certificate"), "annotation:certificate")
    if _settled(facts, data) >= ENOUGH_AUDITS:
        return None
    return _step(project, _("Go on with the audit"), _how_far(facts, data), _("Open the queue"), "annotation:review")


def _settled(facts: Facts, data: dict) -> int:
    """Random rows that are settled, of the snapshot that is open: stored numbers of one before it say nothing of it."""
    audit = data.get("audit")
    return audit["answered"] if audit and audit["snapshot"] == facts.snapshot else 0


def _how_far(facts: Facts, data: dict) -> str:
    if facts.snapshot is None:
        return _("From about a hundred random rows on the interval becomes useful.")
    if (data.get("audit") or {}).get("snapshot") != facts.snapshot:
        told = _(
            "Snapshot %(number)d is new: its audit counts from zero, and its random rows are not counted here yet. "
            "From about a hundred on the interval becomes useful."
        )
        return told % {"number": facts.snapshot}
    told = _(
        "%(n)d random rows of snapshot %(number)d are settled; from about a hundred on the interval becomes useful."
    )
    return told % {"n": _settled(facts, data), "number": facts.snapshot}


def _overlap(project: Project, facts: Facts, data: dict) -> Step | None:
    answers, agreement = data.get("answers", {}), data.get("agreement", {})
    if facts.overlap or answers.get("people", 0) < 2 or agreement.get("alpha", {}).get("items"):
        return None
    text = _("Let a share of the items go to a second person, so that you see how clear the codebook is.")
    return _step(project, _("Measure agreement"), text, _("Review settings"), "annotation:policy")


def _cut(project: Project, facts: Facts, data: dict) -> Step | None:
    if not data.get("samples", {}).get("labels"):
        return None
    title = _("Cut a new version") if facts.versions else _("Cut the first version")
    text = _("Freeze rows, labels and parts with a hash and a dataset card, and download them.")
    return _step(project, title, text, _("Choose the rows"), "annotation:version-create")
