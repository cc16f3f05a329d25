"""The PDF of a case: right in every language, made once a version, given to those who may read the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from library import printing
from library.models import CasePage, CasePdf, Theme
from library.sections import Section, stream_data
from tests.factories import PASSWORD, case, user
from tests.factories.templates import full_case

pytestmark = [
    pytest.mark.django_db,
    # `make test` installs them, or says that it could not.
    pytest.mark.skipif(not printing.is_available(), reason="the libraries of WeasyPrint are missing"),
]

# A sentence a language, repeated without anything to break at where the script allows it.
LONG = {
    "en": "Families plant broom grass on sloping land and sell the brooms together. ",
    "th": "ชุมชนนำสิ่งที่ได้เห็นกลับไปทดลองใช้แล้วเล่าสู่กันฟังว่าอะไรได้ผล",
    "vi": "Những giải pháp đã thành công ở một thôn có thể được áp dụng ở thôn khác nếu được kể lại đủ rõ ràng. ",
    "lo": "ຊຸມຊົນນຳສິ່ງທີ່ໄດ້ເຫັນກັບໄປທົດລອງໃຊ້ແລ້ວເລົ່າສູ່ກັນຟັງວ່າສິ່ງໃດໄດ້ຜົນ",
}
ADDRESS = "https://example.org/" + "a-very-long-address-without-any-space-" * 6


def _long_case(language: str) -> CasePage:
    text = LONG[language]
    return case(
        code="AP-LA-2012-003", language=language, title=(text * 2).strip()[:190], summary=text,
        sections=[{"name": "practice", "text": text * 50}, {"name": "sources", "text": ADDRESS}],
        themes=["natural-resources"], countries=["LA"], published_on="2012-11-20",
    )  # fmt: skip


def _texts(page: Any) -> Iterator[Any]:
    """The boxes with text of a page as WeasyPrint laid it out."""
    from weasyprint.formatting_structure.boxes import TextBox

    for box in page._page_box.descendants():
        if isinstance(box, TextBox) and box.text.strip("\u200b \n"):
            yield box


@pytest.mark.parametrize("language", LONG)
def test_no_text_stands_past_the_margin(outline: None, language: str) -> None:
    laid_out = printing.laid_out(_long_case(language))
    assert len(laid_out.pages) > 1
    for page in laid_out.pages:
        box = page._page_box
        left, right = box.content_box_x(), box.content_box_x() + box.width
        past = [
            text.text
            for text in _texts(page)
            if text.position_x < left - 0.5 or text.position_x + text.width > right + 0.5
        ]
        assert past == []


def test_lao_lines_end_where_a_word_ends(outline: None) -> None:
    lines = [box.text for page in printing.laid_out(_long_case("lo")).pages for box in _texts(page)]
    paragraph = [line for line in lines if len(line) > 40 and "…" not in line and "ຊຸມຊົນ" in line]
    words = printing.html_with_breaks(LONG["lo"]).split("\u200b")
    assert len(paragraph) > 10
    for line in paragraph:
        # What stands on a line is made of whole words.
        rest = line.replace("\u200b", "").strip()
        while rest:
            word = max((w for w in words if rest.startswith(w)), key=len, default="")
            assert word, f"{rest!r} begins inside a word, in {line!r}"
            rest = rest[len(word) :]


@pytest.mark.parametrize("language", LONG)
def test_its_letters_are_in_it_with_its_own_fonts(outline: None, language: str) -> None:
    read = pypdf.PdfReader(BytesIO(printing.drawn(_long_case(language))))
    # The reader sees spaces where a mark moves back over its letter.
    text = "".join("".join(page.extract_text() for page in read.pages).replace("\u200b", "").split())
    assert "AP-LA-2012-003" in text
    for word in {"en": ["broom"], "th": ["ชุมชน"], "vi": ["giải", "được"], "lo": ["ຊຸມຊົນ"]}[language]:
        assert word in text
    fonts = {str(font["/BaseFont"]).partition("+")[2] for page in read.pages for font in _fonts(page)}
    assert any(name.startswith("Print") for name in fonts)
    assert read.trailer["/Root"]["/Lang"] == language  # type: ignore[index]


def _fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def test_labels_are_in_the_language_of_the_page(outline: None) -> None:
    from library.views.printed import page_html

    with printing.translation.override("th"):
        sections = [{"name": "practice", "text": "เก็บน้ำผึ้ง"}]
        html = page_html(case(language="th", title="น้ำผึ้ง", sections=sections), picture="", faces=[])
    assert "สัญญาอนุญาต" in html
    assert "What people do" not in html


def test_every_part_of_the_template_is_in_it_with_the_original_s_words_where_nobody_translated(outline: None) -> None:
    from library.views.printed import page_html

    page = full_case()
    lao = case(code=page.code, language="lo", title="ສະຫະກອນເຂົ້າ", body="ຕອນທີໜຶ່ງ")
    for version in (page, lao):
        html = page_html(CasePage.objects.get(pk=version.pk), picture="", faces=[])
        assert page.building_blocks.first().title in html
        assert "Trà Vinh" in html
        assert "Dân Tiến" not in html.replace(page.title, ""), "finer than the editor chose"


def test_words_of_an_original_that_is_closed_leave_the_pdfs_of_its_translations(outline: None) -> None:
    page = full_case()
    lao = case(code=page.code, language="lo", title="ສະຫະກອນເຂົ້າ", body="ຕອນທີໜຶ່ງ")
    printing.want_pdf(lao)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not CasePdf.objects.exists()


def test_it_opens_no_address_and_no_file(outline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    from library.views import printed

    def opened(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError(f"opened {args}")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", opened)
    hostile = '<img src="https://example.org/a.png"><img src="file:///etc/passwd"><link rel="stylesheet" href="/a.css">'
    monkeypatch.setattr(printed, "render_to_string", lambda *args: f"<html><body>{hostile}<p>ok</p>")
    assert printing.drawn(case(title="Honey")).startswith(b"%PDF")


def test_its_picture_is_in_it(outline: None) -> None:
    page = case(title="Honey")
    source = Path("cms/demo/images/forest-honey.png")
    with source.open("rb") as file:
        page.lead_image = get_image_model().objects.create(title="Honey", file=ImageFile(file, name=source.name))
    page.save_revision().publish()
    read = pypdf.PdfReader(BytesIO(printing.drawn(CasePage.objects.get(pk=page.pk))))
    assert len(read.pages[0].images) == 1


def _address(page: CasePage, language: str = "en") -> str:
    return f"/{language}/library/{page.slug}/pdf/{page.locale.language_code}/"


def test_the_first_to_ask_waits_and_everybody_after_gets_the_file(client: Client, outline: None) -> None:
    page = case(title="Honey")
    first = client.get(_address(page))
    assert (first.status_code, first["Refresh"]) == (202, "5")
    assert "being made" in first.content.decode()
    client.get(_address(page))
    assert CasePdf.objects.count() == 1
    assert printing.make_due() == 1
    given = client.get(_address(page))
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    assert b"".join(given.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert f"{page.slug}-en.pdf" in given["Content-Disposition"]


def test_the_case_s_page_says_how_it_stands(client: Client, outline: None) -> None:
    page = case(title="Honey")
    address = f"/en/library/{page.slug}/"
    assert f'href="{_address(page)}"' in client.get(address).content.decode()
    printing.want_pdf(page)
    assert client.get(address).context["pdf"]["state"] == "waiting"
    printing.make_due()
    assert client.get(address).context["pdf"]["state"] == "done"
    assert "kB" in client.get(address).context["pdf"]["size"]


@pytest.mark.parametrize(
    ("kind", "member_may"), [(PageViewRestriction.LOGIN, True), (PageViewRestriction.PASSWORD, False)]
)
def test_only_those_who_may_read_the_case_get_its_pdf(
    client: Client, outline: None, kind: str, member_may: bool
) -> None:
    page = case(title="Honey")
    printing.want_pdf(page)
    printing.make_due()
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="secret")
    assert client.get(_address(page)).status_code == 404
    client.login(email=user().email, password=PASSWORD)
    assert client.get(_address(page)).status_code == (200 if member_may else 404)


def test_a_file_has_no_address_of_its_own(client: Client, outline: None, settings: Any) -> None:
    page = case(title="Honey")
    printing.want_pdf(page)
    printing.make_due()
    path = Path(CasePdf.objects.get().file.path)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert client.get(f"/media/{CasePdf.objects.get().file.name}").status_code == 404


def test_a_new_version_has_a_new_pdf_and_the_old_one_goes(
    client: Client, outline: None, django_capture_on_commit_callbacks: Any
) -> None:
    page = case(title="Honey")
    printing.want_pdf(page)
    printing.make_due()
    old = Path(CasePdf.objects.get().file.path)
    page.body = stream_data([Section("practice", "Other words.")])
    page.save_revision().publish()
    page.refresh_from_db()
    current = printing.pdf_of(page)
    assert current is not None
    assert current.state == CasePdf.State.WAITING, "the one before was wanted, so this one is made, too"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("run_due", verbosity=0)
    assert not old.exists()
    only = CasePdf.objects.get()
    assert only.state == CasePdf.State.DONE
    text = pypdf.PdfReader(only.file.open("rb")).pages[0].extract_text()
    assert "Other words" in text


def test_nothing_is_left_of_a_case_that_is_no_longer_published(
    outline: None, django_capture_on_commit_callbacks: Any
) -> None:
    page = case(title="Honey")
    printing.want_pdf(page)
    printing.make_due()
    path = Path(CasePdf.objects.get().file.path)
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert not CasePdf.objects.exists()
    assert not path.exists()
    assert printing.want_pdf(CasePage.objects.get(pk=page.pk)) is None


def test_a_theme_s_new_name_is_in_the_next_pdf(outline: None) -> None:
    page = case(title="Honey", themes=["natural-resources"])
    printing.want_pdf(page)
    name = Theme.objects.get(code="natural-resources").names.get(language="en")
    name.name = "Forests"
    name.save()
    assert printing.pdf_of(page) is None


@pytest.mark.parametrize("change", ["save", "delete"])
def test_a_picture_that_is_replaced_or_deleted_is_in_no_pdf(outline: None, change: str) -> None:
    page = case(title="Honey")
    with Path("cms/demo/images/forest-honey.png").open("rb") as file:
        page.lead_image = get_image_model().objects.create(title="Honey", file=ImageFile(file, name="honey.png"))
    page.save_revision().publish()
    assert printing.want_pdf(CasePage.objects.get(pk=page.pk)) is not None
    getattr(page.lead_image, change)()
    assert not CasePdf.objects.exists()


def test_what_cannot_be_drawn_is_tried_again_and_then_given_up(
    client: Client, outline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(page: CasePage) -> bytes:
        raise RuntimeError("no ink")

    page = case(title="Honey")
    row = printing.want_pdf(page)
    assert row is not None
    monkeypatch.setattr(printing, "drawn", broken)
    for attempt in range(1, len(printing.RETRY_AFTER) + 2):
        assert not printing.make_now(row.pk)
        row.refresh_from_db()
        assert (row.attempts, "no ink" in row.error) == (attempt, True)
        CasePdf.objects.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert row.state == CasePdf.State.FAILED
    answer = client.get(_address(page))
    assert answer.status_code == 503
    assert "could not be made" in answer.content.decode()


def test_a_killed_worker_leaves_nothing_stuck(outline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(page: CasePage) -> bytes:
        raise KeyboardInterrupt

    page = case(title="Honey")
    row = printing.want_pdf(page)
    assert row is not None
    with monkeypatch.context() as dying:
        dying.setattr(printing, "drawn", killed)
        with pytest.raises(KeyboardInterrupt):
            printing.make_now(row.pk)
    assert printing.make_due() == 0  # it may be alive still
    CasePdf.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert printing.make_due() == 1


def test_without_its_libraries_the_site_runs_and_says_so(
    client: Client, outline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "is_available", lambda: False)
    page = case(title="Honey")
    assert "not available on this server" in client.get(f"/en/library/{page.slug}/").content.decode()
    answer = client.get(_address(page))
    assert answer.status_code == 503
    assert "not available on this server" in answer.content.decode()
    assert not CasePdf.objects.exists()
