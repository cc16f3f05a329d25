"""Wagtail's user forms for our user: one name, no first and last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm
from wagtail.users.views.users import EditView as WagtailEditView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from people import changing_address


class UserEditForm(WagtailUserEditForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(WagtailUserEditForm.Meta):
        fields = {"email", "name", "is_active", "is_superuser", "groups"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        is_own = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
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


class UserCreationForm(WagtailUserCreationForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Name"), max_length=120)

    class Meta(WagtailUserCreationForm.Meta):
        fields = {"email", "name", "is_superuser", "groups"}


class EditView(WagtailEditView):
    def save_instance(self) -> Any:
        instance = super().save_instance()
        if self.form.new_address:
            waits = changing_address.by_administrator(user=instance, new_email=self.form.new_address)
            if waits:
                messages.info(
                    self.request, _("We have written to both addresses. The new one counts when it says yes.")
                )
        return instance


class UserViewSet(WagtailUserViewSet):
    """Users in the admin."""

    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False) -> Any:
        return UserEditForm if for_update else UserCreationForm
