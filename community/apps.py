from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from community import events, mentioning, rerendering, rights
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
        events.post_shown.connect(mentioning.on_shown, dispatch_uid="community.mentioning")
        rerendering.follow()
