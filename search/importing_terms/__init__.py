"""Terms into the thesaurus: SKOS and SKOS-XL (RDF/XML, Turtle, N-Triples), CSV and TSV, packed or not.

A file is spooled (`spool.py`) by a reader (`skos.py`, `tables.py`) and merged concept by concept (`merging.py`).
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from search.models import ConceptLabel
from search.models.concept import LONGEST_LABEL

from . import skos, tables
from .files import FORMATS, Format, Stream, format_of, opened, source_of
from .merging import Merger
from .report import Problem, Report, UnreadableFileError
from .spool import Spool

__all__ = ["FORMATS", "Format", "Problem", "Report", "UnreadableFileError", "import_terms", "rekey"]


def import_terms(
    path: Path,
    *,
    file_format: Format | None = None,
    languages: Sequence[str] | None = None,
    source: str | None = None,
    dry_run: bool = False,
    progress: Callable[[str, int], None] = lambda _what, _count: None,
) -> Report:
    """Read a file of terms into the thesaurus. A second run changes nothing.

    Labels that came from this source, have left the file and were not reviewed go; when some of the file could not be
    read, nothing goes.

    :param file_format: None: as the name says
    :param languages: codes of the labels that are wanted; None: the languages of the site
    :param source: what the file is called from import to import; None: its name without suffixes
    :param dry_run: read and compare only
    :param progress: called with what is counted (`lines`, `concepts`, `relations`) and how many there were so far
    :raises UnreadableFileError: nothing can be read; what is wrong in single lines is in the report
    """
    wanted = tuple(languages or settings.LANGUAGE_CODES)
    source = (source or source_of(path.name))[:80]
    report = Report()
    with Spool() as spool:
        with opened(path) as (stream, name):
            known = file_format or format_of(name)
            if known is None:
                raise UnreadableFileError(f"{path.name}: of which format is it? Its name must end in {_suffixes()}")
            try:
                _read(stream, spool, report, file_format=known, languages=wanted, source=source, progress=progress)
            except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
                report.unread(0, f"the packed file is damaged, and was read only in part: {error}")
                report.broke_off = True
        Merger(
            spool,
            report,
            source=source,
            languages=wanted,
            dry_run=dry_run,
            progress=progress,
        ).merge()
    return report


def _suffixes() -> str:
    return ", ".join(FORMATS)


def _read(
    stream: Stream,
    spool: Spool,
    report: Report,
    *,
    file_format: Format,
    languages: tuple[str, ...],
    source: str,
    progress: Callable[[str, int], None],
) -> None:
    if file_format in ("csv", "tsv"):
        tables.read_table(
            stream,
            spool,
            report,
            is_tsv=file_format == "tsv",
            languages=languages,
            longest=LONGEST_LABEL,
            progress=progress,
        )
        return
    triples = skos.Triples(spool, report, languages, LONGEST_LABEL)
    base = f"file:///{source}"
    with skos.quiet_rdflib():
        if file_format == "nt":
            skos.read_nt(stream, triples, report, progress)
        elif file_format == "turtle":
            skos.read_turtle(stream, triples, report, progress, base=base)
        else:
            skos.read_xml(stream, triples, report, progress, base=base)


_REKEYED = 1_000


def rekey(*, progress: Callable[[str, int], None] = lambda _what, _count: None) -> int:
    """Compute the keys of all labels again, as after a change of the analysis.

    :returns: how many labels had other keys
    """
    last = done = changed = 0
    while labels := list(ConceptLabel.objects.filter(pk__gt=last).order_by("pk")[:_REKEYED]):
        other = [label for label in labels if label.set_keys()]
        with transaction.atomic():
            ConceptLabel.objects.bulk_update(other, ConceptLabel.KEYS, batch_size=100)
        changed += len(other)
        done += len(labels)
        last = labels[-1].pk
        progress("labels", done)
    return changed
