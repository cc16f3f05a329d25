"""The people of an edition, for editors: who is in its cohort, and what became of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from library.models import RouteEdition
from library.people_admin import account_chooser
from library.refusals import NotAllowed
from people import cohorts
from people.models import Invitation, Participation

SHOWN = 100  # participants a page
State = Participation.State


class AddForm(forms.Form):
    use_required_attribute = False
    person = forms.ModelChoiceField(
        label=gettext_lazy("Account"),
        queryset=get_user_model()._default_manager.filter(is_active=True),
        help_text=gettext_lazy("Search by name, or by the whole e-mail address. No account? Send an invitation."),
        error_messages={"required": gettext_lazy("Please choose an account.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].widget = account_chooser.widget_class()


class EditionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of an edition, for those who look after its people."""

    any_permission_required = ["add", "change", "delete"]
    header_icon = "group"
    model: Any = RouteEdition
    index_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.edition = get_object_or_404(RouteEdition.objects.named(), pk=kwargs["pk"])

    @property
    def cohort_url(self) -> str:
        return reverse("cohorts:edit", args=[self.edition.pk])

    def get_page_subtitle(self) -> str:
        return str(self.edition)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Cohorts")},
            {"url": self.cohort_url, "label": str(self.edition)},
        ]


class CohortView(EditionView):
    """POST `do`: `add` (`person`), `travelled`, `selected`, `withdrew` or `take_off` (`chosen`, several), or
    `all_travelled`."""

    template_name = "people/admin/cohort.html"
    page_title = gettext_lazy("Cohort")

    def participants(self) -> QuerySet[Participation]:
        rows = Participation.objects.filter(edition=self.edition).select_related("user", "invitation")
        return rows.order_by("user__name", "pk")

    def chosen(self) -> QuerySet[Participation]:
        numbers = [
            number
            for number in self.request.POST.getlist("chosen")
            if number.isascii() and number.isdigit() and len(number) < 19
        ]
        return self.participants().filter(pk__in=numbers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = Paginator(self.participants(), SHOWN).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "edition": self.edition,
            "page": page,
            "states": State,
            "add_form": kwargs.get("add_form") or AddForm(),
            "may_add": cohorts.may(user, "add"),
            "may_change": cohorts.may(user, "change"),
            "may_take_off": cohorts.may(user, "delete"),
            "may_invite": cohorts.may(user, "add", Invitation),
            "are_to_travel": any(row.state == State.SELECTED for row in page),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        what = request.POST.get("do", "")
        try:
            if what == "add":
                return self._add(request)
            if what == "take_off":
                return self._take_off(request)
            if what == "all_travelled":
                return self._change(self.participants().filter(state=State.SELECTED), State.TRAVELLED)
            if what in State.values:
                return self._change(self.chosen(), what)
        except NotAllowed as refusal:
            messages.error(request, refusal.sentence)
        return redirect(self.cohort_url)

    def _add(self, request: HttpRequest) -> HttpResponseBase:
        form = AddForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(add_form=form), status=422)
        try:
            row = cohorts.note_participant(edition=self.edition, person=form.cleaned_data["person"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
            return self.render_to_response(self.get_context_data(add_form=form), status=422)
        said = _("%(name)s is in this cohort: %(state)s.")
        messages.success(request, said % {"name": row.user.name, "state": row.get_state_display()})
        return redirect(self.cohort_url)

    def _change(self, rows: QuerySet[Participation], state: str) -> HttpResponseBase:
        changed = cohorts.change_state(participants=rows, state=state, by=self.request.user)
        if changed:
            said = ngettext("%(number)s participant: %(state)s.", "%(number)s participants: %(state)s.", changed)
            messages.success(self.request, said % {"number": changed, "state": State(state).label})
        else:
            messages.warning(self.request, _("Nothing changed: choose the people in the list first."))
        return redirect(self.cohort_url)

    def _take_off(self, request: HttpRequest) -> HttpResponseBase:
        rows = self.chosen()
        if rows and "sure" not in request.POST:
            return self.render_to_response(self.get_context_data(to_take_off=rows))
        number = cohorts.take_off(participants=rows, by=request.user)
        if number:
            said = ngettext("%(number)s person is off the list.", "%(number)s people are off the list.", number)
            messages.success(request, said % {"number": number})
        else:
            messages.warning(request, _("Nothing changed: choose the people in the list first."))
        return redirect(self.cohort_url)
