import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.filters.actions import check_dropped, effect_now, keep_filter_set
from annotation.filters.frames import drop_check, newest_basis, set_named, sets_of
from annotation.filters.shapes import rules_told
from annotation.filters.steps import at_told, step_named, steps_from
from generation.management.finding import project_named
from generation.models import Project


class Command(BaseCommand):
    help = "List filters and kept sets; with --step or --set say what a pipeline would leave out; --keep keeps it."

    def add_arguments(self, parser):
        add = parser.add_argument
        add("project")
        add(
            "--step",
            action="append",
            default=[],
            metavar="FILTER[=AT]",
            help="a filter; repeat it in their order; of a selection write without_selection=ID or only_selection=ID",
        )
        add("--set", default="", metavar="SET", help="begin with a kept filter set, by its number or name")
        add("--keep", metavar="NAME", help="keep the pipeline under this name; prints its number")
        add("--check", action="store_true", help="have people look at 20 rows that --set leaves out, drawn by chance")
        add("--json", action="store_true", help="print JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            if options["check"]:
                self._check(found, options)
                return
            steps = self._steps(found, options)
            if not steps and options["keep"] is None:
                self._list(found, options["json"])
                return
            told = self._effect(found, steps)
            kept = None
            if options["keep"] is not None:
                kept = keep_filter_set(project=found, by=None, name=options["keep"], steps=steps)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self._tell(told, kept.number if kept else None, options["json"])

    def _steps(self, project: Project, options: dict) -> list:
        begun = []
        if options["set"]:
            kept = set_named(project, options["set"])
            if kept is None:
                raise CommandError(f"There is no filter set “{options['set']}”.")
            begun = kept.steps
        return steps_from([*begun, *map(step_named, options["step"])])

    def _check(self, project: Project, options: dict) -> None:
        kept = set_named(project, options["set"]) if options["set"] else None
        if kept is None:
            raise CommandError("Say which kept filter set: --set NUMBER.")
        kept.project = project
        check_dropped(kept=kept, by=None)
        told = drop_check(kept)
        if options["json"]:
            self.stdout.write(orjson.dumps(told).decode())
            return
        share, line = told["false_drops"], f"{told['answered']} of {told['rows']} rows drawn by chance are answered"
        if share:
            line += f"; right although left out: {share['value']:.1%} ({share['low']:.1%} to {share['high']:.1%})"
        self.stdout.write(line)

    def _effect(self, project: Project, steps: list) -> dict:
        from annotation.filters.basis import filters_report  # noqa: PLC0415 - numpy; other commands start without it

        filters_report(project, {})
        told = effect_now(project, steps)
        if told is None:
            raise CommandError(f"The project {project.slug} has no published codebook.")
        return told

    def _list(self, project: Project, as_json_lines: bool) -> None:
        rules, sets = rules_told(newest_basis(project)), list(sets_of(project)[:100])
        if as_json_lines:
            kept = [{"number": one.number, "name": one.name, "steps": one.steps} for one in sets]
            self.stdout.write(orjson.dumps({"filters": rules, "sets": kept}).decode())
            return
        for rule in rules:
            at = "" if rule["at"] is None else f"={rule['at']:g}"
            self.stdout.write(f"{rule['filter']}{at}: {rule['line']}{' ' + rule['needs'] if rule['needs'] else ''}")
        for one in sets:
            self.stdout.write(f"set {one.number}, {one.name}: {', '.join(step['filter'] for step in one.steps)}")

    def _tell(self, told: dict, number: int | None, as_json_lines: bool) -> None:
        if as_json_lines:
            self.stdout.write(orjson.dumps({**told, "kept": number}).decode())
            return
        for step in told["steps"]:
            at = "" if step["at"] is None else f"={at_told(step['at'])}"
            self.stdout.write(f"{step['filter']}{at}: {step['dropped']} of {step['reach']} rows go")
        self.stdout.write(f"{told['rows']['after']} of {told['rows']['before']} rows stay")
        for warning in told["warnings"]:
            self.stdout.write(warning)
        if number is not None:
            self.stdout.write(f"kept as filter set {number}")
