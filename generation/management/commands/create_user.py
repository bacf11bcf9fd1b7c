import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.audit import record
from generation.models import User


class Command(BaseCommand):
    help = "Create a user who can sign in. The password is asked for, or read from standard input."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--email", default="")
        parser.add_argument("--admin", action="store_true", help="a site admin: acts as lead in every project")

    def handle(self, *args, name: str, email: str, admin: bool, **options):
        user = User(username=name, email=email, is_staff=admin, is_superuser=admin)
        password = read_password()
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        user.save()
        record(actor=None, verb="user.created", subject=name, admin=admin)
        self.stdout.write(f"{name} can sign in now.")


def read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords differ.")
    return password
