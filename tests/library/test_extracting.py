"""Reading files: every kind, in every language, and those that were made to do harm."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library import extracting, parsing
from library.extracting import Extract, UnreadableError, extract, kind_of, tidied
from search.normalising import normalise
from tests.library.making import FILES, WORD, blank_pdf, open_document, pdf, repacked, word

THAI = "ชุมชนเก็บน้ำผึ้งและดูแลป่าร่วมกัน กลุ่มผู้หญิงขายน้ำผึ้งที่ตลาดทุกวันเสาร์"
LAO = "ຊຸມຊົນເກັບນ້ຳເຜິ້ງ ແລະ ດູແລປ່າຮ່ວມກັນ"
VIETNAMESE = "Hợp tác xã lúa gạo giúp nông dân cùng lập kế hoạch mùa vụ"


def read(data: bytes, name: str) -> Extract:
    kind = kind_of(name)
    assert kind is not None
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return extract(file, kind)


def reason(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableError) as refusal:
        read(data, name)
    return refusal.value.reason


# Every kind


@pytest.mark.parametrize(("letters", "text"), [("thai", THAI), ("lao", LAO)])
def test_a_pdf_is_read_in_thai_and_lao_over_the_ends_of_its_lines(letters: str, text: str) -> None:
    found = read(pdf(f"{text} {text} {text}", letters=letters), "a.pdf")
    assert found.text.replace(" ", "") == (text * 3).replace(" ", "")
    assert not found.is_cut


def test_a_pdf_from_a_browser_keeps_tone_marks_that_have_no_character_of_their_own() -> None:
    found = read((FILES / "printed-by-a-browser.pdf").read_bytes(), "a.pdf").text
    assert "ชุมชนเก็บน้ำผึ้งโดยไม่ทำลายรัง และดูแลป่าร่วมกัน กลุ่มผู้หญิงขายน้ำผึ้งที่ตลาดทุกวันเสาร์" in found
    assert "ຊຸມຊົນເກັບນ້ຳເຜິ້ງ ແລະ ດູແລປ່າຮ່ວມກັນ ກຸ່ມແມ່ຍິງຂາຍນ້ຳເຜິ້ງຢູ່ຕະຫຼາດທຸກວັນເສົາ" in found
    assert "Hợp tác xã lúa gạo giúp nông dân cùng lập kế hoạch mùa vụ, mua chung vật tư" in found
    assert found.startswith("น้ำผึ้งจากป่าชุมชน\n")


def test_a_word_document_is_read_with_tables_insertions_and_footnotes_and_without_what_was_deleted() -> None:
    plain = word(VIETNAMESE, THAI)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        main = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    changed = (
        "<w:p><w:ins><w:r><w:t>added</w:t></w:r></w:ins><w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"
    )
    notes = (
        f'<w:footnotes xmlns:w="{WORD}"><w:footnote><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    address = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = repacked(
        plain,
        {
            "word/document.xml": main.replace("<w:body>", f"<w:body>{changed}").encode(),
            "word/footnotes.xml": notes.encode(),
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>", f'<Relationship Id="n" Type="{address}" Target="footnotes.xml"/></Relationships>'
            ).encode(),
            "[Content_Types].xml": types.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
            ).encode(),
        },
    )
    text = read(data, "a.docx").text
    assert text.split("\n")[:3] == ["added", VIETNAMESE, THAI]
    assert "ລາຄາ\n300 ບາດ" in text
    assert "a note" in text
    assert "struck" not in text


def test_an_open_document_is_read_without_remarks_and_what_was_deleted() -> None:
    plain = open_document(LAO, VIETNAMESE)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        content = archive.read("content.xml").decode()
    remark = (
        "<text:p>kept<office:annotation><dc:creator>Somebody</dc:creator><text:p>is this so?</text:p>"
        "</office:annotation> on</text:p>"
    )
    data = repacked(plain, {"content.xml": content.replace("</office:text>", f"{remark}</office:text>").encode()})
    assert read(data, "a.odt").text == f"Honey\n{LAO}\n{VIETNAMESE}\nkept on"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_plain_text_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    assert read(f"# {THAI}\r\n\r\nราคา 300".encode(encoding), "a.md").text == f"# {THAI}\n\nราคา 300"


def test_western_accents_of_old_files_are_no_thai() -> None:
    assert read("Le café est prêt, déjà".encode("cp1252"), "a.txt").text == "Le café est prêt, déjà"


def test_of_a_web_page_what_people_see_is_read() -> None:
    page = (
        f"<html><head><title>no</title><script>alert(1)</script></head><body><h1>{LAO}</h1><p>{THAI}<br>ต่อ</p>"
        "<style>p{}</style>"
    )
    assert read(page.encode(), "a.html").text == f"{LAO}\n{THAI}\nต่อ"
    page = f'<meta charset="tis-620"><p>{THAI}</p>'
    assert read(page.encode("tis-620"), "a.htm").text == THAI


@pytest.mark.parametrize("name", ["a.xlsx", "a.doc", "a.pdf.exe", "pdf", "", "รูป.jpg"])
def test_other_kinds_are_not_read(name: str) -> None:
    assert kind_of(name) is None


def test_the_end_of_a_name_may_be_in_capitals() -> None:
    assert (kind_of("รายงาน.PDF"), kind_of("a.Docx"), kind_of("README.markdown")) == ("pdf", "docx", "txt")


# Limits


def test_of_a_long_text_the_beginning_is_kept() -> None:
    found = read("ป่า ".encode() * 60_000, "a.txt")
    assert found.is_cut
    assert len(found.text) == pytest.approx(parsing.MAX_CHARACTERS, abs=5)


def test_of_a_thick_book_the_first_pages_are_read() -> None:
    found = read(pdf(*(f"page {number}" for number in range(1, parsing.MAX_PAGES + 3))), "a.pdf")
    assert found.is_cut
    assert found.text.endswith(f"page {parsing.MAX_PAGES}")


# Hostile and broken


def test_a_pdf_with_a_password_says_so() -> None:
    assert reason(pdf("secret", password="open sesame"), "a.pdf") == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    assert read(pdf("for everybody", owner="nobody prints"), "a.pdf").text == "for everybody"


def test_office_documents_with_a_password_say_so() -> None:
    assert reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "a.docx") == "encrypted"
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert reason(repacked(open_document("x"), {"META-INF/manifest.xml": manifest}), "a.odt") == "encrypted"


def test_a_scan_says_that_it_has_no_text() -> None:
    assert reason(blank_pdf(2), "a.pdf") == "no_text"
    assert reason(b" \n \n", "a.txt") == "no_text"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.odt"])
def test_what_is_broken_says_so(name: str) -> None:
    good = {"a.pdf": pdf("x"), "a.docx": word("x"), "a.odt": open_document("x")}[name]
    for data in (b"", b"hello", good[: len(good) // 3], b"PK\x03\x04" + b"\xff" * 500, b"%PDF-1.7\n" + b"\xff" * 500):
        assert reason(data, name) in {"damaged", "no_text"}


def test_an_office_document_of_another_kind_is_not_what_its_name_says() -> None:
    assert reason(open_document("x"), "a.docx") == "damaged"
    assert reason(word("x"), "a.odt") == "damaged"


@pytest.mark.parametrize(
    ("make", "name", "part"), [(word, "a.docx", "word/media/a.bin"), (open_document, "a.odt", "b.bin")]
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(make: object, name: str, part: str) -> None:
    data = repacked(make("x"), {part: b"\0" * (parsing.MAX_UNPACKED + 1)})  # type: ignore[operator]
    assert len(data) < 1_000_000
    start = time.monotonic()
    assert reason(data, name) == "bomb"
    assert time.monotonic() - start < 10


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    data = repacked(open_document("x"), {"content.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})
    lying = data.replace(struct.pack("<L", 50_000_007), struct.pack("<L", 1_000))
    assert lying != data
    assert reason(lying, "a.odt") == "damaged"


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "%s">%s]>"""


@pytest.mark.parametrize(
    ("make", "name", "part"), [(word, "a.docx", "word/document.xml"), (open_document, "a.odt", "content.xml")]
)
def test_entities_that_grow_or_read_other_files_are_refused(make: object, name: str, part: str) -> None:
    growing = b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("k")))
    for entities in (growing, b'<!ENTITY x SYSTEM "file:///etc/passwd">'):
        xml = LAUGHS % (b"ha" * 10, entities) + b"<w:document xmlns:w='x'>&x;&j;</w:document>"
        assert reason(repacked(make("x"), {part: xml}), name) == "bomb"  # type: ignore[operator]


def test_a_pdf_whose_page_unpacks_without_end_is_not_unpacked() -> None:
    packed = zlib.compress(b" " * 400_000_000, 9)
    page = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<<>>>>/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )
    assert reason(page % (len(packed), packed), "a.pdf") in {"no_text", "damaged", "too_heavy"}


def _in_place_of_the_parser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    program = tmp_path / "parser.py"
    program.write_text(code, encoding="utf-8")
    monkeypatch.setattr(extracting, "_PARSER", program)


def _with_the_parser(code: str) -> str:
    return f"import sys; sys.path.insert(0, {str(Path(parsing.__file__).parent)!r})\nimport json, os, parsing\n{code}"


def test_a_document_that_needs_all_memory_gets_some_and_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "parsing.MAX_MEMORY = 300_000_000\nparsing.limit_ourselves()\n"
        "print(json.dumps(parsing.answer('docx', os.fdopen(0, 'rb'))))"
    )
    _in_place_of_the_parser(monkeypatch, tmp_path, _with_the_parser(code))
    xml = f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + b"<w:p/>" * 2_000_000 + b"</w:body></w:document>"
    assert reason(repacked(word("x"), {"word/document.xml": xml}), "a.docx") == "too_heavy"
    assert read(word("an honest one"), "a.docx").text.startswith("an honest one")


def test_a_parser_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _in_place_of_the_parser(monkeypatch, tmp_path, "import time\ntime.sleep(60)")
    monkeypatch.setattr(extracting, "MAX_SECONDS", 0.5)
    start = time.monotonic()
    with pytest.raises(UnreadableError) as refusal:
        read(b"x", "a.txt")
    assert (refusal.value.reason, refusal.value.may_pass) == ("too_slow", True)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.abort()", "sys.exit(3)", "print('{')", "print()"])
def test_a_parser_that_dies_takes_nobody_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str) -> None:
    _in_place_of_the_parser(monkeypatch, tmp_path, f"import os, sys\n{end}")
    assert reason(b"x", "a.txt") in {"too_heavy", "damaged"}


def test_a_parser_knows_nothing_of_the_site_and_can_write_little(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    code = (
        "import resource\nparsing.limit_ourselves()\n"
        "try:\n    open('much', 'wb').write(b'x' * 10_000_000); much = 'written'\n"
        "except OSError:\n    much = 'refused'\n"
        "limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]\n"
        "print(json.dumps({'text': json.dumps([dict(os.environ), much, limits]), 'is_cut': False}))"
    )
    _in_place_of_the_parser(monkeypatch, tmp_path, _with_the_parser(code))
    environment, much, limits = json.loads(read(b"x", "a.txt").text)
    assert "do not tell" not in str(environment)
    assert set(environment) <= {"PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}
    assert much == "refused"
    assert limits == [parsing.MAX_MEMORY, parsing.MAX_SECONDS]


@given(st.sampled_from(sorted(parsing.READERS)), st.binary(max_size=300))
@example("pdf", b"%PDF-1.4 trailer<</Root 1 0 R>>")
@example("html", b"<" * 300)
def test_no_file_gives_anything_but_an_answer(kind: str, data: bytes) -> None:
    found = parsing.answer(kind, io.BytesIO(data))
    assert set(found) in ({"text", "is_cut"}, {"reason"}, {"reason", "detail"})


# Tidying


@given(st.text(st.sampled_from("กาำิ่้ ํเแ\n\t ນ້ຳເ ab-\u200b\x00\uf70a。漢"), max_size=60), st.booleans())
def test_tidied_text_is_in_its_one_spelling(text: str, is_laid_out: bool) -> None:
    found = tidied(text, is_laid_out=is_laid_out)
    assert normalise(found) == found
    assert "\x00" not in found
    assert "  " not in found
    assert found == found.strip()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("น ้ำผึ ้งป่ า", "น้ำผึ้งป่า"),
        ("ก ำไรเ พิ่มขึ้น", "กำไรเพิ่มขึ้น"),
        ("ນ ້ຳເຜິ້ງ", "ນ້ຳເຜິ້ງ"),
        ("ป\uf70aาไม\uf70b", "ป่าไม้"),
        ("ชุมชนเก็บน้ำ\nผึ้งในป่าชุมชน", "ชุมชนเก็บน้ำผึ้งในป่าชุมชน"),
        ("the inno-\nvation plan", "the innovation plan"),
        ("ราคา 300 บาท ต่อกิโล", "ราคา 300 บาท ต่อกิโล"),
        ("farmers save together\nand lend to each other", "farmers save together and lend to each other"),
        ("Honey\nPeople here keep bees\nand sell honey.", "Honey\nPeople here keep bees and sell honey."),
    ],
)  # fmt: skip
def test_traces_of_a_page_go(page: str, text: str) -> None:
    assert tidied(page, is_laid_out=True) == text
