import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.joined.asking import in_use, job_of, propose, take_back, use
from annotation.models import Joining
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named
from generation.models import Project


class Command(BaseCommand):
    help = "Reckon what joining several answers to an item by a method would change, and with --use put it to use."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--method", choices=Joining.Method.values, default=Joining.Method.DAWID_SKENE)
        parser.add_argument("--with-models", action="store_true", help="models' labels join as annotators")
        parser.add_argument("--confidence", type=float, default=0.95, help="least posterior of a label that holds")
        parser.add_argument("--below", choices=Joining.Below.values, default=Joining.Below.PERSON)
        parser.add_argument("--most", type=int, default=5, help="people an item at most")
        parser.add_argument("--use", action="store_true", help="put it to use")
        parser.add_argument("--take-back", action="store_true", help="take the rule in use back instead")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            made = self._back(found, options) if options["take_back"] else self._joined(found, options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        told = {"id": made.pk, "state": made.state, **made.told}
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))

    def _joined(self, project: Project, options: dict) -> Joining:
        rule = {name: options[name] for name in ("method", "with_models", "confidence", "below", "most")}
        made = _carried_out(propose(project=project, by=None, **rule), options)
        return _carried_out(use(joining=made, by=None), options) if options["use"] else made

    def _back(self, project: Project, options: dict) -> Joining:
        rule = in_use(project)
        if rule is None:
            raise CommandError("No rule is in use.")
        return _carried_out(take_back(joining=rule, by=None), options)


def _carried_out(made: Joining, options: dict) -> Joining:
    carry_out_shown(job_of(made), "rows joined", as_json=options["json"])
    made.refresh_from_db()
    if made.state == Joining.State.FAILED:
        raise CommandError(made.error)
    return made


def _in_words(told: dict) -> str:
    if told.get("reason"):
        return told["reason"]
    outcome = ", ".join(f"{name} {count:,}" for name, count in told["outcome"].items())
    lines = [f"Rule {told['id']} ({told['state']}), {told['method']}: {outcome}.", *told["notes"]]
    return "\n".join([*lines, *map(_known, told["known"])])


def _known(one: dict) -> str:
    if not one["n"]:
        return f"  {one['of']}: none with several answers, so nothing says how right it is there"
    return (
        f"  {one['of']}: right {_share(one['before'])} by votes, {_share(one['after'])} by the rule, n = {one['n']:,}"
    )


def _share(share: dict) -> str:
    return f"{share['value']:.1%} ({share['low']:.1%} to {share['high']:.1%}; {share['undecided']:,} undecided)"
