"""What somebody who leaves has left in communities beside rows that point to them: their name in others' texts, lists
of numbers, letters; and their posts, which stay without a name or lose their words. Steps of `people.erasing`.

Each finds what is left to do by the person and their rows, which are there until all steps are through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from community import claiming, counting, rerendering
from community.anonymous_texts import QUOTES, Leaver, former_member, posts_linked_in, removed, without
from community.drafting import place_of_edit
from community.models import (
    Attachment,
    AuditEntry,
    Draft,
    EDiscussion,
    ImportedPost,
    Invitation,
    Mention,
    NameConsent,
    Notification,
    NotificationEvent,
    OutgoingMail,
    Poll,
    Post,
    PostVersion,
    Thread,
    Unfurled,
)
from community.models.imported import address_key
from library.models import Nomination
from search import changes

AT_ONCE = 200
"""Rows in a transaction; of texts, some MB at most."""
_WORDS = ("text", "question")
"""In the details of an act on a post: what was written in it before."""


def _addresses(person: Any) -> list[str]:
    theirs = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({address.lower() for address in (person.email, *theirs)})


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Of the rows, each batch locked until the transaction ends that asks for it."""
    last = 0
    while batch := list(rows.select_for_update(of=("self",)).filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        yield batch


def _theirs(person: Any) -> Q:
    """Posts of `person`, with those that an archive has from an address of theirs and nobody claimed."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    keys = [address_key(address) for address in confirmed]
    archived = Q(author=None, imported__address_key__in=keys)
    return Q(author=person) | archived if keys else Q(author=person)


# Others' texts


def forget_in_texts(person: Any, *, removes_posts: bool) -> Iterator[None]:
    """Mentions and quotes in posts, their earlier wordings, drafts, and notes of e-discussions; what facilitators' log
    keeps of a text that was changed."""
    who, theirs = _leaver(person, removes_posts=removes_posts), _theirs(person)
    spoken_of = Q(text__contains="@") | Q(text__contains=QUOTES)
    for posts in _batches(Post.objects.filter(spoken_of)):
        written = _written_of(person, posts)
        changed = _rewrite(posts, "text", who, theirs, languages=[post.language for post in posts], also=written)
        rerendering.rerender(Post.objects.filter(pk__in=changed))
        yield
    for versions in _batches(PostVersion.objects.filter(spoken_of).select_related("post")):
        written = _written_of(person, [row.post for row in versions])
        also = {row.pk: written.get(row.post_id, ()) for row in versions}
        _rewrite(versions, "text", who, theirs, languages=[row.post.language for row in versions], also=also)
        yield
    for drafts in _batches(Draft.objects.exclude(user=person).filter(spoken_of)):
        _rewrite(drafts, "text", who, theirs, languages=[row.language for row in drafts])
        yield
    for notes in _batches(EDiscussion.objects.filter(background__contains="@").select_related("thread")):
        _rewrite(notes, "background", who, theirs, languages=[row.thread.language for row in notes])
        _rewrite(notes, "background_html", who, theirs, languages=[row.thread.language for row in notes])
        yield
    for entries in _batches(AuditEntry.objects.filter(action="edited").select_related("post")):
        _rewrite_details(entries, who, theirs, _written_of(person, [row.post for row in entries if row.post]))
        yield


def _leaver(person: Any, *, removes_posts: bool) -> Leaver:
    """A name that somebody else bears, too, is left alone where it leads to nobody for certain."""
    people = get_user_model().objects.exclude(pk=person.pk)
    names = {person.name, *Mention.objects.filter(user=person).values_list("written", flat=True).distinct()}
    shared = set(people.filter(name__in=names).values_list("name", flat=True))
    return Leaver(
        pk=person.pk,
        names=names - shared,
        is_somebody=lambda others: people.filter(name__in=others).exists(),
        removes_posts=removes_posts,
    )


def _written_of(person: Any, posts: Iterable[Post]) -> dict[int, tuple[str, ...]]:
    """Id of a post → how it names `person`."""
    rows = Mention.objects.filter(user=person, post__in=[post.pk for post in posts])
    return {post: (written,) for post, written in rows.values_list("post", "written")}


def _with_posts(who: Leaver, theirs: Q, texts: Iterable[str]) -> Leaver:
    linked = {number for text in texts for number in posts_linked_in(text)}
    posts = Post.objects.filter(theirs, pk__in=linked).values_list("pk", flat=True) if linked else ()
    return replace(who, posts=frozenset(posts))


def _rewrite(
    rows: Sequence[Any], field: str, who: Leaver, theirs: Q, *, languages: Sequence[str], also: Any = None
) -> list[int]:
    """:returns: keys of those that have another text now"""
    model: type[Model] = type(rows[0])
    who = _with_posts(who, theirs, (getattr(row, field) for row in rows))
    changed = []
    for row, language in zip(rows, languages, strict=True):
        before = getattr(row, field)
        after = without(before, who, language=language, also=(also or {}).get(row.pk, ()))
        if after != before:
            model._base_manager.filter(pk=row.pk).update(**{field: after})
            changed.append(row.pk)
    return changed


def _rewrite_details(
    entries: Sequence[AuditEntry], who: Leaver, theirs: Q, written: dict[int, tuple[str, ...]]
) -> None:
    texts = {row.pk: str(row.details.get("text", "")) for row in entries}
    who = _with_posts(who, theirs, texts.values())
    for row in entries:
        also = written.get(row.post_id or 0, ())
        after = without(texts[row.pk], who, language=str(row.details.get("language", "")), also=also)
        if after != texts[row.pk]:
            AuditEntry.objects.filter(pk=row.pk).update(details=row.details | {"text": after})


# Their posts


def leave_posts(person: Any, *, removes_posts: bool) -> Iterator[None]:
    """Posts lose the name, and their words where the person takes them along. What members wrote together in a wiki
    stays; a thread in which nobody else wrote goes with its posts."""
    while posts := list(Post.objects.filter(_theirs(person)).order_by("pk").only("pk", "thread", "is_wiki")[:AT_ONCE]):
        ids = [post.pk for post in posts]
        if removes_posts:
            Post.objects.filter(pk__in=ids, is_awaiting=True).delete()  # nobody has read them
            shared = _written_together([post.pk for post in posts if post.is_wiki], person)
            _empty([pk for pk in ids if pk not in shared])
        ImportedPost.objects.filter(post__in=ids).update(name_key="", address_key="")
        Post.objects.filter(pk__in=ids).update(author=None, author_name="", submission=None)
        _settle({post.thread_id for post in posts}, person, removes_posts=removes_posts)
        yield
    started = Thread.objects.filter(author=person)
    started.exclude(author_name="").update(author_name="")
    if removes_posts:
        for thread in started.exclude(merged_into=None):
            Thread.objects.filter(pk=thread.pk).update(title=removed(thread.language))


def _written_together(wikis: Sequence[int], person: Any) -> set[int]:
    others = PostVersion.objects.filter(post__in=wikis).exclude(by=person).exclude(by=None)
    return set(others.values_list("post", flat=True))


def _empty(ids: Sequence[int]) -> None:
    """Take the words out of posts, with their earlier wordings, files, polls and cards."""
    files = Attachment.objects.filter(post__in=ids)
    _delete_files(files)
    files.delete()
    for model in (Poll, PostVersion, Mention, Unfurled):
        model.objects.filter(post__in=ids).delete()
    Draft.objects.filter(place__in=[place_of_edit(Post(pk=pk)) for pk in ids]).delete()
    for entry in AuditEntry.objects.filter(post__in=ids):
        if set(_WORDS) & set(entry.details):
            entry.details = {name: value for name, value in entry.details.items() if name not in _WORDS}
            entry.save(update_fields=["details"])
    Thread.objects.filter(accepted_post__in=ids).update(accepted_post=None)
    Post.objects.filter(pk__in=ids).update(
        text="", html="", is_removed=True, is_wiki=False, role="", edited_at=timezone.now(), edited_by=None,
        attachment_count=0, has_poll=False, version=F("version") + 1,
    )  # fmt: skip


def _delete_files(rows: QuerySet[Attachment]) -> None:
    """Before their rows: killed in between, one comes back to the rows, but to no file that nothing names."""
    for row in rows:
        for file in (row.file, row.thumbnail):
            if file.name:
                file.storage.delete(file.name)


def _settle(ids: Collection[int], person: Any, *, removes_posts: bool) -> None:
    """Threads in which nothing of `person` is left: counted anew, or gone when nothing of anybody is."""
    changes.record("thread", sorted(ids))
    waiting = set(Post.objects.filter(_theirs(person), thread__in=ids).values_list("thread", flat=True))
    for thread in Thread.objects.filter(pk__in=set(ids) - waiting):
        posts = Post.objects.filter(thread=thread)
        if removes_posts and not posts.filter(is_removed=False).exists():
            _delete(thread)
            continue
        first = posts.order_by("created_at", "pk").only("author", "author_name").first()
        if first and first.author_id is None and not first.author_name:
            Thread.objects.filter(pk=thread.pk).update(author=None, author_name="")
        counting.recount(thread)


def _delete(thread: Thread) -> None:
    for row in (*Thread.objects.filter(merged_into=thread), thread):
        AuditEntry.objects.filter(thread=row).update(details={})
        Post.objects.filter(thread=row).delete()
        row.delete()


# Records, lists, letters


def forget_in_records(person: Any, *, removes_posts: bool) -> None:
    """Names and addresses in records of others; files that were never sent."""
    AuditEntry.objects.filter(person=person, action__in=claiming.ACTIONS).update(details={}, reason="")
    for consent in NameConsent.objects.filter(person=person).exclude(discussion__nomination=None):
        _forget_credit(consent, person.name)
    Invitation.objects.filter(email__in=_addresses(person)).update(email="")
    waiting = Attachment.objects.filter(uploaded_by=person, post=None)
    _delete_files(waiting)
    waiting.delete()


def forget_in_lists(person: Any, *, removes_posts: bool) -> Iterator[None]:
    """Numbers in lists: they would tie to each other what stays without a name."""
    for notifications in _batches(Notification.objects.exclude(user=person).only("pk", "acts")):
        for notification in notifications:
            acts = [[kind, post, None if by == person.pk else by, said] for kind, post, by, said in notification.acts]
            if acts != notification.acts:
                Notification.objects.filter(pk=notification.pk).update(acts=acts)
        yield
    for events in _batches(NotificationEvent.objects.only("pk", "people")):
        for event in events:
            if person.pk in event.people:
                people = [pk for pk in event.people if pk != person.pk]
                NotificationEvent.objects.filter(pk=event.pk).update(people=people)
        yield


def forget_letters(person: Any, *, removes_posts: bool) -> Iterator[None]:
    """Those to any address of theirs, delivered or not."""
    addresses = set(_addresses(person))
    for letters in _batches(OutgoingMail.objects.only("pk", "recipients")):
        for letter in letters:
            others = [line for line in letter.recipients if parseaddr(line)[1].lower() not in addresses]
            if not others:
                letter.delete()
            elif others != letter.recipients:
                OutgoingMail.objects.filter(pk=letter.pk).update(recipients=others)
        yield


def _forget_credit(consent: NameConsent, name: str) -> None:
    """Who agreed to be named with a nomination is named below its text; see `crediting.credit`."""
    nomination = consent.discussion.nomination
    if nomination is None:
        return
    text, between, line = nomination.why.rpartition("\n\n")
    former = former_member(nomination.language)
    first, *others = line.split(", ")
    if first.endswith(name):
        first = first.removesuffix(name) + former
    line = ", ".join([first, *(former if one == name else one for one in others)])
    Nomination.objects.filter(pk=nomination.pk).update(why=f"{text}{between}{line}")
