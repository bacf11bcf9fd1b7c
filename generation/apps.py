from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Generation")

    def ready(self) -> None:
        from generation.agent.sweeps import wake_plans  # noqa: PLC0415 - models are loaded only now
        from generation.runs.sweeps import book_given_up  # noqa: PLC0415 - as above
        from generation.sweeper import SWEEPS  # noqa: PLC0415 - as above

        SWEEPS.extend([wake_plans, book_given_up])
