import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.samples.actions import requests_of
from generation.management.finding import project_named
from generation.models import Sample


class Command(BaseCommand):
    help = (
        "Rebuild the requests that a sample was made and labelled by from what is stored, and compare them with what "
        "was sent. Sends nothing. Ends with 1 where one is not equal."
    )

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("sample", type=int, help="the sample's number")
        parser.add_argument("--json", action="store_true", help="print JSON, with the messages")

    def handle(self, *args, project: str, sample: int, **options):
        found = Sample.objects.filter(project=project_named(project), pk=sample).first()
        if found is None:
            raise CommandError(f"There is no sample {sample} in {project}.")
        rebuilt = requests_of(found, whole=True)
        if options["json"]:
            self.stdout.write(orjson.dumps({"sample": sample, "requests": rebuilt}).decode())
        else:
            self._say(rebuilt)
        if unequal := sum(not one["equal"] for one in rebuilt):
            raise CommandError(f"{unequal} of {len(rebuilt)} requests are not as they were sent.")

    def _say(self, rebuilt: list[dict]) -> None:
        if not rebuilt:
            self.stdout.write("No model was asked for this sample.")
        for one in rebuilt:
            self.stdout.write(f"run {one['run']}, {one['step']}: {'equal' if one['equal'] else 'not equal'}")
            self.stdout.write(f"  sent {one['sent_hash']}\n  rebuilt {one['rebuilt_hash'] or '–'}")
            for line in filter(None, (one["why"], *one["lines"])):
                self.stdout.write(f"  {line}")
