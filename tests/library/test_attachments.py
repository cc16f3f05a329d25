"""The documents of a case: shown to whom they may be given, read after the request, found with the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Locale

from library import attachments
from library.extracting import UnreadableError
from library.importing import import_cases
from library.lines import write_line
from library.models import CaseDocument, CasePage, DocumentLink, DocumentText
from library.models.document import REASONS
from search import changes, registry
from search.documents import Text
from search.models import Change
from tests.factories import PASSWORD, case, user
from tests.library.making import blank_pdf, document, open_document, pdf, replace, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

THAI = "กลุ่มผู้หญิงขายน้ำผึ้งที่ตลาดทุกวันเสาร์"
VIETNAMESE = "Hợp tác xã giúp nông dân cùng lập kế hoạch"
State = DocumentText.State


@pytest.fixture
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def honey(outline: None) -> CasePage:
    return case(code="AP-TH-1", language="th", title="น้ำผึ้งป่า", body="ชุมชนดูแลป่า")


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(user("An editor", is_staff=True, is_superuser=True))
    return client


def attach(page: CasePage, given: Document, language: str = "th", title: str = "") -> CasePage:
    page = CasePage.objects.get(pk=page.pk)
    page.documents.add(CaseDocument(document=given, language=language, title=title))
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)


def link(page: CasePage, *documents: Document) -> CasePage:
    page = CasePage.objects.get(pk=page.pk)
    links = "".join(f'<p><a linktype="document" id="{one.pk}">อ่านต่อ</a></p>' for one in documents)
    page.body = [("practice", f"<p>ชุมชนดูแลป่า</p>{links}")]
    page.save_revision().publish()
    return CasePage.objects.get(pk=page.pk)


def attached_texts(page: CasePage) -> list[Text]:
    """What the search document of `page` holds beside its own words."""
    [found] = registry.source("case").documents([page.pk])
    return [text for text in found.body if "ชุมชนดูแลป่า" not in text.value]


def is_noted(page: CasePage) -> bool:
    """Whether the change log knows of `page`; forgets it."""
    return bool(Change.objects.filter(kind="case", object_id=page.pk).delete()[0])


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Any) -> Iterator[Any]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


# Reading


def test_a_listed_document_is_read_after_the_request_and_found_with_its_case(
    honey: CasePage, after_commit: Any
) -> None:
    with after_commit():
        page = attach(honey, document("a.docx", word(VIETNAMESE)), "vi", "Kế hoạch mùa vụ")
        assert DocumentText.objects.get().state == State.WAITING
    row = DocumentText.objects.get()
    assert (row.state, row.language, row.attempts, row.next_attempt_at) == (State.DONE, "vi", 1, None)
    [text] = attached_texts(page)
    assert text.language == "vi"
    assert text.value.startswith(f"Kế hoạch mùa vụ\n\n{VIETNAMESE}")
    assert is_noted(page)


def test_words_of_a_document_find_its_case_through_the_api(honey: CasePage, client: Client, after_commit: Any) -> None:
    with after_commit():
        link(honey, document("a.pdf", pdf(THAI, letters="thai")))
    changes.drain(wait=True)
    [hit] = client.get("/api/v1/search", {"q": "ตลาดทุกวันเสาร์"}).json()["results"]
    assert hit["code"] == "AP-TH-1"
    assert "<mark>" in hit["excerpt"]


def test_a_linked_document_is_in_the_language_it_seems_to_be_written_in(honey: CasePage) -> None:
    page = link(honey, document("a.odt", open_document(VIETNAMESE)), document("b.txt", b"Bees and trees"))
    attachments.read_due()
    assert [(text.language, text.value) for text in attached_texts(page)] == [
        ("vi", f"Honey\n{VIETNAMESE}"),
        ("en", "Bees and trees"),
    ]


def test_a_document_that_is_listed_and_linked_is_one(honey: CasePage) -> None:
    given = document("a.txt", THAI.encode(), title="รายงาน")
    page = link(attach(honey, given), given)
    attachments.read_due()
    assert [text.value for text in attached_texts(page)] == [f"รายงาน\n\n{THAI}"]


def test_an_unused_document_is_not_read(honey: CasePage) -> None:
    document("a.txt", b"nobody needs this")
    assert attachments.read_due() == 0
    assert not DocumentText.objects.exists()


def test_reading_twice_changes_nothing(honey: CasePage) -> None:
    page = attach(honey, document("a.txt", THAI.encode()))
    assert attachments.read_due() == 1
    before = DocumentText.objects.values().get()
    is_noted(page)
    attachments.read_document.call(before["document_id"])
    assert attachments.read_due() == 0
    attach(page, document("b.txt", b"another"))
    assert DocumentText.objects.values().get(pk=before["document_id"]) == before


def test_the_timer_reads_what_nobody_noticed_and_what_a_killed_worker_left(honey: CasePage) -> None:
    page = attach(honey, document("a.txt", THAI.encode()))
    DocumentText.objects.all().delete()  # as after a restored backup
    call_command("run_due", verbosity=0)
    assert DocumentText.objects.get().state == State.DONE
    # Killed while it read: the row is claimed, and the claim runs out.
    DocumentText.objects.update(
        state=State.WAITING, text="", attempts=1, next_attempt_at=timezone.now() + attachments.CLAIM
    )
    call_command("run_due", verbosity=0)
    assert DocumentText.objects.get().state == State.WAITING
    DocumentText.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    call_command("run_due", verbosity=0)
    assert [text.value for text in attached_texts(page)] == [f"a.txt\n\n{THAI}"]


def test_a_document_that_kills_every_worker_is_given_up(honey: CasePage) -> None:
    attach(honey, document("a.txt", b"x"))
    tries = len(attachments.RETRY_AFTER) + 1
    DocumentText.objects.update(attempts=tries, next_attempt_at=timezone.now())
    attachments.read_due()
    row = DocumentText.objects.get()
    assert (row.state, row.reason, row.next_attempt_at) == (State.FAILED, "too_heavy", None)


def test_a_file_that_cannot_be_reached_is_tried_again_and_then_given_up(honey: CasePage) -> None:
    given = document("a.txt", b"x")
    attach(honey, given)
    given.file.storage.delete(given.file.name)
    for minutes in attachments.RETRY_AFTER:
        before = timezone.now()
        attachments.read_due()
        row = DocumentText.objects.get()
        assert (row.state, row.reason) == (State.WAITING, "missing")
        assert row.next_attempt_at is not None
        assert row.next_attempt_at - before == pytest.approx(timedelta(minutes=minutes), abs=timedelta(seconds=30))
        DocumentText.objects.update(next_attempt_at=before)
    attachments.read_due()
    assert DocumentText.objects.get().state == State.FAILED


@pytest.mark.parametrize(
    ("name", "data", "state", "reason"),
    [
        ("a.pdf", pdf("secret", password="sesame"), State.FAILED, "encrypted"),
        ("a.pdf", blank_pdf(), State.FAILED, "no_text"),
        ("a.docx", b"not a document", State.FAILED, "damaged"),
        ("a.xlsx", b"PK", State.UNSUPPORTED, ""),
    ],
)
def test_what_cannot_be_read_says_why_and_is_not_tried_again(
    honey: CasePage, name: str, data: bytes, state: str, reason: str
) -> None:
    page = attach(honey, document(name, data, title="รายงาน"))
    attachments.read_due()
    row = DocumentText.objects.get()
    assert (row.state, row.reason, row.next_attempt_at) == (state, reason, None)
    assert row.explanation
    assert [text.value for text in attached_texts(page)] == ["รายงาน"]


def test_a_file_that_is_too_large_is_not_even_copied(honey: CasePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_FILE", 10)
    attach(honey, document("a.txt", b"more than ten"))
    attachments.read_due()
    assert DocumentText.objects.get().reason == "too_large"


def test_all_documents_of_a_case_have_a_bounded_room_in_the_index(
    honey: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MAX_CHARACTERS_A_CASE", 10)
    page = link(honey, *(document(f"{n}.txt", b"bees and trees") for n in range(3)))
    attachments.read_due()
    assert [text.value for text in attached_texts(page)] == ["bees and t"]


# The index follows


def test_a_replaced_document_is_read_again_and_its_old_text_goes_at_once(honey: CasePage) -> None:
    given = document("a.txt", THAI.encode())
    page = attach(honey, given, title="รายงาน")
    attachments.read_due()
    is_noted(page)
    replace(given, "b.txt", VIETNAMESE.encode())
    assert is_noted(page)
    assert [text.value for text in attached_texts(page)] == ["รายงาน"]
    attachments.read_due()
    assert is_noted(page)
    assert [text.value for text in attached_texts(page)] == [f"รายงาน\n\n{VIETNAMESE}"]


def test_the_same_file_under_another_name_or_title_is_not_read_again(
    honey: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = document("a.txt", THAI.encode())
    page = attach(honey, given)
    attachments.read_due()
    monkeypatch.setattr(attachments, "extract", None)
    replace(given, "b.txt", THAI.encode())
    given.refresh_from_db()
    given.title = "ชื่อใหม่"
    given.save()
    assert attachments.read_due() == 0
    assert [text.value for text in attached_texts(page)] == [f"ชื่อใหม่\n\n{THAI}"]


def test_who_reads_a_file_that_is_replaced_meanwhile_writes_nothing(
    honey: CasePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = document("a.txt", b"old words")
    page = attach(honey, given, title="t")
    read = attachments.extract

    def replaced_meanwhile(file: Any, kind: str) -> Any:
        found = read(file, kind)
        monkeypatch.setattr(attachments, "extract", read)
        replace(given, "b.txt", b"new words")
        return found

    monkeypatch.setattr(attachments, "extract", replaced_meanwhile)
    assert not attachments.read_now(given.pk)
    assert [text.value for text in attached_texts(page)] == ["t"]
    assert attachments.read_now(given.pk)
    assert [text.value for text in attached_texts(page)] == ["t\n\nnew words"]


def test_a_document_that_failed_is_tried_again_when_an_editor_saves_it(honey: CasePage) -> None:
    given = document("a.docx", b"broken")
    attach(honey, given)
    attachments.read_due()
    assert DocumentText.objects.get().state == State.FAILED
    Document.objects.get(pk=given.pk).save()
    assert DocumentText.objects.get().state == State.WAITING


def test_a_deleted_document_and_a_link_taken_out_leave_the_index(honey: CasePage) -> None:
    listed, linked = document("a.txt", b"listed"), document("b.txt", b"linked")
    page = link(attach(honey, listed), linked)
    attachments.read_due()
    assert len(attached_texts(page)) == 2
    is_noted(page)
    listed.delete()
    assert is_noted(page)
    assert [text.value for text in attached_texts(page)] == ["linked"]
    link(page)
    assert is_noted(page)
    assert attached_texts(page) == []
    link(page, linked)
    linked.delete()
    assert not DocumentLink.objects.exists()
    assert attached_texts(page) == []


def test_a_draft_changes_nothing_until_it_is_published(honey: CasePage) -> None:
    given = document("a.txt", b"planned")
    page = CasePage.objects.get(pk=honey.pk)
    page.documents.add(CaseDocument(document=given, language="en"))
    page.body = [("text", f'<p>ชุมชนดูแลป่า <a linktype="document" id="{given.pk}">x</a></p>')]
    revision = page.save_revision()
    assert attachments.read_due() == 0
    assert attached_texts(honey) == []
    revision.publish()
    assert attachments.read_due() == 1
    assert [text.value for text in attached_texts(honey)] == ["a.txt\n\nplanned"]


def test_a_link_to_a_document_that_is_gone_and_one_without_a_number_do_no_harm(honey: CasePage) -> None:
    page = CasePage.objects.get(pk=honey.pk)
    page.body = [("text", '<p><a linktype="document" id="987654">x</a></p>')]
    page.save_revision().publish()
    assert not DocumentLink.objects.exists()
    page.body = [("text", '<p><a linktype="document">x</a></p>')]
    page.save()
    assert not DocumentLink.objects.exists()


def test_links_from_before_are_noted_by_the_migration(honey: CasePage) -> None:
    given = document("a.txt", b"linked long ago")
    page = link(honey, given)
    DocumentLink.objects.all().delete()
    DocumentText.objects.all().delete()
    then = MigrationLoader(connection).project_state(("library", "0006_document_links")).apps
    import_module("library.migrations.0006_document_links").note_links(then, None)
    assert [row.document_id for row in DocumentLink.objects.filter(page=page)] == [given.pk]
    assert attachments.read_due() == 1
    assert [text.value for text in attached_texts(page)] == ["linked long ago"]


# Privacy


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.PASSWORD])
def test_what_a_restricted_document_says_is_in_no_search_document(honey: CasePage, kind: str) -> None:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    below = closed.add_child(name="Below")
    page = attach(honey, document("a.txt", b"private words", title="t", collection=below))
    attachments.read_due()
    assert len(attached_texts(page)) == 1
    is_noted(page)
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type=kind, password="p")
    assert is_noted(page)
    assert attached_texts(page) == []
    restriction.delete()
    assert is_noted(page)
    assert len(attached_texts(page)) == 1


def test_a_document_moved_to_a_restricted_collection_leaves_the_index(honey: CasePage) -> None:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    given = document("a.txt", b"private words")
    page = attach(honey, given)
    attachments.read_due()
    is_noted(page)
    given.collection = closed
    given.save()
    assert is_noted(page)
    assert attached_texts(page) == []


def test_documents_moved_together_to_a_restricted_collection_leave_the_index(honey: CasePage, editor: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    given = document("a.txt", b"private words")
    page = attach(honey, given)
    attachments.read_due()
    is_noted(page)
    address = f"/admin/bulk/wagtaildocs/document/add_to_collection/?id={given.pk}"
    assert editor.post(address, {"collection": closed.pk}).status_code == 302
    assert is_noted(page)
    assert attached_texts(page) == []


def test_a_collection_moved_under_a_restricted_one_leaves_the_index(honey: CasePage, editor: Client) -> None:
    root = Collection.get_first_root_node()
    closed = root.add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    folder = Collection.objects.get(pk=root.pk).add_child(name="Folder")
    page = attach(honey, document("a.txt", b"private words", collection=folder))
    attachments.read_due()
    assert len(attached_texts(page)) == 1
    is_noted(page)
    response = editor.post(f"/admin/collections/{folder.pk}/", {"name": "Folder", "parent": closed.pk})
    assert response.status_code == 302
    assert is_noted(page)
    assert attached_texts(page) == []


def test_a_page_lists_the_documents_that_its_reader_may_be_given(honey: CasePage, client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    attach(honey, document("a.pdf", pdf("x"), title="For everybody"), "en")
    attach(
        honey,
        document("b.odt", open_document("x"), title="For members", collection=closed),
        "vi",
        "Dành cho thành viên",
    )
    address = "/th/library/ap-th-1/"
    page = client.get(address).content.decode()
    assert "For everybody" in page
    assert "Dành cho thành viên" not in page
    member = user()
    client.login(email=member.email, password=PASSWORD)
    page = client.get(address).content.decode()
    assert '<span lang="vi" dir="auto">Dành cho thành viên</span>' in page
    assert "ODT" in page
    assert "kB" in page
    assert "เวียดนาม" in page  # the language's name, for a reader of Thai


def test_a_page_without_documents_says_nothing_of_documents(honey: CasePage, client: Client) -> None:
    assert "case-documents" not in client.get("/th/library/ap-th-1/").content.decode()


# Languages


def test_documents_are_one_list_for_all_languages(honey: CasePage, client: Client) -> None:
    from wagtail_localize.models import Translation, TranslationSource

    page = attach(honey, document("a.txt", THAI.encode(), title="รายงาน"))
    source, _created = TranslationSource.update_or_create_from_instance(page)
    lao = Locale.objects.get(language_code="lo")
    Translation.objects.create(source=source, target_locale=lao, enabled=True).save_target(publish=True)
    copy = CasePage.objects.get(locale=lao)
    attach(page, document("b.txt", VIETNAMESE.encode(), title="Kế hoạch"), "vi")
    source.update_from_db()
    source.translations.get().save_target(publish=True)
    assert [row.shown_title for row in CasePage.objects.get(pk=copy.pk).documents.all()] == ["รายงาน", "Kế hoạch"]
    CasePage.objects.get(pk=copy.pk).get_latest_revision().publish()
    attachments.read_due()
    assert [text.language for text in attached_texts(copy)][-2:] == ["th", "vi"]
    assert "รายงาน" in client.get("/lo/library/ap-th-1/").content.decode()


def test_a_translation_that_is_imported_gets_the_documents_of_its_original(honey: CasePage) -> None:
    attach(honey, document("a.txt", THAI.encode()), title="รายงาน")
    line = {"code": "AP-TH-1", "language": "vi", "title": "Mật ong rừng", "body": "Văn bản"}
    import_cases([write_line(line).encode()], publish=True)
    page = CasePage.objects.get(locale__language_code="vi")
    assert [(row.shown_title, row.language) for row in page.documents.all()] == [("รายงาน", "th")]


# For editors


def test_editors_see_which_documents_could_not_be_read_and_why(honey: CasePage, editor: Client) -> None:
    attach(honey, document("good.txt", THAI.encode()))
    attach(honey, document("closed.pdf", pdf("x", password="p"), title="With a password"))
    attach(honey, document("sheet.xlsx", b"PK", title="Prices"))
    attachments.read_due()
    address = "/admin/reports/document-texts/"
    page = editor.get(address).content.decode()
    assert page.index("With a password") < page.index("Prices") < page.index("good.txt")
    assert "It needs a password. Upload a version without one." in page
    assert "Not a kind that is read" in page
    assert "/admin/documents/edit/" in page
    assert address in editor.get("/admin/reports/locked/").content.decode()
    assert editor.get(address, {"export": "csv"}).status_code == 200
    assert editor.get(f"{address}results/").status_code == 200


def test_who_may_not_edit_documents_sees_no_report_of_them(honey: CasePage, client: Client) -> None:
    member = user()
    client.login(email=member.email, password=PASSWORD)
    assert client.get("/admin/reports/document-texts/").status_code in {302, 403}


def test_an_editor_can_list_a_document_in_the_case_form(honey: CasePage, editor: Client) -> None:
    page = editor.get(f"/admin/pages/{honey.pk}/edit/").content.decode()
    assert "documents-TOTAL_FORMS" in page
    assert "evidence_level" in page


def test_the_reasons_are_told_in_the_editor_s_language_and_each_has_words() -> None:
    raised = {"encrypted", "damaged", "no_text", "too_large", "too_slow", "too_heavy", "bomb", "missing"}
    assert raised == set(REASONS)
    assert all(str(words) for words in REASONS.values())


def test_a_broken_reading_never_raises_into_the_task(honey: CasePage, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(honey, document("a.txt", b"x"))

    def slow(*_args: Any) -> Any:
        raise UnreadableError("too_slow", may_pass=True)

    monkeypatch.setattr(attachments, "extract", slow)
    attachments.read_due()
    row = DocumentText.objects.get()
    assert (row.state, row.reason, row.attempts) == (State.WAITING, "too_slow", 1)


def test_a_document_has_no_address_of_its_own_beside_the_one_that_asks_who_may_have_it(
    client: Client, own_files: None
) -> None:
    made = document("plan.txt", b"plain words")
    assert resolve("/media/images/plan.jpg").url_name == "media"
    with pytest.raises(Resolver404):
        resolve(f"/media/{made.file.name}")
    assert client.get(made.url).status_code == 200
