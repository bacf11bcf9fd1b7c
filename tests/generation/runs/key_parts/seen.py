"""What a run has stored, as the tests of its key part read it: rows, samples, and what each request said and got."""

from collections import defaultdict
from collections.abc import Iterator

from generation.methods.steps import Draw
from generation.models import Call, PlannedRow, Run, Sample


class Seen:
    """A run that has ended. `rows` are those of its rounds, in their order; the set-up is apart."""

    def __init__(self, run: Run):
        self.run, self.params = run, run.params
        self.rows = list(run.rows.filter(round__gt=0).order_by("round", "index").select_related("source"))
        self.samples = list(run.samples.select_related("planned_row").order_by("pk"))
        self._calls: dict[int, list[Call]] = defaultdict(list)
        for call in Call.objects.filter(run=run, error="").order_by("pk"):
            self._calls[call.row_id].append(call)
        self._setup = run.rows.filter(round=0).first()

    @property
    def kept(self) -> list[PlannedRow]:
        """Rows of which something was accepted."""
        return [row for row in self.rows if row.accepted]

    def of_round(self, number: int) -> list[PlannedRow]:
        return [row for row in self.rows if row.round == number]

    def notes(self, number: int) -> dict:
        return self.run.rounds.get(number=number).notes

    def values(self, name: str) -> list[str]:
        """What the set-up froze of a dimension that rows are drawn from."""
        found = next(one for one in self.run.setup["scope"] if one["name"] == name)
        return [one["text"] for one in found["values"]]

    # -- Requests and their answers ------------------------------------------------------------------------------
    def calls(self, row: PlannedRow | None, step: str = "") -> list[Call]:
        """The answered requests of a row, or of the set-up; of the step called so, or of those that begin with it in
        their order: what was asked at once is stored as the answers come."""
        row = row or self._setup
        found = [call for call in self._calls[row.pk if row else 0] if step_of(call).startswith(step)]
        return sorted(found, key=step_of) if step else found

    def prompts(self, row: PlannedRow | None, step: str = "") -> list[str]:
        return [prompt_of(call) for call in self.calls(row, step)]

    def answers(self, row: PlannedRow | None, step: str) -> list[dict]:
        return [call.reply["answer"]["fields"] or {} for call in self.calls(row, step)]

    def asked(self, step: str = "") -> Iterator[tuple[Draw, str]]:
        """The draw of each row of which something was accepted, with what its requests of a step said."""
        for row in self.kept:
            yield from ((draw_of(row), prompt) for prompt in self.prompts(row, step))

    # -- Draws ---------------------------------------------------------------------------------------------------
    def pairs(self, *names: str) -> list[tuple[str, ...]]:
        """Of every row the values that were drawn of some dimensions, in the order of the plan."""
        return [tuple(drawn(row)[name] for name in names) for row in self.rows]

    def labelled(self) -> list[tuple[PlannedRow, str]]:
        """Each accepted row of a run that labels, with the label that it gave."""
        return [(row, row.candidates[0]["labels"][0]["label"]) for row in self.kept]


def step_of(call: Call) -> str:
    return call.template.partition("@")[0].partition(".")[2]


def prompt_of(call: Call) -> str:
    return "\n".join(message["content"] for message in call.request["messages"])


def system_of(call: Call) -> str:
    return "\n".join(one["content"] for one in call.request["messages"] if one["role"] == "system")


def draw_of(row: PlannedRow) -> Draw:
    return Draw.from_json(row.condition)


def drawn(row: PlannedRow) -> dict[str, str]:
    """The values that a row was drawn with."""
    return dict(map(tuple, row.condition["conditions"]))


def label_of(row: PlannedRow) -> str:
    """The label that a row was drawn for."""
    return next(iter(row.condition["labels"].values()), "")


def text_of(sample: Sample) -> str:
    return "\n".join(map(str, sample.fields.values()))
