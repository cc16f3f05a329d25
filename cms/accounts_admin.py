"""Wagtail's user forms for our user: one name, no first and last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


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


class UserViewSet(WagtailUserViewSet):
    """Users in the admin."""

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
