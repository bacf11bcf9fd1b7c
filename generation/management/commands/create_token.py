from django.core.management.base import BaseCommand, CommandError

from generation.models import User
from generation.projects.actions import issue_token


class Command(BaseCommand):
    help = "Create an access token for a user and print it, and nothing else: it is shown this once."

    def add_arguments(self, parser):
        parser.add_argument("user")
        parser.add_argument("--name", default="command line", help="what it is for")

    def handle(self, *args, user: str, name: str, **options):
        found = User.objects.filter(username=user, is_active=True).first()
        if found is None:
            raise CommandError(f"There is no user called {user}.")
        _token, secret = issue_token(user=found, name=name[:80])
        self.stdout.write(secret)
