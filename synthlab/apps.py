from django.apps import AppConfig

from synthlab.logs import send_to_stdlib


class SynthlabConfig(AppConfig):
    name = "synthlab"

    def ready(self) -> None:
        send_to_stdlib()
