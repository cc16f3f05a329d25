from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from community import (
            acquaintance,
            attaching,
            events,
            holding,
            marking,
            mentioning,
            notifying,
            rerendering,
            rights,
            tagging,
        )
        from community.models import Thread
        from community.views.contributions import written_by
        from people import knowing
        from people.person_page import add_section
        from search.audiences import register_audience_provider

        add_section(written_by)
        register_audience_provider(rights.audiences)
        knowing.register(acquaintance.meets)
        events.post_edited.connect(holding.look_at_edit, dispatch_uid="holding.look_at_edit")
        events.post_shown.connect(mentioning.on_shown, dispatch_uid="community.mentioning")
        post_save.connect(tagging.stay_with_thread, sender=Thread, dispatch_uid="tags_of_a_moved_thread")
        attaching.connect()
        marking.connect()
        rerendering.follow()
        for name in (
            "thread_started", "post_written", "post_shown", "mentioned", "answer_accepted", "reacted",
            "member_changed", "moderated", "contributors_asked", "posts_moved",
        ):  # fmt: skip
            getattr(events, name).connect(getattr(notifying, name), dispatch_uid=f"community.notifying.{name}")
