from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from community import rights
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
