"""The form in which people tell of themselves. Every field has one value, so that `library.keeping` keeps all of it.

Languages are lines with a name each, in any language of the site or the language itself, and two ticks: the first line
is the language they know best. Works without JavaScript; a browser offers the names it knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from library.letters import language_of
from library.models import Theme
from library.verb_form import VerbForm
from people.models import Profile, Shown
from people.models.profile import MAX_WORK
from people.telling import MAX_LANGUAGES, SHOWN, Known, Told
from search import languages
from search.label_keys import folded
from search.reader import interface_language

_FEWEST_LINES, _EMPTY_LINES = 3, 2


@lru_cache(maxsize=32)
def language_choices(reader: str, first: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(code, name for somebody who reads `reader`), those of `first` at the top, the others by name."""
    others = languages.nameable() - set(first)
    named = sorted(((languages.name_in(code, reader), code) for code in others), key=lambda row: folded(row[0]))
    top = [(code, languages.name_in(code, reader)) for code in first]
    return (*top, *((code, name) for name, code in named))


@lru_cache(maxsize=32)
def country_choices(reader: str) -> tuple[tuple[str, str], ...]:
    named = ((code, languages.country_name(code, reader)) for code in languages.countries())
    return tuple(sorted(named, key=lambda row: folded(row[1])))


@lru_cache(maxsize=32)
def _codes_by_name(reader: str, first: tuple[str, ...]) -> dict[str, str]:
    """What somebody may write for a language → its code: its name in English or a language of the site, and the code.
    What the reader sees wins where two are called alike, and a language over its varieties."""
    codes = sorted(languages.nameable() | set(first), key=lambda code: (code in first, "-" not in code))
    found: dict[str, str] = {}
    for words in (*first, "en", reader):
        found |= {folded(languages.name_in(code, words)): code for code in codes}
    return {code: code for code in codes} | found


class LanguageField(forms.CharField):
    """A language by its name or code; its value is the code."""

    def clean(self, value: Any) -> str:
        text = str(value or "").replace("\0", "").strip()[:100]
        if not text:
            return ""
        code = _codes_by_name(interface_language(), tuple(settings.LANGUAGE_CODES)).get(folded(text))
        if code is None:
            raise ValidationError(
                gettext("We do not know the language “%(name)s”. Please choose one from the list.") % {"name": text}
            )
        return code


def _who_sees(part: str, *, required: bool) -> forms.ChoiceField:
    column: Any = Profile._meta.get_field(f"shows_{part}")
    return forms.ChoiceField(
        label=capfirst(column.verbose_name),
        choices=Shown.choices,
        required=required,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Please choose who may see it.")),
    )


class ProfileForm(VerbForm):
    name = forms.CharField(
        label=_("Your name"),
        error_messages={"required": _("Please write how you wish to be called.")},
        help_text=_("As you wish to be called, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120}),
    )
    other_name = forms.CharField(
        label=capfirst(_("name in another script")),
        required=False,
        help_text=Profile._meta.get_field("other_name").help_text,
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        error_messages={"invalid_choice": _("We do not know this country. Please choose one from the list.")},
    )
    province = forms.CharField(
        label=_("Province or district"), required=False, widget=forms.TextInput(attrs={"maxlength": 120})
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 200, "autocomplete": "organization"}),
    )
    work = forms.CharField(
        label=_("What I do"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MAX_WORK}),
        help_text=_("In your own language. Please no telephone numbers and addresses."),
    )
    accepts_letters = forms.BooleanField(
        label=_("Members may write to me through the site"),
        required=False,
        help_text=_("They do not see your e-mail address."),
    )
    letters_in = forms.ChoiceField(
        label=_("Language of our letters"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("This site does not know that language.")),
        help_text=_("The language we write to you in."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any], themes: list[Theme]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in ("name", "other_name", "province", "organisation", "work"):
            # The verb's sentences are better than "Null characters are not allowed".
            self.fields[name].validators.clear()
        reader = interface_language()
        fields: dict[str, Any] = self.fields
        fields["country"].choices = [("", pgettext_lazy("no country", "Not told")), *country_choices(reader)]
        fields["letters_in"].choices = settings.LANGUAGES
        for part in SHOWN:
            self.fields[f"shows_{part}"] = _who_sees(part, required=False)
        self.lines = _sent_lines(data) if data is not None else _shown_lines(initial)
        for number in range(self.lines):
            self._add_line(number)
        self.themes = themes
        for theme in themes:
            self.fields[f"theme-{theme.code}"] = forms.BooleanField(label=theme.name, required=False)

    def _add_line(self, number: int) -> None:
        attrs = {"list": "languages", "autocomplete": "off", "maxlength": 100}
        self.fields[f"language-{number}"] = LanguageField(
            label=gettext("Language %(number)s") % {"number": number + 1},
            required=False,
            widget=forms.TextInput(attrs=attrs),
        )
        self.fields[f"reads-{number}"] = forms.BooleanField(
            label=pgettext_lazy("a language", "I read it"), required=False
        )
        self.fields[f"writes-{number}"] = forms.BooleanField(
            label=pgettext_lazy("a language", "I write it"), required=False
        )
        for name in (f"reads-{number}", f"writes-{number}"):
            self.initial.setdefault(name, True)

    def language_lines(self) -> Iterator[dict[str, Any]]:
        """Bound fields of each line."""
        for number in range(self.lines):
            yield {name: self[f"{name}-{number}"] for name in ("language", "reads", "writes")}

    def theme_fields(self) -> list[Any]:
        return [self[f"theme-{theme.code}"] for theme in self.themes]

    def told(self) -> Told:
        """What was filled in, as far as it could be read. Call it after `is_valid()`."""
        given = self.cleaned_data
        return Told(
            name=given.get("name", ""),
            other_name=given.get("other_name", ""),
            country=given.get("country", ""),
            province=given.get("province", ""),
            organisation=given.get("organisation", ""),
            work=given.get("work", ""),
            languages=[
                Known(code, reads=given[f"reads-{number}"], writes=given[f"writes-{number}"])
                for number in range(self.lines)
                if (code := given.get(f"language-{number}"))
            ],
            themes=[theme.code for theme in self.themes if given.get(f"theme-{theme.code}")],
            # A level that is not sent stays as it is.
            shows={part: level for part in SHOWN if (level := given.get(f"shows_{part}"))},
            accepts_letters=bool(given.get("accepts_letters")),
            letters_in=given.get("letters_in", ""),
        )


def _sent_lines(data: Mapping[str, Any]) -> int:
    """Those that came: one more would have ticks that nobody took away."""
    return max((number + 1 for number in range(MAX_LANGUAGES) if f"language-{number}" in data), default=0)


def _shown_lines(values: Mapping[str, Any]) -> int:
    """Those with a language, and some empty ones."""
    filled = max((number + 1 for number in range(MAX_LANGUAGES) if values.get(f"language-{number}")), default=0)
    return min(max(filled + _EMPTY_LINES, _FEWEST_LINES), MAX_LANGUAGES)


def values_of(profile: Profile) -> dict[str, Any]:
    """What the form shows of what is told already."""
    reader, person = interface_language(), profile.user
    values: dict[str, Any] = {"name": person.name, "letters_in": language_of(person)}
    values["country"] = profile.country_id or ""
    for name in ("other_name", "province", "organisation", "work", "accepts_letters"):
        values[name] = getattr(profile, name)
    values |= {f"shows_{part}": getattr(profile, f"shows_{part}") for part in SHOWN}
    if profile.pk is None:
        return values
    for number, row in enumerate(profile.languages.all()):
        values[f"language-{number}"] = languages.name_in(row.language, reader)
        values[f"reads-{number}"], values[f"writes-{number}"] = row.reads, row.writes
    return values | {f"theme-{code}": True for code in profile.themes.values_list("code", flat=True)}


class PhotoForm(VerbForm):
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Of you alone, please. We cut out a square, and do not keep where it was taken."),
        error_messages={"empty": _("The photo is empty. Please choose it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows_photo"] = _who_sees("photo", required=True)
