"""The pages around the library and the communities: home and plain pages."""

from __future__ import annotations

from typing import Any

from anyascii import anyascii
from django.db import models
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from library.cards import language_facts
from library.models.fallback import ShowsOtherLanguages
from library.visibility import readable

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class SectionBlock(StructBlock):
    """A headed piece of text."""

    heading = CharBlock(required=False, label=_("Heading"))
    text = RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Section")
        template = "cms/blocks/section.html"


class HomePage(ShowsOtherLanguages):
    """The front door, one a language."""

    intro = models.TextField(_("welcome"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("intro"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        # Not the slug: home pages are siblings under the root, so each language's differs.
    ]
    template = "cms/home.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.front import front_door

        return super().get_context(request, *args, **kwargs) | front_door(request.user)


class StandardPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # made from the title, see StandardPage.full_clean


class StandardPage(ShowsOtherLanguages):
    """A plain page of sections: about the programme, how a Learning Route works."""

    intro = models.TextField(_("introduction"), blank=True, max_length=1000)
    body = StreamField([("section", SectionBlock())], blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("intro"),
        TranslatableField("body"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("show_in_menus"),
    ]
    template = "cms/standard.html"
    base_form_class = StandardPageForm

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            # Wagtail's own way drops every Thai and Lao letter; a rough transliteration is an address at least.
            self.slug = slugify(anyascii(self.title))[:80] or "page"
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        facts = language_facts(self.locale.language_code)
        versions = readable(self.get_translations(inclusive=True).live(), request.user).select_related("locale")
        return context | {
            "page_language": facts["language"],
            "page_language_name": facts["language_name"],
            "content_is_other_language": facts["is_other_language"],
            "alternates": [
                {"code": page.locale.language_code, "url": request.build_absolute_uri(page.get_url())}
                for page in versions
            ],
        }
