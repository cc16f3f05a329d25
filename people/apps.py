from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from library import correspondence
        from people import (
            acts,
            badges,
            leaving,
            my_data,  # noqa: F401 - a file goes with its row
            renaming,
            seen,
            writing,
        )

        correspondence.register_rule(writing.check_rules)
        renaming.connect()
        acts.connect()
        badges.connect()
        user_logged_in.connect(leaving.remember_day, dispatch_uid="people.leaving.remember_day")
        user_logged_in.connect(seen.note_sign_in, dispatch_uid="people: seen at sign-in")
