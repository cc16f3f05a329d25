"""What members adapted of a case: all of it, telling of one's own, changing and withdrawing it, and its photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Window
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from library import adaptations, adapting, keeping
from library.adapt_form import AdaptForm, initial_of
from library.cards import language_facts
from library.models import Adaptation, CasePage
from library.refusals import NotAllowed
from library.views.finding import case_or_404, crumbs_of
from search.reader import reading_language

A_PAGE, ON_CASE = 20, 3


def on_case(case: CasePage, user: Any) -> dict[str, Any]:
    """What a case's own page says of its adaptations: how many are shown, and the newest. One query, and one for the
    building blocks of `case` where they were not fetched."""
    rows = Adaptation.objects.visible_to(user).filter(practice=case.translation_key).shown()
    shown = list(rows.select_related("author").annotate(number_of_all=Window(Count("*")))[:ON_CASE])
    return {
        "count": shown[0].number_of_all if shown else 0,
        "cards": adaptations.cards(shown, case=case, user=user, blocks=dict(adapting.blocks_of(case)) if shown else {}),
    }


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    case = case_or_404(request, slug)
    rows = Adaptation.objects.visible_to(request.user).filter(practice=case.translation_key).select_related("author")
    page = Paginator(rows, A_PAGE).get_page(
        request.GET.get("page") or _page_with(request.GET.get("adaptation", ""), rows)
    )
    blocks = dict(adapting.blocks_of(case))
    context = {
        "page": case,
        "adaptations": adaptations.cards(list(page), case=case, user=request.user, blocks=blocks),
        "page_of_adaptations": page,
    }
    return render(request, "library/adaptations.html", context | _around(case))


def _page_with(number: str, rows: QuerySet[Adaptation]) -> int:
    """The page of the list that has this adaptation, which the search knows by its number; else the first."""
    wanted = rows.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 19 else None
    if wanted is None:
        return 1
    is_newer = Q(created_at__gt=wanted.created_at) | Q(created_at=wanted.created_at, pk__gt=wanted.pk)
    return rows.filter(is_newer).count() // A_PAGE + 1


@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: HttpRequest, slug: str) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        return _kept_for_sign_in(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    case = case_or_404(request, slug)
    if request.method != "POST":
        kept = keeping.kept(request)
        return _form_page(request, case, _form(case, initial=kept or {}), was_kept=bool(kept))
    form = _form(case, request.POST, request.FILES)
    form.is_valid()
    try:
        made = adapting.record(
            case=case,
            author=request.user,
            page_language=reading_language(),
            submission=form.cleaned_data.get("submission"),
            **form.given(),
        )
    except (NotAllowed, ValidationError) as error:
        return _refused(request, case, form, error)
    keeping.forget(request)
    messages.success(
        request, _("Thank you! When an editor has read it, everybody can see it. You see it here already.")
    )
    return redirect(f"{reverse('library:adaptations', args=[case.slug])}#adaptation-{made.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    if request.method == "POST" and not request.user.is_authenticated:
        return _kept_for_sign_in(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    case, found = _own(request, slug, pk)
    if request.method != "POST":
        kept = keeping.kept(request)
        form = _form(case, initial=initial_of(found) | (kept or {}), current=found)
        return _form_page(request, case, form, current=found, was_kept=bool(kept))
    form = _form(case, request.POST, request.FILES, current=found)
    form.is_valid()
    try:
        adapting.revise(
            adaptation=found,
            case=case,
            author=request.user,
            page_language=reading_language(),
            without_photo=bool(form.cleaned_data.get("without_photo")),
            **form.given(),
        )
    except (NotAllowed, ValidationError) as error:
        return _refused(request, case, form, error, current=found)
    keeping.forget(request)
    messages.success(request, _("Your changes are saved. An editor reads them before others see them."))
    return redirect(f"{reverse('library:adaptations', args=[case.slug])}#adaptation-{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Asks once, then takes it back."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    case, found = _own(request, slug, pk)
    if request.method != "POST":
        context = {"page": case, "adaptation": _card(request, case, found)}
        return render(request, "library/adaptation_withdraw.html", context | _around(case))
    adapting.withdraw(adaptation=found, author=request.user)
    messages.success(request, _("It is withdrawn: nobody sees it any more, and its text and photo are deleted."))
    return redirect("library:adaptations", slug=case.slug)


@require_safe
def photo(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    found = _visible(request, slug, pk) or _to_decide_about(request, pk)
    if found is None or not found.photo:
        raise Http404
    try:
        file = found.photo.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg", filename=f"{slug}-{pk}.jpg")
    response["Cache-Control"] = "private, max-age=300"
    return response


def _visible(request: HttpRequest, slug: str, pk: int) -> Adaptation | None:
    if pk >= 2**63:
        return None
    rows = Adaptation.objects.visible_to(request.user).select_related("author")
    return rows.filter(pk=pk, code__iexact=slug).first()


def _to_decide_about(request: HttpRequest, pk: int) -> Adaptation | None:
    """For editors, whose form in the admin shows the photo of one that waits."""
    if pk >= 2**63 or not request.user.has_perm("library.change_adaptation"):
        return None
    return Adaptation.objects.exclude(state=Adaptation.State.WITHDRAWN).filter(pk=pk).first()


def _own(request: HttpRequest, slug: str, pk: int) -> tuple[CasePage, Adaptation]:
    """:raises Http404: for somebody else's, too"""
    found = _visible(request, slug, pk)
    if found is None or found.author_id != request.user.pk:
        raise Http404
    return case_or_404(request, slug), found


def _card(request: HttpRequest, case: CasePage, found: Adaptation) -> dict[str, Any]:
    blocks = dict(adapting.blocks_of(case))
    return adaptations.cards([found], case=case, user=request.user, blocks=blocks)[0]


def _around(case: CasePage) -> dict[str, Any]:
    return {"crumbs": crumbs_of(case), "case_language": language_facts(case.locale.language_code)}


def _kept_for_sign_in(request: HttpRequest) -> HttpResponseBase:
    """The session was lost, or never there: the text waits until the person has signed in."""
    keeping.keep(request)
    messages.warning(request, _("Please sign in. Your text is kept and waits for you here."))
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _form(case: CasePage, *args: Any, current: Adaptation | None = None, **kwargs: Any) -> AdaptForm:
    return AdaptForm(*args, blocks=adapting.blocks_of(case), current=current, **kwargs)


def _refused(
    request: HttpRequest, case: CasePage, form: AdaptForm, error: Exception, *, current: Adaptation | None = None
) -> HttpResponse:
    if isinstance(error, NotAllowed):
        form.add_error(None, error.sentence)
        return _form_page(request, case, form, current=current, status=403)
    form.take_errors(error)  # type: ignore[arg-type]
    return _form_page(request, case, form, current=current, status=422)


def _form_page(
    request: HttpRequest,
    case: CasePage,
    form: AdaptForm,
    *,
    current: Adaptation | None = None,
    was_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "library/adapt.html",
        {"page": case, "form": form, "current": current, "was_kept": was_kept} | _around(case),
        status=status,
    )
