"""Addresses of open data: for machines, so without a language. All of them at the site's root."""

from django.urls import path, re_path

from library.views import harvest, opendata

urlpatterns = [
    path("oai", harvest.oai, name="oai"),
    path("api/v1/cases.csv", opendata.cases_csv, name="cases_csv"),
    path("api/v1/cases.jsonl", opendata.cases_jsonl, name="cases_jsonl"),
    path("api/v1/cases/<slug:code>.jsonld", opendata.json_ld, name="case_json_ld"),
    re_path(r"^api/v1/cases/(?P<code>[\w-]+)\.(?P<ending>bib|ris|csl\.json)$", opendata.cite, name="case_citation"),
]
