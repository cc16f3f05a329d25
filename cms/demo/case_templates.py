"""The full template of some demonstration cases: facts once, words by language, joined into import lines."""

from __future__ import annotations

from typing import Any


def with_template(row: dict[str, Any], templates: dict[str, Any]) -> dict[str, Any]:
    """A line of cases.jsonl with what case_templates.json has for it."""
    template = templates.get(row["code"])
    if template is None:
        return row
    words = template["words"].get(row["language"], {})
    line = row | template["facts"] | {name: value for name, value in words.items() if isinstance(value, str)}
    for name, rows in words.items():
        if isinstance(rows, list):
            facts = template["facts"].get(name, [{}] * len(rows))
            line[name] = [fact | texts for fact, texts in zip(facts, rows, strict=True)]
    return line
