"""A second step, sessions, limits, other houses: as a person meets them, in their own language."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from environ import Env

from cms.models import User
from cms.settings.base import ACCOUNT_RATE_LIMITS
from cms.settings.providers import providers_from
from community import mailing
from community.models import OutgoingMail
from people import devices, sealing, seen
from tests.factories import PASSWORD, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outline")]
WHERE = "/th/communities/-/tokens/"
KEPT = {WHERE: {"text": "ข้าวหอมของกลุ่มแม่บ้าน"}}
LANGUAGES = ("en", "th", "vi", "lo")


def _writing(client: Client) -> None:
    """Somebody was writing something, and the session had ended."""
    session = client.session
    session["kept_texts"] = KEPT
    session.save()


def _came_back(client: Client, response: Any) -> bool:
    return response["Location"] == WHERE and client.session["kept_texts"] == KEPT and "_auth_user_id" in client.session


def _code(secret: str, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def _with_app(person: User) -> str:
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def _sign_in(client: Client, person: User, language: str = "th", **fields: str) -> Any:
    form = {"login": person.email, "password": PASSWORD} | fields
    return client.post(f"/{language}/accounts/login/", form)


def _letter() -> str:
    mailing.deliver_due()
    return str(mail.outbox[-1].body)


# A second step


def test_somebody_sets_up_the_app_and_its_secret_is_not_in_the_database(client: Client) -> None:
    person = user()
    client.force_login(person)
    asked = client.get("/th/accounts/2fa/totp/activate/")
    client.post(asked["Location"], {"password": PASSWORD, "next": "/th/accounts/2fa/totp/activate/"})
    page = client.get("/th/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert f'src="{page.context["totp_svg_data_uri"]}"' in page.content.decode()
    assert secret in page.content.decode()
    assert client.post("/th/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/th/accounts/2fa/totp/activate/", {"code": _code(secret)}).status_code == 302
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=person)}
    assert sealing.unseal(kept["totp"]["secret"]) == secret
    assert secret not in str(kept)
    codes = client.get("/th/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in client.get("/th/accounts/2fa/recovery-codes/download/").content.decode()
    for page_of in ("", "recovery-codes/generate/", "totp/deactivate/", "webauthn/add/"):
        assert client.get(f"/lo/accounts/2fa/{page_of}").status_code == 200


def test_the_second_step_comes_after_the_password_and_leads_back_to_what_was_written(client: Client) -> None:
    person = user()
    secret = _with_app(person)
    _writing(client)
    assert _sign_in(client, person, next=WHERE)["Location"] == "/th/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    wrong = client.post("/th/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    assert _came_back(client, client.post("/th/accounts/2fa/authenticate/", {"code": _code(secret)}))


def test_the_second_step_comes_after_a_link_by_mail_too(client: Client) -> None:
    person = user(email="member@test.example")
    secret = _with_app(person)
    _writing(client)
    client.post("/th/accounts/link/", {"email": person.email, "next": WHERE})
    link = re.search(r"(/th/accounts/link/\S+/)", _letter())
    assert link
    assert client.post(link[1])["Location"] == "/th/accounts/2fa/authenticate/"
    assert _came_back(client, client.post("/th/accounts/2fa/authenticate/", {"code": _code(secret)}))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_opens_one_door_also_when_it_came_late(steps: int) -> None:
    person = user()
    code = _code(_with_app(person), steps)
    opened = []
    for forgets in (False, True):
        if forgets:  # allauth's own note lasts half a minute, the code with a tolerance of one step a minute longer
            cache.delete(f"allauth.mfa.totp.used?user={person.pk}&code={code}")
        client = Client()
        _sign_in(client, person)
        client.post("/th/accounts/2fa/authenticate/", {"code": code})
        opened.append("_auth_user_id" in client.session)
    assert opened == [True, False]


def test_a_recovery_code_is_a_second_step_once() -> None:
    person = user()
    _with_app(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[3]
    opened = []
    for _ in range(2):
        client = Client()
        _sign_in(client, person)
        client.post("/th/accounts/2fa/authenticate/", {"code": code})
        opened.append("_auth_user_id" in client.session)
    assert opened == [True, False]


def test_a_secret_is_read_with_an_older_key_and_not_with_a_strange_one(client: Client, settings: Any) -> None:
    person = user()
    secret = _with_app(person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    _sign_in(client, person)
    assert client.post("/th/accounts/2fa/authenticate/", {"code": _code(secret)}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    stranger = Client()
    _sign_in(stranger, person)
    page = stranger.post("/en/accounts/2fa/authenticate/", {"code": _code(secret, 1)})
    assert page.status_code == 200
    assert "cannot read your second step" in page.content.decode()


def test_a_passkey_that_says_nothing_sensible_is_refused_kindly(client: Client) -> None:
    assert client.get("/th/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()[
        "request_options"
    ]["publicKey"]["challenge"]
    user()
    for nonsense in (
        "",
        "{}",
        "[]",
        '{"id": "x", "response": {"userHandle": "AAAA"}}',
        "\0",
        "4",
        "null",
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "userHandle": "QQ"}}',
        '{"id": "AA", "rawId": 4, "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "A", '
        '"userHandle": "MQ"}}',
    ):
        answer = client.post("/th/accounts/2fa/webauthn/login/", {"credential": nonsense, "next": WHERE})
        assert answer["Location"] == "/th/accounts/login/?next=%2Fth%2Fcommunities%2F-%2Ftokens%2F"


# Staff


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_without_a_second_step_are_led_to_set_one_up(client: Client, settings: Any, language: str) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    person = user(is_staff=True, is_superuser=True)
    client.force_login(person)
    client.cookies["rutero_language"] = language
    for address in ("/admin/", "/admin/users/", "/admin/pages/1/"):
        assert client.get(address)["Location"] == f"/{language}/accounts/2fa/"
    page = client.get(f"/{language}/accounts/2fa/").content.decode()
    assert ("needs a second step" in page) is (language == "en")
    assert "notice--warning" in page
    assert client.get("/api/v1/me").status_code != 302
    assert client.get(f"/{language}/accounts/").status_code == 200
    _with_app(person)
    assert client.get("/admin/").status_code == 200
    assert "notice--warning" not in client.get(f"/{language}/accounts/2fa/").content.decode()
    assert client.post(f"/{language}/accounts/logout/").status_code == 302


def test_it_asks_nothing_of_members_or_where_the_setting_is_off(client: Client, settings: Any) -> None:
    client.force_login(user(is_staff=True, is_superuser=True))
    assert client.get("/admin/").status_code == 200
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    client.force_login(user())
    assert "/accounts/login/" in client.get("/admin/")["Location"]
    assert "notice--warning" not in client.get("/th/accounts/2fa/").content.decode()


# Where somebody is signed in


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
         "Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
         "Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
         "Safari/537.36 Edg/126.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("", "A browser we do not know"),
    ],
)  # fmt: skip
def test_a_device_in_words(user_agent: str, words: str) -> None:
    assert devices.in_words(user_agent) == words


def test_one_sees_where_one_is_signed_in_and_signs_out_elsewhere() -> None:
    person, other = user(), user()
    here, there, third, stranger = Client(headers={"user-agent": "Firefox Linux"}), Client(), Client(), Client()
    for client, who in ((here, person), (there, person), (third, person), (stranger, other)):
        _sign_in(client, who)
    page = here.get("/lo/accounts/sessions/")
    assert page.context["session_count"] == 3
    assert "Firefox, Linux" in page.content.decode()
    of_there = UserSession.objects.get(session_key=there.session.session_key)
    stranger.post(f"/th/accounts/sessions/{of_there.pk}/end/")
    assert there.get("/th/accounts/").status_code == 200
    here.post(f"/th/accounts/sessions/{of_there.pk}/end/")
    assert there.get("/th/accounts/").status_code == 302
    here.post("/th/accounts/sessions/")
    assert third.get("/th/accounts/").status_code == 302
    assert here.get("/th/accounts/").status_code == stranger.get("/th/accounts/").status_code == 200


def test_a_session_is_noted_once_an_hour_and_costs_nothing_between(client: Client) -> None:
    person = user()
    _sign_in(client, person)
    row = UserSession.objects.filter(user=person)
    long_ago = timezone.now() - timedelta(days=1)
    row.update(last_seen_at=long_ago)
    client.get("/th/accounts/email/")  # the greeting is read
    with CaptureQueriesContext(connection) as asked:
        client.get("/th/accounts/email/")
    assert not [query["sql"] for query in asked if "UPDATE" in query["sql"] or "usersession" in query["sql"]]
    assert row.get().last_seen_at == long_ago
    session = client.session
    session["seen_at"] = int(time.time()) - seen.EVERY
    session.save()
    client.get("/th/accounts/email/")
    assert row.get().last_seen_at > long_ago + timedelta(hours=23)


# Limits


LIMITED = {
    "login": ("/{}/accounts/login/", {"login": "m@test.example", "password": "x"}, "2/5m/ip"),
    "signup": ("/{}/accounts/signup/", {"email": "m@test.example", "name": "ชื่อ", "password1": "x"}, "2/5m/ip"),
    "reset_password": ("/{}/accounts/password/reset/", {"email": "m@test.example"}, "2/5m/key"),
    "signin_link": ("/{}/accounts/link/", {"email": "m@test.example"}, "2/5m/key"),
}


@pytest.mark.parametrize(("action", "language"), list(zip(LIMITED, LANGUAGES, strict=True)))
def test_too_many_tries_are_told_when_to_come_back_and_keep_what_was_typed(
    client: Client, settings: Any, action: str, language: str
) -> None:
    address, form, rate = LIMITED[action]
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS | {action: rate}
    answers = [client.post(address.format(language), form) for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    page = answers[-1]
    assert 290 <= int(page["Retry-After"]) <= 300
    assert "5" in re.sub(r"<[^>]+>", "", page.content.decode()).split("Rutero", 2)[-1]
    assert ("Try again in" in page.content.decode()) is (language == "en")
    again = client.get(page.context["back"])
    assert again.status_code == 200
    assert 'value="m@test.example"' in again.content.decode()
    assert 'value="x"' not in again.content.decode()


def test_passwords_are_not_guessed_from_many_addresses(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS
    person = user()
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        page = _sign_in(client, person, "en", password="wrong")
    assert "Wait five minutes" in page.content.decode()
    assert f'value="{person.email}"' in page.content.decode()
    assert _sign_in(Client(REMOTE_ADDR="10.0.0.9"), person).status_code == 200, "the right one neither, for now"


def test_codes_of_the_second_step_are_not_guessed(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS
    person = user()
    secret = _with_app(person)
    _sign_in(client, person)
    for _ in range(5):
        client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/en/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert "Wait five minutes" in page.content.decode()


def test_the_password_asked_again_is_not_guessed(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS | {"reauthenticate": "2/m/user"}
    client.force_login(user())
    answers = [client.post("/th/accounts/reauthenticate/", {"password": "wrong"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


# Signing up


def _join(client: Client, email: str, **fields: str) -> Any:
    form = {"name": "สมาชิกใหม่", "email": email, "password1": PASSWORD} | fields
    return client.post("/th/accounts/signup/", form)


def _confirmation() -> str:
    found = re.search(r"https?://\S+?(/th/accounts/confirm-email/\S+)", _letter())
    assert found
    return found[1]


def test_who_signs_up_and_confirms_comes_back_to_what_was_written(client: Client) -> None:
    _writing(client)
    _join(client, "new@test.example", next=WHERE)
    assert _came_back(client, client.post(_confirmation()))


def test_who_confirms_on_another_device_is_led_on_after_signing_in(client: Client) -> None:
    _join(client, "new@test.example", next=WHERE)
    phone = Client()
    to_sign_in = phone.post(_confirmation())["Location"]
    assert to_sign_in.startswith("/th/accounts/login/?next=")
    hidden = phone.get(to_sign_in).context["redirect_field_value"]
    assert _sign_in(phone, User.objects.get(), next=hidden)["Location"] == WHERE


def test_signing_up_with_a_known_address_looks_and_lasts_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    user(email="known@test.example")
    hashed: list[str] = []
    monkeypatch.setattr(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode", lambda *a: hashed.append(a[1]) or "md5$a$b"
    )
    seen_by = []
    for email in ("known@test.example", "new@test.example"):
        hashed.clear()
        client = Client()
        answer = _join(client, email)
        page = client.get(answer["Location"]).content.decode().replace(email, "")
        letters = OutgoingMail.objects.filter(recipients=[email]).count()
        seen_by.append((answer.status_code, answer["Location"], len(page), letters, len(hashed)))
    assert seen_by[0] == seen_by[1]


# Other houses


HOUSE = {
    "openid_connect": {
        "APPS": [{
            "provider_id": "house", "name": "บ้านกลาง", "client_id": "us", "secret": "s",
            "settings": {"server_url": "https://house.example"},
        }],
        "OAUTH_PKCE_ENABLED": True,
    },
}  # fmt: skip


@pytest.fixture
def house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A house that tells who came: what is in the answer. Nothing goes over the network."""
    settings.SOCIALACCOUNT_PROVIDERS = HOUSE
    told: dict[str, Any] = {"sub": "1", "email": "member@test.example", "email_verified": True, "name": "ສົມສີ"}
    config = {
        "authorization_endpoint": "https://house.example/authorize",
        "token_endpoint": "https://house.example/token",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "get_access_token_data", lambda *a, **k: {"access_token": "t"})
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda *a: told)
    return told


def _through_the_house(client: Client, **fields: str) -> Any:
    page = client.post("/accounts/oidc/house/login/", fields)
    assert page.status_code == 200
    url = page.context["url"]
    assert "redirect_uri=https%3A%2F%2Ftestserver%2Faccounts%2Foidc%2Fhouse%2Flogin%2Fcallback%2F" in url
    state = re.search(r"[?&]state=([^&]+)", url)
    assert state
    return client.get("/accounts/oidc/house/login/callback/", {"state": state[1], "code": "c"})


def test_without_settings_there_is_no_button_and_no_address(client: Client) -> None:
    assert "/accounts/google/" not in client.get("/th/accounts/login/").content.decode()
    for name in ("google", "facebook", "oidc/house"):
        for tail in ("login/", "login/callback/?state=x&code=y"):
            assert client.get(f"/accounts/{name}/{tail}", follow=True).status_code == 404
            assert client.post(f"/accounts/{name}/{tail}").status_code == 404


def test_a_house_signs_in_whose_address_both_have_confirmed(client: Client, house: dict[str, Any]) -> None:
    person = user(email="member@test.example")
    assert "บ้านกลาง" in client.get("/th/accounts/login/").content.decode()
    _writing(client)
    assert _came_back(client, _through_the_house(client, next=WHERE))
    assert SocialAccount.objects.get().user == person
    assert person.check_password(PASSWORD)
    for page in ("/th/accounts/", "/th/accounts/2fa/", "/th/accounts/3rdparty/"):
        assert client.get(page).status_code == 200


def test_a_house_is_a_first_step_only(client: Client, house: dict[str, Any]) -> None:
    person = user(email="member@test.example")
    secret = _with_app(person)
    _writing(client)
    assert _through_the_house(client, next=WHERE)["Location"].endswith("/accounts/2fa/authenticate/")
    assert _came_back(client, client.post("/th/accounts/2fa/authenticate/", {"code": _code(secret)}))


@pytest.mark.parametrize(("says", "ours"), [(False, True), ("false", True), (True, False)])
def test_an_address_one_side_has_not_confirmed_opens_nothing(
    client: Client, house: dict[str, Any], says: Any, ours: bool
) -> None:
    user(email="member@test.example", verified=ours)
    house["email_verified"] = says
    assert _through_the_house(client)["Location"].endswith("/accounts/3rdparty/signup/")
    assert not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session


def test_a_new_person_is_asked_for_a_name_and_comes_back(client: Client, house: dict[str, Any]) -> None:
    _writing(client)
    asked = _through_the_house(client, next=WHERE)
    page = client.get(asked["Location"])
    assert 'value="ສົມສີ"' in page.content.decode()
    done = client.post(asked["Location"], {"name": "ສົມສີ", "email": "member@test.example"})
    assert _came_back(client, done)
    person = User.objects.get()
    assert (person.name, EmailAddress.objects.get(user=person).verified) == ("ສົມສີ", True)


def test_coming_back_with_nothing_or_a_no_is_a_page_in_words(client: Client, house: dict[str, Any]) -> None:
    for question in ({}, {"state": "x"}, {"state": "x", "error": "access_denied"}):
        assert client.get("/accounts/oidc/house/login/callback/", question).status_code in {200, 302, 401}
    assert client.get("/th/accounts/3rdparty/login/cancelled/").status_code == 200


def test_a_house_that_is_named_no_more_breaks_no_page(client: Client, house: dict[str, Any], settings: Any) -> None:
    user(email="member@test.example")
    _through_the_house(client)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for page in ("/th/accounts/", "/th/accounts/2fa/", "/th/accounts/3rdparty/"):
        assert client.get(page).status_code == 200


def test_half_a_setting_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert providers_from(Env()) == {}
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "us")
    with pytest.raises(ImproperlyConfigured, match="GOOGLE_SECRET"):
        providers_from(Env())
    monkeypatch.setenv("GOOGLE_SECRET", "s")
    assert list(providers_from(Env())) == ["google"]


# The account's own page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_of_an_account_says_how_it_stands(client: Client, language: str) -> None:
    person = user("ສົມສີ", email="member@test.example")
    _sign_in(client, person)
    page = client.get(f"/{language}/accounts/").content.decode()
    assert "ສົມສີ" in page
    assert "member@test.example" in page
    for name in ("email/", "2fa/", "sessions/"):
        assert f'href="/{language}/accounts/{name}"' in page
    assert Client().get(f"/{language}/accounts/")["Location"].startswith(f"/{language}/accounts/login/")


def test_a_page_of_the_account_costs_the_same_however_much_is_in_it(client: Client) -> None:
    person = user()
    _sign_in(client, person)
    counts = []
    for number in range(2):
        for key in range(1 + 4 * number):
            data = {"name": f"phone {number} {key}", "credential": {}}
            Authenticator.objects.create(user=person, type="webauthn", data=data)
        client.get("/th/accounts/")  # the greeting is read
        pages = []
        for address in ("/th/accounts/", "/th/accounts/2fa/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            pages.append(len(asked))
        counts.append(pages)
    assert counts[0] == counts[1]
