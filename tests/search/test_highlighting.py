"""Excerpts: the right part, cut at words, marked, and safe whatever the text."""

from __future__ import annotations

import re
import time
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import question, tokens
from search.documents import Text
from search.highlighting import LENGTH, Highlighter


def highlighter(q: str, language: str = "en") -> Highlighter:
    """As `querying` makes it, when every word weighs the same."""
    wanted = question(q, [language])
    terms = {word.exact for word in wanted.words} | {term for term, _ in wanted.pairs}
    return Highlighter(
        dict.fromkeys(terms | {t for word in wanted.words for t, share in word.loose if share == 1}, 1.0)
    )


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


def plain(html: str) -> str:
    return unescape(re.sub("</?mark>", "", html))


@pytest.mark.parametrize(
    ("language", "q", "text", "expected"),
    [
        ("th", "น้ำผึ้ง", "ชุมชนเก็บน้ำผึ้งป่าทุกปี", ["น้ำผึ้ง"]),
        ("th", "นำ้ผึ้ง", "ชุมชนเก็บน้ํา\u200bผึ้งป่า", ["น้ํา\u200bผึ้ง"]),
        ("lo", "ເຜິ້ງ", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງ", ["ເຜິ້ງ"]),
        ("vi", "nuoi ong", "Nông dân nuôi ong lấy mật", ["nuôi ong"]),
        ("zh-hans", "森林蜂蜜", "农民在森林里养蜂，出售蜂蜜。", ["森林", "蜂蜜"]),
        ("km", "ព្រៃ", "កសិករចិញ្ចឹមឃ្មុំក្នុងព្រៃ", ["ព្រៃ"]),
        ("my", "ပျားရည်", "တောထဲတွင် ပျားရည်ရောင်းကြသည်", ["ပျားရည်"]),
        ("hi", "किसान", "किसानों ने शहद बेचा", ["किसानों"]),
        ("en", "farmers", "A farmer’s bees, a FARMER", ["farmer’s", "FARMER"]),
    ],
)
def test_matches_are_marked_as_they_were_typed(language: str, q: str, text: str, expected: list[str]) -> None:
    excerpt = highlighter(q, language).excerpt([Text(language, text)])
    assert marked(excerpt.html) == expected
    assert plain(excerpt.html) == " ".join(text.split())
    assert excerpt.language == language


def test_letters_where_two_words_meet_are_no_word_of_the_question() -> None:
    assert (
        marked(highlighter("hợp tác xã", "vi").excerpt([Text("en", "They pack it in boxes and sell it.")]).html) == []
    )
    assert marked(highlighter("how to", "en").title("That only helps; how to", "en")) == ["how to"]


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        ("hợp tác xã", "Các thành viên họp ở hợp tác xã, bao xa cũng đến", ["hợp tác xã"]),
        ("hợp tác xã", "Cac thanh vien hop tac xa", ["hop tac xa"]),
        ("mật ong", "Trả mất mối mà không có mật ong", ["mật ong"]),
        ("mat ong", "Hợp tác xã bán mật ong", ["mật ong"]),
        ("hòa", "Ủy ban hoà giải họp", ["hoà"]),
    ],
)
def test_a_word_asked_with_its_marks_is_not_marked_where_it_has_others(q: str, text: str, expected: list[str]) -> None:
    assert marked(highlighter(q, "vi").title(text, "vi")) == expected
    assert marked(highlighter(q, "vi").excerpt([Text("vi", text)]).html) == expected


def test_an_excerpt_with_nothing_but_other_marks_shows_them() -> None:
    assert marked(highlighter("hợp", "vi").excerpt([Text("vi", "Nhóm họp mỗi tháng")]).html) == ["họp"]


def test_the_densest_part_is_shown() -> None:
    padding = "Rice grows in the valley and goats on the hill. " * 30
    text = f"Honey is sweet. {padding} In the forest people collect wild honey and sell it. {padding}"
    excerpt = highlighter("wild honey forest").excerpt([Text("en", text)]).html
    assert marked(excerpt) == ["forest", "wild honey"]
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(plain(excerpt)) <= LENGTH + 8


def test_the_best_of_several_texts_is_shown_with_its_language() -> None:
    texts = [Text("en", "About rice."), Text("th", "เก็บน้ำผึ้งป่า"), Text("vi", "về lúa")]
    excerpt = highlighter("น้ำผึ้ง", "th").excerpt(texts)
    assert (excerpt.language, marked(excerpt.html)) == ("th", ["น้ำผึ้ง"])


def test_without_a_match_the_beginning_is_shown() -> None:
    text = "In the beginning was the rice. " * 20
    excerpt = highlighter("honey").excerpt([Text("en", ""), Text("en", text)]).html
    assert plain(excerpt).startswith("In the beginning")
    assert plain(excerpt).endswith("…")
    assert highlighter("honey").excerpt([]).html == ""


@pytest.mark.parametrize(
    ("language", "sentence", "q"),
    [
        ("th", "ชุมชนเก็บน้ำผึ้งป่าและดูแลป่าชุมชนร่วมกันทุกปี", "ดูแล"),
        ("lo", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງແລະປົກປັກຮັກສາປ່າໄມ້", "ເກັບ"),
        ("km", "កសិករចិញ្ចឹមឃ្មុំក្នុងព្រៃហើយលក់ទឹកឃ្មុំជាមួយគ្នា", "លក់"),
        ("vi", "Nông dân trồng lúa và nuôi ong lấy mật trong rừng. ", "lúa"),
    ],
)
def test_an_excerpt_begins_and_ends_with_a_whole_word(language: str, sentence: str, q: str) -> None:
    text = sentence * 40
    shown = plain(highlighter(q, language).excerpt([Text(language, text)]).html).strip("…").strip()
    at = text.index(shown)
    found = list(tokens(text[:4_000], language))
    assert at == 0 or at in {token.start for token in found}
    assert at + len(shown.rstrip(".")) in {token.end for token in found}


def test_a_title_is_marked_whole() -> None:
    assert highlighter("honey").title("Wild <honey> & bees", "en") == "Wild &lt;<mark>honey</mark>&gt; &amp; bees"


words = st.sampled_from(
    [
        "honey",
        "HONEY",
        "น้ำผึ้ง",
        "น้ํา",
        "<mark>",
        "</mark>",
        "<script>",
        "&amp;",
        '"',
        "'",
        "\x00",
        "\u200b",
        "蜂蜜",
        "😀",
        "\n",
    ]
)
texts = st.one_of(
    st.lists(words, max_size=80).map(" ".join), st.lists(words, max_size=80).map("".join), st.text(max_size=300)
)


@given(
    texts,
    st.sampled_from(["honey", "น้ำผึ้ง", "蜂蜜", "script mark", "amp lt gt", ""]),
    st.sampled_from(["en", "th", "zh-hans"]),
)
def test_no_tag_but_mark_survives_any_text(text: str, q: str, language: str) -> None:
    made = highlighter(q, language)
    for html in (made.excerpt([Text(language, text)]).html, made.title(text, language)):
        assert html.count("<") == html.count("<mark>") + html.count("</mark>")
        assert html.count(">") == html.count("<mark>") + html.count("</mark>")
        assert re.fullmatch(r"(?:[^<>]*<mark>[^<>]*</mark>)*[^<>]*", html)
        assert "\x00" not in html
        assert not re.search("&(?!amp;|lt;|gt;|quot;|#x27;)", html)


@given(texts, st.sampled_from(["honey", "น้ำผึ้ง", "蜂蜜"]), st.sampled_from(["en", "th"]))
def test_what_is_shown_is_a_part_of_the_text(text: str, q: str, language: str) -> None:
    shown = plain(highlighter(q, language).excerpt([Text(language, text)]).html)
    assert letters(shown) in letters(text)
    assert len(shown) <= LENGTH + 50


def letters(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c != "…")


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_text_of_50_kb_is_cut_quickly(language: str) -> None:
    sentence = {"en": "Rice grows in the valley and goats on the hill. ", "th": "ชาวนาปลูกข้าวในหุบเขาและเลี้ยงแพะบนเนิน "}[
        language
    ]
    text = sentence * (50_000 // len(sentence)) + " wild honey น้ำผึ้งป่า"
    made = highlighter("wild honey น้ำผึ้งป่า", language)
    made.excerpt([Text(language, text)])
    start = time.perf_counter()
    excerpt = made.excerpt([Text(language, text)])
    assert time.perf_counter() - start < 0.25  # some 5 ms; a whole analysis would be ten times that
    assert "".join(marked(excerpt.html)) == "wild honey น้ำผึ้งป่า"


def test_a_word_longer_than_an_excerpt_is_cut() -> None:
    excerpt = highlighter("x" * 1_000).excerpt([Text("en", "a " + "x" * 1_000 + " b")]).html
    assert len(plain(excerpt)) <= LENGTH + 8


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ("สวัสดีครับทุกท่าน หมู่บ้านผมเก็บน้ำผึ้งในป่าชุมชนมาตั้งแต่รุ่นปู่ แต่ปีนี้มีคนนอกเข้ามาตัดรังไปทั้งรัง " * 6, "รังไป", "th"),
        ("ສະບາຍດີທຸກທ່ານ ປີນີ້ພວກເຮົາຢາກເລີ່ມຂໍສິດນຳໃຊ້ລວມໝູ່ສຳລັບປ່າຊຸມຊົນ ແຕ່ຍັງບໍ່ຮູ້ວ່າຄວນເຮັດຫຍັງກ່ອນ " * 6, "ປ່າຊຸມຊົນ", "lo"),
    ],
)
def test_no_excerpt_begins_with_the_marks_of_a_letter_that_was_cut_off(text: str, word: str, language: str) -> None:
    for shift in range(60):
        start = next(at for at in range(shift, len(text)) if not unicodedata.category(text[at]).startswith("M"))
        html = highlighter(word, language).excerpt([Text(language, text[start:])]).html
        first = re.sub("<[^>]+>", "", html).lstrip("…")[:1]
        assert not unicodedata.category(first).startswith("M"), html[:40]
