"""Where everything is."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("forbear.web.people.urls")),
]
