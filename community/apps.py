from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from community import attaching, marking, rights
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
        attaching.connect()
        marking.connect()
