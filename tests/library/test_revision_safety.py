"""Nothing that somebody wrote is lost: two editors at once, bad lines, things deleted while in use, a killed import.

Through the admin's own views, as Wagtail's editor calls them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from library.folders import library_collection
from library.importing import BATCH, RefusedError, import_cases
from library.models import CaseDocument, CasePage
from search import changes
from tests.factories import PASSWORD, case, case_line, user
from tests.factories.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
AUTOSAVE = {"HTTP_ACCEPT": "application/json"}


def _editor() -> Client:
    person = user(is_staff=True)
    person.groups.add(Group.objects.get(name="Moderators"))
    client = Client()
    client.login(email=person.email, password=PASSWORD)
    return client


@pytest.fixture
def forest() -> CasePage:
    page = case(code="AP-LA-1", language="lo", title="ປ່າຊຸມຊົນ")
    page.save_revision()
    return page


def _open(client: Client, page: CasePage) -> dict[str, Any]:
    """What the editor's form sends back when nothing was changed."""
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    form = answer.context["form"]
    latest = page.get_latest_revision()
    data: dict[str, Any] = {
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
        "body-count": "0",
    }
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list | tuple):
            continue  # nothing chosen, nothing sent
        data[name] = value if isinstance(value, str | int) and not isinstance(value, bool) else ""
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-{count}": "0" for count in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    return data | {"tags": "", "licence": "CC-BY-4.0", "change_level": "small"}


def _save(client: Client, page: CasePage, data: dict[str, Any], **headers: str) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, **headers)


def _history(page: CasePage) -> list[str]:
    return [one.content["title"] for one in page.revisions.order_by("created_at", "pk")]


def test_of_two_editors_the_second_is_stopped_while_typing_and_the_first_text_stays(forest: CasePage) -> None:
    noi, kham = _editor(), _editor()
    hers, his = _open(noi, forest), _open(kham, forest)
    saved = _save(noi, forest, hers | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"}, **AUTOSAVE)
    assert saved.json()["success"]
    refused = _save(kham, forest, his | {"title": "ປ່າສັກສິດ"}, **AUTOSAVE)
    assert (refused.status_code, refused.json()["error_code"]) == (400, "invalid_revision")
    assert _history(forest)[-1] == "ປ່າຊຸມຊົນ ບ້ານນາ"


def test_of_two_editors_who_both_press_save_each_has_a_version_in_the_history(forest: CasePage) -> None:
    noi, kham = _editor(), _editor()
    hers, his = _open(noi, forest), _open(kham, forest)
    assert _save(noi, forest, hers | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"}).status_code == 302
    assert _save(kham, forest, his | {"title": "ປ່າສັກສິດ"}).status_code == 302
    assert _history(forest)[-2:] == ["ປ່າຊຸມຊົນ ບ້ານນາ", "ປ່າສັກສິດ"]
    older, newer = forest.revisions.order_by("-created_at", "-pk").values_list("pk", flat=True)[:2][::-1]
    compared = kham.get(reverse("wagtailadmin_pages:revisions_compare", args=[forest.pk, older, newer]))
    assert "ບ້ານນາ" in compared.content.decode()
    assert CasePage.objects.get(pk=forest.pk).title == "ປ່າຊຸມຊົນ"  # readers see neither yet


def test_the_second_editor_sees_that_there_is_a_newer_version(forest: CasePage) -> None:
    noi, kham = _editor(), _editor()
    hers, his = _open(noi, forest), _open(kham, forest)
    page = kham.get(reverse("wagtailadmin_pages:edit", args=[forest.pk]))
    sessions = page.context["editing_sessions"]
    _save(noi, forest, hers | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"})
    ping = kham.post(sessions.ping_url, {"revision_id": his["loaded_revision_id"], "is_editing": "1"})
    assert ping.status_code == 200
    assert any(one["revision_id"] for one in ping.json()["other_sessions"])


def test_an_autosave_sent_twice_saves_once(forest: CasePage) -> None:
    noi = _editor()
    first = _save(noi, forest, _open(noi, forest) | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"}, **AUTOSAVE).json()
    again = _open(noi, forest) | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ ແຂວງ", "overwrite_revision_id": first["revision_id"]}
    before = len(_history(forest))
    for _time in range(2):
        assert _save(noi, forest, again, **AUTOSAVE).json()["success"]
    assert len(_history(forest)) == before
    assert _history(forest)[-1] == "ປ່າຊຸມຊົນ ບ້ານນາ ແຂວງ"


def test_an_autosave_whose_answer_was_lost_overwrites_nothing_when_it_comes_again(forest: CasePage) -> None:
    noi = _editor()
    data = _open(noi, forest) | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"}
    assert _save(noi, forest, data, **AUTOSAVE).json()["success"]
    repeated = _save(noi, forest, data, **AUTOSAVE)  # her browser never learned the number of the version
    assert (repeated.status_code, repeated.json()["error_code"]) == (400, "invalid_revision")
    assert _history(forest)[-1] == "ປ່າຊຸມຊົນ ບ້ານນາ"
    assert _save(noi, forest, data | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ 2"}).status_code == 302  # and saving by hand goes on
    assert _history(forest)[-2:] == ["ປ່າຊຸມຊົນ ບ້ານນາ", "ປ່າຊຸມຊົນ ບ້ານນາ 2"]


def test_saving_over_a_version_that_is_no_longer_the_latest_is_refused_and_what_was_written_stays(
    forest: CasePage,
) -> None:
    noi, kham = _editor(), _editor()
    hers = _save(noi, forest, _open(noi, forest) | {"title": "ປ່າຊຸມຊົນ ບ້ານນາ"}, **AUTOSAVE).json()
    _save(kham, forest, _open(kham, forest) | {"title": "ປ່າສັກສິດ"})
    stale = _open(noi, forest) | {"title": "ປ່າບ້ານນາ", "overwrite_revision_id": hers["revision_id"]}
    assert _save(noi, forest, stale, **AUTOSAVE).status_code == 400
    by_hand = _save(noi, forest, stale)
    assert by_hand.status_code == 200
    assert by_hand.context["form"]["title"].value() == "ປ່າບ້ານນາ"
    assert _history(forest)[-2:] == ["ປ່າຊຸມຊົນ ບ້ານນາ", "ປ່າສັກສິດ"]


def test_a_deleted_image_leaves_the_case_its_words_and_its_draft(
    forest: CasePage, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = picture()
    image.collection = library_collection()
    image.save()
    forest.lead_image, forest.lead_image_alt = image, "ຄົນປູກຕົ້ນໄມ້"
    forest.gallery.add(forest.gallery.model(image=image, alt="ສວນກ້າ", caption="ເດືອນຫ້າ", consent="given"))
    forest.save_revision().publish()
    draft = forest.save_revision()
    noi = _editor()
    assert noi.post(reverse("wagtailimages:delete", args=[image.pk])).status_code == 302
    assert not Image.objects.filter(pk=image.pk).exists()
    assert Client().get("/lo/library/ap-la-1/").status_code == 200
    page = CasePage.objects.get(pk=forest.pk)
    assert (page.live, page.lead_image, page.lead_image_alt) == (True, None, "ຄົນປູກຕົ້ນໄມ້")
    assert noi.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200
    _open(noi, page)
    draft.refresh_from_db()
    draft.publish()
    assert "ສວນກ້າ" not in Client().get("/lo/library/ap-la-1/").content.decode()
    [row] = CasePage.objects.get(pk=forest.pk).gallery.all()
    assert (row.image, row.alt, row.caption, row.consent) == (None, "ສວນກ້າ", "ເດືອນຫ້າ", "given")


def test_a_deleted_document_leaves_the_case_and_its_draft(forest: CasePage, settings: Any, tmp_path: Any) -> None:
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(b"text", "guide.txt")
    paper = Document.objects.create(title="ຄູ່ມື", file=file, collection=library_collection())
    forest.documents.add(CaseDocument(document=paper))
    draft = forest.save_revision()
    draft.publish()
    noi = _editor()
    assert noi.post(reverse("wagtaildocs:delete", args=[paper.pk])).status_code == 302
    changes.drain(wait=True)
    assert Client().get("/lo/library/ap-la-1/").status_code == 200
    _open(noi, forest)
    draft.refresh_from_db()
    draft.publish()
    page = CasePage.objects.get(pk=forest.pk)
    assert (page.live, page.documents.count()) == (True, 0)


def _lines(count: int, *, killed_after: int | None = None) -> Iterator[bytes]:
    for number in range(count):
        if number == killed_after:
            raise KeyboardInterrupt
        title = f"ป่าชุมชน {number}"
        yield json.dumps(case_line(code=f"AP-TH-2013-{number:03}", language="th", title=title)).encode()


def test_an_import_killed_half_way_leaves_whole_cases_and_is_finished_by_doing_it_again() -> None:
    count = BATCH + 5
    with pytest.raises(KeyboardInterrupt):
        import_cases(_lines(count, killed_after=BATCH + 2), publish=True)
    there = CasePage.objects.all()
    assert there.count() == BATCH
    assert all(page.live and len(page.body) and page.latest_revision_id for page in there)
    report = import_cases(_lines(count), publish=True)
    assert (report.created, report.unchanged, report.problems) == (5, BATCH, [])


def test_a_strict_import_killed_half_way_leaves_nothing() -> None:
    with pytest.raises(KeyboardInterrupt):
        import_cases(_lines(BATCH + 5, killed_after=BATCH + 2), publish=True, strict=True)
    assert not CasePage.objects.exists()
    bad = [*_lines(BATCH + 1), b"{}"]
    with pytest.raises(RefusedError):
        import_cases(bad, publish=True, strict=True)
    assert not CasePage.objects.exists()
