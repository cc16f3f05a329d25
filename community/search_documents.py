"""Threads as search documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from community.cards import ANCHOR, anchor_of
from community.models import Attachment, Community, EDiscussion, Post, Thread
from community.rendering import plain
from search import languages, registry
from search.documents import Document, DocumentSource, Link, Text


def _of_community(community: Community) -> Iterable[int]:
    """A community's audience is that of its threads."""
    return Thread.objects.filter(community=community).values_list("pk", flat=True)


def _files(posts: Iterable[Post]) -> dict[int, list[Attachment]]:
    """Id of a post → its files; no query where there are none."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if with_files := [post.pk for post in posts if post.attachment_count]:
        for file in Attachment.objects.filter(post__in=with_files):
            found[file.post_id].append(file)
    return found


def _texts(post: Post, files: Sequence[Attachment]) -> Iterator[Text]:
    """What was written, then what was attached: names, what pictures show, and the texts of documents."""
    author = post.author.name if post.author else post.author_name
    yield Text(post.language, plain(post.html), anchor_of(post), author)
    for file in files:
        said = "\n\n".join(part for part in (file.alt or file.name, file.text) if part)
        language = languages.guess(said, default=post.language, among=settings.LANGUAGE_CODES)
        yield Text(language, said, anchor_of(post), author)


class ThreadDocuments(DocumentSource):
    """A thread with all its posts, each in its own language."""

    kind = "thread"
    label = _("Threads")
    touched_by = {
        Thread: lambda thread: [thread.pk],
        Post: lambda post: [post.thread_id],
        Community: _of_community,
        EDiscussion: lambda discussion: [discussion.thread_id],
    }

    def ids(self) -> Iterator[int]:
        return (
            Thread.objects.filter(is_hidden=False, is_awaiting=False)
            .order_by("pk")
            .values_list("pk", flat=True)
            .iterator()
        )

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        posts = (
            Post.objects.filter(is_hidden=False, is_awaiting=False, is_removed=False)
            .select_related("author")
            .order_by("created_at", "pk")
        )
        threads = (
            Thread.objects.filter(pk__in=ids, is_hidden=False, is_awaiting=False)
            .select_related("community__theme", "e_discussion")
            .prefetch_related(Prefetch("posts", queryset=posts))
        )
        files = _files(post for thread in threads for post in thread.posts.all())
        for thread in threads:
            theme = thread.community.theme
            discussion = EDiscussion.of(thread)
            about = [plain(discussion.background_html), *discussion.questions] if discussion else []
            yield Document(
                kind=self.kind,
                id=thread.pk,
                language=thread.language,
                title=thread.title,
                body=tuple(text for post in thread.posts.all() for text in _texts(post, files[post.pk]))
                + tuple(Text(thread.language, text) for text in (*about, " ".join(thread.tag_names)) if text),
                audiences=thread.community.audiences_of_documents,
                themes=(theme.code,) if theme else (),
                tags=tuple(thread.tag_names),
                communities=(thread.community.slug,),
                authors=tuple(dict.fromkeys(post.author.name for post in thread.posts.all() if post.author)),
                date=thread.last_post_at,
                is_talk=True,
            )

    def links(self, ids: Sequence[int], *, user: Any, language: str) -> dict[int, Link]:
        rows = Thread.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "community__slug")
        with translation.override(language):
            return {pk: Link(reverse("community:thread", kwargs={"slug": slug, "thread_id": pk})) for pk, slug in rows}

    def address_of_text(self, url: str, anchor: str) -> str:
        """A long thread is shown in pages: it opens at the one that has the post."""
        return f"{url}?post={anchor.removeprefix(ANCHOR)}#{anchor}"


registry.register(ThreadDocuments())


def community_labels(slugs: Iterable[str], language: str) -> dict[str, str]:
    found = {}
    for community in Community.objects.filter(slug__in=list(slugs)).with_pages():
        page = community.presentation(language)
        found[community.slug] = page.title if page else community.slug
    return found


registry.register_facet_labels("community", community_labels)
registry.register_visible_values(
    "community", lambda user: Community.objects.visible_to(user).values_list("slug", flat=True)
)
