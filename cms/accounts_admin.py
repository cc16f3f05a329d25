"""Wagtail's administration of users for ours: one name, no first and last; the roles of each; nobody raises themselves
or others above their own rights; a new address and a deletion go the ways people go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import CreateView as WagtailCreateView
from wagtail.users.views.users import EditView as WagtailEditView
from wagtail.users.views.users import IndexView as WagtailIndexView
from wagtail.users.views.users import UserFilterSet as WagtailUserFilterSet
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from cms.above import above
from cms.deletion_admin import DeleteView
from cms.person_roles import Kind, people_who_are, roles_of_each
from people import changing_address
from search.audiences import sees_everything

_OVERSEES = _("sees closed communities")
_OVERSEES_HELP = _(
    "Reads and moderates every community, hidden ones included. For administrators; editors, reviewers and translators "
    "do their work without it."
)


class _Form:
    """What a giver does not have, they cannot give or take: the field stands there, and nothing sent for it counts."""

    fields: dict[str, Any]

    def keep_to_rights_of(self, giver: Any) -> None:
        for name, has in (("is_superuser", giver.is_superuser), ("is_staff", sees_everything(giver))):
            if name in self.fields and not has:
                self.fields[name].disabled = True


class UserEditForm(_Form, WagtailUserEditForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)
    is_staff = forms.BooleanField(label=_OVERSEES, help_text=_OVERSEES_HELP, required=False)

    class Meta(WagtailUserEditForm.Meta):
        fields = {"email", "name", "is_active", "is_staff", "is_superuser", "groups"}

    def __init__(self, *args: Any, giver: Any, **kwargs: Any) -> None:
        is_own = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        self.keep_to_rights_of(giver)
        self.address_before = self.instance.email
        if is_own:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("You change your own address on the page of your account.")
        else:
            self.fields["email"].help_text = _(
                "A new address counts when its owner has opened the letter we send there."
            )

    @property
    def new_address(self) -> str:
        """What the administrator wrote instead of the address the person signs in with, if anything."""
        written: str = self.cleaned_data.get("email", "").lower()
        return "" if written == self.address_before else written

    def save(self, commit: bool = True) -> Any:
        self.instance.email = self.address_before  # the verb changes it, `EditView`
        return super().save(commit)


class UserCreationForm(_Form, WagtailUserCreationForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)
    is_staff = forms.BooleanField(label=_OVERSEES, help_text=_OVERSEES_HELP, required=False)

    class Meta(WagtailUserCreationForm.Meta):
        fields = {"email", "name", "is_staff", "is_superuser", "groups"}

    def __init__(self, *args: Any, giver: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_to_rights_of(giver)


class UserFilterSet(WagtailUserFilterSet):
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Kind.choices, method="who_are")

    def who_are(self, users: QuerySet[Any], _name: str, kind: str) -> QuerySet[Any]:
        return people_who_are(kind, users)


def _in_words(user: Any) -> str:
    """Each kind once: which communities somebody facilitates is theirs and the communities' to tell."""
    shown = [role for role in user.roles if role.kind != Kind.MEMBER]
    words = [str(role) if role.kind == Kind.TRANSLATOR else str(role.kind.label) for role in shown]
    return ", ".join(dict.fromkeys(words))


class IndexView(WagtailIndexView):
    @cached_property
    def columns(self) -> list[Any]:
        columns = super().columns
        roles = Column("roles", label=_("Roles"), accessor=_in_words, width="20%")
        # In the place of Wagtail's "access level", which knows superusers and nobody else.
        return [roles if column.name == "is_superuser" else column for column in columns]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown = context["page_obj"].object_list
        roles = roles_of_each(shown)
        for user in shown:
            user.roles = roles[user.pk]
        return context


class CreateView(WagtailCreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"giver": self.request.user}


class EditView(WagtailEditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if above(request.user, self.object):  # Wagtail looks it up in `setup`
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"giver": self.request.user}

    def save_instance(self) -> Any:
        instance = super().save_instance()
        if self.form.new_address:
            waits = changing_address.by_administrator(user=instance, new_email=self.form.new_address)
            if waits:
                messages.info(
                    self.request, _("We have written to both addresses. The new one counts when it says yes.")
                )
        return instance


def check_bulk_action(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """Wagtail's hook `before_bulk_action`: what one account refuses, a hundred at once refuse, too.

    :raises PermissionDenied: see above
    """
    if action.model is UserViewSet.model and any(above(request.user, user) for user in objects):
        raise PermissionDenied


class UserViewSet(WagtailUserViewSet):
    """Users in the admin."""

    delete_view_class = DeleteView
    delete_template_name = "cms/admin/user_delete.html"
    filterset_class = UserFilterSet
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
