"""Writing posts: naming people, cards, quotes, drafts, edits and their history, through verbs and pages."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from community import drafting, editing, events, rendering
from community.models import AuditEntry, Community, Draft, Mention, Post, PostVersion, Thread
from library.refusals import NotAllowed
from tests.factories import PASSWORD, case, community, facilitator, member, reply, thread, user
from tests.factories.directory import champion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

NAMES = ["สมศรี ใจดี", "ນາງ ຄຳ ແສງ", "Nguyễn Thị Ánh", "Ann O'Neil-Cruz (Kavre)", "บุคคลสมมุติ: คนเก็บน้ำผึ้ง อ.เวียงป่าเป้า"]


def _sign_in(client: Client, person: Any) -> Any:
    assert client.login(email=person.email, password=PASSWORD)
    return person


def _address(started: Thread, language: str = "en") -> str:
    return f"/{language}/communities/{started.community.slug}/{started.pk}/"


def _age(post: Post, **ago: int) -> Post:
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(**ago))
    post.refresh_from_db()
    return post


@pytest.fixture
def told() -> Any:
    """Who was told of being named, in order."""
    heard: list[Any] = []

    def receiver(people: Any, **_kwargs: Any) -> None:
        heard.extend(people)

    events.mentioned.connect(receiver, weak=False, dispatch_uid="test")
    yield heard
    events.mentioned.disconnect(dispatch_uid="test")


# --- Names


@pytest.mark.parametrize("name", NAMES)
def test_a_member_named_exactly_is_a_link_and_is_told_once(name: str, told: list[Any]) -> None:
    space = community()
    person = member(space, user=user(name=name))
    started = thread(community=space, text=f"ขอถาม @{name} ว่าอย่างไร")
    post = started.posts.get()
    assert f'<a class="mention" href="/communities/-/people/{person.pk}/"' in post.html
    assert f"@{post.text.partition('@')[2][: len(name)]}" in rendering.plain(post.html)
    editing.edit_post(post=post, by=started.author, text=post.text + " ครับ", version=1)
    assert told == [person]
    other = member(space, user=user(name="Binh"))
    editing.edit_post(post=post, by=started.author, text=post.text + " @Binh", version=2)
    assert told == [person, other]


def test_who_may_not_read_the_thread_is_not_named_and_the_writer_is_told_so(client: Client, told: list[Any]) -> None:
    space = community(audience="community", membership="invitation")
    author = _sign_in(client, member(space))
    user(name="Outsider")
    member(space, user=user(name="Banned"), banned_until=timezone.now() + timedelta(days=1))
    started = thread(community=space, author=author)
    page = client.post(_address(started), {"text": "@Outsider @Banned hello, mail me@example.org"}, follow=True)
    post = started.posts.latest("pk")
    assert "mention" not in post.html
    assert told == []
    assert "@Outsider" in page.content.decode().split("messages")[1].split("</main>")[0]
    assert "no members who can read this" in page.content.decode()
    assert not Mention.objects.exists()


def test_two_of_one_name_are_told_apart_by_their_number(client: Client) -> None:
    space = community()
    one, two = (member(space, user=user(name="ສົມພອນ")) for _ in range(2))
    author = _sign_in(client, member(space))
    started = thread(community=space, author=author, text="@ສົມພອນ")
    assert not started.posts.get().mentions.exists()
    people = client.get(reverse("community:mentionable", kwargs={"slug": space.slug}), {"q": "ສົມ"}).json()["people"]
    assert {row["text"] for row in people} == {f"@[ສົມພອນ]({person.pk})" for person in (one, two)}
    post = reply(started, author=author, text=f"@[ສົມພອນ]({two.pk}) ເຈົ້າ")
    assert list(post.mentions.values_list("user", flat=True)) == [two.pk]


def test_completion_offers_members_only_and_to_members_only(client: Client) -> None:
    space = community(audience="community", membership="invitation")
    address = reverse("community:mentionable", kwargs={"slug": space.slug})
    member(space, user=user(name="Somsri"))
    user(name="Somebody else")
    assert client.get(address, {"q": "som"}).status_code == 403
    _sign_in(client, user(name="Outsider"))
    assert client.get(address, {"q": "som"}).json() == {"people": []}
    _sign_in(client, member(space))
    assert client.get(address, {"q": "som"}).json() == {"people": [{"name": "Somsri", "text": "@Somsri"}]}


def test_a_new_name_comes_into_old_posts_and_a_person_who_left_becomes_plain_text() -> None:
    space = community()
    person = member(space, user=user(name="Old Name"))
    post = thread(community=space, text="ask @Old Name please").posts.get()
    person.name = "<b>ชื่อใหม่"
    person.save()
    call_command("rerender", verbosity=0)
    post.refresh_from_db()
    assert "@<bdi>&lt;b&gt;ชื่อใหม่</bdi>" in post.html
    person.delete()
    call_command("rerender", verbosity=0)
    post.refresh_from_db()
    assert "<p>ask @Old Name please</p>" in post.html


# --- Cards and quotes


def test_a_link_alone_in_its_line_is_a_card_of_what_everybody_may_read(settings: Any) -> None:
    page = case(title="เหมืองฝาย <ป่า>", code="ap-th-1", language="th")
    secret = thread(community=community(audience="community"), title="A secret title", author=user(is_staff=True))
    base = settings.WAGTAILADMIN_BASE_URL
    text = f"Look:\n{base}/en/library/ap-th-1/\n\n{base}{_address(secret)}\n\nhttps://elsewhere.example/en/library/ap-th-1/"
    post = thread(text=text).posts.get()
    assert '<a class="unfurled" href="/library/ap-th-1/"' in post.html
    assert '<bdi lang="th">เหมืองฝาย &lt;ป่า&gt;</bdi>' in post.html
    assert "secret" not in post.html
    assert post.html.count("unfurled") == 1
    # Inside the same closed community, too: the post may be moved, and its HTML goes with it.
    assert "title" not in reply(secret, author=secret.author, text=f"{base}{_address(secret)}").html
    page.unpublish()
    post.refresh_from_db()
    call_command("rerender", verbosity=0)
    post.refresh_from_db()
    assert "เหมืองฝาย" not in post.html
    assert "/en/library/ap-th-1/" in post.html


@pytest.mark.parametrize("what", ["thread hidden", "community closed", "consent withdrawn", "case behind a sign-in"])
def test_what_is_not_everybody_s_any_more_leaves_the_cards(settings: Any, what: str) -> None:
    shown = thread(title="Shown once")
    person = champion(name="Shown once", consent="public")
    page = case(title="Shown once", code="ap-th-2")
    base = settings.WAGTAILADMIN_BASE_URL
    path = {"thread hidden": _address(shown), "community closed": f"/en/communities/-/posts/{shown.posts.get().pk}/"}
    path |= {"consent withdrawn": f"/en/library/people/{person.code}/", "case behind a sign-in": "/library/ap-th-2/"}
    post = thread(text=base + path[what]).posts.get()
    assert "Shown once" in post.html
    if what == "thread hidden":
        shown.is_hidden = True
        shown.save()
    elif what == "community closed":
        shown.community.audience = Community.Audience.OWN
        shown.community.save()
    elif what == "consent withdrawn":
        person.consent = "none"
        person.save()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    call_command("rerender", verbosity=0)
    post.refresh_from_db()
    assert "Shown once" not in post.html
    assert not post.unfurled.exists()


def test_rendering_anew_goes_on_where_it_was_stopped_and_a_second_time_changes_nothing(
    django_assert_num_queries: Any,
) -> None:
    started = thread(text="**a**")
    for number in range(3):
        reply(started, text=f"*{number}*")
    Post.objects.update(html="old", renderer_version=1)
    done = Post.objects.latest("pk")
    Post.objects.filter(pk=done.pk).update(renderer_version=rendering.VERSION)
    call_command("rerender", verbosity=0)
    assert list(Post.objects.values_list("html", flat=True)) == [
        "<p><strong>a</strong></p>\n", "<p><em>0</em></p>\n", "<p><em>1</em></p>\n", "old",
    ]  # fmt: skip
    call_command("rerender", "--all", verbosity=0)
    done.refresh_from_db()
    assert done.html == "<p><em>2</em></p>\n"
    with django_assert_num_queries(1):
        call_command("rerender", verbosity=0)


@pytest.mark.parametrize("language", ["th", "lo"])
def test_a_quote_leads_back_to_its_post_wherever_that_was_moved(client: Client, language: str) -> None:
    started = thread(text="หนึ่ง\n\n> เก่า\n\nสอง", author=user(name="สม [ศรี]"))
    post = started.posts.get()
    _sign_in(client, user())
    page = client.get(_address(started, language) + f"?quote={post.pk}")
    text = page.context["form"].initial["text"]
    assert text == f"> [สม \\[ศรี\\]](/communities/-/posts/{post.pk}/):\n>\n> หนึ่ง\n>\n> สอง\n\n"
    assert f'href="/communities/-/posts/{post.pk}/"' in rendering.render(text)
    target = thread(community=started.community)
    Post.objects.filter(pk=post.pk).update(thread=target)
    Thread.objects.filter(pk=started.pk).update(merged_into=target)
    moved = client.get(f"/communities/-/posts/{post.pk}/", follow=True)
    assert moved.redirect_chain[-1][0] == f"{_address(target, language)}?post={post.pk}#post-{post.pk}"
    assert client.get(_address(started)).url == _address(target)
    client.post(_address(started), {"text": "written while it was merged"})
    assert target.posts.filter(text="written while it was merged").exists()
    Community.objects.update(audience="community", membership="hidden")
    assert client.get(f"/{language}/communities/-/posts/{post.pk}/").status_code in {302, 404}
    assert Client().get(f"/{language}/communities/-/posts/{post.pk}/").status_code == 404
    assert Client().get(_address(started)).status_code == 404


# --- Preview and drafts


def test_a_preview_shows_the_text_and_saves_nothing(client: Client) -> None:
    started = thread()
    _sign_in(client, user())
    sent = {"text": "**ดี** @Nobody\n\n<script>", "preview": "1", "language": "th"}
    page = client.post(_address(started), sent).content.decode()
    assert "<strong>ดี</strong>" in page
    assert "@Nobody is no member" in page
    assert "**ดี** @Nobody" in page.split("<textarea")[1]
    part = client.post(_address(started), sent, headers={"X-Part": "preview"}).content.decode()
    assert "<strong>ดี</strong>" in part
    assert "<html" not in part
    assert Post.objects.count() == 1
    start = f"/th/communities/{started.community.slug}/start/"
    page = client.post(start, {"title": "หัวข้อ", "text": "", "preview": "1"}).content.decode()
    assert 'value="หัวข้อ"' in page
    assert Thread.objects.count() == 1


def _keep(client: Client, place: str, text: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/en/communities/-/draft/", {"place": place, "text": text, **fields})
    assert answer.status_code == 200
    return answer.json()


def test_a_draft_is_there_when_the_form_is_opened_and_gone_when_it_was_sent(client: Client) -> None:
    started = thread()
    person = _sign_in(client, user())
    place = drafting.place_of_reply(started)
    first = _keep(client, place, "ร่าง")
    second = _keep(client, place, "ร่างต่อ", draft=first["draft"], draft_version=first["version"])
    assert second["draft"] == first["draft"]
    client.logout()
    _sign_in(client, person)
    page = client.get(_address(started, "th"))
    assert page.context["form"].initial["text"] == "ร่างต่อ"
    client.post(_address(started), {"text": "ร่างต่อ", "draft": second["draft"], "draft_version": second["version"]})
    assert not Draft.objects.exists()
    # A key that was on its way when the text was sent does not bring it back.
    late = _keep(client, place, "ร่างต่อ", draft=second["draft"], draft_version=second["version"])
    assert (late["draft"], Draft.objects.count()) == (None, 0)
    assert client.get(_address(started)).context["form"].initial.get("text") is None
    _sign_in(client, user())
    assert Client().post("/en/communities/-/draft/", {"place": place, "text": "x"}).status_code == 403


def test_two_tabs_keep_both_texts_and_say_so(client: Client) -> None:
    started = thread()
    _sign_in(client, user())
    place = drafting.place_of_reply(started)
    one = _keep(client, place, "first tab")
    newer = _keep(client, place, "first tab, on", draft=one["draft"], draft_version=one["version"])
    assert "another tab" not in newer["said"]
    stale = _keep(client, place, "second tab", draft=one["draft"], draft_version=one["version"])
    assert "another tab" in stale["said"]
    assert stale["draft"] != one["draft"]
    assert set(Draft.objects.values_list("text", flat=True)) == {"first tab, on", "second tab"}
    page = client.get(_address(started))
    assert page.context["form"].initial["text"] == "second tab"
    assert "first tab, on" in page.content.decode()
    other = client.get(_address(started) + f"?draft={one['draft']}")
    assert other.context["form"].initial["text"] == "first tab, on"


def test_without_a_script_a_button_keeps_the_draft(client: Client) -> None:
    space = community()
    _sign_in(client, user())
    address = f"/lo/communities/{space.slug}/start/"
    page = client.post(address, {"title": "ຫົວຂໍ້", "text": "ຮ່າງ\0", "keep": "1"})
    draft = Draft.objects.get()
    assert (draft.title, draft.text) == ("ຫົວຂໍ້", "ຮ່າງ")
    assert page.context["form"].initial["draft"] == draft.pk
    assert client.get(address).context["form"].initial["title"] == "ຫົວຂໍ້"
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=41))
    assert drafting.forget_old() == 1


def test_drafts_cost_a_member_one_query_and_a_visitor_none(client: Client) -> None:
    started = thread()
    person = user()

    def queries() -> tuple[int, int]:
        client.get(_address(started))  # what is made once was made
        with CaptureQueriesContext(connection) as found:
            client.get(_address(started))
        return len(found), sum("community_draft" in query["sql"] for query in found)

    visitor = queries()
    client.force_login(person)
    before = queries()
    assert (visitor[1], before[1]) == (0, 1)
    for number in range(8):
        reply(started, text=f"@nobody {number}")
        Draft.objects.create(user=person, place=drafting.place_of_reply(started), text=str(number))
    assert queries() == before
    client.logout()
    assert queries() == visitor


# --- Editing


def test_an_author_s_change_is_marked_kept_and_shown_word_by_word(client: Client) -> None:
    started = thread(text="เก็บน้ำผึ้งเดือนเมษายน", language="th")
    post = started.posts.get()
    editing.edit_post(post=post, by=started.author, text="เก็บน้ำผึ้งเดือนเมษายน.", version=1)
    post.refresh_from_db()
    assert post.edited_at is None  # within two minutes: nobody's news
    _age(post, minutes=5)
    heard: list[Any] = []
    events.post_edited.connect(lambda before, **_kwargs: heard.append(before), weak=False, dispatch_uid="t")
    edited = editing.edit_post(post=post, by=started.author, text="เก็บน้ำผึ้งเดือนพฤษภาคม.", version=2, language="th")
    events.post_edited.disconnect(dispatch_uid="t")
    assert edited.edited_at is not None
    assert heard == ["เก็บน้ำผึ้งเดือนเมษายน."]
    assert list(post.versions.values_list("number", flat=True)) == [3, 2, 1]
    page = client.get(f"/th/communities/-/posts/{post.pk}/history/")
    kinds = [(piece.kind, piece.text) for piece in page.context["pieces"]]
    assert ("gone", "เมษายน") in kinds
    assert ("new", "พฤษภาคม") in kinds
    assert kinds[0] == ("same", "เก็บน้ำผึ้งเดือน")


def test_an_edit_conflict_shows_both_texts_and_loses_neither(client: Client) -> None:
    space = community()
    author = _sign_in(client, member(space))
    post = _age(thread(community=space, author=author, text="one two").posts.get(), hours=1)
    address = f"/en/communities/-/posts/{post.pk}/edit/"
    form = client.get(address).context["form"]
    editing.edit_post(post=post, by=facilitator(space), text="one two THREE", version=1, reason="adds")
    sent = {"text": "one FOUR", "version": form.initial["version"], "language": "en"}
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "one two THREE" in page.content.decode()
    assert page.context["form"].initial["text"] == "one FOUR"
    assert ("gone", "two THREE") in page.context["pieces"]
    post.refresh_from_db()
    assert post.text == "one two THREE"
    assert client.post(address, sent | {"version": page.context["form"].initial["version"]}).status_code == 302
    post.refresh_from_db()
    assert (post.text, post.version) == ("one FOUR", 3)
    assert client.post(address, sent | {"version": 2}).status_code == 302  # sent twice: the same text is no conflict
    assert PostVersion.objects.count() == 3


def test_a_draft_of_an_edit_meets_what_was_changed_since(client: Client) -> None:
    space = community()
    author = _sign_in(client, member(space))
    post = thread(community=space, author=author, text="one").posts.get()
    address = f"/en/communities/-/posts/{post.pk}/edit/"
    form = client.get(address).context["form"]
    kept = _keep(client, drafting.place_of_edit(post), "one, mine", version=form.initial["version"])
    editing.edit_post(post=post, by=facilitator(space), text="one, theirs", version=1, reason="adds")
    initial = client.get(address).context["form"].initial
    assert (initial["text"], initial["version"]) == ("one, mine", 1)
    sent = {"text": "one, mine", "language": "en", "version": initial["version"]}
    assert client.post(address, sent).status_code == 409
    client.force_login(user())
    client.post(f"/en/communities/-/draft/{kept['draft']}/discard/")
    assert Draft.objects.exists()  # another's
    client.force_login(author)
    back = client.post(f"/en/communities/-/draft/{kept['draft']}/discard/", {"next": address})
    assert back.url == address
    assert client.get(address).context["form"].initial["text"] == "one, theirs"


def test_a_facilitator_says_why_and_what_was_taken_out_is_not_read_by_others(client: Client) -> None:
    space = community()
    post = _age(thread(community=space, text="call 555").posts.get(), hours=1)
    host = _sign_in(client, facilitator(space))
    address = f"/en/communities/-/posts/{post.pk}/edit/"
    refused = client.post(address, {"text": "call", "version": 1, "language": "en", "reason": ""})
    assert refused.status_code == 422
    assert "Please say why" in refused.content.decode()
    client.post(address, {"text": "call", "version": 1, "language": "en", "reason": "A private number"})
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.person, entry.reason) == ("edited", host, post.author, "A private number")
    history = f"/en/communities/-/posts/{post.pk}/history/"
    assert "555" in client.get(history + "?version=1").content.decode()
    for reader in (Client(), client):
        client.force_login(user())
        page = reader.get(history + "?version=1").content.decode()
        assert "555" not in page
        assert "Only its author and facilitators" in page
    client.force_login(post.author)
    assert "555" in client.get(history + "?version=1").content.decode()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("author", True),
        ("member", False),
        ("wiki member", True),
        ("outsider", False),
        ("muted", False),
        ("facilitator", True),
    ],
)
def test_who_may_edit(client: Client, who: str, may: bool) -> None:
    space = community()
    post = _age(thread(community=space, author=member(space)).posts.get(), hours=1)
    people = {
        "author": lambda: post.author,
        "member": lambda: member(space),
        "wiki member": lambda: member(space),
        "outsider": user,
        "muted": lambda: member(space, muted_until=timezone.now() + timedelta(days=1)),
        "facilitator": lambda: facilitator(space),
    }
    Post.objects.filter(pk=post.pk).update(is_wiki=who in {"wiki member", "muted", "outsider"})
    client.force_login(people[who]())
    shown = f"/communities/-/posts/{post.pk}/edit/" in client.get(_address(post.thread)).content.decode()
    assert shown is may
    sent = {"text": "changed", "version": 1, "language": "en", "reason": "why", "is_wiki": "on"}
    answer = client.post(f"/en/communities/-/posts/{post.pk}/edit/", sent)
    assert (answer.status_code == 302) is may
    post.refresh_from_db()
    assert (post.text == "changed") is may
    # Members edit a wiki's text; whether it is one stays with its author and facilitators.
    assert post.is_wiki is (who in {"author", "facilitator", "wiki member", "muted", "outsider"})


def test_members_cannot_close_a_wiki() -> None:
    space = community()
    post = thread(community=space).posts.get()
    post = editing.edit_post(post=post, by=post.author, text=post.text, version=1, is_wiki=True)
    with pytest.raises(NotAllowed):
        editing.edit_post(post=post, by=member(space), text="x", version=2, is_wiki=False)
    assert editing.edit_post(post=post, by=member(space), text="x", version=2).text == "x"
    assert not AuditEntry.objects.exists()


def test_an_edit_in_a_lost_session_survives_the_sign_in(client: Client) -> None:
    started = thread()
    address = f"/th/communities/-/posts/{started.posts.get().pk}/edit/"
    asked = client.post(address, {"text": "ข้อความใหม่", "version": 1, "language": "th"})
    page = client.post(asked.url, {"login": started.author.email, "password": PASSWORD}, follow=True)
    assert page.context["form"].initial["text"] == "ข้อความใหม่"


def test_two_long_texts_are_compared_without_waiting() -> None:
    before, after = "a b " * 12_000, "b c " * 12_000
    assert "".join(piece.text for piece in editing.changes(before, after, "en") if piece.kind != "gone") == after


def test_all_scripts_of_the_site_together_are_small() -> None:
    scripts = [path.read_bytes() for path in (settings.BASE_DIR / "cms/static/js").glob("*.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) < 12_000
