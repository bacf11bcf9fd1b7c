import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.machine.asking import enqueue_score, notes_of
from annotation.models import Student
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Train the student, refresh the signals and the order of the queue. Prints how good the student is."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            job = enqueue_score(found)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        carry_out_shown(job, "rows written", as_json=options["json"])
        self.stdout.write(self._result(Student.objects.filter(project=found).first(), options["json"]))

    def _result(self, student: Student, as_json: bool) -> str:
        told = {name: student.metrics[name] for name in ("answers", "labels", "learned")}
        if as_json:
            return orjson.dumps({"rows": student.rows, "seconds": student.seconds, **told}).decode()
        answers = told["answers"]
        right = "no answers yet" if answers["value"] is None else f"{100 * answers['value']:.1f} % of {answers['n']}"
        lines = [
            f"{student.rows:,} rows in {student.seconds:.1f} s; right on answered rows: {right}",
            *notes_of(student),
        ]
        return "\n".join(lines)
