"""How an administrator deletes accounts: as people delete their own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.users.views.bulk_actions import DeleteBulkAction as WagtailDeleteBulkAction
from wagtail.users.views.users import DeleteView as WagtailDeleteView

from cms.above import above
from cms.templatetags.when import long_date
from library.refusals import NotAllowed
from people import leaving
from people.deletion_form import ANONYMISE, REMOVE, DeletionForm


class DeleteForm(DeletionForm):
    """How an administrator deletes somebody's account."""

    posts = forms.ChoiceField(
        label=_("What the person wrote in communities"),
        choices=[
            (ANONYMISE, _("stays, without the name. It says “former member” instead.")),
            (REMOVE, _("is removed: texts, earlier wordings, files and polls. Others’ answers to it stay.")),
        ],
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("later", _("In 14 days: the person gets a letter and can keep the account until then.")),
            ("now", _("Within minutes: the person asked for it, or it must not wait. Nobody can bring it back.")),
        ],
        initial="later",
        widget=forms.RadioSelect,
    )


class DeleteView(WagtailDeleteView):
    """Wagtail would delete the row, and with it the name only: what the person wrote would still tell it."""

    form_class = DeleteForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if above(request.user, self.object):  # Wagtail looks it up in `setup`
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"posts": ANONYMISE}

    def get_usage_url(self) -> None:
        """What points to a person is decided in each app's `personal_data`."""

    def form_valid(self, form: DeleteForm) -> HttpResponse:
        at_once = form.cleaned_data["when"] == "now"
        try:
            found = leaving.ask(user=self.object, removes_posts=form.cleaned_data["removes_posts"], at_once=at_once)
        except NotAllowed as refused:
            messages.error(self.request, refused.sentence)
            return redirect("wagtailusers_users:delete", self.object.pk)
        log(instance=self.object, action="people.deletion_asked", user=self.request.user)
        day = long_date(found.day)
        messages.success(
            self.request,
            _("The account is deleted within minutes.")
            if at_once
            else _("The account will be deleted on %(date)s.") % {"date": day},
        )
        return redirect(self.get_success_url())


class DeleteBulkAction(WagtailDeleteBulkAction):
    """As the page of one person does by default: in 14 days, posts stay without the name."""

    def get_execution_context(self) -> dict[str, Any]:
        return super().get_execution_context() | {"user": self.request.user}

    @classmethod
    def execute_action(cls, objects: Sequence[Any], user: Any = None, **_more: Any) -> tuple[int, int]:
        number = 0
        for person in objects:
            with suppress(NotAllowed):
                leaving.ask(user=person, removes_posts=False)
                log(instance=person, action="people.deletion_asked", user=user)
                number += 1
        return number, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(counter)s account will be deleted in %(days)s days.",
            "%(counter)s accounts will be deleted in %(days)s days.",
            num_parent_objects,
        ) % {"counter": num_parent_objects, "days": leaving.GRACE.days}
