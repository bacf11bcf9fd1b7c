from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.models import Project, Role, User
from generation.projects.actions import add_member


class Command(BaseCommand):
    help = "Make a user a member of a project."

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("user")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args, project: str, user: str, role: str, **options):
        found, person = Project.objects.filter(slug=project).first(), User.objects.filter(username=user).first()
        if found is None or person is None:
            raise CommandError(f"There is no project {project}." if found is None else f"There is no user {user}.")
        try:
            add_member(project=found, actor=None, user=person, role=role)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        self.stdout.write(f"{user} is {role} in {project}.")
