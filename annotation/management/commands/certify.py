import orjson
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from annotation import reports
from annotation.certificate.actions import fill, freeze
from annotation.certificate.frames import current_snapshot
from annotation.certificate.pool import fill_pool, stop_reviewing
from annotation.certificate.readers import told_to
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.told import confidence_told
from annotation.models import Snapshot
from annotation.queue.refusals import Refused
from generation.management.finding import project_named
from generation.models import Project
from synthlab.drawing import at_most


class Command(BaseCommand):
    help = (
        "Freeze a snapshot (--freeze), print how many of its labels are wrong at most, or write what it takes to "
        "compute the certificate of a version again (--proof)."
    )

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--freeze", action="store_true", help="freeze a snapshot and open the audit")
        parser.add_argument(
            "--risk", type=float, default=0.05, help="with --freeze or --end-review: fixed from then on"
        )
        parser.add_argument(
            "--together", action="store_true", help="with --freeze: all promises made so share the risk"
        )
        parser.add_argument(
            "--procedure", choices=Snapshot.Procedure.values, default="A",
            help="with --freeze: A bounds all labels; B accepts those of low risk unseen, and takes --limit",
        )  # fmt: skip
        parser.add_argument(
            "--limit", type=float, help="with --procedure B: the share of all rows whose labels may be wrong"
        )
        parser.add_argument(
            "--claim", action="append", default=[], metavar="QUESTION=LABEL",
            help="with --freeze: promise this answer of a question with two labels, too",
        )  # fmt: skip
        parser.add_argument("--reference-rule", choices=Snapshot.ReferenceRule.values, default="one_blind")
        parser.add_argument(
            "--end-review", action="store_true",
            help="draw no further audits, and ask settled rows again; --risk is that of this second promise",
        )  # fmt: skip
        parser.add_argument("--proof", type=int, metavar="VERSION", help="to compute a version's again")
        parser.add_argument("--output", help="with --proof: a path, or - for standard output")
        parser.add_argument("--json", action="store_true", help="the result as a JSON line")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        if options["proof"] is not None:
            if not options["output"]:
                raise CommandError("--proof needs --output: a path, or - for standard output.")
            call_command("export", project, options["proof"], format="certificate", output=options["output"])
            return
        if options["end_review"]:
            self._end_review(found, options)
        elif options["freeze"]:
            self._freeze(found, options)
        elif current_snapshot(found) is None:
            raise CommandError("No snapshot is frozen yet: run it with --freeze first.")
        else:
            self._print(found, options["json"])

    def _freeze(self, project: Project, options: dict) -> None:
        if not 0 < options["risk"] <= 0.5:
            raise CommandError("--risk lies above 0 and is at most 0.5.")
        try:
            chosen = {name: options[name] for name in ("risk", "reference_rule", "together", "procedure", "limit")}
            chosen["claims"] = [
                dict(zip(("question", "wanted"), _halves(said), strict=True)) for said in options["claim"]
            ]
            snapshot = freeze(project=project, lead=None, **chosen)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        fill(snapshot=snapshot)
        snapshot.refresh_from_db()
        told = {"snapshot": snapshot.number, "population": snapshot.size, "seed_commitment": snapshot.seed_commitment}
        frozen = f"Snapshot {snapshot.number} of {snapshot.size:,} rows is frozen"
        words = f"{frozen}; seed commitment {snapshot.seed_commitment}."
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else words)

    def _end_review(self, project: Project, options: dict) -> None:
        if not 0 < options["risk"] <= 0.4:
            raise CommandError("--risk of --end-review lies above 0 and is at most 0.4.")
        try:
            recheck = stop_reviewing(project=project, lead=None, risk=options["risk"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        fill_pool(recheck=recheck)
        recheck.refresh_from_db()
        told = {"snapshot": recheck.snapshot.number, "pool": recheck.size, "risk": recheck.risk}
        words = f"Reviewing of snapshot {told['snapshot']} has ended; some of {recheck.size:,} rows are asked again."
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else words)

    def _print(self, project: Project, as_json: bool) -> None:
        fill(snapshot=current_snapshot(project))
        seen = reports.watermark(project)
        promise = certificate_report(project, {})
        reports.store(project, "certificate", promise, seen=seen)
        if as_json:
            self.stdout.write(orjson.dumps(told_to(promise, sees_labels=True)).decode())
            return
        estimate = "no audit yet" if promise["estimate"] is None else f"{promise['estimate']:.2%}"
        sure = confidence_told(promise["confidence"])
        self.stdout.write(
            f"At most {promise['at_most_wrong']:,} of {promise['population']:,} frozen labels are wrong and not found "
            f"({at_most(promise['bound'], 2)}), with {sure}% confidence at all times.\n"
            f"Estimate at the freeze: {estimate}. {promise['audits']} audits, {promise['unresolved']} rows unsettled."
        )
        if tail := promise.get("tail"):
            self._print_tail(tail)
        if again := promise["again"]:
            self.stdout.write(
                f"With what people got wrong: at most {again['at_most_wrong_in_all']:,} of {again['rows']:,} labels "
                f"({at_most(again['bound'], 2)}), with {confidence_told(again['confidence'])}% confidence; "
                f"{again['asked']} of {again['pool']:,} settled rows asked again."
            )

    def _print_tail(self, tail: dict) -> None:
        told = (
            f"{tail['rows']:,} labels of low risk are accepted unseen, at most {tail['may_be_wrong']:,} of them wrong; "
            f"{tail['to_review']:,} rows above them have still to be settled by people."
        )
        end = " Audits may end: more are not expected to spare anything." if tail["may_end"] else ""
        self.stdout.write(told + end)


def _halves(said: str) -> tuple[str, str]:
    question, _is, wanted = said.partition("=")
    return question, wanted
