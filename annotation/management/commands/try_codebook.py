from dataclasses import asdict
from decimal import Decimal

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotation.models import Half, Trial, TrialSplit
from annotation.trials.actions.people import ask_people, withdraw
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import judge, price_of, try_draft, usable_split
from annotation.trials.api import try_json
from annotation.trials.asking import ring
from annotation.trials.frames import answered_items, trials_of
from annotation.trials.people import progress_of
from annotation.trials.shapes import no_gain
from annotation.trials.standing import Stage, standing
from annotation.trials.sweeps import step
from generation.codebooks.actions import saved_draft
from generation.codebooks.turned import turned_round
from generation.endpoints.chosen import endpoint_named
from generation.management.finding import budget_of, project_named, user_named
from generation.models import Codebook, Project, User
from generation.models.run import MOVING
from synthlab.drawing import interval, words

RESTS_ON = {
    "draft": "It rests on people's answers by the draft alone",
    "both": "It rests on people's answers by the draft where there are any, and by the version in force elsewhere",
    "base": "It rests on people's answers by the version in force",
}
USUAL = 100  # items of a half, where there are so many


class Command(BaseCommand):
    help = (
        "Try the draft of the codebook on answered items, ask people about them by it, or let the held-out ones judge."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("project")
        parser.add_argument("--items", type=int, help="items to try drafts on, where they are still to be drawn")
        parser.add_argument("--held-out", type=int, help="items held out, where they are still to be drawn")
        parser.add_argument("--seed", type=int, help="of the draw")
        parser.add_argument("--endpoint", default="", help="a name; not needed where the project has one endpoint")
        parser.add_argument("--recipe", default="annotate", help="a recipe that labels each item for itself")
        parser.add_argument("--budget", help="USD that both runs together may cost at most")
        parser.add_argument(
            "--judge", type=int, nargs="?", const=0, metavar="TRY", help="let the held-out items judge the draft of a "
            "try, once; without a number the last one",
        )  # fmt: skip
        parser.add_argument(
            "--ask", type=int, metavar="ITEMS", help="have so many items answered by people by the draft"
        )
        parser.add_argument(
            "--half", choices=Half.values, default=Half.DEVELOPMENT, help="whose items people are asked"
        )
        parser.add_argument("--each", type=int, default=1, help="answers to each item that people are asked")
        parser.add_argument("--person", action="append", default=[], help="a username; each who is named answers each")
        parser.add_argument("--withdraw", action="store_true", help="ask people no further about the half")
        parser.add_argument("--people", action="store_true", help="how many items of the half people have answered")
        parser.add_argument("--try", type=int, default=0, dest="number", help="whose draft people answer by; the last")
        parser.add_argument("--as", dest="by", help="the person in whose name; by default who created the project")
        parser.add_argument("--dry-run", action="store_true", help="show the price, and ask nothing")
        parser.add_argument("--json", action="store_true", help="the result as a JSON line")

    def handle(self, *args, project: str, **options) -> None:
        found = project_named(project)
        by, budget = user_named(options["by"]) if options["by"] else found.created_by, budget_of(options["budget"])
        try:
            trial = self._done(found, options, by, budget)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if trial:
            self._tell(carried_out(trial), options["json"])

    def _done(self, project: Project, options: dict, by: User, budget: Decimal | None) -> Trial | None:
        """The try that begins, where one does."""
        if options["ask"] is not None or options["withdraw"] or options["people"]:
            self._asked(self._chosen(project, options["number"]), options, by)
            return None
        if options["judge"] is not None:
            return self._judged(project, options["judge"], by, budget)
        return self._tried(project, options, by, budget)

    def _tried(self, project: Project, options: dict, by: User, budget: Decimal | None) -> Trial | None:
        draft = saved_draft(project)
        asked = {"endpoint": endpoint_named(project, options["endpoint"]), "recipe": options["recipe"], "params": {}}
        with transaction.atomic():
            split = self._split(project, options, by)
            for warning in turned_round(split.base.as_spec(), draft.as_spec()):
                self.stderr.write(warning)
            if options["dry_run"]:
                prices = price_of(split=split, half=Half.DEVELOPMENT, candidate=draft, **asked)
                low, high = (words(sum(float(one.usd[end]) for one in prices if one), "usd") for end in (0, 1))
                self.stdout.write(f"Between {low} and {high}; nothing was asked.")
                transaction.set_rollback(True)  # nor drawn
                return None
            trial = try_draft(project=project, by=by, budget_usd=budget, **asked)
            ring(trial)
        return trial

    def _split(self, project: Project, options: dict, by: User) -> TrialSplit:
        try:
            return usable_split(project)
        except ValidationError:
            current = Codebook.objects.current(project)
            half = min(len(answered_items(project, current)) // 2 if current else 0, USUAL)
            sizes = {"development": options["items"] or half, "held_out": options["held_out"] or half}
            return draw_split(project=project, by=by, seed=options["seed"], **sizes)

    def _judged(self, project: Project, number: int, by: User, budget: Decimal | None) -> Trial:
        trial = self._chosen(project, number)
        with transaction.atomic():
            judged = judge(trial=trial, by=by, budget_usd=budget)
            ring(judged)
        return judged

    def _chosen(self, project: Project, number: int) -> Trial:
        tries = trials_of(project).filter(half=Half.DEVELOPMENT)
        trial = (tries.filter(pk=number) if number else tries).first()
        if trial is None:
            raise CommandError(f"There is no try {number}." if number else "Nothing was tried yet.")
        return trial

    def _asked(self, trial: Trial, options: dict, by: User) -> None:
        """Ask people, or no further, and say how far they are: of the held-out half nothing else."""
        half, told = options["half"], {"try": trial.pk, "half": options["half"]}
        if options["withdraw"]:
            told["withdrawn"] = withdraw(trial=trial, by=by, half=half)
        if options["ask"] is not None:
            asked = {"items": options["ask"], "each": options["each"], "people": options["person"]}
            told["asked"] = len(ask_people(trial=trial, by=by, half=half, **asked))
        now = progress_of(trial, half)
        told |= asdict(now) | {"basis": now.basis}
        if options["json"]:
            self.stdout.write(orjson.dumps(told).decode())
        else:
            self.stdout.write(
                f"Try {trial.pk}: {now.answered} of {now.items} items of the {Half(half).label.lower()} are answered "
                f"by its draft; {now.waiting} answers wait for somebody, {now.held} are in somebody's hands."
            )

    def _tell(self, trial: Trial, as_json: bool) -> None:
        now = standing(trial)
        if as_json:
            self.stdout.write(orjson.dumps(try_json(trial) | {"report": trial.report}, default=str).decode())
        elif now.stage == Stage.DONE:
            self.stdout.write(_told(trial))
        if now.stage != Stage.DONE:
            raise CommandError(f"Try {trial.pk} is {now.stage}: {now.reason or 'raise its budget to go on.'}")


def carried_out(trial: Trial) -> Trial:
    """Work on a try in this process, until it is done or waits for somebody. Other workers may help."""
    from annotation.trials.actions.reckoning import reckon  # noqa: PLC0415 - pandas and scikit-learn, for this alone
    from generation.runs.actions.worker import work_on  # noqa: PLC0415 - brings in openai

    project = trial.split.project
    while (now := standing(trial)).moves:
        if now.stage == Stage.RECKONING:
            reckon(trial.pk)
        elif now.run.state in MOVING:
            work_on(now.run.pk)
        else:
            step(trial)
        trial = trials_of(project).get(pk=trial.pk)
    return trial


def _told(trial: Trial) -> str:
    report, gain = trial.report, trial.report["difference"]
    before, after = (words(report[when]["accuracy"]["value"], "percent") for when in ("before", "after"))
    limits = interval(gain["low"], gain["high"], "points")
    verdict = f" The held-out half says {trial.get_verdict_display().lower()}." if trial.verdict else ""
    if trial.verdict:
        verdict += f" {RESTS_ON[report['rests_on']]} ({report['by_candidate']} items with an answer by the draft)."
        verdict += f" {told}" if (told := no_gain(trial)) else ""
    others = "".join(f"\n{_other(one)}" for one in report.get("questions", ()))
    if report.get("kind", "label") != "label":
        return f"Try {trial.pk}: {_other(report)}{verdict}{others}"
    return (
        f"Try {trial.pk}: on {report['compared']} items the model agrees with people on {after}; by version "
        f"{trial.split.base.number} it was {before} ({words(gain['value'], 'points')} points, 95% interval {limits})."
        f"{verdict}{others}"
    )


def _other(report: dict) -> str:
    """A line on a further question."""
    before, after = (report[when].get("figures") or [report[when]["accuracy"]] for when in ("before", "after"))
    limits = interval(report["difference"]["low"], report["difference"]["high"], "points")
    name = before[0].get("id", "agreement").replace("_", " ")
    verdict = f" ({report['verdict'].replace('_', ' ')})" if report["verdict"] else ""
    return (
        f"{report['question']}: {name} {words(before[0]['value'])} → {words(after[0]['value'])} on "
        f"{report['compared']} items ({words(report['difference']['value'], 'points')} points, 95% interval {limits})"
        f"{verdict}."
    )
