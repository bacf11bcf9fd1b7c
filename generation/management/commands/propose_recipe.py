import time

import orjson
from celery import current_app
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from generation.adding import before_adding
from generation.agent.actions.lifecycle import agree, close_plan, open_plan, raise_budget, refuse, try_again
from generation.agent.actions.replay import replay_plan
from generation.agent.api import detail_json
from generation.agent.doorbell import ring_agent
from generation.agent.frames import THINK, plans_of, said
from generation.agent.sweeps import wake
from generation.agent.words import figures
from generation.catalogue.agent.turns import PILOT, Proposal, Seen
from generation.children import carry_out
from generation.endpoints.chosen import endpoint_named
from generation.jobs import is_free, open_job
from generation.management.commands.generate import params_of
from generation.management.finding import MISREAD, budget_of, project_named
from generation.models import Plan, PlanState, Project
from generation.runs.doorbell import ring_workers
from generation.watching import EVERY_S


class Command(BaseCommand):
    help = (
        "Let a model propose a recipe. It asks questions and stops; say --agree to start the pilot or the run that it "
        "proposes. Works in this process; other workers may help."
    )

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("goal", nargs="?", default="", help="what is wanted; the codebook's purpose unless said")
        parser.add_argument("--count", type=int, help="samples that the run is to accept")
        parser.add_argument("--budget", help="USD of everything; with --plan alone: raised; with --agree: of that step")
        parser.add_argument("--endpoint", default="", help="a name; not needed where the project has one endpoint")
        parser.add_argument("--plan", type=int, help="a plan that was begun, to be answered")
        parser.add_argument("--turn", type=int, metavar="N", help="the proposal that --agree or --refuse answers")
        parser.add_argument("--agree", action="store_true", help="to what it proposes: this starts a pilot or the run")
        parser.add_argument("--run", action="store_true", help="with --agree: the run, though a pilot was proposed")
        parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="another setting")
        parser.add_argument("--refuse", metavar="REASON", help="it proposes again, knowing why")
        parser.add_argument("--again", action="store_true", help="let one that is stuck go on")
        parser.add_argument("--close", action="store_true")
        parser.add_argument(
            "--replay",
            action="store_true",
            help="say a plan's turns again from the stored answers, with the project as it is now; asks nobody",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        if options["replay"]:
            self._replay(self._plan(found, options["plan"]))
            return
        try:
            plan = self._answered(found, options) if options["plan"] else self._opened(found, options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self._work(plan)
        self._say(plans_of(found).get(pk=plan.pk), options["json"])

    def _opened(self, project: Project, options: dict) -> Plan:
        if options["count"] is None or options["budget"] is None:
            raise CommandError("Say --count and --budget, or --plan.", returncode=MISREAD)
        with transaction.atomic():
            plan = open_plan(
                project=project,
                goal=options["goal"],
                count=options["count"],
                budget_usd=budget_of(options["budget"]),
                endpoint=endpoint_named(project, options["endpoint"]),
                by=None,
            )
            ring_agent(plan)
        return plan

    def _plan(self, project: Project, number: int | None) -> Plan:
        plan = plans_of(project).filter(pk=number).first()
        if plan is None:
            raise CommandError(f"There is no plan {number}." if number else "Say --plan.")
        return plan

    def _replay(self, plan: Plan) -> None:
        found = replay_plan(plan)
        for step, lines in found.changed.items():
            self.stdout.write(f"Question {step} would be put in other words now:")
            self.stdout.writelines(f"  {line}\n" for line in lines)
        since = "The project or its recipes have changed since." if found.changed else ""
        if found.differs:
            why = since or "Each question up to there is as it was sent, so what differs is how answers are read."
            raise CommandError(f"Not the same after {found.turns} turns: {found.differs}. {why}")
        told = f"Plan {plan.pk}: all {found.turns} turns follow again from what the model answered."
        self.stdout.write(f"{told} {since}".strip())

    def _answered(self, project: Project, options: dict) -> Plan:
        plan, turn = self._plan(project, options["plan"]), options["turn"]
        if turn is None and (options["agree"] or options["refuse"] is not None):
            last = max(plan.turns.values_list("number", flat=True), default=0)
            raise CommandError(f"Say which proposal you answer: --turn {last} is the last word now.")
        answers = options["agree"] or options["refuse"] is not None or options["again"] or options["close"]
        with transaction.atomic():
            if options["budget"] is not None and not answers:
                raise_budget(plan=plan, by=None, budget_usd=budget_of(options["budget"]))
            elif options["agree"]:
                ring_workers(agree(plan=plan, turn=turn, by=None, **self._corrections(plan, options)))
            elif options["refuse"] is not None:
                refuse(plan=plan, turn=turn, by=None, reason=options["refuse"])
                ring_agent(plan)
            elif options["again"] and try_again(plan=plan, by=None):
                ring_agent(plan)
            elif options["close"]:
                close_plan(plan=plan, by=None)
        return plan

    def _corrections(self, plan: Plan, options: dict) -> dict:
        """What is said in place of what was proposed."""
        proposal, changed = said(plan)[-1].turn, params_of(options["param"])
        settings = dict(proposal.settings) | changed if changed and isinstance(proposal, Proposal) else None
        step = {"do": "run"} if options["run"] else {}
        return step | {"settings": settings, "count": options["count"], "budget_usd": budget_of(options["budget"])}

    def _work(self, plan: Plan) -> None:
        """All that is agreed to, until it is a person's turn; a worker that is faster does the same."""
        from generation.runs.actions.worker import work_on  # noqa: PLC0415 - brings in openai and numpy

        plan.refresh_from_db()
        if plan.run_id and plan.state in (PlanState.PILOT, PlanState.AGREED):
            work_on(plan.run_id)
            plan.refresh_from_db()
        if plan.state == PlanState.PILOT:
            wake(plan)
        self._think(plan)

    def _think(self, plan: Plan) -> None:
        """Under the lease of its job, as workers do: two that think at once would pay for each answer twice."""
        current_app.loader.import_default_modules()  # the tasks register their handlers
        while job := open_job(THINK, str(plan.pk)):
            if is_free(job.pk):
                carry_out(job.pk)
            else:
                time.sleep(EVERY_S)

    def _say(self, plan: Plan, as_json: bool) -> None:
        if as_json:
            self.stdout.write(orjson.dumps(detail_json(plan), default=str).decode())
            return
        turns = said(plan)
        simulated = ", simulated" if plan.asked["simulated"] else ""
        state = plan.get_state_display()
        self.stdout.write(f"Plan {plan.pk}: {state} ({plan.calls} of {plan.most_calls} requests{simulated}).")
        if plan.reason:
            self.stdout.write(plan.reason)
        for one in turns[-2:]:
            if isinstance(one.turn, Seen):
                self._say_seen(one)
            elif isinstance(one.turn, Proposal):
                self._say_proposal(plan, one.stored.number, one.turn)
        if plan.state == PlanState.AGREED:
            self.stdout.write(
                f"Run {plan.run_id} is {plan.run.state}: {plan.run.accepted} of {plan.run.count} accepted."
            )

    def _say_seen(self, one) -> None:
        for line in figures(one):
            self.stdout.write(f"  {line.title}: {line.found} {line.note} ({line.wanted}: {line.verdict})")

    def _say_proposal(self, plan: Plan, number: int, proposal: Proposal) -> None:
        for text in (proposal.said, *proposal.problems):
            if text:
                self.stdout.write(text)
        if not proposal.recipe:
            self.stdout.write(f"It proposes nothing. Say --turn {number} --refuse REASON, or --close.")
            return
        usd = proposal.price.get("usd", (0, 0))
        what = "a pilot" if proposal.do == PILOT else "the run" if proposal.do == "run" else "nothing after the pilot"
        settings = f" with {dict(proposal.settings)}" if proposal.settings else ""
        self.stdout.write(f"It proposes {what} of {proposal.recipe}{settings}: {proposal.why}")
        for warning in before_adding(plan.project):
            self.stdout.write(warning)
        self.stdout.write(f"${usd[0]:.4f} to ${usd[1]:.4f}. Nothing is generated before you agree:")
        answer = f"propose_recipe {plan.project.slug} --plan {plan.pk}"
        self.stdout.write(f"  {answer} --turn {number} --agree | --refuse REASON")
        self.stdout.write(f"  {answer} --close")
