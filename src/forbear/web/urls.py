"""Where everything is."""

from __future__ import annotations

from django.urls import include, path

from forbear.web.api.v1 import api
from forbear.web.pages.shell import home

handler403 = "forbear.web.pages.shell.forbidden"
handler404 = "forbear.web.pages.shell.not_found"
handler500 = "forbear.web.pages.shell.broken"

urlpatterns = [
    path("", home, name="home"),
    path("api/", api.urls),
    path("", include("forbear.web.desk.urls")),
    path("", include("forbear.web.oversight.urls")),
    path("", include("forbear.web.compliance.urls")),
    path("", include("forbear.web.nights.urls")),
    path("", include("forbear.web.people.urls")),
]
