from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default = True

    def ready(self) -> None:
        from cms import languages

        languages.trust_the_setting()


class RuteroUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, for people who have one name and sign in with an e-mail address."""

    user_viewset = "cms.accounts_admin.UserViewSet"
