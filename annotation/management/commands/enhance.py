from decimal import Decimal

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.enhance.asking import SWITCH, USUAL_ROWS, job_of, put_back, start_enhancement, use
from annotation.enhance.labelling import model_to_ask, price_of_asking
from annotation.enhance.shapes import notes_of
from annotation.methods.enhancement.words import ENHANCEMENTS
from annotation.models import Enhancement
from generation import jobs
from generation.endpoints.chosen import endpoint_named
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named
from generation.models import Project


class Command(BaseCommand):
    help = "Have a method propose labels without people; use them for rows nobody has answered, or put them back."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("method", nargs="?", choices=list(ENHANCEMENTS), help="what is to propose labels")
        parser.add_argument("--sure", type=float, help="the least probability of a proposed label")
        parser.add_argument("--endpoint", help="the model that a method asks, by the name of its endpoint")
        parser.add_argument("--count", type=int, default=USUAL_ROWS, help="rows that it is asked about at most")
        parser.add_argument("--budget", type=Decimal, help="USD at most")
        parser.add_argument("--follows", type=int, metavar="ID", help="a finished round of FreeAL, to go on from")
        parser.add_argument("--price", action="store_true", help="say what asking will cost, and ask nothing")
        parser.add_argument("--use", type=int, metavar="ID", help="use the labels of this enhancement")
        parser.add_argument("--back", action="store_true", help="put back the labels that are in use")
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        if sum(bool(options[name]) for name in ("method", "use", "back")) != 1:
            raise CommandError("Say one of them: a method, --use ID or --back.")
        try:
            if options["method"] and options["price"]:
                self._price(found, options)
            elif options["method"]:
                self._make(found, options)
            elif options["use"]:
                self._use(found, options)
            else:
                self._back(found, options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem

    def _make(self, project: Project, options: dict) -> None:
        asked = None
        if options["endpoint"] is not None:
            asked = model_to_ask(endpoint_named(project, options["endpoint"]), options["count"], options["budget"])
        follows = self._known(project, options["follows"]) if options["follows"] is not None else None
        how = {"method": options["method"], "sure": options["sure"], "asked": asked, "follows": follows}
        made = start_enhancement(project=project, by=None, **how)
        carry_out_shown(job_of(made), "labels stored", as_json=options["json"])
        made.refresh_from_db()
        if made.run and made.state == Enhancement.State.RUNNING:
            told = {"id": made.pk, "run": made.run.pk, "count": made.run.count}
            line = f"Enhancement {made.pk}: run {made.run.pk} asks a model about {made.run.count:,} rows; "
            self._say(line + "a worker carries it out, and the proposals follow.", told, options["json"])
            return
        if made.state != Enhancement.State.DONE:
            raise CommandError(made.error)
        from annotation.enhance.audited import before_and_after  # noqa: PLC0415 - numpy, which other commands do without

        audited = before_and_after(made)
        if options["json"]:
            told = {"id": made.pk, "changed": made.changed, "audited": audited, "report": made.report}
            self.stdout.write(orjson.dumps(told).decode())
            return
        of = made.report["labelled"]
        self.stdout.write(f"Enhancement {made.pk}: {made.changed:,} of {of:,} labels would change. {_told(audited)}")
        if made.withheld:
            self.stdout.write(f"{made.withheld.rows:,} labels would be left out: selection {made.withheld.pk}.")
        if made.doubted:
            self.stdout.write(f"Its judge doubts {made.doubted.rows:,} labels: selection {made.doubted.pk}.")
        for note in notes_of(made):
            self.stdout.write(note)

    def _price(self, project: Project, options: dict) -> None:
        if options["endpoint"] is None:
            raise CommandError("Say which model would be asked: --endpoint NAME.")
        asked = {"method": options["method"], "count": options["count"]}
        price, rows = price_of_asking(project=project, endpoint=endpoint_named(project, options["endpoint"]), **asked)
        told = {"count": rows, "calls": price.calls, "usd": [float(end) for end in price.usd]}
        line = f"{rows:,} rows at most, {price.calls[0]:,} to {price.calls[1]:,} requests, "
        self._say(line + f"${price.usd[0]:.4f} to ${price.usd[1]:.4f}.", told, options["json"])

    def _use(self, project: Project, options: dict) -> None:
        made = self._known(project, options["use"])
        use(enhancement=made, by=None)
        self._switch(project, options["json"])
        self._say(f"The labels of enhancement {made.pk} are in use.", {"in_use": made.pk}, options["json"])

    def _known(self, project: Project, pk: int) -> Enhancement:
        made = Enhancement.objects.filter(project=project, pk=pk).select_related("project").first()
        if made is None:
            raise CommandError(f"There is no enhancement {pk} in this project.")
        return made

    def _back(self, project: Project, options: dict) -> None:
        made = Enhancement.objects.filter(project=project, in_use_at__isnull=False).select_related("project").first()
        if made is None:
            raise CommandError("No enhancement is in use.")
        put_back(enhancement=made, by=None)
        self._switch(project, options["json"])
        self._say("The labels that held before hold again.", {"in_use": None}, options["json"])

    def _switch(self, project: Project, as_json: bool) -> None:
        if job := jobs.open_job(SWITCH, f"project-{project.pk}"):
            carry_out_shown(job, "labels brought in line", as_json=as_json)

    def _say(self, words: str, told: dict, as_json: bool) -> None:
        self.stdout.write(orjson.dumps(told).decode() if as_json else words)


def _told(audited: dict) -> str:
    if audited["reason"]:
        return "No audit answers yet: nobody can say whether they are better."
    before, after = audited["before"], audited["after"]
    told = f"Right by {audited['n']} audited rows: {before['value']:.1%} before, {after['value']:.1%} after."
    if judged := audited.get("judged"):
        told += f" With its judge's word: {judged['value']:.1%} ({judged['low']:.1%} to {judged['high']:.1%})."
        told += "" if judged["enough"] else " Too few answers for that interval to be relied on."
    return told
