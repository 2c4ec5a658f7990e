"""Tapes, nights and routes."""

from __future__ import annotations

from django.urls import path

from forbear.web.nights.pages import decide, nights, quarantine, routes, tapes

app_name = "nights"

urlpatterns = [
    path("tapes/", tapes.listed, name="tapes"),
    path("tapes/new/", tapes.begin, name="tape_begin"),
    path("tapes/<int:tape_id>/", tapes.one, name="tape"),
    path("tapes/<int:tape_id>/state/", tapes.state, name="tape_state"),
    path("tapes/<int:tape_id>/import/", tapes.take, name="tape_import"),
    path("tapes/<int:tape_id>/quarantine/", quarantine.listed, name="quarantine"),
    path("tapes/<int:tape_id>/quarantine.csv", quarantine.as_csv, name="quarantine_csv"),
    path(
        "tapes/<int:tape_id>/quarantine/<int:number>/",
        quarantine.one,
        name="quarantined",
    ),
    path("nights/", nights.listed, name="nights"),
    path("nights/order/", decide.order_one, name="order"),
    path("nights/routes/", routes.overview, name="routes"),
    path("nights/routes.geojson", routes.drawn, name="routes_geojson"),
    path("nights/<int:night_id>/", nights.one, name="night"),
    path("nights/<int:night_id>/state/", nights.state, name="night_state"),
    path("nights/<int:night_id>/report/", nights.report, name="report"),
    path("nights/<int:night_id>/publish/", decide.publish_one, name="publish"),
    path("nights/<int:night_id>/reject/", decide.reject_one, name="reject"),
]
