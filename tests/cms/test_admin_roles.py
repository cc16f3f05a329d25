"""What each role finds in the admin, and what it cannot reach from there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu, reports_menu, settings_menu
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from cms import roles
from cms.person_roles import Kind, people_who_are, roles_of, roles_of_each
from cms.roles import ensure_roles
from community import policies
from library.checking import CHECKS
from library.folders import library_collection
from library.models import CasePage, LibrarySettings
from library.policies import ChangeOnlyPolicy
from library.reviewing import ensure_workflow
from tests.factories import PASSWORD, alumna, case, community, edition, facilitator, member, user
from tests.factories.directory import champion
from tests.factories.pictures import picture
from tests.factories.roles import administrator, editor, reviewer, translator
from tests.factories.translations import submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]

MENUS = {"": admin_menu, "Reports": reports_menu, "Settings": settings_menu}
LISTS = {
    "documents", "images", "explorer", "themes", "people", "adaptations", "thesaurus", "learned-translations", "cases",
    "nominations", "routes", "reports-about-people",
}  # fmt: skip
OF_CASES = {"case-translations", "cases-to-look-after"}
OF_EDITORS = OF_CASES | {
    "library-helpful", "library-reasons", "document-texts", "unanswered-searches", "translations", "locked-pages",
    "workflows", "workflow-tasks", "site-history", "aging-pages", "page-types-usage",
}  # fmt: skip
FOUND: dict[str, tuple[Any, dict[str, set[str]]]] = {
    "translator": (
        lambda: translator("lo"),
        {
            "": {"explorer", "cases", "reports", "help"},
            "Reports": OF_CASES | {"workflows", "workflow-tasks", "site-history", "aging-pages"},
            "Settings": set(),
        },
    ),
    "reviewer": (reviewer, {"": {"help"}, "Reports": set(), "Settings": set()}),
    "editor": (editor, {"": LISTS | {"reports", "help"}, "Reports": OF_EDITORS, "Settings": set()}),
    "administrator": (
        administrator,
        {
            "": LISTS | {"communities", "reports", "settings", "help"},
            "Reports": OF_EDITORS | {"acts"},
            "Settings": {
                "checks-before-review", "redirects", "collections", "workflows", "workflow-tasks", "users",
            },
        },
    ),
}  # fmt: skip


def _menus(person: Any) -> dict[str, list[Any]]:
    request = RequestFactory().get("/admin/")
    request.user = person
    return {name: menu.menu_items_for_request(request) for name, menu in MENUS.items()}


@pytest.mark.parametrize("role", FOUND)
def test_each_role_finds_its_own_menu_and_everything_in_it_opens(role: str) -> None:
    make, wanted = FOUND[role]
    person = make()
    found = _menus(person)
    assert {name: {item.name for item in items} for name, items in found.items()} == wanted
    browser = Client()
    browser.force_login(person)
    urls = {item.url for items in found.values() for item in items if (item.url or "#") != "#"}
    for url in urls:
        answer = browser.get(url)
        assert answer.status_code == 200 or answer.headers["Location"] not in ("/admin/", None), url


def test_a_translator_changes_their_language_and_publishes_nothing() -> None:
    person, original = translator("lo"), case(title="ป่าชุมชน", language="th")
    lao = submitted(original, "lo", user=None).get_target_instance()
    vietnamese = submitted(original, "vi", user=None).get_target_instance()
    tester = lao.permissions_for_user(person)
    assert (tester.can_edit(), tester.can_publish(), tester.can_add_subpage()) == (True, False, False)
    for page in (original, vietnamese):
        assert not page.permissions_for_user(person).can_edit()
    browser = Client()
    browser.force_login(person)
    assert browser.get(reverse("wagtailadmin_pages:edit", args=[lao.pk])).status_code == 200
    explorable = policy_registry.get_by_type(Page).explorable_instances(person)
    assert {page.locale.language_code for page in explorable.filter(depth__gt=1)} == {"lo"}
    choose = reverse("wagtailadmin_choose_page_child", args=[vietnamese.get_parent().pk])
    assert f"/{vietnamese.pk}/" not in browser.get(choose).content.decode()


def test_a_reviewer_reads_what_waits_for_them_and_decides_without_changing_a_word(client: Client) -> None:
    page, person = case(title="ຮ່າງ", language="lo", published=False), reviewer()
    LibrarySettings.objects.update_or_create(pk=1, defaults={f"checks_{check}": False for check in CHECKS})
    ensure_workflow().start(page, user())
    client.force_login(person)
    task = page.current_workflow_task
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    preview = reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, task.pk])
    assert client.get(edit).headers["Location"] == preview
    assert client.get(preview).status_code == 200
    assert client.post(edit, {"title": "Changed", "action-publish": "1"}).status_code in (302, 403)
    page.refresh_from_db()
    assert (page.title, page.live) == ("ຮ່າງ", False)
    act = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk])
    client.post(act)
    assert CasePage.objects.get(pk=page.pk).current_workflow_task != task


def test_administrators_files_are_not_an_editors() -> None:
    shown, closed = picture("Shown"), picture("Closed")
    shown.collection, closed.collection = library_collection(), Collection.objects.get(name=roles.ADMINISTRATION)
    for image in (shown, closed):
        image.save()
    policy = policy_registry.get_by_type(type(shown))
    for act in ("change", "choose", "delete"):
        mine = policy.instances_user_has_permission_for(editor(), act)
        assert (shown in mine, closed in mine) == (True, False), act
        assert closed in policy.instances_user_has_permission_for(administrator(), act)
    assert list(policy.instances_user_has_permission_for(translator("th"), "choose")) == [shown]
    assert not policy.instances_user_has_any_permission_for(translator("th"), ["add", "change", "delete"])


def test_what_lay_in_the_root_and_rights_given_there_go_to_the_library_once() -> None:
    Collection.objects.filter(name__in=(roles.ADMINISTRATION, "Library")).delete()
    root = Collection.get_first_root_node()
    theirs = root.add_child(name="ภาพถ่าย")
    image = picture("Before")
    writers = Group.objects.get(name=roles.WRITERS)
    roles._on_collection(writers, root, ("add", "choose"))
    ensure_roles()
    image.refresh_from_db()
    assert image.collection == library_collection()
    of_writers = GroupCollectionPermission.objects.filter(group=writers)
    assert {row.collection for row in of_writers} == {theirs, library_collection()}


def test_what_an_administrator_added_by_hand_stays_and_nothing_comes_twice() -> None:
    group = Group.objects.get(name=roles.translators_of("lo"))
    home = GroupPagePermission.objects.get(group=group).page
    roles._on_page(group, home, ("publish",))
    before = [list(model.objects.order_by("pk").values()) for model in (GroupPagePermission, GroupCollectionPermission)]
    call_command("setup_site", verbosity=0)
    after = [list(model.objects.order_by("pk").values()) for model in (GroupPagePermission, GroupCollectionPermission)]
    assert after == before


ACCOUNT = {"email": "new@test.example", "name": "ບຸກຄົນສົມມຸດ", "is_superuser": "on", "is_staff": "on"}


def test_nobody_gives_or_takes_what_is_above_them(client: Client) -> None:
    root, person = user(is_superuser=True, is_staff=True), administrator()
    client.force_login(person)
    edit = reverse("wagtailusers_users:edit", args=[root.pk])
    assert client.get(edit).status_code == client.post(edit, ACCOUNT).status_code == 302
    off = reverse("wagtail_bulk_action", args=["cms", "user", "set_active_state"])
    client.post(f"{off}?id={root.pk}", {"mark_as_active": "False"})
    root.refresh_from_db()
    assert root.is_active
    assert root.check_password(PASSWORD)
    add = reverse("wagtailusers_users:add")
    client.post(add, ACCOUNT | {"password1": PASSWORD, "password2": PASSWORD})
    made = type(root).objects.get(email="new@test.example")
    assert (made.is_superuser, made.is_staff) == (False, True)
    person.is_staff = False
    person.save()
    client.post(add, ACCOUNT | {"email": "other@test.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not type(root).objects.get(email="other@test.example").is_staff
    assert client.get(reverse("wagtailusers_users:edit", args=[made.pk])).status_code == 302


@pytest.mark.parametrize("page", ["add", "edit"])
def test_the_form_of_an_account_has_the_fields_that_our_accounts_have(client: Client, page: str) -> None:
    client.force_login(administrator())
    address = reverse(f"wagtailusers_users:{page}", args=[user().pk] if page == "edit" else [])
    text = client.get(address).content.decode().partition('role="tabpanel"')[2]
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"([^>]*)>', text))
    assert {"name", "email", "is_staff", "is_superuser", "password1"} <= set(fields)
    assert "disabled" in fields["is_superuser"]
    assert "disabled" not in fields["is_staff"]
    assert not re.search(r">\s*None\s*<", text)


def test_roles_are_told_in_words_and_found_by_a_filter(client: Client) -> None:
    space = community(titles={"en": "Forests"})
    person = translator("lo")
    member(space, user=person, role="host")
    alumna(person, edition({"en": "Bees and forests"}))
    champion("Persona", account=person, code="persona-of-roles")
    told = [str(role) for role in roles_of(person)]
    assert told == [
        "Member", "Alumna or alumnus: Bees and forests (2015)", "Champion: Persona", "Host: Forests", "Translator: Lao",
    ]  # fmt: skip
    everybody = type(person).objects.all()
    for kind in {role.kind for role in roles_of(person)}:
        assert person in people_who_are(kind, everybody)
    assert person not in people_who_are(Kind.EDITOR, everybody)
    client.force_login(administrator())
    found = client.get(reverse("wagtailusers_users:index"), {"role": "translator"}).content.decode()
    assert re.search(r"Alumna or alumnus, Champion, Host, Translator: Lao", found)
    assert "Forests" not in found
    assert "Administrators" not in found.split("<tbody>")[1]
    request = RequestFactory().get("/")
    request.user = person
    page = Template("{% load person_roles %}{% my_roles %}").render(Context({"request": request}))
    assert "Translator: Lao" in page
    assert f"/communities/{space.slug}/" in page


def test_the_roles_of_many_cost_as_much_as_those_of_one(django_assert_max_num_queries: Any) -> None:
    space = community(titles={"th": "ป่า"})
    people = [facilitator(space) for _number in range(6)]
    for person in people:
        alumna(person, edition())
        champion(account=person)
    with django_assert_max_num_queries(10):
        found = roles_of_each(people)
    assert {kind for row in found.values() for kind in (role.kind for role in row)} == {
        Kind.MEMBER, Kind.ALUMNA, Kind.CHAMPION, Kind.FACILITATOR,
    }  # fmt: skip


POLICIES = {
    "community.Community": policies.OverseersPolicy,
    "community.HeldWord": policies.OverseersPolicy,
    "community.Thread": policies.ThreadPolicy,
    "library.Adaptation": ChangeOnlyPolicy,
    "library.Nomination": ChangeOnlyPolicy,
}


def test_what_needs_more_than_four_rights_a_model_has_a_policy_of_its_own() -> None:
    for model in get_snippet_models():
        wanted = POLICIES.get(model._meta.label)
        assert wanted is None or type(policy_registry.get_by_type(model)) is wanted, model._meta.label


def test_in_the_admin_communities_are_for_those_who_see_them_all() -> None:
    person = editor()
    person.groups.add(Group.objects.get(name=roles.ADMINISTRATORS))
    thread = next(model for model in get_snippet_models() if model.__name__ == "Thread")
    policy = policy_registry.get_by_type(thread)
    assert not policy.user_has_any_permission(person, ["add", "change", "delete", "view"])
    overseer = administrator()
    assert policy.user_has_permission(overseer, "change")
    assert not policy.user_has_permission(overseer, "add")
    assert list(policy.users_with_permission("change")) == [overseer]
