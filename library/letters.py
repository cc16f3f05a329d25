"""Letters to people: in the language of whoever gets them, as rows (the mail backend does that)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from search.reader import interface_language_for


def language_of(person: Any) -> str:
    """The language `person` wants letters in; the site's first when they never said."""
    return person.language if person.language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODE


def write(person: Any, template: str, *, app: str = "library", **context: Any) -> None:
    """A letter to `person`, from `templates/<app>/letters/<template>_{subject,message}.txt`. Nothing to somebody
    who has left. Context, beside what is given: `person`, `site_name`, `language`, `base_url` (no slash at its end)."""
    if person is None or not person.is_active or not person.email:
        return
    write_to_address(person.email, f"{app}/letters/{template}", language=language_of(person), person=person, **context)


def write_to_address(address: str, template: str, *, language: str, **context: Any) -> None:
    """A letter to somebody who may have no account; see `written`."""
    subject, message = written(template, language=language, **context)
    send_mail(subject, message, None, [address])


def written(template: str, *, language: str, **context: Any) -> tuple[str, str]:
    """Subject and text of a letter from `templates/<template>_{subject,message}.txt`; context as `write`."""
    with translation.override(interface_language_for(language)):
        context |= {
            "site_name": settings.SITE_NAME,
            "language": language,
            "base_url": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        }
        subject = render_to_string(f"{template}_subject.txt", context)
        message = render_to_string(f"{template}_message.txt", context)
    return f"[{settings.SITE_NAME}] {' '.join(subject.split())}", message.strip() + "\n"
