"""What members send and editors decide, in the admin: the page of one such thing, and its addresses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from library.refusals import NotAllowed


class DecideView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """GET shows the thing. POST calls `decide`; what it refuses is said above the page, which keeps the text."""

    any_permission_required = ["change"]
    index_url_name = ""
    model: Any = None
    keeps = ""
    """The field of the form whose text comes back after a refusal."""
    object: Any

    def decide(self, request: HttpRequest) -> HttpResponseBase:
        """Carry out what was chosen; where to go then.

        :raises NotAllowed, ValidationError: with sentences for the editor
        """
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.decide(request)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        self.object.refresh_from_db()
        return self.render_to_response(self.get_context_data(**{self.keeps: request.POST.get(self.keeps, "")}))


class DecidedViewSet(ModelViewSet):
    """They come from the site: here they are read and decided, never written."""

    add_to_admin_menu = True
    form_fields = ["state"]
    ordering = ["-created_at"]
    copy_view_enabled = False
    decide_view_class: Any = None

    @cached_property
    def decide_view(self) -> Any:
        return self.construct_view(self.decide_view_class)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.decide_view, name="edit"),
        ]
