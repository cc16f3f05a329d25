"""Inviting people into a cohort, for editors: by a link, or by a letter to each, which is shown before it is sent."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from library.refusals import NotAllowed
from people import cohorts, inviting
from people.invitation_forms import LettersForm, LinkForm
from people.models import Invitation
from people.views.cohort import EditionView
from search.reader import reading_language

SHOWN = 50  # invitations a page


class CohortInvitationsView(EditionView):
    """POST `do`: `link`, `preview`, `change` (back from the preview), `send`; or `revoke` with a number."""

    any_permission_required = ["add", "change"]
    template_name = "people/admin/cohort_invitations.html"
    page_title = gettext_lazy("Invitations")
    header_icon = "mail"

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Invitation)

    @property
    def url(self) -> str:
        return reverse("cohorts:invitations", args=[self.edition.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": self.url, "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Invitation.objects.filter(edition=self.edition).select_related("created_by")
        rows = rows.prefetch_related("participations__user")
        user = self.request.user
        return {
            "edition": self.edition,
            "page": Paginator(rows, SHOWN).get_page(self.request.GET.get("p")),
            "link_form": LinkForm(),
            "letters_form": LettersForm(initial={"language": reading_language()}),
            "may_invite": cohorts.may(user, "add", Invitation),
            "may_revoke": cohorts.may(user, "change", Invitation),
        } | super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "revoke" in request.POST:
            return self._revoke(request)
        what = request.POST.get("do", "")
        if what == "link":
            return self._link(request)
        if what in ("preview", "change", "send"):
            return self._letters(request, what)
        return redirect(self.url)

    def _shown(self, *, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context), status=status)

    def _revoke(self, request: HttpRequest) -> HttpResponseBase:
        number = request.POST["revoke"]
        if number.isascii() and number.isdigit() and len(number) < 19:
            rows = Invitation.objects.filter(edition=self.edition).select_related("edition__route")
            invitation = rows.filter(pk=number).first()
            if invitation is not None:
                try:
                    inviting.revoke(invitation=invitation, by=request.user)
                except NotAllowed as refusal:
                    messages.error(request, refusal.sentence)
                else:
                    messages.success(request, _("The invitation is withdrawn: its link lets nobody in any more."))
        return redirect(self.url)

    def _link(self, request: HttpRequest) -> HttpResponseBase:
        form = LinkForm(request.POST)
        form.is_valid()
        given = form.cleaned_data
        try:
            _made, token = inviting.invite_by_link(
                edition=self.edition,
                by=request.user,
                uses=given.get("uses") or 0,
                days=given.get("days") or 0,
                submission=given.get("submission"),
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.sentence)
            return self._shown(link_form=form, status=403)
        except ValidationError as error:
            form.take_errors(error)
            return self._shown(link_form=form, status=422)
        # Shown in the answer itself: afterwards only its hash is there.
        address = reverse("members:invitation", kwargs={"token": token})
        return self._shown(new_url=request.build_absolute_uri(address))

    def _letters(self, request: HttpRequest, what: str) -> HttpResponseBase:
        form = LettersForm(request.POST)
        form.is_valid()
        given = form.cleaned_data
        if what == "change":
            again = {name: value for name, value in given.items() if name != "submission"}
            return self._shown(letters_form=LettersForm(initial=again))
        wanted = {
            "edition": self.edition,
            "by": request.user,
            "lines": given.get("lines", ""),
            "language": given.get("language", ""),
            "days": given.get("days") or 0,
        }
        try:
            if what == "preview":
                return self._shown(preview=inviting.letters_to(**wanted), letters_form=form)
            made = inviting.invite_by_letters(**wanted, submission=given.get("submission"))
        except NotAllowed as refusal:
            form.add_error(None, refusal.sentence)
            return self._shown(letters_form=form, status=403)
        except ValidationError as error:
            form.take_errors(error)
            return self._shown(letters_form=form, status=422)
        if made:
            sent = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", len(made))
            messages.success(request, sent % {"number": len(made)})
        else:
            messages.warning(request, _("No letter was sent: everybody has an invitation or is in the cohort."))
        return redirect(self.url)
