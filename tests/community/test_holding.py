"""What has to be read first: first posts, words of a list, links of new members."""

from __future__ import annotations

import pytest

from community import events, holding
from community.models import HeldWord, Thread
from tests.factories import community, facilitator, member, reply, thread, user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("word", "language", "text", "is_held"),
    [
        ("casino", "en", "The best CASINO in town", True),
        ("ass", "en", "Our first class on passbooks", False),
        ("quick loan", "en", "Get a quick loan today", True),
        ("quick loan", "en", "A loan is quick to take", False),
        ("พนัน", "th", "มีเว็บพนันใหม่มาแนะนำ", True),
        ("ความรู้", "th", "แลกเปลี่ยนความรู้้กันครับ", True),
        ("ยา", "th", "ผมขายยางพารา", False),
        ("cờ bạc", "vi", "Trang CỜ BẠC trực tuyến", True),
        ("ການພະນັນ", "lo", "ມີເວັບການພະນັນໃໝ່", True),
    ],
)
def test_a_word_of_the_list_is_found_as_a_word_in_its_language(
    word: str, language: str, text: str, is_held: bool
) -> None:
    space = community()
    HeldWord.objects.create(community=space, word=word)
    assert holding.has_held_word(text, space, language=language) is is_held


def test_the_site_s_words_hold_everywhere_and_a_community_s_only_there() -> None:
    space, other = community(), community()
    HeldWord.objects.create(word="casino")
    holding.write_words(community=space, lines="loan shark\n\n  Lottery \n", by=facilitator(space))
    assert thread(community=other, text="A casino opens").is_awaiting
    assert thread(community=space, title="Lottery").is_awaiting
    assert not thread(community=other, title="Lottery").is_awaiting
    holding.write_words(community=space, lines="", by=facilitator(space))
    assert list(HeldWord.objects.values_list("word", flat=True)) == ["casino"]


def test_links_wait_until_somebody_s_third_post_is_shown(settings: object) -> None:
    space, author = community(), user()
    started = thread(community=space)
    link = "See https://example.org/rice"
    assert reply(started, author=author, text=link).held_for == holding.Reason.LINKS
    own = f"See {settings.WAGTAILADMIN_BASE_URL}/en/library/"  # type: ignore[attr-defined]
    assert not reply(started, author=author, text=own).is_awaiting
    for _number in range(2):
        reply(started, author=author)
    assert not reply(started, author=author, text=link).is_awaiting
    assert not reply(started, author=facilitator(space), text=link).is_awaiting


def test_what_waits_is_not_counted_and_a_second_post_waits_too() -> None:
    space = community(approves_first_posts=True)
    started = thread(community=space, author=facilitator(space))
    author = member(space)
    assert [reply(started, author=author).held_for for _number in range(2)] == ["first", "first"]
    started.refresh_from_db()
    assert (started.reply_count, started.participant_count) == (0, 1)


def test_a_word_that_comes_with_an_edit_waits_too() -> None:
    space = community()
    started = thread(community=space)
    post = started.posts.get()
    HeldWord.objects.create(word="casino")
    post.text = "casino"
    events.post_edited.send(type(post), post=post, by=post.author, before="rice")
    post.refresh_from_db()
    assert post.is_awaiting
    assert Thread.objects.get().is_awaiting, "a thread without a shown post waits with it"
