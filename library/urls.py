"""What belongs to a case beside its page. `<slug>` is its code in small letters, the same in every language."""

from django.urls import path

from library.views import printed

app_name = "library"

urlpatterns = [
    path("<slug:slug>/pdf/<str:language>/", printed.pdf, name="pdf"),
]
