"""Runs a recipe as the engine does, in memory: set-up, batches, rows, gates in index order."""

from dataclasses import dataclass, field, replace
from random import Random

from generation.catalogue.prepared import Prepared
from generation.catalogue.recipe import Recipe
from generation.methods.allocators import Wanted
from generation.methods.conditions import Scope
from generation.methods.context import Context, Item
from generation.methods.draws import derive
from generation.methods.schedules.single_round import Batch, Stop, next_batch
from generation.methods.steps import Candidate, Demonstration, Draw, Outcome, Verdict, drive
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.duplicates import compared, compared_field
from generation.methods.verifiers.registry import ARRIVAL, BOUNDARY, verdicts
from generation.methods.verifiers.text_index import TextIndex

LABELS = ("World", "Sports", "Tech")
SPEC = TaskSpec.from_json(
    {
        "purpose": "Sort news by topic.",
        "role": "a news editor",
        "fields": [{"name": "text"}],
        "questions": [{"name": "topic", "labels": [{"name": name, "definition": f"About {name}."} for name in LABELS]}],
        "rules": [{"id": "R1", "text": "Money in sport is Sports.", "label": "Sports"}],
    }
)


@dataclass
class Made:
    """What a run came to."""

    context: Context
    rows: list[tuple[Draw, Candidate, list[Verdict]]] = field(default_factory=list)
    stopped: str = ""

    @property
    def accepted(self) -> list[tuple[Draw, Candidate]]:
        return [(draw, made) for draw, made, said in self.rows if all(v.action != "reject" for v in said)]

    @property
    def grown(self) -> list[Demonstration]:
        """What was accepted so far, as rows may show it."""
        name = self.context.question.name
        return [
            Demonstration(f"own-{i}", one.fields, {name: one.labels[0].label} if one.labels else {}, {"machine": True})
            for i, (_draw, one) in enumerate(self.accepted)
        ]

    @property
    def texts(self) -> list[str]:
        return [candidate.text for _draw, candidate in self.accepted]

    @property
    def labels(self) -> list[str]:
        return [candidate.labels[0].label for _draw, candidate in self.accepted]


def context_of(recipe: Recipe, count: int, **params) -> Context:
    return Context(SPEC, recipe.clean(params), count)


def run(
    recipe: Recipe, context: Context, model, seed: int = 1, items: list[Item] | None = None, largest: int = 64
) -> Made:
    """Run to the end; batches are settled one after the other, each planned from all before it."""
    prepared = set_up(recipe, context, model)
    context = prepared.context
    made, index, state = Made(context), TextIndex(), {}
    for imported in context.support:  # counts as what was accepted does
        index.add(compared(imported.fields, compared_field(prepared.gates)))
    batches: list[Batch] = []
    finished: list[Outcome] = []
    expected = prepared.candidates
    waiting = list(items or ()) * recipe.times(context.params)
    while not isinstance(rows := next_batch(context.count, batches, 16, largest=largest, expected=expected), Stop):
        rng = Random(derive(seed, "propose", 1, len(batches)))
        planned = sum(batch.rows for batch in batches)
        left = waiting[planned:][:rows]
        grown = made.grown if prepared.grows else ()
        proposal = prepared.propose(Wanted(rows, state, finished, items=left, grown=grown), rng)
        if not proposal.draws:
            break
        state, finished, total = proposal.state, [], 0
        for draw in proposal.draws:
            accepted, siblings = 0, []
            for candidate in drive(prepared.row(draw), model):
                said = settle(prepared, candidate, draw, index, siblings)
                made.rows.append((draw, candidate, said))
                accepted += all(v.action != "reject" for v in said)
            finished.append(Outcome(draw, accepted > 0, accepted))
            total += accepted
        batches.append(Batch(len(finished), total, settled=True))
    made.stopped = rows.reason if isinstance(rows, Stop) else "no_items"
    return made


def set_up(recipe: Recipe, context: Context, model) -> Prepared:
    """The recipe after its set-up calls, as its rows are drawn."""
    script = recipe.prepare(context).setup()
    return recipe.prepare(context if script is None else replace(context, scope=Scope(drive(script, model))))


def settle(
    prepared: Prepared, candidate: Candidate, draw: Draw, index: TextIndex, siblings: list[str]
) -> list[Verdict]:
    text = compared(candidate.fields, compared_field(prepared.gates))
    said = verdicts(prepared.gates, candidate, draw, prepared.context, index, when=ARRIVAL)
    if all(v.action != "reject" for v in said):
        said += verdicts(prepared.gates, candidate, draw, prepared.context, index, when=BOUNDARY, siblings=siblings)
    if all(v.action != "reject" for v in said):
        index.add(text)
        siblings.append(text)
    return said


def distinct_2(texts: list[str]) -> float:
    """DIST-2: unique word pairs of all word pairs."""
    pairs = [pair for text in texts for pair in zip(text.split(), text.split()[1:], strict=False)]
    return len(set(pairs)) / len(pairs)
