"""Addresses of this room; it is included at the root.

allauth's own list is not included: it would open sign-up, e-mail and password reset pages that offices
without mail cannot use. The names are those allauth asks for.
"""

from django.contrib.auth.decorators import login_required
from django.urls import path

from safecommunity.accounts.lists import PEOPLE
from safecommunity.accounts.views import people, phone, signin
from safecommunity.shell import lists

urlpatterns = [
    path("account/login/", signin.Login.as_view(), name="account_login"),
    path("account/logout/", signin.Logout.as_view(), name="account_logout"),
    path("account/inactive/", signin.Inactive.as_view(), name="account_inactive"),
    path("account/confirm/", signin.Reauthenticate.as_view(), name="account_reauthenticate"),
    path(
        "account/password/", login_required(signin.PasswordChange.as_view()), name="account_change_password"
    ),
    path("account/", signin.Security.as_view(), name="mfa_index"),
    path("account/second-factor/", signin.second_factor, name="accounts_second_factor"),
    path("account/code/", signin.Authenticate.as_view(), name="mfa_authenticate"),
    path("account/code/confirm/", signin.MfaReauthenticate.as_view(), name="mfa_reauthenticate"),
    path("account/code/set-up/", signin.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("account/code/set-up/qr.svg", signin.totp_qr, name="mfa_totp_qr"),
    path("account/code/remove/", signin.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", signin.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/renew/", signin.GenerateCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/phones/add/", phone.enrol_mine, name="accounts_enrol_mine"),
    path("account/phones/<str:pid>/revoke/", phone.revoke_mine, name="accounts_revoke_mine"),
    path("account/enrolments/<str:pid>/", phone.enrolment, name="accounts_enrolment"),
    path("account/enrolments/<str:pid>/qr.svg", phone.enrolment_qr, name="accounts_enrolment_qr"),
    path("pin/", phone.pin, name="accounts_pin"),
    path("enrol/<str:token>/", phone.enrol, name="accounts_enrol"),
    path("demo/enter/", phone.demo_enter, name="accounts_demo_enter"),
    path("people/", people.people, name="accounts_people"),
    path("people/add/", people.add, name="accounts_person_add"),
    path("people/import/", lists.reads(PEOPLE), name="accounts_people_import"),
    path("people/import/template/", lists.gives(PEOPLE), name="accounts_people_template"),
    path("people/<str:pid>/", people.person, name="accounts_person"),
    path("people/<str:pid>/roles/<int:scope>/end/", people.end_scope, name="accounts_end_scope"),
    path("people/<str:pid>/phone/", people.invite_phone, name="accounts_invite_phone"),
    path("people/<str:pid>/phones/<str:device>/revoke/", people.revoke_phone, name="accounts_revoke_phone"),
    path("people/<str:pid>/password/", people.new_password_for, name="accounts_new_password"),
    path("people/<str:pid>/deactivate/", people.deactivate, name="accounts_deactivate"),
]
