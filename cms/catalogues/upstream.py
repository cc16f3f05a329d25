"""Where the packages under us keep the sentences that a visitor or a member meets.

`cms/upstream_strings.py` lists the sentences; this says where they are, so that tests can hold the list against what is
installed: what is gone there, and what is new.
"""

from importlib.util import find_spec
from pathlib import Path

from cms.catalogues.entries import Key
from cms.catalogues.extracting import Messages, extract_messages

# Every sentence in these reaches a visitor, but for those in NOT_MET.
WHOLE = (
    "django/forms",
    "django/core/validators.py",
    "django/utils/ipv6.py",
    "django/contrib/auth/password_validation.py",
    "wagtail/forms.py",
    "wagtail/templates/wagtailcore",
    "wagtail/images/fields.py",
    "wagtail/documents/fields.py",
    "allauth/account/adapter.py",
    "allauth/account/fields.py",
    "allauth/account/forms.py",
    "allauth/templates/account",
)
# Of these some; the rest is for developers and staff: types of fields, the admin's password pages.
IN_PART = (
    "django/db/models/base.py",
    "django/db/models/constraints.py",
    "django/db/models/fields",
    "django/contrib/auth/forms.py",
    "django/template/defaultfilters.py",
    "django/utils/text.py",
    "wagtail/admin/templates/wagtailadmin/notifications",
    "allauth/mfa/adapter.py",
    "allauth/mfa/totp/forms.py",
    "allauth/socialaccount/adapter.py",
)

NOT_MET = frozenset(
    {
        # Punctuation after a label, the same in our languages.
        Key(":"),
        Key(":?.!"),
        # Moderation in the admin.
        Key("Comment"),
        # There are no user names: people sign in with their e-mail address.
        Key("In case you forgot, your username is %(username)s."),
        Key("The username and/or password you specified are not correct."),
        Key("Username"),
        Key("Username (optional)"),
        Key("Username can not be used. Please use other username."),
        Key("Username or email"),
        Key("Username or phone"),
        Key("Username, email or phone"),
        # Nor telephone numbers.
        Key("A user is already registered with this phone number."),
        Key("A verification code has been sent to %(phone)s."),
        Key("Change Phone"),
        Key("Change Phone", "action"),
        Key("Current phone"),
        Key("Email or phone"),
        Key("Enter Phone Verification Code"),
        Key("Enter a phone number including country code (e.g. +1 for the US)."),
        Key("Phone"),
        Key("Phone Verification"),
        Key("The phone number and/or password you specified are not correct."),
        Key("The phone number is not assigned to any user account."),
        Key("Use a different phone number"),
        Key("You have verified phone number %(phone)s."),
        Key("Your phone number is still pending verification."),
        # Our pages about a second step have their own words, and nobody signs up with a passkey.
        Key("Passkey Sign Up"),
        Key("Sign in with a passkey"),
        Key("Sign up using a passkey"),
        Key("Use a security key"),
        Key("Use authenticator app or code"),
    }
)


def upstream_messages(places: tuple[str, ...]) -> Messages:
    """The messages in these places of the installed packages."""
    messages = Messages()
    for package in dict.fromkeys(place.partition("/")[0] for place in places):
        found = extract_messages(_site_of(package), [place for place in places if place.startswith(f"{package}/")])
        for key, entry in found.entries.items():
            messages.entries.setdefault(key, entry)
    return messages


def _site_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent.parent
