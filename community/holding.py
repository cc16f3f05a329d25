"""What has to be read by a facilitator before others see it, and why."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from community import counting, rights
from community.models import Community, HeldWord, Post
from search.analysis import analyse
from search.normalising import normalise_name

SHOWN_BEFORE_LINKS = 3
"""Posts of somebody that have to be shown in a community before their links need nobody's look."""

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


class Reason(models.TextChoices):
    FIRST = "first", pgettext_lazy("why a post waits", "First post in this community")
    WORDS = "words", pgettext_lazy("why a post waits", "It has a word from the list")
    LINKS = "links", pgettext_lazy("why a post waits", "Link from a new member")


def reason_to_hold(author: Any, community: Community, text: str, title: str = "", *, language: str = "en") -> str:
    """Why what `author` wrote waits for a facilitator; empty when it does not. What facilitators write never does.

    :param language: of the text
    :returns: a `Reason`, or ""
    """
    if rights.facilitates(author, community):
        return ""
    if has_held_word(f"{title}\n{text}", community, language=language):
        return Reason.WORDS
    has_link = has_foreign_link(f"{title}\n{text}")
    if not (has_link or community.approves_first_posts):
        return ""
    shown = Post.objects.filter(author=author, thread__community=community, is_hidden=False, is_awaiting=False)
    enough = SHOWN_BEFORE_LINKS if has_link else 1
    number = len(shown.order_by()[:enough].values_list("pk"))
    if community.approves_first_posts and not number:
        return Reason.FIRST
    return Reason.LINKS if has_link and number < SHOWN_BEFORE_LINKS else ""


def has_foreign_link(text: str) -> bool:
    """Whether `text` leads away from this site."""
    return bool(_LINK.search(text.replace(settings.WAGTAILADMIN_BASE_URL.rstrip("/") + "/", "/")))


def has_held_word(text: str, community: Community, *, language: str) -> bool:
    """Whether a word of the community's list or the site's stands in `text`, as a word: `ass` is not in `class`, nor
    a Thai or Lao word in the middle of another."""
    words = HeldWord.objects.filter(Q(community=community) | Q(community=None)).values_list("word", flat=True)
    if not words:
        return False
    terms = analyse(text, language).exact
    return any(_stands_in(analyse(word, language).exact, terms) for word in words)


def _stands_in(words: list[str], terms: list[str]) -> bool:
    if not words:
        return False
    first, length = words[0], len(words)
    return any(term == first and terms[at : at + length] == words for at, term in enumerate(terms))


@transaction.atomic
def write_words(*, community: Community, lines: str, by: Any) -> None:
    """The community's list, one word or expression a line; the site's own list is not touched.

    :raises Http404, NotAllowed: see `rights.check_can_moderate`
    """
    rights.check_can_moderate(by, community)
    wanted = {word for line in lines.splitlines() if (word := normalise_name(line))}
    there = set(community.held_words.values_list("word", flat=True))
    community.held_words.filter(word__in=there - wanted).delete()
    HeldWord.objects.bulk_create(HeldWord(community=community, word=word) for word in sorted(wanted - there))


def look_at_edit(sender: Any, *, post: Post, by: Any, **kwargs: Any) -> None:
    """Receiver of `events.post_edited`: a link or word that came with an edit waits like any other."""
    if post.is_awaiting or post.is_hidden or by is None:
        return
    reason = reason_to_hold(by, post.thread.community, post.text, language=post.language)
    if reason in (Reason.WORDS, Reason.LINKS):
        post.is_awaiting, post.held_for = True, reason
        post.save(update_fields=["is_awaiting", "held_for"])
        thread = post.thread
        if not thread.posts.filter(is_hidden=False, is_awaiting=False).exists():
            thread.is_awaiting = True
            thread.save(update_fields=["is_awaiting"])
        counting.recount(thread)
