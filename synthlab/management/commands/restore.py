import tarfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Unpack a backup into an empty data folder (SYNTHLAB_DATA_DIR)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **_options):
        if (settings.DATA_DIR / "synthlab.sqlite3").exists():
            raise CommandError(f"{settings.DATA_DIR} holds a database already; restore into an empty folder.")
        try:
            with tarfile.open(path, "r:gz") as archive:
                names = archive.getnames()
                if "synthlab.sqlite3" not in names:
                    raise CommandError(f"{path} is no backup of SynthLab: it holds no synthlab.sqlite3.")
                # The key that was made on starting this command gives way to the one the backup's secrets need.
                archive.extractall(settings.DATA_DIR, filter="data")
        except (tarfile.TarError, OSError) as problem:
            raise CommandError(f"{path} cannot be read: {problem}") from problem
        self.stdout.write(f"Restored {len(names)} entries. Start with `serve`.")
