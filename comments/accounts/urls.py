"""Readers' accounts, below `/accounts/`; the names are those that allauth looks for."""

from django.urls import path

from . import pages, views

urlpatterns = [
    path("", pages.overview, name="account"),
    path("settings/", pages.settings, name="account_settings"),
    path("data/", pages.data, name="account_data"),
    path("delete/", pages.delete, name="account_delete"),
    path("deleted/", pages.deleted, name="account_deleted"),
    path("forget/", pages.forget, name="forget"),
    path("forget/<str:proof>/", pages.forget_confirm, name="forget-confirm"),
    path("signup/", views.sign_up, name="account_signup"),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("email/", views.email, name="account_email"),
    path("confirm-email/", views.email_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.confirm_email, name="account_confirm_email"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path("password/reset/sent/", views.reset_sent, name="account_reset_password_done"),
    path("password/reset/done/", views.reset_done, name="account_reset_password_from_key_done"),
    path("password/reset/<slug:uidb36>/<slug:key>/", views.reset_from_key, name="account_reset_password_from_key"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("2fa/", views.second_factor, name="mfa_index"),
    path("2fa/authenticate/", views.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/picture/", views.totp_picture, name="mfa_totp_picture"),
    path("2fa/totp/deactivate/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
