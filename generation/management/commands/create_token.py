from django.core.management.base import BaseCommand

from generation.management.finding import user_named
from generation.projects.actions import issue_token


class Command(BaseCommand):
    help = "Create an access token for a user and print it, and nothing else: it is shown this once."

    def add_arguments(self, parser):
        parser.add_argument("user")
        parser.add_argument("--name", default="command line", help="what it is for")

    def handle(self, *args, user: str, name: str, **options):
        _token, secret = issue_token(user=user_named(user, is_active=True), name=name[:80])
        self.stdout.write(secret)
