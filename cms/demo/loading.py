"""The demonstration: loaded through the same verbs that people use, so it is never more than the site can do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.demo.agreeing import load_agreements
from cms.demo.archive import load_archive
from cms.demo.case_templates import with_template
from cms.demo.contact import load_contact
from cms.demo.directory import load_directory
from cms.demo.following import load_following
from cms.demo.kinds import load_kinds
from cms.demo.marks import load_marks
from cms.demo.moderating import load_moderation
from cms.demo.people import load_people
from cms.demo.profiles import load_profiles
from cms.demo.reviewing import load_review
from cms.demo.routes import load_routes
from cms.demo.spaces import load_spaces
from cms.demo.using import load_using
from cms.demo.writing import load_edits
from cms.models import HomePage, StandardPage
from cms.outline import ensure_outline
from community import posting
from community.models import Community, CommunityIndexPage, CommunityPage, Post
from library.folders import library_collection
from library.importing import import_cases
from library.lines import write_line
from library.models import CasePage, Theme, ThemeName
from library.sections import to_html
from library.tree import in_language, locale_of, site_home
from search.importing_terms import import_terms

HERE = Path(__file__).parent
DATA = HERE / "data"
IMAGES = HERE / "images"


def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _fingerprint() -> str:
    """Of everything that is loaded: changes when the demonstration or the site's languages change."""
    digest = hashlib.sha256(",".join(settings.LANGUAGE_CODES).encode())
    for path in sorted([*DATA.iterdir(), *IMAGES.glob("*.*")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_demo(*, again: bool = True) -> str:
    """Load what is missing.

    :param again: look at everything even when nothing changed since the last time
    :returns: a sentence about what was done
    """
    marker = settings.DATA_DIR / "demo-loaded"
    fingerprint = _fingerprint()
    loaded = marker.exists() and marker.read_text(encoding="ascii") == fingerprint and Post.objects.exists()
    if loaded and not again:
        return "The demonstration is loaded already."
    ensure_outline()
    _themes()
    _glossary()
    people = load_people()
    load_agreements(people.values())
    _home()
    _pages()
    _cases()
    load_using(people)
    load_directory(people)
    load_profiles(people)
    load_routes(people)
    communities = _communities()
    load_following(communities)
    _threads(communities, people)
    load_spaces(communities, people)
    load_moderation()
    load_kinds(communities, people, _submission)
    load_edits(people)
    load_marks(people)
    load_review()
    load_archive()
    load_contact()
    marker.write_text(fingerprint, encoding="ascii")
    return f"The demonstration is loaded: {CasePage.objects.live().count()} case pages, {Post.objects.count()} posts."


def _wanted(texts: dict[str, Any]) -> dict[str, Any]:
    """The texts in this site's languages."""
    return {language: text for language, text in texts.items() if language in settings.LANGUAGE_CODES}


def _themes() -> None:
    for order, row in enumerate(_json("themes.json"), start=1):
        theme, _created = Theme.objects.get_or_create(code=row["code"], defaults={"order": order})
        for language, name in row["names"].items():
            shown, _new = ThemeName.objects.get_or_create(theme=theme, language=language, defaults={"name": name})
            if not shown.description:
                shown.description = row["descriptions"].get(language, "")
                shown.save(update_fields=["description"])


def _glossary() -> None:
    """The programme's own words in its languages, as the first entries of the thesaurus."""
    import_terms(DATA / "glossary.tsv", source="glossary")


def _home() -> None:
    home = _json("pages.json")["home"]
    for language, intro in _wanted(home["intros"]).items():
        page = HomePage.objects.filter(locale=locale_of(language)).first()
        if page is not None and not page.intro:
            page.title = home["titles"].get(language, page.title)
            page.intro = intro
            page.save_revision().publish()


def _first_and_copies(texts: dict[str, Any]) -> list[str]:
    """Languages of a page, the site's first language first where the page has it: that one is the original."""
    languages = list(_wanted(texts))
    return sorted(languages, key=settings.LANGUAGE_CODES.index)


@transaction.atomic
def _pages() -> None:
    for row in _json("pages.json")["pages"]:
        original: StandardPage | None = None
        for language in _first_and_copies(row["bodies"]):
            home = in_language(site_home(), language)
            page = StandardPage.objects.child_of(home).filter(slug=row["slug"]).first()
            if page is None:
                page = StandardPage(
                    title=row["titles"][language],
                    slug=row["slug"],
                    locale=locale_of(language),
                    show_in_menus=True,
                    body=[
                        ("section", {"heading": part.get("heading", ""), "text": _rich(part["text"])})
                        for part in row["bodies"][language]
                    ],
                )
                if original is not None:
                    page.translation_key = original.translation_key
                home.add_child(instance=page)
                page.save_revision().publish()
            original = original or page


def _rich(text: str) -> Any:
    from wagtail.rich_text import RichText

    return RichText(to_html(text))


def _image(name: str, alts: dict[str, Any]) -> Any:
    Image = get_image_model()  # noqa: N806
    title = f"Demonstration: {Path(name).stem}"
    found = Image.objects.filter(title=title).first()
    if found is not None:
        return found
    with (IMAGES / name).open("rb") as file:
        return Image.objects.create(
            title=title,
            file=ImageFile(file, name=name),
            description=alts.get("en", ""),
            collection=library_collection(),
        )


def _cases() -> None:
    alts = json.loads((IMAGES / "alt.json").read_text(encoding="utf-8"))
    there = set(CasePage.objects.values_list("slug", "locale__language_code"))
    rows = [
        row
        for row in _lines("cases.jsonl")
        # What is there may have been edited since: it is left alone.
        if row["language"] in settings.LANGUAGE_CODES and (row["code"].lower(), row["language"]) not in there
    ]
    templates = _json("case_templates.json")
    lines = [
        write_line({key: value for key, value in with_template(row, templates).items() if key != "image"}).encode()
        for row in rows
    ]
    report = import_cases(lines, publish=True)
    if report.problems:
        raise ValueError("; ".join(str(problem) for problem in report.problems))
    for row in rows:
        page = CasePage.objects.filter(slug=row["code"].lower(), locale__language_code=row["language"]).first()
        if page is None or page.lead_image_id or not row.get("image"):
            continue
        page.lead_image = _image(row["image"], alts[row["image"]])
        page.lead_image_alt = alts[row["image"]].get(row["language"], "")
        page.save_revision().publish()


@transaction.atomic
def _communities() -> dict[str, Community]:
    found = {}
    for row in _json("communities.json"):
        theme = Theme.objects.get(code=row["theme"])
        kind = {name: row[name] for name in ("membership", "audience") if name in row}
        community, _created = Community.objects.get_or_create(slug=row["slug"], defaults={"theme": theme} | kind)
        found[row["slug"]] = community
        original: Page | None = None
        for language in _first_and_copies(row["titles"]):
            page = CommunityPage.objects.filter(community=community, locale=locale_of(language)).first()
            if page is None:
                page = CommunityPage(
                    title=row["titles"][language],
                    slug=row["slug"],
                    locale=locale_of(language),
                    community=community,
                    purpose=row["purposes"].get(language, ""),
                    guidelines=row["guidelines"].get(language, ""),
                )
                if original is not None:
                    page.translation_key = original.translation_key
                CommunityIndexPage.objects.get(locale=locale_of(language)).add_child(instance=page)
                page.save_revision().publish()
            original = original or page
    return found


def _submission(*parts: object) -> Any:
    """The same post has the same number in every run: it is sent once."""
    return uuid5(NAMESPACE_URL, "rutero-demo/" + "/".join(str(part) for part in parts))


@transaction.atomic
def _threads(communities: dict[str, Community], people: dict[str, Any]) -> None:
    sent = set(Post.objects.exclude(submission=None).values_list("submission", flat=True))
    now = timezone.now()
    for row in _lines("threads.jsonl"):
        if row["language"] not in settings.LANGUAGE_CODES:
            continue
        thread = None
        for number, (post, days) in enumerate(zip(row["posts"], row["days_ago"], strict=True)):
            if post["language"] not in settings.LANGUAGE_CODES:
                continue
            common = {
                "author": people[post["author"]],
                "text": post["text"],
                "language": post["language"],
                "submission": _submission(row["key"], number),
                "at": now - timedelta(days=days, minutes=7 * number),
            }
            if common["submission"] in sent and thread is None:
                thread = Post.objects.select_related("thread__community").get(submission=common["submission"]).thread
            elif common["submission"] in sent:
                continue
            elif thread is None:
                thread = posting.start_thread(community=communities[row["community"]], title=row["title"], **common)
            else:
                posting.reply(thread=thread, **common)
