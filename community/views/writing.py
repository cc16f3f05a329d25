"""What the forms in which a post is written have in common: preview, drafts, what they open with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from community import composing, drafting, rights
from community.cards import author_name
from community.forms import ReplyForm
from community.models import Community, Draft, Post, Thread
from community.quoting import quote_of
from library.cards import listed
from library.refusals import NotAllowed
from people.languages_read import languages_written_by
from search import languages
from search.normalising import without_controls
from search.reader import reading_language

Form = TypeVar("Form", bound=ReplyForm)
_MOST_NAMES = 8  # in the list of completion
_WORDS_NAMED = 5  # in a message


@dataclass(slots=True)
class Opening:
    """What a form opens with. `drafts`: other texts of the same place, to choose from. `is_draft`: it shows one."""

    initial: dict[str, Any] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    is_draft: bool = False


def opening(request: HttpRequest, place: str, *, kept: dict[str, Any] | None = None, text: str = "") -> Opening:
    """The text of a lost session, else a draft, else `text` (a quote, the post that is edited). One query.

    A quote comes below what the draft holds: asking for one loses nothing.
    """
    if not request.user.is_authenticated:
        return Opening(initial=kept or {})
    drafts = drafting.drafts_in(place, request.user)
    chosen = next((one for one in drafts if str(one.pk) == request.GET.get("draft")), drafts[0] if drafts else None)
    if kept or chosen is None:
        return Opening(initial=kept or ({"text": text} if text else {}), drafts=drafts)
    others = [one for one in drafts if one is not chosen]
    return Opening(initial=initial_of(chosen), drafts=others, is_draft=True)


def initial_of(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "text": draft.text,
        "language": draft.language,
        "draft": draft.pk,
        "draft_version": draft.version,
        "version": draft.base or None,
    }


def preselected(request: HttpRequest) -> dict[str, str]:
    """What a form opens with for somebody who writes one of the site's languages only. Who writes several has each text
    guessed: what is chosen before would be sent by mistake."""
    written = _written(request)
    return {"language": written[0]} if len(written) == 1 else {}


def default_language(request: HttpRequest) -> str:
    """Of a text that does not show its language: the page's, unless its writer says that they write others."""
    page, written = reading_language(), _written(request)
    return page if page in written or not written else written[0]


def _written(request: HttpRequest) -> list[str]:
    return [code for code in languages_written_by(request.user) if code in settings.LANGUAGE_CODES]


def quoted(request: HttpRequest, thread: Thread) -> str:
    """What `?quote=<post>` asks to have in the form; "" when there is no such post for this reader in this thread."""
    number = request.GET.get("quote", "")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return ""
    posts = Post.objects.visible_to(request.user).filter(thread=thread, pk=number).select_related("author")
    post = posts.first()
    return quote_of(post) if post else ""


def opening_of_reply(request: HttpRequest, thread: Thread, kept: dict[str, Any] | None) -> Opening:
    quote = "" if kept else quoted(request, thread)
    found = opening(request, drafting.place_of_reply(thread), kept=kept, text=quote)
    if quote and found.is_draft and quote not in found.initial["text"]:
        found.initial["text"] = f"{found.initial['text'].rstrip()}\n\n{quote}"
    return found


def compose_context(community: Community, place: str, found: Opening | None = None) -> dict[str, Any]:
    """For community/parts/writing.html and drafts.html."""
    return {
        "compose_place": place,
        "mentionable_url": reverse("community:mentionable", kwargs={"slug": community.slug}),
        "other_drafts": found.drafts if found else [],
        "is_draft": bool(found and found.is_draft),
    }


def _number(text: Any) -> int | None:
    return int(text) if text and str(text).isascii() and str(text).isdecimal() and len(str(text)) < 19 else None


def draft_of(request: HttpRequest) -> int | None:
    """The draft that the form was filled from, or grew into."""
    return _number(request.POST.get("draft"))


def is_for_later(request: HttpRequest) -> bool:
    """Whether the form is to be looked at (`preview`) or kept (`keep`), not sent."""
    return bool({"preview", "keep"} & request.POST.keys())


def unsent(request: HttpRequest, sent: Form, shown: Form, community: Community, *, post: Post | None = None) -> Form:
    """`shown`, which is the form as it was `sent`, with the files that came with it: a browser would not keep them."""
    try:
        sent.keep_files(by=request.user, community=community, post=post)
    except (ValidationError, NotAllowed) as refusal:
        for sentence in refusal.messages if isinstance(refusal, ValidationError) else [refusal.sentence]:
            messages.error(request, sentence)
    shown.take_over_files(sent)
    return shown


def for_later(
    request: HttpRequest,
    form: ReplyForm,
    *,
    place: str,
    community: Community,
    thread: Thread | None = None,
    post: Post | None = None,
) -> tuple[dict[str, Any], HttpResponse | None]:
    """Keep or show what is in `form`, which takes no notice of mistakes: nothing is sent yet.

    :returns: context for the page (`preview`), and the answer for the script of the preview, which wants that part only
    """
    if "keep" in request.POST:
        draft, is_another = drafting.save_draft(
            user=request.user,
            place=place,
            text=request.POST.get("text", ""),
            title=request.POST.get("title", ""),
            language=request.POST.get("language", ""),
            draft=draft_of(request),
            version=_number(request.POST.get("draft_version")) or 0,
            base=_number(request.POST.get("version")) or 0,
        )
        if draft is None:
            messages.info(request, _("There is nothing to keep: the text is empty."))
        else:
            form.initial.update({"draft": draft.pk, "draft_version": draft.version})
            messages.success(request, _("Kept as a draft. It waits for you here."))
        if is_another:
            messages.warning(request, _("There is another draft of this, from another tab. Both are kept."))
        return {}, None
    text = without_controls(request.POST.get("text", ""))[: 2 * 50_000]
    language = request.POST.get("language", "")
    if language not in settings.LANGUAGE_CODES:
        default = thread.language if thread else reading_language()
        language = languages.guess(text, default=default, among=settings.LANGUAGE_CODES)
    composed = composing.compose(text, language=language, community=community, thread=thread, post=post)
    context = {
        "preview": mark_safe(composed.html),
        "preview_language": language,
        "preview_unknown": sentence_about(composed.unknown),
    }
    if request.headers.get("X-Part") == "preview":
        return context, render(request, "community/parts/preview.html", context)
    return context, None


def sentence_about(names: tuple[str, ...]) -> str:
    """That nobody is told of these names; "" without any."""
    if not names:
        return ""
    shown = listed([f"@{name}" for name in names[:_WORDS_NAMED]])
    return ngettext(
        "%(names)s is no member who can read this, so nobody is told. It stays in your text as you wrote it.",
        "%(names)s are no members who can read this, so nobody is told. They stay in your text as you wrote them.",
        len(names),
    ) % {"names": shown}


def tell_about_names(request: HttpRequest, post: Post | None) -> None:
    """After something was written: who is not told of it."""
    if post is not None and (sentence := sentence_about(composing.unmentioned(post))):
        messages.warning(request, sentence)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Where the script keeps what somebody types. JSON: `draft`, `version` (null when there is nothing to keep),
    `said`: a sentence."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"said": _("You are signed out. Your text is still here: send it, and sign in.")}, status=403
        )
    place = request.POST.get("place", "")
    if not drafting.is_place(place):
        return JsonResponse({"said": _("The draft could not be kept. Please copy your text.")}, status=422)
    kept, is_another = drafting.save_draft(
        user=request.user,
        place=place,
        text=request.POST.get("text", ""),
        title=request.POST.get("title", ""),
        language=request.POST.get("language", ""),
        draft=draft_of(request),
        version=_number(request.POST.get("draft_version")) or 0,
        base=_number(request.POST.get("version")) or 0,
    )
    said = _("Draft kept") if kept else ""
    if is_another:
        said = _("There is another draft of this, from another tab. Both are kept.")
    return JsonResponse({"draft": kept.pk if kept else None, "version": kept.version if kept else 0, "said": said})


@require_POST
@login_required
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw a draft away, and go back to its form."""
    if draft_id < 2**63:
        drafting.discard(user=request.user, draft=draft_id)
    messages.success(request, _("The draft is gone."))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "community:index")


@require_safe
def mentionable(request: HttpRequest, slug: str) -> JsonResponse:
    """`?q=`: members of the community whose name has words that begin so. JSON: `people`, each with `name` and `text`,
    what stands in the text for them. `thread`: its id, for those who may read it. For who may write here."""
    community = Community.objects.visible_to(request.user).filter(slug=slug).first()
    refusal = JsonResponse({"people": []}, status=403)
    if community is None:
        return refusal
    try:
        rights.check_can_write(request.user, community)
    except NotAllowed:
        return refusal
    number = _number(request.GET.get("thread"))
    thread = Thread.objects.visible_to(request.user).filter(pk=number, community=community).first() if number else None
    query = " ".join(without_controls(request.GET.get("q", "")).split())[:60]
    people = composing.mentionable(community, thread).exclude(pk=request.user.pk).filter(name__icontains=query)
    # Those whose name begins with it come first; databases order scripts differently, so the order is made here.
    found = list(people.order_by("pk").values_list("pk", "name")[:200])
    found.sort(key=lambda row: (not row[1].casefold().startswith(query.casefold()), row[1]))
    found = found[:_MOST_NAMES]
    names = [name for _pk, name in found]
    doubled = set(
        composing.mentionable(community, thread)
        .filter(name__in=names)
        .values_list("name", flat=True)
        .annotate(bearers=Count("pk"))
        .filter(bearers__gt=1)
    )
    return JsonResponse({"people": [{"name": name, "text": _as_written(pk, name, doubled)} for pk, name in found]})


def _as_written(pk: int, name: str, doubled: set[str]) -> str:
    if name in doubled or any(character in "[]*_`<>\\" for character in name) or not name[:1].isalpha():
        return f"@[{''.join(c for c in name if c not in '[]')}]({pk})"
    return f"@{name}"


def parts(request: HttpRequest, thread: Thread, posts: Any) -> Any:
    """Which of the posts this reader may edit or quote: no query."""
    from community.views.part import Part

    if not request.user.is_authenticated:
        return Part()
    may_write = rights.refusal_to_reply(request.user, thread) is None
    moderates = rights.facilitates(request.user, thread.community) and not thread.community.is_archived
    is_member = rights.is_member(request.user, thread.community)
    return Part(
        of_posts={
            post.pk: {
                "can_quote": may_write,
                "can_edit": moderates
                or (may_write and (post.author_id == request.user.pk or (post.is_wiki and is_member))),
                "quote_name": author_name(post),
                "version": post.version,
            }
            for post in posts
        }
    )
