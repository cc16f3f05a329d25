"""People whose every part has a word that stands nowhere else, and readers who look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from library.models import Country, RouteEdition, Theme, ThemeName
from library.models.route import RouteText
from people import portraying
from people.models import Profile, Shown
from people.models.profile import PARTS
from tests.factories import alumna, edition, profile, user
from tests.factories.files import photo

WORDS = {
    "place": "ເມືອງສັງທອງzq",
    "organisation": "สหกรณ์ผึ้งzq",
    "work": "Nuôi ongzq",
    "languages": "Yoruba",
    "themes": "Beeszq",
    "routes": "Honeyzq route",
}
"""Part → how a page of this person tells it."""
FILTERS = {
    "place": "country=LA",
    "languages": "language=yo",
    "themes": "theme=bees",
    "routes": "edition=honey-2015",
}
"""Part → the question to the list of members that asks for it."""
READERS = ("visitor", "member", "staff", "self")


def things() -> tuple[Theme, RouteEdition]:
    """A theme and an edition with the words above; made once a test."""
    theme, is_new = Theme.objects.get_or_create(code="bees")
    if is_new:
        ThemeName.objects.create(theme=theme, language="en", name=WORDS["themes"])
    found = RouteEdition.objects.filter(code="honey-2015").first() or edition({"th": "น้ำผึ้ง"}, code="honey-2015")
    RouteText.objects.get_or_create(route=found.route, language="en", defaults={"title": WORDS["routes"]})
    return theme, found


def teller(name: str = "ນາງ ຄຳzq", *, with_photo: bool = True, **levels: str) -> Profile:
    """Somebody who tells everything, and shows it to everybody but where `levels` (part → level) say otherwise."""
    theme, route = things()
    person = alumna(user(name), route)
    made = profile(
        person,
        languages=("yo",),
        country=Country.objects.get_or_create(code="LA")[0],
        province=WORDS["place"],
        organisation=WORDS["organisation"],
        work=WORDS["work"],
        badges={"alumni": levels.get("routes", Shown.PUBLIC)},
        **{f"shows_{part}": levels.get(part, Shown.PUBLIC) for part in ("me", *PARTS)},
    )
    made.themes.add(theme)
    if with_photo:
        portraying.portray(user=person, upload=photo(), shown=levels.get("photo", Shown.PUBLIC))
        made.refresh_from_db()
    return made


def all_at(level: str) -> dict[str, Any]:
    """Every part at one level, for `teller`."""
    return dict.fromkeys(PARTS, level)


def sees(who: str, level: str) -> bool:
    """The rule that is tested, said once more in other words."""
    if who == "visitor":
        return level == "public"
    return who == "self" or level != "nobody"


@dataclass
class Reader:
    who: str
    client: Client

    def page(self, of: Profile, question: str = "") -> str:
        answer = self.client.get(f"/en/people/{of.user_id}/{question}")
        return answer.content.decode() if answer.status_code == 200 else ""

    def found(self, question: str = "") -> set[str]:
        """Names in the list of members, and in no other place of the page."""
        cards = self.client.get(f"/en/people/?{question}").context["cards"]
        return {card["name"] for card in cards}


def reader(who: str, *, person: Any = None) -> Reader:
    client = Client()
    if who != "visitor":
        client.force_login(person if who == "self" else user(is_staff=who == "staff"))
    return Reader(who, client)
