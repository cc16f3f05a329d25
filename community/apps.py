from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from community import rights, tagging
        from community.models import Thread
        from search.audiences import register_audience_provider

        register_audience_provider(rights.audiences)
        post_save.connect(tagging.stay_with_thread, sender=Thread, dispatch_uid="tags_of_a_moved_thread")
