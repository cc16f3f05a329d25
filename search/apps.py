from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from . import checks, listening, registry  # noqa: F401 - registers the system checks

        registry.discover()
        for source in registry.sources():
            listening.listen_for(source)
