"""The decisions about personal data as `docs/privacy.md` shows them, so that the page cannot say something else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.utils import translation

from privacy import registry
from privacy.decisions import Table

BEGIN = "<!-- manage.py personal_data --write makes what follows -->"
END = "<!-- what it makes ends here -->"


def written(text: str) -> str:
    """`text` with the tables between its two marks made anew.

    :raises ValueError: a mark is missing
    """
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the tables")
    return f"{before}{BEGIN}\n\n{tables_text()}\n{END}{after}"


def write(page: Path) -> None:
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


def tables_text() -> str:
    """Markdown, in English."""
    with translation.override("en"):
        decided = (
            (f"`{table.model}`", f"`{table.person}`", _when_they_go(table), table.why, _given(table))
            for table in sorted(registry.tables(), key=lambda table: (table.model, table.person))
        )
        loose = [(f"`{row.model}`", _codes(row.fields), row.how) for row in registry.loose()]
        kept = (
            (str(row.what), str(row.days), f"`{row.forget.__module__}.{row.forget.__name__}`")
            for row in sorted(registry.retentions(), key=lambda row: row.days)
        )
        parts = [
            "### Tables that point to a person",
            _table(("table", "column", "when the account is deleted", "why", "in the person's own file"), decided),
            "### What goes by itself",
            _table(("what", "days", "by"), kept),
        ]
        if loose:
            heads = ("table", "columns", "what takes them away")
            parts += ["### Names and addresses that stand elsewhere", _table(heads, loose)]
        return "\n\n".join(parts) + "\n"


def _when_they_go(table: Table) -> str:
    return {"delete": "deleted", "unlink": "stays, names nobody"}[table.erasing.value]


def _given(table: Table) -> str:
    hanging = [f"{rows.relation}__{name}" for rows in table.children for name in rows.gives]
    return _codes((*table.gives, *table.files, *hanging)) or "–"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.replace('__', '.')}`" for name in names)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _head in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
