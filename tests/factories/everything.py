"""A practice that has everything a case's page can show."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from library import printing
from library.importing import import_cases
from library.models import (
    CaseDocument,
    CaseMedia,
    CasePage,
    CasePdf,
    CasePerson,
    CaseTopic,
    GalleryImage,
    Nomination,
    Standing,
)
from library.truth import publish_case
from tests.factories.adaptations import adaptation, grew_out_of
from tests.factories.cases import case
from tests.factories.directory import champion, concept, organisation
from tests.factories.nominations import nomination
from tests.factories.people import user
from tests.factories.pictures import picture
from tests.factories.templates import in_order
from tests.factories.translations import change


def _document(name: str) -> Any:
    return get_document_model().objects.create(title=name, file=ContentFile(b"words", name=name))


def everything(original: dict[str, Any], translation: dict[str, Any], *, times: int) -> CasePage:
    """The translation of a practice that has a standing, nominations, documents, adaptations, people, a PDF, a line
    both ways, pictures, recordings, topics, and a translation that is out of date; `times` of each where there may be
    several.

    :param original, translation: lines of the interchange format, with `problem` in their body; MEDIA_ROOT is a folder
        of the test's own
    """
    page = _filled(original, translation, times)
    many = range(times)
    for number in many:
        Nomination.objects.filter(pk=nomination(nominator=user(f"Nominator {number}")).pk).update(case=page)
        adaptation(page, user(f"Member {number}"), building_blocks=[str(page.building_blocks.all()[0].translation_key)])
        source = case(language=original["language"])
        grew_out_of(case(language=original["language"]), page, adaptation(source, user()))
    key = page.translation_key
    Standing.objects.create(
        translation_key=key, state="needs_update", why="New law", language="en", set_at=page.latest_revision_created_at
    )
    grew_out_of(CasePage.objects.get(pk=page.pk), *(case() for _number in many))
    change(page, level="meaning", problem="ป่าหายไปแล้ว")
    translated: CasePage = CasePage.objects.get(translation_key=key, locale__language_code=translation["language"])
    CasePdf.objects.create(
        page=translated,
        published_at=translated.last_published_at,
        template_version=printing.VERSION,
        state=CasePdf.State.DONE,
        size=1000,
    )
    return translated


def _filled(original: dict[str, Any], translation: dict[str, Any], times: int) -> CasePage:
    lines = [json.dumps(line).encode() for line in (original, translation)]
    report = import_cases(lines, publish=True)
    assert not report.problems, report.problems
    page: CasePage = CasePage.objects.filter(slug=original["code"].lower()).order_by("pk")[0]
    many = range(times)
    for version in CasePage.objects.filter(slug=page.slug):
        version.lead_image = page.lead_image = picture(f"Lead {version.pk}")
        version.save()
    page.gallery = in_order(
        *(GalleryImage(image=picture(f"One {number}"), alt="x", consent="given") for number in many)
    )
    page.topics = in_order(*(CaseTopic(concept=concept(th=f"เรื่อง {number}", en=f"About {number}")) for number in many))
    page.documents = in_order(*(CaseDocument(document=_document(f"{n}.pdf"), language="th") for n in many))
    page.media_items = in_order(
        *(
            CaseMedia(
                kind="audio",
                title=f"{n}",
                language="th",
                document=_document(f"{n}.mp3"),
                captions=_document(f"{n}.vtt"),
            )
            for n in many
        )
    )
    people = [CasePerson(champion=champion()) for _number in many]
    people += [CasePerson(organisation=organisation(), role=CasePerson.Role.HOST) for _number in many]
    page.people = in_order(*people)
    for number in many:
        page.tags.add(f"tag {number}")
    publish_case(page, level="small")
    return page
