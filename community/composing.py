"""A text as it will be shown in a thread: looked up whom it names and what it links to, and rendered.

The page's preview, the verbs that write and `manage.py rerender` all come through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from community import rendering, unfurling
from community.models import Community, Membership, Mention, Post, Thread, Unfurled

MOST_PEOPLE = 20  # named in a text; the others' names are plain text


@dataclass(frozen=True, slots=True)
class Composed:
    """`people`: id → name as written of who is named and may read it. `unknown`: names as written of the others.
    `targets`: kind and id of what stands in it as cards."""

    html: str
    people: Mapping[int, str]
    unknown: tuple[str, ...]
    targets: tuple[unfurling.Target, ...]


def mentionable(community: Community, thread: Thread | None = None, *, already: Iterable[int] = ()) -> Any:
    """Users who may be named: members of the community who may read the thread.

    :param already: ids of those who were named when it could be read, and stay so while it is hidden
    """
    members = Membership.objects.filter(community=community).active()
    if thread is not None and (thread.is_hidden or thread.is_awaiting):
        members = members.filter(Q(role__in=Membership.FACILITATING) | Q(user__in=list(already)))
    return get_user_model().objects.filter(pk__in=members.values("user"))


def compose(
    text: str, *, language: str, community: Community, thread: Thread | None = None, post: Post | None = None
) -> Composed:
    """:param post: the one that has this text; who was named in it stays named under the name they had then"""
    wanted = rendering.wanted(text)
    before = dict(post.mentions.values_list("written", "user")) if post and (wanted.names or wanted.ids) else {}
    people, names = _people(wanted, mentionable(community, thread, already=before.values()), before)
    cards = unfurling.cards_for(wanted.addresses, language) if wanted.addresses else {}
    named = {pk: written for pk, written in wanted.ids.items() if pk in people}
    unknown = [written for pk, written in wanted.ids.items() if pk not in people]
    for candidates in wanted.names:
        name = next((name for name in candidates if name in names), "")
        if name:
            named.setdefault(names[name], name)
        else:
            unknown.append(candidates[-1])
    world = rendering.World(people, names, {address: card for address, (card, _key) in cards.items()})
    return Composed(
        html=rendering.render(text, world),
        people=named,
        unknown=tuple(dict.fromkeys(unknown)),
        targets=tuple(dict.fromkeys(key for _card, key in cards.values())),
    )


def _people(wanted: rendering.Wanted, among: Any, before: Mapping[str, int]) -> tuple[dict[int, str], dict[str, int]]:
    """Id → name, and name as written → id, of those among the people who may be named. Two queries at most.

    A name that two people have leads to none of them: completion writes their number, too.
    """
    candidates = {name for names in wanted.names for name in names}
    ids = {*wanted.ids, *(pk for written, pk in before.items() if written in candidates)}
    by_id = dict(among.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    bearers: dict[str, list[int]] = {}
    if candidates:
        for pk, name in among.filter(name__in=candidates).values_list("pk", "name"):
            bearers.setdefault(name, []).append(pk)
            by_id[pk] = name
    names = {name: pks[0] for name, pks in bearers.items() if len(pks) == 1}
    names |= {written: pk for written, pk in before.items() if pk in by_id and written in candidates}
    asked_for = {*wanted.ids, *names.values()}
    people = {pk: by_id[pk] for pk in list(dict.fromkeys(asked_for))[:MOST_PEOPLE] if pk in by_id}
    return people, {name: pk for name, pk in names.items() if pk in people}


def note(post: Post, composed: Composed) -> None:
    """Keep who is named and what is shown in `post`. Call it in the transaction that writes its HTML."""
    there = set(post.mentions.values_list("user", flat=True)) if post.version > 1 else set()
    if there:
        post.mentions.filter(user__in=there - set(composed.people)).delete()
    Mention.objects.bulk_create(
        Mention(post=post, user_id=pk, written=written) for pk, written in composed.people.items() if pk not in there
    )
    if post.version > 1 or composed.targets:
        keep_shown(post, composed)


def keep_shown(post: Post, composed: Composed) -> None:
    """Which pages stand in `post` as cards."""
    shown = set(post.unfurled.values_list("kind", "target"))
    for kind, target in shown - set(composed.targets):
        post.unfurled.filter(kind=kind, target=target).delete()
    Unfurled.objects.bulk_create(
        Unfurled(post=post, kind=kind, target=target)
        for kind, target in composed.targets
        if (kind, target) not in shown
    )


def unmentioned(post: Post) -> tuple[str, ...]:
    """Names behind an `@` in `post` that lead to nobody who reads the thread."""
    if "@" not in post.text:
        return ()
    thread = post.thread
    return compose(post.text, language=post.language, community=thread.community, thread=thread, post=post).unknown
