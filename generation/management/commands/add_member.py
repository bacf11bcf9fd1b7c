from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.management.finding import project_named, user_named
from generation.models import Role
from generation.projects.actions import add_member


class Command(BaseCommand):
    help = "Make a user a member of a project."

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("user")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args, project: str, user: str, role: str, **options):
        found = project_named(project)
        try:
            add_member(project=found, actor=None, user=user_named(user), role=role)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        self.stdout.write(f"{user} is {role} in {project}.")
