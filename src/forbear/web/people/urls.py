"""Signing in, and what somebody does with his own account. There is no signing up."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path

from forbear.web.people.pages import staff, tokens
from forbear.web.people.views import choose_language, choose_theme

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/second-factor/", second.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/", second.index, name="mfa_index"),
    path("account/language/", choose_language, name="choose_language"),
    path("account/theme/", choose_theme, name="choose_theme"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", second.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("staff/", staff.listed, name="staff"),
    path("staff/add/", staff.add, name="staff_add"),
    path("staff/tokens/", tokens.listed, name="staff_tokens"),
    path("staff/tokens/make/", tokens.make, name="staff_token_make"),
    path("staff/tokens/<int:token_id>/revoke/", tokens.revoke, name="staff_token_revoke"),
    path("staff/<int:person_id>/", staff.one, name="staff_person"),
    path("staff/<int:person_id>/change/", staff.change, name="staff_change"),
    path("staff/<int:person_id>/training/", staff.qualify, name="staff_qualify"),
    path("staff/<int:person_id>/reset/", staff.reset, name="staff_reset"),
]
