"""Addresses of the whole site. What a person reads has its language in the path; machines' addresses have none."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve as serve_file
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import api
from cms.sitemaps import SITEMAPS
from cms.views import demo_mail, errors, preferences, robots, security_txt
from library.feeds import NewCases
from library.openness import open_data

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_tries
handler500 = errors.broken

urlpatterns = [
    # One way in for everybody, with its rate limits and confirmed addresses.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("library.open_urls")),
    path("sitemap.xml", open_data(sitemap_index), {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<slug:section>.xml", open_data(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", robots.txt),
    path(".well-known/security.txt", security_txt.txt),
    path("api/v1/", api.urls),
    path("accounts/", include("people.provider_urls")),
    path("preferences/data-saver/", preferences.data_saver, name="data_saver"),
]

if settings.DEMO_MAIL:
    urlpatterns += [
        path("demo/mail/", demo_mail.letters, name="demo_mail"),
        path("demo/mail/<str:name>/", demo_mail.letter, name="demo_letter"),
    ]
if settings.DEBUG:
    from cms.views import styleguide

    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
if settings.SERVE_MEDIA:
    urlpatterns.append(
        # Documents have their own view, which asks whether this reader may have them.
        re_path(r"^media/(?P<path>(?!documents/).*)$", serve_file, {"document_root": settings.MEDIA_ROOT}, name="media")
    )

urlpatterns += i18n_patterns(
    path("accounts/", include("people.account_urls")),
    path("accounts/", include("people.ways_in_urls")),
    path("people/", include("people.urls")),
    path("communities/", include("community.urls")),
    path("library/", include("library.urls")),
    path("feeds/cases.atom", open_data(NewCases()), name="case_feed"),
    path("search/", include("search.urls")),
    # Wagtail's own form for pages behind a sign-in knows no limits, confirmed addresses or second factors.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
)
