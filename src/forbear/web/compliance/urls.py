"""Rules, why, near misses, the journal, evidence."""

from __future__ import annotations

from django.urls import path

from forbear.web.compliance.views import evidence, journal, near, permits, rules, why

app_name = "compliance"

urlpatterns = [
    path("rules/", rules.listed, name="rules"),
    path("rules/<str:rule_id>/", rules.one, name="rule"),
    path("compliance/why/", why.supposed, name="why"),
    path("compliance/permits/<uuid:permit_id>/", permits.one, name="permit"),
    path("compliance/near-misses/", near.overview, name="near"),
    path("compliance/near-misses/<slug:kind>/", near.listed, name="near_list"),
    path("compliance/cases/<str:customer_id>/", evidence.case, name="case"),
    path("compliance/cases/<str:customer_id>/bundle/", evidence.bundle, name="bundle"),
    path("journal/", journal.listed, name="journal"),
    path("journal/export.csv", journal.as_csv, name="journal_csv"),
]
