"""Writes the `.mo` files that Django loads."""

import os
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from cms.catalogues.entries import Catalogue
from cms.catalogues.pofiles import catalogue_files, plural_forms, read_catalogue

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compile_catalogues(locale_folder: Path) -> list[Path]:
    """Compiles the catalogues that changed and returns the files written. Raises CatalogueError for a broken one.

    A compiled file gets the time stamp of its source; the two being equal is what "up to date" means, so that an
    older source checked out again is compiled again.
    """
    written = []
    for name, source in catalogue_files(locale_folder).items():
        target = source.with_suffix(".mo")
        stamp = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == stamp:
            continue
        _replace(target, compiled(read_catalogue(source), locale_name=name))
        os.utime(target, ns=(stamp, stamp))
        written.append(target)
    return written


def compiled(catalogue: Catalogue, *, locale_name: str) -> bytes:
    """The content of a `.mo` file: what is translated and not fuzzy. Django looks for the rest in the packages."""
    # Dates that stand still: the same catalogue gives the same bytes.
    catalog = Catalog(creation_date=EPOCH, revision_date=EPOCH, fuzzy=False)
    catalog.mime_headers = [("Language", locale_name), ("Plural-Forms", plural_forms(locale_name))]
    for entry in catalogue.entries.values():
        if entry.is_fuzzy or not entry.is_translated:
            continue
        if entry.plural is None:
            catalog.add(entry.msgid, entry.translations[0], context=entry.context)
        else:
            catalog.add((entry.msgid, entry.plural), entry.translations, context=entry.context)
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def _replace(target: Path, content: bytes) -> None:
    """In one step, since a running server may be reading the old file."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as file:
        file.write(content)
    temporary = Path(file.name)
    temporary.chmod(0o644)
    temporary.replace(target)
