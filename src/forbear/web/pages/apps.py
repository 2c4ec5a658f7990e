"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What every page stands on."""

    name = "forbear.web.pages"
    label = "pages"
