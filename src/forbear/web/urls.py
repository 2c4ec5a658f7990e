"""Where everything is."""

from __future__ import annotations

from django.urls import include, path

from forbear.web.api.v1 import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("forbear.web.people.urls")),
]
