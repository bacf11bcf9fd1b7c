import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotation.certificate.asking import enqueue_freeze
from annotation.models import ReviewPolicy
from annotation.queue.frames import policy_of
from annotation.review.actions import KEYS, set_policy, two_people_revise
from annotation.review.mix import mix_under
from annotation.review.policy_form import policy_errors
from generation.management.finding import project_named
from generation.models import Project

RULES = [field.name for field in ReviewPolicy._meta.fields if field.name not in KEYS]
WORDS = {"true": True, "yes": True, "false": False, "no": False}


class Command(BaseCommand):
    help = "Print how a project is reviewed, or change it: review_policy PROJECT gold_share=0.05 done_when=all"

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument(
            "--two-people", action="store_true",
            help="two people label, revise or discard each item (WANLI); adds the questions it needs to the draft",
        )  # fmt: skip
        parser.add_argument("rules", nargs="*", metavar="NAME=VALUE", help=", ".join(RULES))

    def handle(self, *args, project: str, rules: list[str], two_people: bool, **options):
        found = project_named(project)
        more = self._two_people(found) if two_people else {}
        policy = policy_of(found)
        for rule in rules:
            name, _is, value = rule.partition("=")
            if name not in RULES:
                raise CommandError(f"There is no rule “{name}”. There are: {', '.join(RULES)}.")
            setattr(policy, name, WORDS.get(value.lower(), value))
        if rules:
            self._save(policy)
        told = {name: getattr(policy, name) for name in RULES} | {"of_100": mix_under(policy).counts} | more
        self.stdout.write(orjson.dumps(told).decode())

    def _two_people(self, project: Project) -> dict:
        try:
            done = two_people_revise(project=project, lead=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return {"added": done.added, "draft": done.draft and done.draft.number}

    def _save(self, policy: ReviewPolicy) -> None:
        try:
            policy.clean_fields(exclude=["project"])  # text becomes numbers here
            policy_errors(policy)
        except ValidationError as error:
            said = "; ".join(f"{name}: {' '.join(why)}" for name, why in error.message_dict.items())
            raise CommandError(said) from error
        with transaction.atomic():
            set_policy(policy=policy, lead=None)
            if policy.audit_open:
                enqueue_freeze(policy.project)
