"""Which labels are easily confused with a label: asked of the model, from the list of labels given.

AttrPrompt, Yu et al. 2023 (arXiv 2306.15895), step 3: the five most similar labels of each label. Where there are no
more others than wanted, all of them are similar and nothing is asked.
"""

from dataclasses import dataclass, replace

from generation.methods.conditions import LISTED_LATER, SIMILAR, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.schemas import list_schema
from generation.methods.steps import Answer, Ask, Decoding, Script, asked_all
from generation.methods.taskspec import QuestionSpec
from generation.methods.templates import Template

WHICH = Template(
    "values.similar_labels",
    1,
    "{task}",
    "Which labels are most easily confused with one label? Name the {count} most similar ones, from this list only: "
    "{others}.\nLabel: {label}",
)


def others(question: QuestionSpec, label: str) -> list[str]:
    """Return the verbalizers of all other labels, in the codebook's order."""
    return [row.verbalizer for row in question.labels if row.name != label]


def ask_similar(task: str, question: QuestionSpec, label: str, count: int) -> Ask:
    """Ask for the `count` labels most similar to `label`."""
    choices = others(question, label)
    spoken = question.label(label).verbalizer
    messages = WHICH.render(task=task, label=spoken, count=str(count), others=", ".join(choices))
    decoding = Decoding(temperature=1.0, max_tokens=400)
    return Ask(f"similar/{label}", messages, list_schema("labels", choices), decoding, WHICH.ref)


def read_similar(answer: Answer, question: QuestionSpec, label: str, count: int) -> list[str]:
    """Return at most `count` label names, none twice and not `label` itself; [] for a reply of no use."""
    named = [question.name_of(text) for text in (answer.fields or {}).get("labels", [])]
    return [name for name in dict.fromkeys(named) if name and name != label][:count]


@dataclass(frozen=True)
class SimilarLabels:
    """At most `count` similar labels of each label, which prompts name and second readings choose from."""

    count: int = bounded(5, least=0, most=10)

    names = ()
    slots = {}

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope if self.chooses(kit) else self.grown(kit, {})

    def expected(self, kit: Kit) -> Scope:
        return self.grown(kit, {label: [LISTED_LATER] for label in self.missing(kit)})

    def listing(self, kit: Kit) -> Script[Scope]:
        """Ask for those of each label that has none yet."""
        wanted, named = self.missing(kit), {}
        if wanted and self.chooses(kit):
            task, question = kit.header(), kit.question
            answers = yield from asked_all([ask_similar(task, question, label, self.count) for label in wanted])
            told = zip(wanted, answers, strict=True)
            named = {label: read_similar(answer, question, label, self.count) for label, answer in told}
        return self.grown(kit, named)

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return ()

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        asked = len(self.missing(kit)) if self.chooses(kit) else 0
        return asked, asked

    def chooses(self, kit: Kit) -> bool:
        """Whether there are more labels than can all be similar, so that the model has to choose."""
        return self.count < len(kit.question.labels) - 1

    def missing(self, kit: Kit) -> list[str]:
        """The labels whose similar ones are not known yet."""
        scope = kit.context.scope
        return [one.name for one in kit.question.labels if self.count and not scope.similar_to(one.name)]

    def grown(self, kit: Kit, named: dict[str, list[str]]) -> Scope:
        """The scope with the similar labels that were named; where there was no choice, all others are similar."""
        scope, wanted, labels = kit.context.scope, self.missing(kit), [row.name for row in kit.question.labels]
        if not wanted:
            return scope
        if not self.chooses(kit):
            named = {label: [other for other in labels if other != label] for label in wanted}
        values = tuple(Value(text, label, source="model") for label in wanted for text in named[label])
        fresh = Dimension("similar-labels", "Similar labels", SIMILAR, depends_on_label=True)
        old = next(iter(scope.of_kind(SIMILAR)), fresh)
        others = (one for one in scope.dimensions if one.kind != SIMILAR)
        return Scope((*others, replace(old, values=(*old.values, *values))))
