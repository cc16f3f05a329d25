from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from community import events, notifying, rights
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
        for name in (
            "thread_started", "post_written", "post_shown", "mentioned", "answer_accepted", "reacted",
            "member_changed", "moderated",
        ):  # fmt: skip
            getattr(events, name).connect(getattr(notifying, name), dispatch_uid=f"community.notifying.{name}")
