"""Opening a file of terms, packed or not, and knowing what is in it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Literal

from .report import UnreadableFileError

Stream = IO[bytes] | gzip.GzipFile
Format = Literal["xml", "turtle", "nt", "csv", "tsv"]

FORMATS: dict[str, Format] = {
    ".rdf": "xml",
    ".xml": "xml",
    ".owl": "xml",
    ".skos": "xml",
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".nt": "nt",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
}
"""What a name's last suffix says."""

PACKED = (".gz", ".zip")


def format_of(name: str) -> Format | None:
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes if suffix.lower() not in PACKED]
    return FORMATS.get(suffixes[-1]) if suffixes else None


def source_of(name: str) -> str:
    """`agrovoc_core.nt.zip` → `agrovoc_core`: the name of a file without what it is packed and written in."""
    path = PurePath(name)
    while path.suffix.lower() in (*PACKED, *FORMATS):
        path = path.with_suffix("")
    return path.name[:80]


@contextmanager
def opened(path: Path) -> Iterator[tuple[Stream, str]]:
    """The bytes of a file, unpacked, and the name that tells their format.

    :raises UnreadableFileError: it is not there, or not the one file in a .zip
    """
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                stream.peek(1)  # here, and not in the middle: is it gzip at all?
                yield stream, path.name
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                name = _only_member(archive)
                with archive.open(name) as stream:
                    yield stream, name if format_of(name) else path.name
        else:
            with path.open("rb") as stream:
                yield stream, path.name
    except (zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise UnreadableFileError(f"{path.name}: {error}") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name}: {error.strerror or error}") from error


def _only_member(archive: zipfile.ZipFile) -> str:
    names = [
        info.filename
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/") and format_of(info.filename)
    ]
    if len(names) != 1:
        found = ", ".join(names) or "none"
        raise UnreadableFileError(f"a .zip must hold one file of terms ({', '.join(FORMATS)}); there is: {found}")
    return names[0]
