"""What came from what: case → adaptation or plan → new case, followed both ways.

Cases are practices here (translation keys), not pages. An app that knows further steps, as innovation plans are,
registers them with `register`. A step that a reader may not see ends the line there: what lies behind it is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from library.models import Adaptation, CaseOrigin, CasePage

GENERATIONS = 12
"""Followed each way, so that no data can make this run for ever."""
ADAPTATIONS_A_CASE = 50
"""Newest first; all of them are on the case's own page."""

Key = tuple[str, str]
"""Kind ("case", "adaptation", "plan") and id."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something between cases, as an app gives it: where it came from and which cases it became."""

    key: Key
    title: str
    url: str
    language: str
    grew_from: tuple[UUID, ...] = ()
    became: tuple[UUID, ...] = ()


Provider = Callable[[set[UUID], Any], Iterable[Step]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(practices, user)` gives the steps that grew from or became any of these practices, and that `user` may
    see. One query or so, whatever their number."""
    if provider not in _providers:
        _providers.append(provider)


@dataclass(slots=True)
class Line:
    """The line through one case: everything before and after it."""

    here: Key
    parents: dict[Key, set[Key]] = field(default_factory=dict)
    """Every node, with what it grew out of."""
    steps: dict[Key, Step] = field(default_factory=dict)

    def generations(self) -> dict[Key, int]:
        """Node → generation: 0 here, negative before, positive after. A node stands after all that it grew out of."""
        children: dict[Key, set[Key]] = {}
        for child, sources in self.parents.items():
            for source in sources:
                children.setdefault(source, set()).add(child)
        found = {self.here: 0}
        for links, sign in ((self.parents, -1), (children, 1)):
            front = {self.here}
            for distance in range(1, 2 * GENERATIONS + 1):
                front = {there for key in front for there in links.get(key, ()) if there != self.here}
                found.update(dict.fromkeys(front, sign * distance))
        return found


def _case(practice: UUID) -> Key:
    return ("case", str(practice))


def _of(adaptation: Adaptation) -> Step:
    key = ("adaptation", str(adaptation.pk))
    return Step(key, adaptation.where, "", adaptation.language, (adaptation.practice,))


def line_through(practice: UUID, user: Any) -> Line:
    """Everything before and after a practice that `user` may see. Some queries a generation, none a node."""
    line = Line(_case(practice), {_case(practice): set()})
    _follow(line, practice, user, _before)
    _follow(line, practice, user, _after)
    return line


def _follow(line: Line, practice: UUID, user: Any, look: Callable[[Line, set[UUID], Any], set[UUID]]) -> None:
    seen, front = {practice}, {practice}
    for _generation in range(GENERATIONS):
        front = look(line, front, user) - seen
        if not front:
            return
        seen |= front


def _rows(user: Any, condition: Q) -> list[tuple[UUID, UUID | None, Adaptation | None]]:
    """Practice, and the practice or adaptation it grew out of; both ends are for `user` to see. The same fact of
    several languages comes once."""
    cases = CasePage.objects.visible_to(user).order_by()
    rows = (
        CaseOrigin.objects.filter(condition, page__in=cases.values("pk"))
        .filter(
            Q(case__translation_key__in=cases.values("translation_key"))
            | Q(adaptation__in=Adaptation.objects.visible_to(user).shown())
        )
        .select_related("page", "case", "adaptation")
        .order_by("sort_order", "pk")
    )
    found = {(row.page.translation_key, row.case.translation_key if row.case else None, row.adaptation) for row in rows}
    return sorted(found, key=lambda row: (str(row[0]), str(row[1]), row[2].pk if row[2] else 0))


def _link(line: Line, child: Key, source: Key) -> None:
    line.parents.setdefault(source, set())
    line.parents.setdefault(child, set()).add(source)


def _before(line: Line, practices: set[UUID], user: Any) -> set[UUID]:
    found: set[UUID] = set()
    for practice, case, adaptation in _rows(user, Q(page__translation_key__in=practices)):
        if adaptation is not None:
            step = _of(adaptation)
            line.steps[step.key] = step
            _link(line, _case(practice), step.key)
            _link(line, step.key, _case(adaptation.practice))
            found.add(adaptation.practice)
        elif case is not None:
            _link(line, _case(practice), _case(case))
            found.add(case)
    steps = [step for step in _given(practices, user) if practices.intersection(step.became)]
    visible = _visible(user, {source for step in steps for source in step.grew_from})
    for step in steps:
        line.steps[step.key] = step
        for practice in practices.intersection(step.became):
            _link(line, _case(practice), step.key)
        for source in visible.intersection(step.grew_from):
            _link(line, step.key, _case(source))
            found.add(source)
    return found


def _after(line: Line, practices: set[UUID], user: Any) -> set[UUID]:
    found: set[UUID] = set()
    adaptations = Adaptation.objects.visible_to(user).shown().filter(practice__in=practices)
    counts: dict[UUID, int] = {}
    for adaptation in adaptations.order_by("-created_at", "-pk"):
        counts[adaptation.practice] = counts.get(adaptation.practice, 0) + 1
        if counts[adaptation.practice] <= ADAPTATIONS_A_CASE:
            step = _of(adaptation)
            line.steps[step.key] = step
            _link(line, step.key, _case(adaptation.practice))
    condition = Q(case__translation_key__in=practices) | Q(adaptation__practice__in=practices)
    for practice, case, grown in _rows(user, condition):
        if grown is not None:
            step = _of(grown)
            line.steps[step.key] = step
            _link(line, step.key, _case(grown.practice))
            _link(line, _case(practice), step.key)
        elif case is not None:
            _link(line, _case(practice), _case(case))
        found.add(practice)
    steps = [step for step in _given(practices, user) if practices.intersection(step.grew_from)]
    visible = _visible(user, {practice for step in steps for practice in step.became})
    for step in steps:
        line.steps[step.key] = step
        for source in practices.intersection(step.grew_from):
            _link(line, step.key, _case(source))
        for practice in visible.intersection(step.became):
            _link(line, _case(practice), step.key)
            found.add(practice)
    return found


def _given(practices: set[UUID], user: Any) -> list[Step]:
    return [step for provider in _providers for step in provider(practices, user)]


def _visible(user: Any, practices: set[UUID]) -> set[UUID]:
    if not practices:
        return set()
    cases = CasePage.objects.visible_to(user).filter(translation_key__in=practices).order_by()
    return set(cases.values_list("translation_key", flat=True))


def grew_from(practice: UUID, other: UUID) -> bool:
    """Whether `practice` is `other`, or came from it over any number of cases and adaptations, whoever may see them."""
    seen: set[UUID] = set()
    front = {practice}
    while front:
        if other in front:
            return True
        seen |= front
        rows = CaseOrigin.objects.filter(page__translation_key__in=front).values_list(
            "case__translation_key", "adaptation__practice"
        )
        front = {key for row in rows for key in row if key is not None} - seen
    return False


def has_line(practice: UUID, user: Any, *, has_origins: bool = True) -> bool:
    """Whether a case has anything before or after it, beside adaptations, that `user` may see. Cheap: one query.

    :param has_origins: whether any `CaseOrigin` names it, where that is known
    """
    condition = Q(page__translation_key=practice) | Q(case__translation_key=practice) | Q(adaptation__practice=practice)
    return (has_origins and bool(_rows(user, condition))) or bool(_given({practice}, user))


def versions(practices: Sequence[UUID], user: Any, language: str) -> dict[UUID, CasePage]:
    """Practice → the page in `language`, else its original, of those that `user` may read. One query."""
    pages = CasePage.objects.visible_to(user).filter(translation_key__in=practices).select_related("locale")
    found: dict[UUID, CasePage] = {}
    for page in pages.order_by("pk"):
        if page.translation_key not in found or page.locale.language_code == language:
            found[page.translation_key] = page
    return found
