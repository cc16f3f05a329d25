"""Every part of the design with sample data; in development only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.styles.samples import samples


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/styleguide.html", samples(request))
