"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desk import case, contact, documents, requests, reveals, search, state, worklist

app_name = "desk"
CASE = "cases/<str:customer_id>/"

urlpatterns = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/next/", worklist.next_case, name="next"),
    path("search/", search.found, name="search"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:request_id>/", requests.answer, name="answer"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}timeline/", case.happenings, name="timeline"),
    path(f"{CASE}accounts/<str:account_id>/", case.instalments, name="instalments"),
    path(f"{CASE}accounts/<str:account_id>/arrangements/", state.propose, name="propose"),
    path(f"{CASE}arrangements/<uuid:arrangement_id>/", state.step, name="step"),
    path(f"{CASE}permits/", contact.ask, name="permit"),
    path(f"{CASE}permits/<str:channel>/", case.rules, name="rules"),
    path(f"{CASE}permits/<uuid:permit_id>/release/", contact.give_back, name="release"),
    path(f"{CASE}contacts/", contact.save, name="contact"),
    path(f"{CASE}holds/", state.set_hold, name="hold"),
    path(f"{CASE}holds/<str:hold_id>/end/", state.end_hold, name="end_hold"),
    path(f"{CASE}consents/", state.give_consent, name="consent"),
    path(f"{CASE}consents/<str:consent_id>/end/", state.end_consent, name="end_consent"),
    path(f"{CASE}promises/<uuid:promise_id>/withdraw/", state.withdraw_promise, name="withdraw"),
    path(f"{CASE}show/", reveals.show, name="show"),
    path(f"{CASE}help/", requests.ask, name="help"),
    path(f"{CASE}help/<uuid:request_id>/withdraw/", requests.withdraw, name="withdraw_help"),
    path(f"{CASE}documents/", documents.add, name="document"),
    path(f"{CASE}documents/<uuid:document_id>/", documents.give, name="download"),
]
