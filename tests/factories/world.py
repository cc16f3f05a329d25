"""A small site with one of everything that somebody may be refused, and a person of every role.

What a closed community says and what administrators keep for themselves carries `SECRET`. Pages that editors see and
others do not carry `DRAFT`: drafts that are not in the translator's language, the page that presents a hidden
community. Whoever sees such a word where they should not has found a leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection
from wagtail_localize.models import Translation

from cms import roles
from community import attaching, flagging, inviting, pinning, polling, posting, tokens
from community.models import AuditEntry, Community, Draft, NameClaim, Notification, Poll, Post, Thread
from library.folders import library_collection
from library.models import Adaptation, CasePage, Champion, Organisation, RouteEdition
from people import inviting as into_cohorts
from people import reporting
from people.models import Report
from search import saving
from search.models import Concept, SavedSearch
from search.querying import SearchRequest

from .adaptations import adaptation
from .cases import case
from .communities import community, facilitator, member, reply, thread
from .directory import champion, concept, organisation
from .files import photo
from .nominations import nomination
from .people import user
from .pictures import picture
from .roles import administrator, editor, reviewer, translator
from .routes import alumna, edition, profile
from .translations import submitted, write

SECRET = "secretzq"
DRAFT = "draftzq"


@dataclass
class World:
    """`insider` belongs to `closed` and owns what is somebody's own: a draft, a saved search, a token."""

    people: dict[str, Any]
    open: Community
    open_thread: Thread
    closed: Community
    closed_thread: Thread
    closed_post: Post
    others_post: Post
    poll: Poll
    file: UUID
    case: CasePage
    draft: CasePage
    lao: CasePage
    vietnamese: Translation
    vietnamese_page: CasePage
    champion: Champion
    other_champion: Champion
    organisation: Organisation
    concept: Concept
    adaptation: Adaptation
    nomination: Any
    saved: SavedSearch
    token: Any
    notification: Notification
    writing: Draft
    claim: NameClaim
    entry: AuditEntry
    invitation: str
    edition: RouteEdition
    cohort_invitation: str
    report: Report
    image: Any
    closed_document: Any


def people(closed: Community, open_: Community) -> dict[str, Any]:
    """Role → somebody who has that role and no other."""
    alumnae = alumna(user("Demo persona: alumna"), edition())
    return {
        "visitor": AnonymousUser(),
        "member": user("Demo persona: member"),
        "alumna": alumnae,
        "champion": user("Demo persona: champion"),
        "insider": member(closed, user=user("Demo persona: insider")),
        "facilitator": facilitator(closed),
        "host": member(closed, role="host"),
        "translator": translator("lo"),
        "reviewer": reviewer(),
        "editor": editor(),
        "administrator": administrator(),
    }


def world() -> World:
    """Wants the outline."""
    open_ = community(slug="open-forest", titles={"en": "Forests", "lo": "ປ່າໄມ້"})
    closed = community(
        slug="closed-forest", titles={"en": f"Closed {DRAFT}"}, membership="hidden", audience="community"
    )
    who = people(closed, open_)
    insider, host = who["insider"], who["host"]
    journey = RouteEdition.objects.get(participations__user=who["alumna"])
    profile(who["alumna"])
    open_thread = thread(community=open_, author=member(open_, role="host"), title="Bees in the forest")
    other = member(closed, user=user("Demo persona: other"))
    closed_thread = thread(community=closed, author=host, title=f"A {SECRET} thread", text=f"A {SECRET} text")
    kept = attaching.keep(uploads=[photo()], by=host, community=closed)
    closed_post = posting.reply(thread=closed_thread, author=host, text=f"{SECRET} reply", language="en", files=kept)
    poll = polling.start_poll(post=closed_post, draft=polling.Draft(question=f"{SECRET}?", options=("Yes", "No")))
    pinning.pin(thread=closed_thread, by=host)
    flagging.flag(post=closed_post, by=insider, reason="spam")
    shown = case(title="Fish in the rice", code="AP-TH-2012-9001")
    lao = submitted(shown, "lo", user=None).get_target_instance()
    vietnamese = submitted(shown, "vi", user=None)
    write(vietnamese, {"Fish in the rice": f"Cá {DRAFT}"}, user=None)
    draft = case(title=f"Bản nháp {DRAFT}", language="vi", published=False, code="AP-VN-2012-9002")
    teacher = champion("Persona 9", code="persona-9", account=who["champion"])
    draft.get_workflow().start(draft, who["administrator"])
    folder = Collection.objects.get(name=roles.ADMINISTRATION)
    document = get_document_model()
    profile(insider)
    profile(other)
    image = picture("An open picture")
    image.collection = library_collection()
    image.save()
    return World(
        people=who,
        open=open_,
        open_thread=open_thread,
        closed=closed,
        closed_thread=closed_thread,
        closed_post=closed_post,
        others_post=reply(closed_thread, author=other),
        poll=poll,
        file=kept[0].key,
        case=shown,
        draft=draft,
        lao=lao,
        vietnamese=vietnamese,
        vietnamese_page=vietnamese.get_target_instance(),
        champion=teacher,
        other_champion=champion("Persona 10", code="persona-10", account=other),
        organisation=organisation(code="cooperative-9"),
        concept=concept(en="Bee"),
        adaptation=adaptation(shown, insider, shown=False, photo=photo()),
        nomination=nomination(nominator=insider),
        saved=saving.save_search(person=insider, asked=SearchRequest(q="bees"), language="en")[0],
        token=tokens.make(user=insider, name="script", may_write=True)[0],
        notification=Notification.objects.create(user=insider, thread=open_thread, at=timezone.now()),
        writing=Draft.objects.create(user=insider, place=f"reply:{closed_thread.pk}", text=SECRET),
        claim=NameClaim.objects.create(user=insider, community=closed, name="Somebody"),
        entry=AuditEntry.objects.filter(thread=closed_thread).latest("pk"),
        invitation=inviting.invite_by_link(community=closed, by=host)[1],
        edition=journey,
        cohort_invitation=into_cohorts.invite_by_link(edition=journey, by=who["editor"])[1],
        report=reporting.report(person=who["alumna"], by=who["insider"], reason="spam"),
        image=image,
        closed_document=document.objects.create(
            title=SECRET, file=ContentFile(SECRET.encode(), name="closed.txt"), collection=folder
        ),
    )
