"""The catalogues of the interface: whole, right, loadable, and the tools that keep them so."""

import gettext
import shutil
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from cms.catalogues import upstream
from cms.catalogues.checking import check_catalogues, check_sources, faults_of_translation
from cms.catalogues.compiling import compile_catalogues, compiled
from cms.catalogues.entries import Catalogue, Entry, Key
from cms.catalogues.extracting import (
    ExtractionError,
    Messages,
    extract_messages,
    messages_of,
    messages_of_python,
    messages_of_template,
    misuses_of_python,
)
from cms.catalogues.pofiles import CatalogueError, catalogue_files, expected_plural_count, plural_forms, read_catalogue
from cms.catalogues.updating import update_catalogues
from cms.management.commands.catalogues import Command

ROOT = Path(__file__).resolve().parents[2]
LOCALE_FOLDER = ROOT / "locale"
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)


# The catalogues of the project


@pytest.fixture(scope="module")
def project_messages():
    return extract_messages(ROOT)


@pytest.fixture
def loaded_catalogues(tmp_path):
    """Django with our catalogues, compiled aside: a test writes nothing into the sources."""
    for name, file in catalogue_files(LOCALE_FOLDER).items():
        target = tmp_path / name / "LC_MESSAGES" / file.name
        target.parent.mkdir(parents=True)
        shutil.copy(file, target)
    compile_catalogues(tmp_path)
    with override_settings(LOCALE_PATHS=[tmp_path]):
        yield


def test_every_message_is_translated_and_right(project_messages):
    problems = [*check_sources(ROOT, project_messages), *check_catalogues(LOCALE_FOLDER, project_messages)]
    assert not problems, "\n".join(map(str, problems))


def test_there_is_a_catalogue_for_each_language_of_the_house():
    assert set(catalogue_files(LOCALE_FOLDER)) >= {"th", "vi", "lo"}


def test_every_upstream_string_still_exists_upstream():
    ours = extract_messages(ROOT, ["cms/upstream_strings.py"]).entries
    theirs = upstream.upstream_messages(upstream.WHOLE + upstream.IN_PART).entries
    assert ours
    assert [key for key in ours if key not in theirs] == []
    assert [key for key in ours if ours[key].plural != theirs[key].plural] == []


def test_every_upstream_string_of_a_public_form_is_ours():
    ours = extract_messages(ROOT, ["cms/upstream_strings.py"]).entries
    theirs = upstream.upstream_messages(upstream.WHOLE).entries
    assert [key for key in theirs if key not in ours and key not in upstream.NOT_MET] == []
    assert [key for key in upstream.NOT_MET if key in ours or key not in theirs] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("th", "กรุณากรอกช่องนี้"),
        ("vi", "Vui lòng điền vào trường này."),
        ("lo", "ກະລຸນາຕື່ມຊ່ອງນີ້"),  # Django has no Lao at all
    ],
)
@pytest.mark.usefixtures("loaded_catalogues")
def test_our_words_win_over_those_of_the_packages(language, sentence):
    with translation.override(language):
        assert translation.gettext("This field is required.") == sentence


@pytest.mark.parametrize(
    ("language", "one", "many", "login"),
    [
        ("th", "1 ไบต์", "3 ไบต์", "ข้อมูลเข้าสู่ระบบ"),
        ("vi", "1 byte", "3 byte", "Thông tin đăng nhập"),
        ("lo", "1 ໄບຕ໌", "3 ໄບຕ໌", "ຂໍ້ມູນເຂົ້າສູ່ລະບົບ"),
    ],
)
@pytest.mark.usefixtures("loaded_catalogues")
def test_plurals_and_contexts_are_found(language, one, many, login):
    with translation.override(language):
        assert [ngettext("%(size)d byte", "%(size)d bytes", n) % {"size": n} for n in (1, 3)] == [one, many]
        assert pgettext("field label", "Login") == login
        assert pgettext("another context", "Login") == "Login"


@pytest.mark.parametrize("language", ["th", "vi", "lo"])
@pytest.mark.usefixtures("loaded_catalogues")
def test_a_form_speaks_the_language(language):
    from django import forms

    class Sample(forms.Form):
        email = forms.EmailField()
        name = forms.CharField(max_length=3)

    with translation.override(language):
        errors = Sample({"email": "nobody", "name": "four"}).errors
        shown = [*errors["email"], *errors["name"]]
    assert len(shown) == 2
    assert all(text.isascii() is False for text in shown)
    assert "3" in shown[1]
    assert "4" in shown[1]


# Finding messages


def found(entries):
    return [(entry.context, entry.msgid, entry.plural) for entry in entries]


def test_messages_of_a_module():
    source = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext_lazy
a = _("one") + gettext_lazy("tw" "o")
b = ngettext("%(n)s reply", "%(n)s replies", 2) % {"n": 2}
c = pgettext_lazy("verb", "Post"), npgettext_lazy("plant", "%d leaf", "%d leaves", "n")
d = _("outer %s") % _("inner")
e = _(variable)
def gettext(text="no message"): ...
"""
    assert found(messages_of_python(source)) == [
        (None, "one", None),
        (None, "two", None),
        (None, "%(n)s reply", "%(n)s replies"),
        ("verb", "Post", None),
        ("plant", "%d leaf", "%d leaves"),
        (None, "outer %s", None),
        (None, "inner", None),
    ]


def test_a_translators_comment_stays_with_its_message():
    source = "# Translators: the month\na = _('May')\nb = _('June')\n"
    assert [entry.comments_from_code for entry in messages_of_python(source)] == [("Translators: the month",), ()]
    source = (
        "{# Translators: the month #}\n\n{% translate 'May' %}\n{% comment %}Translators: so is this{% endcomment %}"
        "{% translate 'June' %}{% translate 'July' %}"
    )
    assert [entry.comments_from_code for entry in messages_of_template(source)] == [
        ("Translators: the month",),
        ("Translators: so is this",),
        (),
    ]


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ("   {% translate 'Door' %}\n\t<p>{% trans \"Way in\" %}", [(None, "Door", None), (None, "Way in", None)]),
        ('{% translate "May" context "month" as m %}', [("month", "May", None)]),
        ('{% translate "100% sure" %}', [(None, "100%% sure", None)]),
        ('{% translate "With | pipe" %}', [(None, "With | pipe", None)]),
        (
            "{% blocktranslate %}\n  It's {{ a.b|upper }}\n{% endblocktranslate %}",
            [(None, "\n  It's %(a.b|upper)s\n", None)],
        ),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", [(None, "Two lines", None)]),
        (
            "{% blocktranslate trimmed count n=list|length %}\n  {{ n }} reply\n{% plural %}\n  {{ n }} replies\n"
            "{% endblocktranslate %}",
            [(None, "%(n)s reply", "%(n)s replies")],
        ),
        (
            '{% blocktranslate count n=x context "plant" %}a leaf{% plural %}{{ n }} leaves{% endblocktranslate %}',
            [("plant", "a leaf", "%(n)s leaves")],
        ),
        ('{{ name|default:_("Nobody")|upper }} {{ _("Alone") }}', [(None, "Nobody", None), (None, "Alone", None)]),
        ("{% include 'x.html' with a=_(\"One\") b=_('Two') %}", [(None, "One", None), (None, "Two", None)]),
        ("(open [ \" ' # {% translate 'After odd signs' %}", [(None, "After odd signs", None)]),
        ("no\u00a0break\u3000wide {% translate 'After odd spaces' %}", [(None, "After odd spaces", None)]),
    ],
)
def test_messages_of_a_template(source, messages):
    assert found(messages_of_template(source)) == messages


def test_a_template_whose_messages_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "broken.html"
    # Django's own templatize cuts a filter's argument at a pipe: without this error the rest of the file is lost.
    file.write_text('{{ name|default:_("a|b") }} {% translate "after" %}')
    with pytest.raises(ExtractionError, match=r"broken\.html"):
        list(messages_of(file))
    file.write_text("{% blocktranslate %}{% if a %}b{% endif %}{% endblocktranslate %}")
    with pytest.raises(ExtractionError, match=r"broken\.html"):
        list(messages_of(file))


def test_a_project_is_read_whole_but_for_tests_and_migrations(tmp_path):
    for name, text in {
        "cms/views.py": "a = _('Same'); b = _('Here')",
        "templates/cms/home.html": "{% translate 'Same' %}",
        "community/templates/community/x.txt": "{% translate 'In an app' %}",
        "library/migrations/0001_initial.py": "a = _('Migration')",
        "library/static/x.html": "{% translate 'Static' %}",
        "tests/test_x.py": "a = _('Test')",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    messages = extract_messages(tmp_path)
    assert {key.msgid: entry.files for key, entry in messages.entries.items()} == {
        "Same": ("cms/views.py", "templates/cms/home.html"),
        "Here": ("cms/views.py",),
        "In an app": ("community/templates/community/x.txt",),
    }


def test_two_plurals_of_one_message_are_a_conflict(tmp_path):
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "a.py").write_text("a = ngettext('%d post', '%d posts', n); b = _('%d post')")
    (tmp_path / "cms" / "b.py").write_text("a = ngettext('%d post', '%d messages', n)")
    messages = extract_messages(tmp_path)
    assert [str(problem) for problem in check_sources(tmp_path, messages)] == [
        f"{tmp_path}/cms/b.py: '%d post' has the plural '%d messages' here and '%d posts' in cms/a.py"
    ]


def test_a_message_put_together_or_inside_an_f_string_is_reported():
    source = """
a = _(f"Hello {name}")
b = _("Hello %s" % name)
c = _("Hello {}".format(name))
d = f"<b>{_('Hidden')}</b>"
e = _("Hello " "you") + _("Hello " + "me") + _("Hello %s") % name + ngettext("a", "b", len(f"{name}")) + _(name)
"""
    assert [line for line, _text in misuses_of_python(source)] == [2, 3, 4, 5]


# Merging


def messages(*entries):
    return Messages(entries={entry.key: entry for entry in entries})


def catalogue_of(tmp_path, text, language="th"):
    file = tmp_path / language / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEADER + text, encoding="utf-8")
    return file


def test_an_update_keeps_translations_drops_the_gone_and_invents_nothing(tmp_path):
    file = catalogue_of(
        tmp_path,
        '# checked by hand\n#: old.py:12\nmsgid "Zebra"\nmsgstr "ม้าลาย"\n\nmsgid "Zebras"\nmsgstr "ม้าลาย"\n\n'
        'msgctxt "verb"\nmsgid "Post"\nmsgstr "โพสต์"\n\n#~ msgid "Gone"\n#~ msgstr "หาย"\n',
    )
    wanted = messages(
        Entry(msgid="Zebra", files=("b.py", "a.html")),
        Entry(msgid="Post", context="verb"),
        Entry(msgid="Zebra!"),
        Entry(msgid="%(n)s {reply}", plural="%(n)s {replies}"),
    )
    (update,) = update_catalogues(tmp_path, wanted)
    assert (update.changed, update.total, update.added, update.dropped, update.untranslated) == (True, 4, 2, 1, 2)
    assert file.read_text(encoding="utf-8").split("\n\n", 1)[1] == (
        '#, python-format, python-brace-format\nmsgid "%(n)s {reply}"\nmsgid_plural "%(n)s {replies}"\nmsgstr[0] ""\n\n'
        'msgctxt "verb"\nmsgid "Post"\nmsgstr "โพสต์"\n\n'
        '# checked by hand\n#: b.py\n#: a.html\nmsgid "Zebra"\nmsgstr "ม้าลาย"\n\n'
        'msgid "Zebra!"\nmsgstr ""\n'
    )


def test_a_second_update_changes_nothing(tmp_path, project_messages):
    shutil.copytree(LOCALE_FOLDER, tmp_path / "locale")
    update_catalogues(tmp_path / "locale", project_messages)
    texts = [file.read_bytes() for file in catalogue_files(tmp_path / "locale").values()]
    assert not any(update.changed for update in update_catalogues(tmp_path / "locale", project_messages))
    assert [file.read_bytes() for file in catalogue_files(tmp_path / "locale").values()] == texts
    assert not any(str(ROOT).encode() in text or b"-Date:" in text for text in texts)


def test_a_new_plural_makes_the_translation_fuzzy(tmp_path):
    file = catalogue_of(tmp_path, 'msgid "Reply"\nmsgstr "ตอบ"\n')
    update_catalogues(tmp_path, messages(Entry(msgid="Reply", plural="%(n)s replies")))
    entry = read_catalogue(file).entries[Key("Reply")]
    assert (entry.translations, entry.is_fuzzy) == (("ตอบ",), True)


def test_a_language_is_started(tmp_path):
    (update,) = update_catalogues(tmp_path, messages(Entry(msgid="Home")), new_language="km")
    assert update.file == tmp_path / "km" / "LC_MESSAGES" / "django.po"
    assert read_catalogue(update.file).entries[Key("Home")].translations == ("",)


def test_long_and_many_lined_texts_survive_reading_and_writing(tmp_path):
    text = 'A "quoted" \\ line\n\ttabbed ' + "word " * 60 + "\n"
    update_catalogues(tmp_path, messages(Entry(msgid=text, comments_from_code=("Translators: x",))), new_language="lo")
    file = tmp_path / "lo" / "LC_MESSAGES" / "django.po"
    assert list(read_catalogue(file).entries) == [Key(text)]


# Checking


def problems_of(tmp_path, text, *entries, language="th"):
    catalogue_of(tmp_path, text, language)
    return [problem.text for problem in check_catalogues(tmp_path, messages(*entries))]


def test_a_whole_catalogue_has_no_problem(tmp_path):
    text = 'msgid "Home"\nmsgstr "หน้าแรก"\n\nmsgid "a post"\nmsgid_plural "%(n)s posts"\nmsgstr[0] "%(n)s โพสต์"\n'
    assert problems_of(tmp_path, text, Entry(msgid="Home"), Entry(msgid="a post", plural="%(n)s posts")) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('msgid "Home"\nmsgstr ""\n', "not translated: 'Home'"),
        ('#, fuzzy\nmsgid "Home"\nmsgstr "หน้าแรก"\n', "fuzzy: 'Home'"),
        ("", "not in the catalogue, run `manage.py catalogues update`: 'Home'"),
        (
            'msgid "Home"\nmsgstr "หน้าแรก"\n\nmsgid "Old"\nmsgstr "เก่า"\n',
            "no longer in the code, run `manage.py catalogues update`: 'Old'",
        ),
        (
            'msgid "Home"\nmsgstr "หน้าแรก"\n\n#~ msgid "Old"\n#~ msgstr "เก่า"\n',
            "obsolete, run `manage.py catalogues update`: 'Old'",
        ),
        (
            'msgid "Home"\nmsgstr "หน้าแรก"\n\nmsgid "Home"\nmsgstr "บ้าน"\n',
            "a second time in the file: 'Home'",
        ),
        (
            'msgid "Home"\nmsgid_plural "Homes"\nmsgstr[0] "หน้าแรก"\n',
            "the code has the plural None, run `manage.py catalogues update`: 'Home'",
        ),
    ],
)
def test_what_is_missing_or_stale_is_reported(tmp_path, text, problem):
    assert problems_of(tmp_path, text, Entry(msgid="Home")) == [problem]


def test_a_problem_says_where_it_is(tmp_path):
    file = catalogue_of(tmp_path, 'msgid "Home"\nmsgstr ""\n')
    (problem,) = check_catalogues(tmp_path, messages(Entry(msgid="Home")))
    line = HEADER.count("\n") + 1
    assert str(problem) == f"{file}:{line}: not translated: 'Home'"


def test_the_number_of_plural_forms_is_checked(tmp_path):
    file = catalogue_of(tmp_path, "", "lo")
    file.write_text(HEADER.replace("nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);"), encoding="utf-8")
    problems = [problem.text for problem in check_catalogues(tmp_path, messages())]
    assert problems == ["the header says 2 plural forms; it must be: nplurals=1; plural=0;"]
    assert [expected_plural_count(name) for name in ("th", "vi", "lo", "km", "my", "hi", "zh_Hans")] == [1] * 5 + [2, 1]
    assert plural_forms("hi").startswith("nplurals=2;")


def test_a_file_that_is_no_catalogue_is_reported_and_not_compiled(tmp_path):
    catalogue_of(tmp_path, 'msgid "Home"\n<<<<<<< HEAD\nmsgstr "หน้าแรก"\n')
    (problem,) = check_catalogues(tmp_path, messages(Entry(msgid="Home")))
    assert "cannot be read" in problem.text
    with pytest.raises(CatalogueError, match=r"django\.po:7"):
        compile_catalogues(tmp_path)


@pytest.mark.parametrize(
    ("msgid", "translation_", "fault"),
    [
        ("By %(name)s", "โดย %(nmae)s", "the translation lacks %(name)s"),
        ("By %(name)s", "โดย %(name)s %(when)s", "the translation has %(when)s, which the text has not"),
        ("%(n)d posts", "%(n)s โพสต์", "the translation lacks %(n)d"),
        ("By {name}", "โดย", "the translation lacks {name}"),
        ("%s of %d", "%d จาก %s", "the text has the placeholders %s %d, the translation %d %s"),
        ("{} of {}", "{}", "the text has the placeholders {} {}, the translation {}"),
        ("%d%% of %s", "%d% ของ %s", "a lone % in the translation, write %%"),
        ("<b>Home</b>", "<b>หน้าแรก<b>", "the text has the tags </b> <b>, the translation <b> <b>"),
        ('<a href="%(url)s">Home</a>', "หน้าแรก", "the translation lacks %(url)s"),
        ("Home\n", "หน้าแรก", "ends with '', the text with '\\n'"),
        ("\nHome", "หน้าแรก", "begins with '', the text with '\\n'"),
        ("Home", "หน้าแรก ", "ends with ' ', the text with ''"),
        ("Home", "หน้าແຮກ", "has Lao letters (ກ ຮ ແ)"),
        ("Water", "น\u0e49\u0e4d\u0e32", "has the vowel am as two characters"),
        ("Café", "cafe\u0301", "is not in Unicode's normal form C"),
    ],
)
def test_a_translation_that_says_something_else_is_reported(msgid, translation_, fault):
    assert fault in list(faults_of_translation(Entry(msgid=msgid, translations=(translation_,)), "th"))


@pytest.mark.parametrize(
    ("msgid", "translation_"),
    [
        ("%(a)s by %(b)s", "%(b)s: %(a)s, %(b)s"),
        ("{a} by {b}", "{b}: {a}"),
        ("100% free", "ฟรี 100%"),
        ("%d%% of %s", "%d%% ของ %s"),
        ("a <b>c</b> <i>d</i>", "<i>d</i> a <b>c</b>"),
        ("if { is open", "ถ้า { เปิด"),
        ("\n  Home ", "\n  หน้าแรก "),
    ],
)
def test_a_translation_may_move_what_it_keeps(msgid, translation_):
    assert list(faults_of_translation(Entry(msgid=msgid, translations=(translation_,)), "th")) == []


def test_the_one_form_of_a_language_needs_what_the_plural_has():
    entry = Entry(msgid="One reply", plural="%(n)s replies", translations=("คำตอบ",))
    assert list(faults_of_translation(entry, "th")) == ["the translation lacks %(n)s"]
    entry = Entry(msgid="One reply", plural="%(n)s replies", translations=("एक जवाब", "%(n)s जवाब"))
    assert list(faults_of_translation(entry, "hi")) == []


# Compiling


def test_only_what_is_translated_and_not_fuzzy_is_compiled():
    entries = [
        Entry(msgid="Home", translations=("ໜ້າຫຼັກ",)),
        Entry(msgid="Home", context="house", translations=("ເຮືອນ",)),
        Entry(msgid="%d post", plural="%d posts", translations=("%d ໂພສ",)),
        Entry(msgid="Fuzzy", translations=("ບໍ່ແນ່",), is_fuzzy=True),
        Entry(msgid="Empty"),
        Entry(msgid="%d cat", plural="%d cats"),
    ]
    content = compiled(Catalogue(entries={entry.key: entry for entry in entries}), locale_name="lo")
    lao = gettext.GNUTranslations(BytesIO(content))
    assert lao.gettext("Home") == "ໜ້າຫຼັກ"
    assert lao.pgettext("house", "Home") == "ເຮືອນ"
    assert [lao.ngettext("%d post", "%d posts", n) for n in (1, 2)] == ["%d ໂພສ", "%d ໂພສ"]
    fallback = gettext.NullTranslations()
    fallback.gettext = lambda text: f"fallback {text}"
    fallback.ngettext = lambda one, many, _n: f"fallback {one} {many}"
    lao.add_fallback(fallback)
    assert [lao.gettext(text) for text in ("Fuzzy", "Empty")] == ["fallback Fuzzy", "fallback Empty"]
    assert lao.ngettext("%d cat", "%d cats", 2) == "fallback %d cat %d cats"


def test_compiling_again_skips_what_is_up_to_date_and_gives_the_same_bytes(tmp_path):
    file = catalogue_of(tmp_path, 'msgid "Home"\nmsgstr "หน้าแรก"\n')
    target = file.with_suffix(".mo")
    assert compile_catalogues(tmp_path) == [target]
    first = target.read_bytes()
    assert compile_catalogues(tmp_path) == []
    catalogue_of(tmp_path, 'msgid "Home"\nmsgstr "บ้าน"\n')
    assert compile_catalogues(tmp_path) == [target]
    assert target.read_bytes() != first
    catalogue_of(tmp_path, 'msgid "Home"\nmsgstr "หน้าแรก"\n')
    compile_catalogues(tmp_path)
    assert target.read_bytes() == first
    assert sorted(path.name for path in file.parent.iterdir()) == ["django.mo", "django.po"]


# The command


def run(*arguments):
    output = StringIO()
    try:
        call_command(Command(), *arguments, stdout=output)
    except CommandError as error:
        output.write(f"failed: {error}")
    return output.getvalue().splitlines()


def test_the_command_updates_checks_and_compiles(tmp_path):
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "views.py").write_text("a = _('Home')")
    file = "locale/zh_Hans/LC_MESSAGES/django.po"
    with override_settings(BASE_DIR=tmp_path):
        assert run("update", "--new", "zh-hans") == [f"{file}: 1 messages, 1 new, 0 dropped, 1 to translate"]
        assert run("check") == [
            f"{file}:11: not translated: 'Home'",
            "failed: Problems in the catalogues: 1. See docs/translating.md",
        ]
        text = (
            (tmp_path / file)
            .read_text(encoding="utf-8")
            .replace('msgid "Home"\nmsgstr ""', 'msgid "Home"\nmsgstr "首页"')
        )
        (tmp_path / file).write_text(text, encoding="utf-8")
        assert run("check") == ["1 messages, all right in every catalogue"]
        assert run("compile") == [f"{file.removesuffix('.po')}.mo: compiled"]
        assert run("compile") == []
        assert run("update") == [f"{file}: 1 messages, 0 new, 0 dropped, 0 to translate; unchanged"]
        (tmp_path / file).write_text("nonsense")
        (failure,) = run("compile")
    assert failure.startswith("failed: ")
    assert f"{file}:1:" in failure
