"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from forbear.web.oversight import behind, board, cases, feed, figures

app_name = "oversight"

urlpatterns = [
    path("figures/", figures.first, name="figures"),
    path("figures/<slug:name>/", figures.dashboard, name="dashboard"),
    path("figures/<slug:name>/<slug:chart>.csv", figures.download, name="download"),
    path("figures/behind/payments/", behind.payments, name="payments"),
    path("figures/behind/contacts/", behind.contacts, name="contacts"),
    path("board/", board.board, name="board"),
    path("board/cases/", cases.cases, name="cases"),
    path("board/cases/reassign/", cases.reassigned, name="reassign"),
    path("board/feed/", feed.feed, name="feed"),
]
