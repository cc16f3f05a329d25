from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from people import seen

        user_logged_in.connect(seen.note_sign_in, dispatch_uid="people: seen at sign-in")
