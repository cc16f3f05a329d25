"""The field for pictures and documents in every form in which a post is written.

One field: files that were taken already (each with a tick, and a line for what its picture shows), a choice of new
ones, and lines for what those show. Works without JavaScript. Views call `keep_files` before the verb.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import get_template
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community import attaching
from community.attachment_cards import attachment_card
from community.models import Attachment, Community, Post
from community.models.attachment import MAX_ALT

ACCEPTED = ".jpg,.jpeg,.png,.webp,.avif,.pdf,.docx,.odt,.xlsx,.pptx,.csv,.txt"
"""For the chooser of files only; `sniffing` decides."""


@dataclass(slots=True)
class Given:
    """What came in with the form: new files, what they show line by line, and what is kept of earlier ones."""

    uploads: list[UploadedFile] = field(default_factory=list)
    descriptions: str = ""
    kept: list[str] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)


class FilesWidget(forms.Widget):
    template_name = "community/parts/files_field.html"
    needs_multipart_form = True
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.held: list[Attachment] = []
        """Shown with a tick."""
        self.given: Given | None = None
        """What is left to show of what came in, once the new files were taken."""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> Given:
        lists = data if isinstance(data, MultiValueDict) else MultiValueDict({key: [data[key]] for key in data})
        kept = [key for key in lists.getlist(f"{name}-kept") if key][: attaching.MAX_FILES * 2]
        return Given(
            uploads=files.getlist(name) if hasattr(files, "getlist") else [],
            descriptions=str(data.get(f"{name}-show", "")),
            kept=kept,
            alts={key: str(data.get(f"{name}-alt-{key}", "")) for key in kept},
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = self.given or (value if isinstance(value, Given) else Given(kept=[str(row.key) for row in self.held]))
        context["widget"] |= {
            "held": [
                attachment_card(row)
                | {
                    "key": str(row.key),
                    "is_kept": str(row.key) in given.kept,
                    "alt": given.alts.get(str(row.key), row.alt),
                }
                for row in self.held
            ],
            "accept": ACCEPTED,
            "descriptions": given.descriptions,
            "most_of_alt": MAX_ALT,
        }
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """With the site's own templates; Django's renderer of forms knows only those of apps."""
        return mark_safe(get_template(template_name).render(context))


class FilesField(forms.Field):
    widget = FilesWidget

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=pgettext_lazy("field of a post", "Pictures and documents"),
            help_text=_("Photos, PDF, Word, OpenDocument, Excel, PowerPoint, CSV or text; 10 MB each, eight at most."),
        )

    def clean(self, value: Any) -> Given:
        return value if isinstance(value, Given) else Given()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and (data.uploads or data.kept))


class FilesForm(forms.Form):
    """A form that has a field `files`."""

    def keep_files(self, *, by: Any, community: Community, post: Post | None = None) -> list[Attachment]:
        """Take in the new files and find the kept ones; all of them are shown, ticked, if the form is shown again.

        :param post: that is edited; its own files may be kept or left out
        :returns: those that the post is to have
        :raises ValidationError, NotAllowed, Http404: see `attaching.keep`
        """
        given: Given = self["files"].data
        widget: Any = self.fields["files"].widget
        held = attaching.waiting_for(by, given.kept, post=post)
        widget.held, widget.given = held, given
        new: list[Attachment] = []
        try:
            new = attaching.keep(
                uploads=given.uploads, by=by, community=community, shows=given.descriptions.splitlines()
            )
        except attaching.RefusedFilesError as refused:
            new = refused.kept
            raise
        finally:
            widget.held = list(dict.fromkeys([*held, *new]))
            given.kept, given.descriptions = [str(row.key) for row in widget.held], ""
        return widget.held

    def show_files_of(self, post: Post) -> None:
        """For the first showing of a form in which `post` is edited."""
        self.fields["files"].widget.held = list(post.attachments.all()) if post.attachment_count else []

    def take_over_files(self, other: FilesForm) -> None:
        """Show the files as `other` does, after its `keep_files`."""
        mine, others = self.fields["files"].widget, other.fields["files"].widget
        mine.held, mine.given = others.held, others.given

    @property
    def alts(self) -> dict[uuid.UUID, str]:
        """Key of an attachment → what was written of its picture, for the verbs. Call it after `keep_files`."""
        widget: Any = self.fields["files"].widget
        return {row.key: widget.given.alts[str(row.key)] for row in widget.held if str(row.key) in widget.given.alts}
