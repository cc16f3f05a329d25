"""What a file is, whatever it is called."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from community.models import Attachment
from community.sniffing import kind_of
from tests.factories.files import odt, open_xml, pdf, photo, png_of, zipped

Kind = Attachment.Kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo().read(), Kind.PICTURE),
        (png_of(1, 1), Kind.PICTURE),
        (pdf(), Kind.PDF),
        (open_xml(), Kind.DOCX),
        (open_xml("spreadsheetml.sheet", "xl/workbook.xml"), Kind.XLSX),
        (open_xml("presentationml.presentation", "ppt/presentation.xml"), Kind.PPTX),
        (odt(), Kind.ODT),
        ("ราคาน้ำผึ้ง กิโลกรัมละ 300 บาท".encode(), Kind.TEXT),
        ("PK: ທີມຂອງພວກເຮົາ".encode(), Kind.TEXT),
        ("เดือน,รายรับ,รายจ่าย\nมกราคม,1200,300\n".encode("cp874"), Kind.CSV),
        ("Tháng;Thu;Chi\nMột;1200;300".encode("utf-16"), Kind.CSV),
        (b'"a, b",c,d\n1,2,3\n', Kind.CSV),
        ("Chào bà con, đây là ghi chú.\nCảm ơn, hẹn gặp lại.".encode(), Kind.TEXT),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, kind: Attachment.Kind) -> None:
    assert kind_of(BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (zipped({"holiday.jpg": b"x"}), "not taken"),  # called .jpg or .docx
        (zipped({"word/document.xml": b"<d/>"}), "not taken"),  # a Word document without what makes it one
        (open_xml()[:-30], "damaged"),
        (open_xml(**{"word/vbaProject.bin": b"x"}), "macros"),
        (open_xml("wordprocessingml.document.macroEnabled"), "not taken"),
        (open_xml(**{"word/media/big.bin": b"\0" * 3_000_000}), "too large"),
        (zipped({f"{number}": b"" for number in range(5001)}), "too large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old office"),
        (pdf()[:12], "damaged"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "not taken"),  # called .pdf
        (b"\xef\xbb\xbf\n <html>", "not taken"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"), "not taken"),
        (b"Hello <SCRIPT>alert(1)</SCRIPT>", "not taken"),
        (b"MZ\x90\0\x03\0", "not taken"),
        (b"\x7fELF", "not taken"),
    ],
)
def test_what_is_not_taken_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        kind_of(BytesIO(content))
    assert said in refusal.value.messages[0]
