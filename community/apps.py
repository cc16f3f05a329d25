from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from community import events, holding, rights
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
        events.post_edited.connect(holding.look_at_edit, dispatch_uid="holding.look_at_edit")
