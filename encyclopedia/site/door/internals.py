"""All that is used of django-allauth though it is none of its public names: an update may move it.

No other module imports from `allauth.*.internal`; a test says what each of these is relied on for.
"""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, generate_totp_secret, validate_totp_code
from allauth.usersessions.internal.flows import sessions

__all__ = [
    "SECRET_SESSION_KEY",
    "TOTP",
    "RecoveryCodes",
    "did_recently_reauthenticate",
    "filter_users_by_email",
    "generate_totp_secret",
    "normalize_user_code",
    "sessions",
    "validate_totp_code",
]
