"""What a case's template says in words, for search: each text in the language it is written in."""

from __future__ import annotations

from collections.abc import Iterator

from library.models import CasePage
from library.models.case import WORDED_ROWS
from library.models.consent import AGREED
from library.models.template import PROSE
from library.places import shown_place
from search.documents import Text

# What a search document needs of the template's rows.
ROWS = (*WORDED_ROWS, "media_items", "references")
# Names are written in a row beside its words.
_NAMES = {"stakeholders": ("name",), "finances": ("provider", "receiver")}


def texts_of(page: CasePage) -> list[Text]:
    """One a part that has words. Nothing that its page does not show: places as finely as chosen, pictures with
    consent."""
    return [text for text in _texts(page) if text.value.strip()]


def _texts(page: CasePage) -> Iterator[Text]:
    language = page.locale.language_code
    place = shown_place(page)
    yield Text(page.local_name_language or language, page.local_name)
    yield Text(language, " ".join([place.village, place.province, page.funding_project]))
    yield Text(language, "\n\n".join(text for name in PROSE if (text := getattr(page, name))))
    for name in WORDED_ROWS:
        for row in getattr(page, name).all():
            if name == "gallery" and (row.consent not in AGREED or row.image_id is None):
                continue
            columns = (*_NAMES.get(name, ()), *row.prose())
            yield Text(language, "\n\n".join(text for column in columns if (text := getattr(row, column))))
    for recording in page.media_items.all():
        yield Text(recording.language, f"{recording.title}\n\n{recording.transcript}")
    for reference in page.references.all():
        yield Text(reference.language or language, f"{reference.title} {reference.authors}")
