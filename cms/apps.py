from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default = True

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import PageViewRestriction

        from cms import languages
        from cms.models import StandardPage
        from cms.templatetags import outline

        languages.trust_the_setting()
        for signal in (post_save, post_delete):
            for model in (StandardPage, PageViewRestriction):
                signal.connect(outline.forget, sender=model, dispatch_uid=f"cms: menus, {model.__name__}")


class RuteroUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, for people who have one name and sign in with an e-mail address."""

    user_viewset = "cms.accounts_admin.UserViewSet"
