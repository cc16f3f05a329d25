"""Who may do what: sentences, and for each the rule of the site that decides. `docs/permissions.md` is made of them.

A row asks the rule itself, the one that a page or a verb asks, about one person and one site: the rows say nothing of
their own. The site is `tests/factories/world.py`; `tests/cms/test_permissions_page.py` asks for every role and
compares with the page, so that neither changes without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from wagtail.models import GroupApprovalTask
from wagtail.permissions import policy_registry

from community import flagging, inviting, rights
from community.models import Community, Membership, Post, Thread
from library import adapting, contacting, nominating, standing
from library.models import Adaptation, CasePage, Champion, LibraryIndexPage, LibrarySettings
from library.refusals import NotAllowed
from library.reviewing import EDITORS, PEERS
from library.views.translations import translations_for
from people import blocking, reporting, writing
from people.models import AdministratorAct, Invitation, Participation, Profile, Report
from search.audiences import sees_everything
from search.models import Concept

Rule = Callable[[Any, Any], bool]
"""Person, site → whether they may."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("visitor", "Visitor"),
    ("member", "Member"),
    ("alumna", "Alumna, alumnus"),
    ("champion", "Champion"),
    ("insider", "Member of the community"),
    ("facilitator", "Facilitator of it"),
    ("host", "Host of it"),
    ("translator", "Translator (Lao)"),
    ("reviewer", "Reviewer"),
    ("editor", "Editor"),
    ("administrator", "Administrator"),
)


@dataclass(frozen=True)
class Row:
    act: str
    rule: Rule


def _may(check: Callable[..., Any], *about: Any, **given: Any) -> bool:
    """Whether a check or a verb refuses; what a verb writes is taken back."""
    try:
        with transaction.atomic():
            check(*about, **given)
            transaction.set_rollback(True)
    except (NotAllowed, PermissionDenied, Http404):
        return False
    return True


def _model(model: Any, act: str) -> Rule:
    return lambda person, _site: bool(policy_registry.get_by_type(model).user_has_permission(person, act))


def _right(name: str) -> Rule:
    return lambda person, _site: bool(person.has_perm(name))


def _page(of: str, act: str) -> Rule:
    return lambda person, site: bool(getattr(getattr(site, of).permissions_for_user(person), act)())


def _case_may_be_written(person: Any, site: Any) -> bool:
    shelf = LibraryIndexPage.objects.get(locale=site.case.locale)
    return bool(shelf.permissions_for_user(person).can_add_subpage())


def _reviews(group: str) -> Rule:
    def asked(person: Any, site: Any) -> bool:
        task = GroupApprovalTask.objects.get(groups__name=group, workflow_tasks__workflow=site.case.get_workflow())
        return bool(task.get_actions(site.case, person))

    return asked


def _file(of: str, act: str) -> Rule:
    def asked(person: Any, site: Any) -> bool:
        file = getattr(site, of)
        found = policy_registry.get_by_type(type(file)).instances_user_has_permission_for(person, act)
        return bool(found.filter(pk=file.pk).exists())

    return asked


def _adds_files(person: Any, site: Any) -> bool:
    found = policy_registry.get_by_type(type(site.image)).collections_user_has_permission_for(person, "add")
    return bool(found.filter(pk=site.image.collection_id).exists())


def _sees(rows: Callable[[Any], Any], of: str) -> Rule:
    return lambda person, site: bool(rows(person).filter(pk=getattr(site, of).pk).exists())


def _starts(of: str, kind: str = Thread.Kind.DISCUSSION) -> Rule:
    return lambda person, site: _may(rights.check_can_start_thread, person, getattr(site, of), kind)


def _restrains(person: Any, site: Any) -> bool:
    row = Membership.objects.get(community=site.closed, user=site.others_post.author)
    return _may(rights.check_can_restrain, person, row)


SECTIONS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "The library",
        (
            Row("Read a case that is published for everybody", _sees(CasePage.objects.visible_to, "case")),
            Row("Nominate a practice", lambda person, _site: _may(nominating.check_can_nominate, person)),
            Row(
                "Tell what one adapted of a case",
                lambda person, site: _may(adapting.check_can_record, person, site.case),
            ),
            Row(
                "Write a letter to a champion",
                lambda person, site: _may(contacting.check_can_write, person, site.other_champion),
            ),
            Row(
                "Say whether members may write to the champion that one is",
                lambda person, site: contacting.may_switch(site.champion, user=person, key=""),
            ),
            Row(
                "Decide about a nomination",
                lambda person, site: _may(nominating.check_can_decide, person, site.nomination),
            ),
            Row("Show or hide what a member adapted", _model(Adaptation, "change")),
            Row("Read the draft of a case", _page("draft", "can_edit")),
            Row("Write a new case", _case_may_be_written),
            Row("Review a case as a peer: comment, approve, ask for changes", _reviews(PEERS)),
            Row("Review a case as an editor, after a peer", _reviews(EDITORS)),
            Row("Publish a case", _page("draft", "can_publish")),
            Row(
                "Say that a case needs an update or no longer holds",
                lambda person, site: _may(standing.check_can_set, person, site.case),
            ),
            Row("Keep champions and organisations", _model(Champion, "change")),
            Row("Keep the thesaurus and glossary", _model(Concept, "change")),
        ),
    ),
    (
        "Translations and files",
        (
            Row("Begin the translation of a case into any language", _right("wagtail_localize.submit_translation")),
            Row("Translate a case into Lao", _page("lao", "can_edit")),
            Row("Translate a case into Vietnamese", _page("vietnamese_page", "can_edit")),
            Row("Publish a translation into Lao", _page("lao", "can_publish")),
            Row(
                "See what is to do in “Translations of cases”: Lao",
                lambda person, _site: translations_for(person).filter(locale__language_code="lo").exists(),
            ),
            Row(
                "See what is to do in “Translations of cases”: Vietnamese",
                lambda person, _site: translations_for(person).filter(locale__language_code="vi").exists(),
            ),
            Row("Choose a picture of the library's collection", _file("image", "choose")),
            Row("Add pictures and documents to the library's collection", _adds_files),
            Row("See documents of the administrators' own collection", _file("closed_document", "choose")),
        ),
    ),
    (
        "Communities (the closed one is hidden, and the community of the member, facilitator and host above)",
        (
            Row("Read an open community", _sees(Community.objects.visible_to, "open")),
            Row("Start a thread in an open community", _starts("open")),
            Row("Know that a hidden community exists", _sees(Community.objects.known_to, "closed")),
            Row("Read a closed community", _sees(Community.objects.visible_to, "closed")),
            Row("Read a post in it", _sees(Post.objects.visible_to, "closed_post")),
            Row("Start a thread in it", _starts("closed")),
            Row("Start an announcement in it", _starts("closed", Thread.Kind.ANNOUNCEMENT)),
            Row("Reply in it", lambda person, site: _may(rights.check_can_reply, person, site.closed_thread)),
            Row(
                "Report a post of somebody else in it",
                lambda p, site: _may(flagging.check_can_flag, p, site.others_post),
            ),
            Row(
                "Change a post of somebody else in it", lambda p, site: _may(rights.check_can_edit, p, site.others_post)
            ),
            Row(
                "Moderate it: hide, lock, move, merge, the log",
                lambda person, site: _may(rights.check_can_moderate, person, site.closed),
            ),
            Row(
                "Invite people to it",
                lambda person, site: _may(inviting.invite_by_link, community=site.closed, by=person),
            ),
            Row("Mute or exclude a member of it", _restrains),
            Row(
                "Appoint facilitators and hosts of it",
                lambda person, site: _may(rights.check_can_appoint, person, site.closed),
            ),
            Row("See what is reported in every community", lambda person, _site: sees_everything(person)),
        ),
    ),
    (
        "People",
        (
            Row(
                "See a member in the list of members (as members choose unless they change it)",
                lambda person, site: Profile.objects.listed_for(person).filter(user=site.others_post.author).exists(),
            ),
            Row(
                "Write a letter to a member",
                lambda person, site: _may(writing.check_can_write, person, site.others_post.author),
            ),
            Row("Block a member", lambda person, site: _may(blocking.check_can_block, person, site.others_post.author)),
            Row(
                "Report a member to the editors",
                lambda person, site: _may(reporting.check_can_report, person, site.others_post.author, None),
            ),
            Row("Decide about reports of members", _model(Report, "change")),
            Row("Manage routes, their editions and who travelled", _model(Participation, "change")),
            Row("Invite people to a cohort", _model(Invitation, "add")),
            Row("Create accounts, give roles", _model(get_user_model(), "change")),
            Row("Read what administrators did", _model(AdministratorAct, "view")),
        ),
    ),
    (
        "The site",
        (
            Row("Enter the admin", _right("wagtailadmin.access_admin")),
            Row("Make and set up communities", _model(Community, "change")),
            Row("Decide which checks a case passes", _model(LibrarySettings, "change")),
            Row("Change how cases are reviewed", _right("wagtailcore.change_workflow")),
            Row("Redirect old addresses", _right("wagtailredirects.change_redirect")),
        ),
    ),
)

_HEAD = """\
# Who may do what

Made from the rules of the code: each line asks the rule that the page or the verb asks (`cms/permissions.py`), of a
person of each role, on a small site (`tests/factories/world.py`). `tests/cms/test_permissions_page.py` fails when this
page and the rules differ; `make permissions` writes it anew.
"""

_FEET = """\
## How to read it

* **Roles add up.** A translator who facilitates a community may do both. Everybody with an account is a member. Being
  an alumna or alumnus, or a champion, is a badge and a page of one's own, not a right over others.
* **Translators** change what is in the tree of their language and nothing else: pages are begun by editors ("Translate
  this page") and published by editors, unless an administrator gives the group "publish" on its home page. They see
  the glossary beside what they translate. **Reviewers** read what lies with them, comment, approve or ask for changes;
  they change no text.
* **Editors** see the pages that present communities, which they edit as any other page, and nothing of what is
  said in closed ones. Pictures and documents in the collection "Administration" are for administrators alone.
* **To see closed communities** is a mark of its own on an account (`is_staff`, "sees closed communities"), for
  administrators. Nothing in Wagtail asks for it, and nobody who only edits, reviews or translates needs it.
  Communities, threads and held words are in the admin for those who have it and the right on the model.
* **A superuser** may do everything, and is for who runs the machine. Administrators can neither make nor change one,
  cannot give the mark unless they have it, and cannot change what a group may do: that is `cms/roles.py`, made anew by
  `manage.py setup_site`. What somebody added to a group by hand stays.
"""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(people: Mapping[str, Any], site: Any) -> str:
    """The page, in Markdown.

    :param people: the first word of each of `COLUMNS` → somebody who has that role and no other
    :param site: what the rules are asked about
    """
    parts = [_HEAD]
    for title, rows in SECTIONS:
        parts += [f"## {title}", ""]
        parts += [_line(["", *(label for _key, label in COLUMNS)]), _line(["---", *(":-:" for _column in COLUMNS)])]
        for row in rows:
            answers = ["yes" if row.rule(people[key], site) else "–" for key, _label in COLUMNS]
            parts.append(_line([row.act, *answers]))
        parts.append("")
    return "\n".join([*parts, _FEET])
