import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.learning.shapes import warning, ways
from annotation.machine.asking import set_training, training_of
from generation.management.finding import project_named
from generation.methods.students.words import TRAINING_WORDS

REASONS = {
    "no_codebook": "The project has no published codebook that asks for a label.",
    "no_answers": "Too few rows are answered to test a student on: 20 are needed, of two labels.",
}


class Command(BaseCommand):
    help = "Say what weights and trainings do to a student, held against people's answers; or set how it learns."

    def add_arguments(self, parser):
        parser.add_argument("project")
        known = ["plain", *TRAINING_WORDS]
        parser.add_argument("--training", choices=known, help="how the project's student learns from the next score on")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        if options["training"]:
            self._set(found, options["training"].replace("plain", ""))
            return
        from annotation.learning.report import learning_report  # noqa: PLC0415 - pandas, which other commands do without

        told = learning_report(found, {})
        if told["reason"]:
            raise CommandError(REASONS[told["reason"]])
        told |= {"ways": ways(told), "warning": warning(told)}
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))

    def _set(self, project, training: str) -> None:
        try:
            set_training(project=project, training=training, by=None)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(f"The student learns by: {training_of(project) or 'plain'}.")


def _in_words(told: dict) -> str:
    plain, drawn = told["plain"], "" if told["warning"] else ", drawn by chance"
    lines = [f"Plain student: {plain['value']:.1%} right on {told['n']:,} checked rows{drawn}."]
    if told["warning"]:
        lines.append(told["warning"])
    for one in told["ways"]:
        if one["why"]:
            lines.append(f"{one['id']:>16}  {one['why']}")
            continue
        gain = one["difference"]
        figures = f"{gain['value']:+.1%} ({gain['low']:+.1%} to {gain['high']:+.1%})"
        lines.append(f"{one['id']:>16}  {figures}  {one['tested']}".rstrip())
    return "\n".join(lines)
