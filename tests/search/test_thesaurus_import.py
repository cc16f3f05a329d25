"""Terms from files: SKOS, SKOS-XL, tables; what editors did stays, a second run changes nothing."""

from __future__ import annotations

import gzip
import random
import string
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal
from rdflib.namespace import SKOS, Namespace

from search import importing_terms
from search.importing_terms import UnreadableFileError, import_terms, rekey
from search.importing_terms.skos import _PIECE
from search.importing_terms.tags import language_for
from search.models import Concept, ConceptLabel, ConceptRelation, Kind

XL = Namespace("http://www.w3.org/2008/05/skos-xl#")
A = Namespace("http://aims.fao.org/aos/agrovoc/")
SITE = ("en", "th", "lo", "vi")

pytestmark = pytest.mark.django_db


def _graph() -> Graph:
    """Honey and beekeeping as AGROVOC has them, in plain SKOS and SKOS-XL mixed."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("skosxl", XL)
    for honey, text, language, kind in [
        (A.c_3654, "honey", "en", "prefLabel"),
        (A.c_3654, "bee honey", "en", "altLabel"),
        (A.c_3654, "hunny", "en", "hiddenLabel"),
        (A.c_3654, "น้ำผึ้ง", "th", "prefLabel"),
        (A.c_3654, "miel", "fr", "prefLabel"),
    ]:
        graph.add((honey, SKOS[kind], Literal(text, lang=language)))
    for number, (concept, text, language, kind) in enumerate(
        [
            (A.c_3654, "mật ong", "vi", "prefLabel"),
            (A.c_3654, "ນ້ຳເຜິ້ງ", "lo", "prefLabel"),
            (A.c_871, "beekeeping", "en", "prefLabel"),
            (A.c_871, "apiculture", "en", "altLabel"),
            (A.c_871, "nuôi ong", "vi", "prefLabel"),
        ]
    ):
        label = A[f"xl_{number}"]
        graph.add((concept, XL[kind], label))
        graph.add((label, RDF.type, XL.Label))
        graph.add((label, XL.literalForm, Literal(text, lang=language)))
    graph.add((A.c_3654, RDF.type, SKOS.Concept))
    graph.add((A.c_49871, SKOS.prefLabel, Literal("animal products", lang="en")))
    graph.add((A.c_3654, SKOS.broader, A.c_49871))
    graph.add((A.c_49871, SKOS.narrower, A.c_3654))
    graph.add((A.c_871, SKOS.related, A.c_3654))
    graph.add((A.c_3654, SKOS.related, A.c_871))
    graph.add((A.agrovoc, RDF.type, SKOS.ConceptScheme))
    graph.add((A.agrovoc, SKOS.prefLabel, Literal("AGROVOC", lang="en")))
    return graph


def _labels(code: str = "c_3654") -> set[tuple[str, str, str]]:
    return set(ConceptLabel.objects.filter(concept__code=code).values_list("language", "text", "kind"))


HONEY = {
    ("en", "honey", "preferred"),
    ("en", "bee honey", "alternative"),
    ("en", "hunny", "hidden"),
    ("th", "น้ำผึ้ง", "preferred"),
    ("vi", "mật ong", "preferred"),
    ("lo", "ນ້ຳເຜິ້ງ", "preferred"),
}


@pytest.fixture
def put(tmp_path: Path) -> Any:
    """`put(name, text)` writes a file and imports it."""

    def write(name: str, text: str | bytes, **options: Any) -> importing_terms.Report:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_terms(path, **options)

    return write


def _everything() -> list[Any]:
    return [
        list(Concept.objects.order_by("pk").values()),
        list(ConceptLabel.objects.order_by("pk").values()),
        list(ConceptRelation.objects.order_by("pk").values()),
    ]


@pytest.mark.parametrize(("suffix", "form"), [("rdf", "xml"), ("rdf", "pretty-xml"), ("ttl", "turtle"), ("nt", "nt")])
def test_skos_and_skos_xl_are_read_in_every_syntax_and_a_second_run_changes_nothing(
    put: Any, suffix: str, form: str
) -> None:
    text = _graph().serialize(format=form)
    report = put(f"terms.{suffix}", text)
    assert (report.unreadable, report.problems) == (0, [])
    assert set(Concept.objects.values_list("code", "uri")) == {
        (str(uri).rpartition("/")[2], str(uri)) for uri in (A.c_3654, A.c_871, A.c_49871)
    }
    assert _labels() == HONEY
    assert _labels("c_871") == {
        ("en", "beekeeping", "preferred"),
        ("en", "apiculture", "alternative"),
        ("vi", "nuôi ong", "preferred"),
    }
    assert set(ConceptRelation.objects.values_list("concept__code", "kind", "other__code")) == {
        ("c_3654", "broader", "c_49871"),
        ("c_3654", "related", "c_871"),
    }
    assert report.notes == {"labels in other languages": 1}
    before = _everything()
    assert put(f"terms.{suffix}", text).is_unchanged
    assert _everything() == before


def test_triples_may_come_in_any_order(put: Any) -> None:
    lines = _graph().serialize(format="nt").strip().split("\n")
    random.Random(1).shuffle(lines)
    put("terms.nt", "\n".join(lines))
    assert _labels() == HONEY


@pytest.mark.parametrize("name", ["terms.nt.gz", "terms.nt.zip", "terms.zip"])
def test_packed_files_are_read_as_they_are(put: Any, tmp_path: Path, name: str) -> None:
    text = _graph().serialize(format="nt").encode()
    packed = gzip.compress(text)
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / "made", "w") as archive:
            archive.writestr("terms.nt", text)
            archive.writestr("README", "Thank you for the honey")
        packed = (tmp_path / "made").read_bytes()
    put(name, packed)
    assert _labels() == HONEY
    assert set(ConceptLabel.objects.values_list("source", flat=True)) == {"terms"}


def test_blank_nodes_may_be_labels_but_are_no_concepts(put: Any) -> None:
    report = put(
        "terms.nt",
        f"""_:x1 <{XL.literalForm}> "honey"@en .
<{A.c_3654}> <{XL.prefLabel}> _:x1 .
_:nobody <{SKOS.prefLabel}> "nothing"@en .
""",
    )
    assert report.unreadable == 0
    assert _labels() == {("en", "honey", "preferred")}
    assert Concept.objects.count() == 1
    put(
        "terms.ttl",
        f'@prefix skosxl: <{XL}> . <{A.c_871}> skosxl:prefLabel [ skosxl:literalForm "bees"@en ], _:a .'
        f'\n_:a skosxl:literalForm "ເຜິ້ງ"@lo .',
    )
    assert _labels("c_871") == {("en", "bees", "preferred"), ("lo", "ເຜິ້ງ", "preferred")}


def test_turtle_is_cut_only_where_a_statement_ends(put: Any) -> None:
    """Stops, quotes and hashes inside strings, names and comments; statements across the pieces that are read."""
    filling = '# It is "a comment". With stops. And \'quotes.\n' * (_PIECE // 40)
    text = f'''@prefix skos: <{SKOS}> .
PREFIX a: <{A}>
{filling}
a:c_1.5 skos:prefLabel "St. John's wort. #1"@en ; skos:altLabel """say "hi". Or
not. """@en , 'single. "quoted"'@en ; skos:hiddenLabel "a\\". b"@en .
a:c_2 a skos:Concept ; skos:notation 1.5 , 2. # done. "
{filling}a:c_3 skos:prefLabel "end. "@en.'''
    report = put("terms.ttl", text)
    assert report.problems == []
    assert {text for _, text, _ in _labels("c_15")} == {
        "St. John's wort. #1",
        'say "hi". Or not.',
        'single. "quoted"',
        'a". b',
    }
    assert _labels("c_3") == {("en", "end.", "preferred")}


_ttl_text = st.text(alphabet="ab.#\"'<>\\ \nน้", max_size=12)


@trying(deadline=None, max_examples=50)
@given(st.lists(_ttl_text, min_size=1, max_size=8), st.integers(1, 40))
def test_turtle_in_small_pieces_is_what_rdflib_reads_at_once(texts: list[str], size: int) -> None:
    from search.importing_terms.skos import _statements

    graph = Graph()
    for number, text in enumerate(texts):
        graph.add((A[f"c_{number}"], SKOS.prefLabel, Literal(text, lang="en")))
    whole = graph.serialize(format="turtle")
    rest, got = "", []
    for at in range(0, len(whole) + size, size):
        rest += whole[at : at + size]
        statements, used = _statements(rest, is_last=at >= len(whole))
        got += statements
        rest = rest[used:]
    assert "".join(got).strip() == whole.strip()
    again = Graph()
    prefixes = "".join(f"@prefix {prefix}: <{uri}> .\n" for prefix, uri in graph.namespaces())
    for statement in got:
        again.parse(data=prefixes + statement, format="turtle")
    assert set(again) == set(graph)


def test_what_is_no_concept_or_no_longer_one_is_left_out(put: Any) -> None:
    put(
        "terms.ttl",
        f"""@prefix skos: <{SKOS}> . @prefix a: <{A}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
a:c_1 skos:prefLabel "old name"@en ; owl:deprecated true .
a:c_2 skos:prefLabel "new name"@en ; owl:deprecated false ; skos:broader a:c_1 .
a:group a skos:Collection ; skos:prefLabel "Group"@en .""",
    )
    assert set(Concept.objects.values_list("code", flat=True)) == {"c_2"}
    assert not ConceptRelation.objects.exists()


# Broken files


def test_a_bad_line_is_named_and_the_others_are_read(
    put: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = _graph().serialize(format="nt").strip().split("\n")
    lines.insert(3, "<http://x> <http://y> .")
    lines.insert(5, f'<{A.c_3654}> <{SKOS.prefLabel}> "not closed@en .')
    lines.insert(7, f'<{A.c_3654}> <{SKOS.altLabel}> "bad tag"@en_x_y .')
    text = "\n".join(lines).encode() + b'\n<http://x> <http://www.w3.org/2004/02/skos/core#prefLabel> "\xff"@en .\n'
    report = put("terms.nt", text)
    assert [problem.line for problem in report.problems] == [4, 6, 8, len(lines) + 1]
    assert _labels() == HONEY
    call_command("import_thesaurus", str(tmp_path / "terms.nt"))
    said = capsys.readouterr()
    assert "line 6:" in said.err
    assert "4 lines were not readable" in said.out
    assert "Nothing was removed" in said.out


def test_a_bad_statement_of_turtle_is_named_by_its_line(put: Any) -> None:
    report = put(
        "terms.ttl",
        f"""@prefix skos: <{SKOS}> .
@prefix a: <{A}> .
a:c_1 skos:prefLabel "one"@en .

a:c_2 skos:prefLabel
   "two"@en ;;; nonsense here .
a:c_3 skos:prefLabel "three"@en ; unknown:prefix "x" .
a:c_4 skos:prefLabel "four"@en .
""".encode()
        + b'a:c_5 skos:prefLabel "f\xefve"@en .\na:c_6 skos:prefLabel "six"@en .\n',
    )
    assert [problem.line for problem in report.problems] == [6, 7, 9]
    assert {"c_1", "c_4", "c_6"} <= set(Concept.objects.values_list("code", flat=True))
    assert "c_5" not in set(Concept.objects.values_list("code", flat=True))


def test_bad_rdf_in_good_xml_is_passed_over(put: Any) -> None:
    report = put(
        "terms.rdf",
        f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="{SKOS}">
<skos:Concept rdf:about="{A.c_1}"><skos:prefLabel xml:lang="en">one</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="{A.c_2}" rdf:ID="x"><skos:prefLabel xml:lang="en">two</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="{A.c_3}"><skos:prefLabel xml:lang="e n">three</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="{A.c_4}"><skos:prefLabel xml:lang="vi">bốn</skos:prefLabel></skos:Concept>
</rdf:RDF>""",
    )
    assert [problem.line for problem in report.problems] == [4, 5]
    assert _labels("c_1") == {("en", "one", "preferred")}
    assert _labels("c_4") == {("vi", "bốn", "preferred")}


@pytest.mark.parametrize("form", ["xml", "gz"])
def test_a_file_that_breaks_off_gives_what_it_has_and_removes_nothing(put: Any, form: str, tmp_path: Path) -> None:
    concepts = "".join(
        f'<skos:Concept rdf:about="{A}c_{n}"><skos:prefLabel xml:lang="en">word {n}</skos:prefLabel></skos:Concept>\n'
        for n in range(5_000)
    )
    text = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="{SKOS}">\n{concepts}</rdf:RDF>'.encode()
    name = "terms.rdf" if form == "xml" else "terms.rdf.gz"
    packed = text if form == "xml" else gzip.compress(text)
    put(name, packed)
    assert Concept.objects.count() == 5_000
    report = put(name, packed[: len(packed) // 2])
    assert report.broke_off
    assert report.problems
    assert report.labels > 100
    assert Concept.objects.count() == 5_000
    with pytest.raises(CommandError, match="could not be read to its end"):
        call_command("import_thesaurus", str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("terms.docx", b"", "of which format"),
        ("terms.nt.gz", b"no gzip", "Not a gzipped file"),
        ("terms.zip", b"no zip", "not a zip file"),
        ("terms.tsv", b"name\tprice\nhoney\t3\n", "must name languages"),
        ("terms.csv", b"", "must name languages"),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=said):
        import_terms(path)
    with pytest.raises(CommandError, match=said):
        call_command("import_thesaurus", str(path))


def test_a_file_that_is_not_there_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_thesaurus", str(tmp_path / "none.nt"))
    with pytest.raises(CommandError, match="either a file or"):
        call_command("import_thesaurus")
    with pytest.raises(CommandError, match="xx"):
        call_command("import_thesaurus", str(tmp_path / "none.nt"), languages="en,xx")


def test_entities_of_xml_are_not_fetched_and_do_not_explode(put: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    report = put(
        "terms.rdf",
        f"""<!DOCTYPE rdf:RDF [<!ENTITY skos "{SKOS}"><!ENTITY out SYSTEM "file://{secret}">]>
<rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="&skos;"><skos:Concept rdf:about="{A.c_1}">
<skos:prefLabel xml:lang="en">one &out;</skos:prefLabel></skos:Concept></rdf:RDF>""",
    )
    assert report.unreadable == 0
    assert _labels("c_1") == {("en", "one", "preferred")}
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    report = put("bomb.rdf", f'<!DOCTYPE x [<!ENTITY e0 "lol">{bomb}]><x>&e11;</x>')
    assert report.broke_off


# What editors did


def test_a_reviewed_label_is_never_overwritten(put: Any) -> None:
    put("terms.nt", _graph().serialize(format="nt"))
    label = ConceptLabel.objects.get(text="bee honey")
    label.is_reviewed = True
    label.save()
    gone = ConceptLabel.objects.get(text="hunny")
    graph = _graph()
    graph.remove((A.c_3654, SKOS.altLabel, None))
    graph.remove((A.c_3654, SKOS.hiddenLabel, None))
    graph.add((A.c_3654, SKOS.prefLabel, Literal("bee honey", lang="en")))
    graph.remove((A.c_3654, SKOS.prefLabel, Literal("honey", lang="en")))
    report = put("terms.nt", graph.serialize(format="nt"))
    label.refresh_from_db()
    assert (label.text, label.kind) == ("bee honey", Kind.ALTERNATIVE)
    assert report.labels_kept == 1
    assert not ConceptLabel.objects.filter(pk=gone.pk).exists()
    assert not ConceptLabel.objects.filter(text="honey").exists()
    graph.remove((A.c_3654, None, None))
    put("terms.nt", graph.serialize(format="nt"))
    assert list(Concept.objects.get(code="c_3654").labels.values_list("text", flat=True)) == ["bee honey"]


def test_what_an_editor_corrects_or_moves_stays_so(put: Any) -> None:
    text = "en\tagrovoc\tth\nhonney\tc_3654\tนํ้าผึ้ง ปลอม\nrice\tc_6599\tข้าว\n"
    put("words.tsv", text)
    wrong = ConceptLabel.objects.get(text="honney")
    wrong.text = "honey"
    wrong.save()
    preferred = ConceptLabel.objects.get(text="ข้าว")
    preferred.kind = Kind.ALTERNATIVE
    preferred.save()
    ConceptLabel.objects.create(concept=preferred.concept, language="th", text="ข้าวเปลือก")
    refused = ConceptLabel.objects.get(language="th", concept=wrong.concept)
    refused.kind = Kind.REFUSED
    refused.save()
    before = _everything()
    report = put("words.tsv", text)
    assert report.is_unchanged
    assert _everything() == before
    assert {label.is_reviewed for label in (wrong, preferred, refused)} == {True}
    # Also when the file has it right at last.
    assert put("words.tsv", text.replace("honney", "honey")).labels_new == 0


def test_an_editors_own_labels_and_another_sources_labels_stay(put: Any) -> None:
    put("one.tsv", "en\tagrovoc\tvi\nhoney\tc_3654\tmật ong\n")
    concept = Concept.objects.get()
    ConceptLabel.objects.create(concept=concept, language="vi", text="mật")
    put("two.tsv", "en\tagrovoc\tlo\nhoney\tc_3654\tນ້ຳເຜິ້ງ\n")
    report = put("one.tsv", "en\tagrovoc\nhoney\tc_3654\n")
    assert report.labels_removed == 1
    assert set(concept.labels.values_list("text", flat=True)) == {"honey", "mật", "ນ້ຳເຜິ້ງ"}


def test_what_has_left_the_file_goes_and_with_it_empty_concepts(put: Any) -> None:
    put("terms.nt", _graph().serialize(format="nt"))
    graph = _graph()
    graph.remove((A.c_871, None, None))
    graph.remove((None, SKOS.related, None))
    graph.remove((A.c_3654, SKOS.hiddenLabel, None))
    report = put("terms.nt", graph.serialize(format="nt"))
    assert (report.labels_removed, report.concepts_removed) == (4, 1)
    assert set(Concept.objects.values_list("code", flat=True)) == {"c_3654", "c_49871"}
    assert set(ConceptRelation.objects.values_list("kind", flat=True)) == {"broader"}


def test_an_editors_relation_stays_and_a_related_pair_is_kept_once(put: Any) -> None:
    put("terms.nt", _graph().serialize(format="nt"))
    honey, keeping, products = (Concept.objects.get(code=code) for code in ("c_3654", "c_871", "c_49871"))
    own = ConceptRelation.objects.create(concept=keeping, kind="broader", other=products)
    ConceptRelation.objects.filter(kind="related").delete()
    ConceptRelation.objects.create(concept=keeping, kind="related", other=honey)
    assert put("terms.nt", _graph().serialize(format="nt")).is_unchanged
    assert ConceptRelation.objects.filter(pk=own.pk).exists()


def test_an_import_of_one_language_leaves_the_others(put: Any) -> None:
    text = _graph().serialize(format="nt")
    put("terms.nt", text, languages=["en", "th"])
    assert {language for language, _, _ in _labels()} == {"en", "th"}
    put("terms.nt", text, languages=["vi", "fr"])
    assert _labels() == {row for row in HONEY if row[0] in ("en", "th", "vi")} | {("fr", "miel", "preferred")}


def test_a_dry_run_says_the_same_and_writes_nothing(put: Any) -> None:
    text = _graph().serialize(format="nt")
    dry = put("terms.nt", text, dry_run=True)
    assert not Concept.objects.exists()
    wet = put("terms.nt", text)
    assert dry == wet
    before = _everything()
    graph = _graph()
    graph.remove((A.c_3654, None, None))
    dry = put("terms.nt", graph.serialize(format="nt"), dry_run=True)
    assert dry.labels_removed == 6
    assert _everything() == before


def test_only_one_label_a_language_is_preferred_whatever_the_file_says(put: Any) -> None:
    put("terms.csv", "concept,language,label\nc_1,en,first\nc_1,en,second\n")
    assert _labels("c_1") == {("en", "first", "preferred"), ("en", "second", "alternative")}
    put("terms.csv", "concept,language,label\nc_1,en,second\nc_1,en,first\n")
    assert _labels("c_1") == {("en", "second", "preferred"), ("en", "first", "alternative")}


# Tables


def test_a_table_has_a_column_a_language(put: Any) -> None:
    put(
        "words.tsv",
        "\ufeffen\tagrovoc\tth\tvi\tlo\tfr\tprice\n"
        "Champion (local)\t\tแชมป์เปี้ยนส์\tcác nhà vô địch\t\tchampion\t3\n"
        'a "quote"\tc_1\t\t\tນ\u0ecd\u0ec9\u0eb2ເຜິ້ງ\t\t\n'
        "\n\t\tไม่มีอังกฤษ\t\t\t\t\n",
    )
    assert _labels("champion-local") == {
        ("en", "Champion (local)", "preferred"),
        ("th", "แชมป์เปี้ยนส์", "preferred"),
        ("vi", "các nhà vô địch", "preferred"),
    }
    quote = Concept.objects.get(code="a-quote")
    assert (quote.uri, quote.agrovoc) == (f"{A}c_1", "c_1")
    assert {text for _, text, _ in _labels("a-quote")} == {'a "quote"', "ນ\u0ec9\u0eb3ເຜິ້ງ"}


def test_a_table_says_what_it_could_not_use(put: Any) -> None:
    report = put("words.tsv", "en\tth\tprice\nhoney\tน้ำผึ้ง\t3\n\tข้าว\t2\n" + "x" * 300 + "\t\t\n")
    assert [problem.line for problem in report.problems] == [3]
    assert report.notes == {"column “price”, which is no language": 1, "labels longer than 255 characters": 1}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_parted_by_what_its_header_is_parted_by(put: Any, delimiter: str) -> None:
    put("words.csv", f'en{delimiter}vi\n"honey, raw; fresh"{delimiter}"mật\nong"\n')
    assert _labels("honey-raw-fresh") == {("en", "honey, raw; fresh", "preferred"), ("vi", "mật ong", "preferred")}


def test_a_table_from_excel_may_be_utf_16(put: Any) -> None:
    put("words.tsv", "en\tth\nhoney\tน้ำผึ้ง\n".encode("utf-16"))
    assert _labels("honey") == {("en", "honey", "preferred"), ("th", "น้ำผึ้ง", "preferred")}


def test_the_long_form_has_a_row_a_label(put: Any) -> None:
    report = put(
        "words.csv",
        "Concept,Language,Label,Kind\n"
        "http://example.org/honey,en,honey,preferred\n"
        "http://example.org/honey,th-TH,น้ำผึ้ง,prefLabel\n"
        "http://example.org/honey,vi,mật,alt\n"
        "c_6599,en,rice,\n"
        "village-bank,lo,ທະນາຄານບ້ານ,\n"
        ",en,nothing,\n"
        "c_6599,en,paddy,funny\n"
        "c_6599,,paddy,alt\n",
    )
    assert [problem.line for problem in report.problems] == [7, 8, 9]
    assert _labels("honey") == {
        ("en", "honey", "preferred"),
        ("th", "น้ำผึ้ง", "preferred"),
        ("vi", "mật", "alternative"),
    }
    assert Concept.objects.get(code="c_6599").uri == f"{A}c_6599"
    assert Concept.objects.get(code="village-bank").uri == ""


def test_a_concept_is_met_again_by_its_uri_or_its_code(put: Any) -> None:
    put("glossary.tsv", "en\tagrovoc\nHoney\tc_3654\nRice\t\n")
    put("terms.nt", _graph().serialize(format="nt"))
    assert Concept.objects.filter(uri=f"{A}c_3654").count() == 1
    assert ("th", "น้ำผึ้ง", "preferred") in _labels("honey")
    put("glossary.tsv", "en\tagrovoc\nHoney\tc_3654\nRice\tc_6599\n")
    assert Concept.objects.get(code="rice").agrovoc == "c_6599"
    # Two things of one name are two concepts, by their numbers.
    text = "en\tagrovoc\nbark\tc_10\nbark\tc_11\n"
    put("homonyms.tsv", text)
    assert set(Concept.objects.filter(labels__text="bark").values_list("uri", flat=True)) == {f"{A}c_10", f"{A}c_11"}
    assert put("homonyms.tsv", text).is_unchanged


def test_one_table_may_name_a_concept_in_two_ways(put: Any) -> None:
    text = "code,uri,language,label\nhoney,,en,honey\nhoney,http://x.org/1,th,น้ำผึ้ง\n"
    put("words.csv", text)
    assert _labels("honey") == {("en", "honey", "preferred"), ("th", "น้ำผึ้ง", "preferred")}
    assert put("words.csv", text).is_unchanged


def test_labels_are_stored_in_one_spelling(put: Any) -> None:
    put("terms.nt", f'<{A.c_1}> <{SKOS.prefLabel}> "\u200b  ความรู้่้ \\n ใหม่ "@th .\n')
    assert [text for _, text, _ in _labels("c_1")] == ["ความรู้ ใหม่"]


# Language tags


@pytest.mark.parametrize(
    ("tag", "wanted", "code"),
    [
        ("lo", SITE, "lo"),
        ("lo-LA", SITE, "lo"),
        ("th_TH", SITE, "th"),
        ("tha", SITE, "th"),
        ("EN-x-fao", SITE, "en"),
        ("pt-BR", ("en", "pt"), "pt"),
        ("pt-BR", ("pt-br", "pt"), "pt-br"),
        ("pt", ("pt-br",), "pt-br"),
        ("zh-Hans", ("zh-hans", "zh-hant"), "zh-hans"),
        ("zh", ("zh-hant", "zh-hans"), "zh-hans"),
        ("zh-TW", ("zh-hans", "zh-hant"), "zh-hant"),
        ("zh-Hant", ("zh-hans",), None),
        ("fr", SITE, None),
        ("", SITE, None),
    ],
)
def test_a_tag_is_the_sites_language_it_stands_for(tag: str, wanted: tuple[str, ...], code: str | None) -> None:
    assert language_for(tag, wanted) == code


@given(st.text(alphabet=string.ascii_letters + string.digits + "-_", max_size=20))
def test_any_tag_is_one_of_the_wanted_languages_or_none(tag: str) -> None:
    assert language_for(tag, SITE) in {*SITE, None}


# Round trips and the command


_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)


@trying(deadline=None, max_examples=20)
@given(st.dictionaries(_words, st.sampled_from(["en", "th", "vi"]), min_size=1, max_size=6))
def test_any_label_comes_out_of_every_syntax_the_same(
    tmp_path_factory: pytest.TempPathFactory, words: dict[str, str]
) -> None:
    graph = Graph()
    for text, language in words.items():
        graph.add((A.c_1, SKOS.altLabel, Literal(text, lang=language)))
    folder = tmp_path_factory.mktemp("round")
    seen = []
    for suffix, form in (("nt", "nt"), ("ttl", "turtle"), ("rdf", "xml")):
        Concept.objects.all().delete()
        (folder / f"x.{suffix}").write_bytes(graph.serialize(format=form).encode())
        report = import_terms(folder / f"x.{suffix}")
        assert report.problems == []
        seen.append({(language, text) for language, text, _ in _labels("c_1")})
    assert seen[0] == seen[1] == seen[2]


def test_the_command_says_what_it_did_and_keys_can_be_made_anew(put: Any, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "agrovoc_core.nt"
    path.write_text(_graph().serialize(format="nt"))
    call_command("import_thesaurus", str(path), languages="en,lo")
    assert "Labels: 7 new" in capsys.readouterr().out
    call_command("import_thesaurus", str(path), languages="en,lo")
    assert "Labels: 0 new, 0 changed, 0 removed" in capsys.readouterr().out
    ConceptLabel.objects.update(key="", loose_key="", folded="")
    call_command("import_thesaurus", rekey=True)
    assert "7 labels have other keys" in capsys.readouterr().out
    assert rekey() == 0
    assert ConceptLabel.objects.get(text="bee honey").loose_key == "bee honey"
    with pytest.raises(CommandError, match="no concept"):
        call_command("import_thesaurus", str(path), languages="km")


def test_a_file_of_unknown_name_is_read_as_it_is_said_to_be(put: Any, tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_text(_graph().serialize(format="turtle"))
    call_command("import_thesaurus", str(path), format="turtle", source="agrovoc")
    assert _labels() == HONEY
    assert set(ConceptLabel.objects.values_list("source", flat=True)) == {"agrovoc"}
