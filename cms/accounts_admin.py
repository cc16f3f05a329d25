"""Wagtail's users in the admin: one name, no first and last; deleted as people delete themselves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.bulk_actions import DeleteBulkAction as WagtailDeleteBulkAction
from wagtail.users.views.users import DeleteView as WagtailDeleteView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from cms.templatetags.when import long_date
from library.refusals import NotAllowed
from people import leaving
from people.deletion_form import ANONYMISE, REMOVE, DeletionForm


class UserEditForm(WagtailUserEditForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(WagtailUserEditForm.Meta):
        fields = {"email", "name", "is_active", "is_superuser", "groups"}


class UserCreationForm(WagtailUserCreationForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(WagtailUserCreationForm.Meta):
        fields = {"email", "name", "is_superuser", "groups"}


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


class UserViewSet(WagtailUserViewSet):
    """Users in the admin."""

    delete_view_class = DeleteView
    delete_template_name = "cms/admin/user_delete.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
