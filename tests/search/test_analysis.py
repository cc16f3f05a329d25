"""Words in every language: found whole, found loosely, and found where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import LANGUAGES, LONGEST_TERM, analyse, question, tokens


def exact(text: str, language: str) -> list[str]:
    return analyse(text, language).exact


def loose(text: str, language: str) -> list[str]:
    return analyse(text, language).loose


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("th", "ชุมชนเก็บน้ำผึ้งป่า", ["ชุมชน", "เก็บ", "ป่า"]),
        ("lo", "ຊາວບ້ານເກັບນ້ຳເຜິ້ງ", ["ຊາວບ້ານ", "ເກັບ", "ນ້ຳ", "ເຜິ້ງ"]),
        ("vi", "Nông dân nuôi ong lấy mật", ["nông", "dân", "ong", "mật"]),
        ("zh-hans", "农民在森林里养蜂", ["农民", "森林"]),
        ("km", "ការគ្រប់គ្រងធនធានធម្មជាតិ", ["ការគ្រប់គ្រង", "ធនធាន", "ធម្មជាតិ"]),
        ("my", "အရင်းအမြစ်စီမံခန့်ခွဲမှု", ["အရင်းအမြစ်", "စီမံ", "ခန့်ခွဲ", "မှု"]),
        ("hi", "किसान जंगल में मधुमक्खी पालते हैं", ["किसान", "जंगल", "मधुमक्खी"]),
        ("en", "Farmers keep bees; they’re happy.", ["farmers", "keep", "bees", "they're", "happy"]),
        ("ja", "日本語のテキスト", ["日本語", "の", "テキスト"]),
    ],
)
def test_a_word_inside_a_sentence_is_a_term(language: str, text: str, words: list[str]) -> None:
    assert set(words) <= set(exact(text, language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "cooperatives", "cooperative"),
        ("es", "cooperativas", "cooperativa"),
        ("fr", "coopératives", "cooperative"),
        ("hi", "किसानों", "किसान"),
        ("vi", "đổi mới", "doi moi"),
        ("vi", "Đổi Mới", "doimoi"),
        ("en", "co-operative", "cooperative"),
        ("en", "microfinance", "micro-finance"),
        ("th", "น้ำ ผึ้ง", "น้ำผึ้ง"),
        ("en", "1,000", "1000"),
        ("id", "petani-petani", "petani"),
        ("vi", "hoà", "hòa"),
        ("vi", "kĩ thuật", "kỹ thuật"),
        ("vi", "bác sỹ", "bác sĩ"),
        ("vi", "quí", "quý"),
        ("hi", "हिन्दी", "हिंदी"),
        ("hi", "गाँव", "गांव"),
        ("hi", "सम्बन्ध", "संबंध"),
        ("hi", "महिलायें", "महिलाएँ"),
        ("hi", "रुपये", "रुपए"),
        ("hi", "दुःख", "दुख"),
        ("lo", "ຫລວງພະບາງ", "ຫຼວງພະບາງ"),
        ("lo", "ຫມູ່ບ້ານ", "ໝູ່ບ້ານ"),
        ("lo", "ຫນ້າ", "ໜ້າ"),
    ],
)
def test_two_forms_of_a_word_share_a_loose_term(language: str, one: str, other: str) -> None:
    assert set(loose(one, language)) & set(loose(other, language))


@pytest.mark.parametrize("language", [code for code, rules in LANGUAGES.items() if rules.stemmer])
def test_every_stemmer_of_the_table_exists(language: str) -> None:
    letter = {
        "Latin": "a",
        "Arabic": "ك",
        "Armenian": "ա",
        "Cyrillic": "а",
        "Devanagari": "क",
        "Greek": "α",
        "Tamil": "அ",
    }
    word = letter[LANGUAGES[language].script] * 4
    assert exact(word, language)
    assert loose(word, language)


def test_only_latin_loses_its_marks() -> None:
    assert loose("đường", "vi") == ["duong"]
    assert loose("ป่า", "th") == ["ป่า"]
    assert loose("й", "mn") == ["й"]


def test_digits_of_every_script_are_the_same_number() -> None:
    assert exact("๒๕๕๐", "th") == exact("໒໕໕໐", "lo") == exact("២៥៥០", "km") == exact("၂၅၅၀", "my") == ["2550"]
    assert exact("२५५०", "hi") == exact("２５５０", "ja") == ["2550"]


def test_scripts_are_parted_where_they_meet() -> None:
    assert exact("โครงการIFADใน3จังหวัด", "th") == ["โครงการ", "ifad", "ใน", "3", "จังหวัด"]
    assert exact("ไทยລາວ", "th") == ["ไทย", "ລາວ"]


def test_signs_are_dropped_and_abbreviations_are_one_word() -> None:
    assert exact("… !? — 😀 ฯ «»", "th") == []
    assert exact("พ.ศ. 2550, U.S. and Ph.D.", "th") == ["พศ", "2550", "us", "and", "phd"]
    assert exact("end.Then asia.procasur.org a_b", "en") == ["end", "then", "asia", "procasur", "org", "a", "b"]


def test_a_repetition_mark_is_no_part_of_the_word() -> None:
    assert exact("ต่างๆ", "th") == ["ต่าง"]
    assert exact("ต่าง ๆ", "th")[0] == "ต่าง"


def test_chinese_is_found_by_any_two_neighbouring_characters() -> None:
    assert {"森林", "林里", "养", "养蜂"} <= set(loose("森林里养蜂", "zh-hans"))


def test_a_very_long_word_is_cut() -> None:
    assert exact("x" * 5_000, "en") == ["x" * LONGEST_TERM]
    assert all(len(term) <= LONGEST_TERM for term in loose("ก" * 5_000 + "x" * 5_000, "th"))


def test_characters_beyond_the_basic_plane_do_not_shift_offsets() -> None:
    text = "😀😀 honey 𝒽𝑜𝓃𝑒𝓎 😀น้ำผึ้ง"
    assert [text[token.start : token.end] for token in tokens(text, "en")] == ["honey", "𝒽𝑜𝓃𝑒𝓎", "น้ำ", "ผึ้ง"]
    assert exact(text, "en")[:2] == ["honey", "honey"]


def test_offsets_are_those_of_the_text_as_typed() -> None:
    text = "ทํา\u200bนา 6½ ไร่ ﬁeld\u00adwork นำ้"
    found = {token.exact: text[token.start : token.end] for token in tokens(text, "th")}
    assert found["ทำ" if "ทำ" in found else "ทำนา"].startswith("ทํา")
    assert found["fieldwork"] == "ﬁeld\u00adwork"
    assert found["น้ำ"] == "นำ้"


def test_an_exact_term_does_not_depend_on_the_language_guessed() -> None:
    texts = ["cooperatives in Hà Nội", "น้ำผึ้งป่า 2550", "农民养蜂", "किसानों की", "ດິນ"]
    for text in texts:
        found = {language: exact(text, language) for language in ("en", "th", "vi", "lo", "zh-hans", "hi", "xx", "")}
        assert len({tuple(terms) for terms in found.values()}) == 1


def test_a_question_is_stemmed_as_every_language_searched_would() -> None:
    wanted = question("cooperatives", ["th", "vi", "es", "en"])
    assert {term for term, _ in wanted.words[0].loose} == {"cooper", "cooperativ", "cooperatives"}
    assert question("Nuôi ong", ["vi"]).pairs == (("nuoiong", 1),)
    assert question("the the honey", ["en"]).phrase == ("the", "the", "honey")
    assert question("?!", ["en"]).words == ()


@given(
    st.text(max_size=80), st.sampled_from(["en", "th", "vi", "lo", "zh-hans", "km", "my", "hi", "ja", "ko", "fr", "xx"])
)
def test_any_text_can_be_analysed(text: str, language: str) -> None:
    terms = analyse(text, language)
    for term in [*terms.exact, *terms.loose]:
        assert term
        assert len(term.split()) == 1
        assert term == term.strip()
        term.encode("utf-8")
    found = list(tokens(text, language))
    assert [token.exact for token in found] == terms.exact
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert {word.exact for word in question(text, [language]).words} == set(terms.exact)


@given(st.text(alphabet="กขค่้ำานชมaé1 中文ກຂ\u0e33", max_size=40))
def test_what_was_typed_at_a_term_is_that_term(text: str) -> None:
    for token in tokens(text, "th"):
        # Alone it may be segmented otherwise, and a mark typed in the wrong place brings its neighbour with it.
        assert token.exact in "".join(exact(text[token.start : token.end], "th"))


def test_hindi_is_found_with_and_without_its_dots() -> None:
    assert analyse("बाज़ार", "hi").loose == analyse("बाजार", "hi").loose


def test_a_vietnamese_question_on_an_english_page_has_the_pairs_of_vietnamese() -> None:
    assert question("kỹ thuật", ["en", "vi"]).pairs == question("kỹ thuật", ["vi"]).pairs == (("kithuat", 1),)


def test_old_and_new_spelling_of_lao_are_segmented_alike() -> None:
    assert exact("ຊາວບ້ານຢູ່ຫມູ່ບ້ານຫລວງພະບາງ", "lo") == exact("ຊາວບ້ານຢູ່ໝູ່ບ້ານຫຼວງພະບາງ", "lo")
