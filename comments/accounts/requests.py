"""What anybody may ask for that has mail sent to somebody, and how often; tries at accounts are counted at the door."""

from django.http import HttpRequest

from encyclopedia.site.address_secret import party_at
from encyclopedia.site.door import tries
from encyclopedia.site.door.attempt import Attempt
from encyclopedia.site.mailboxes import key_of

HOUR = 3_600  # seconds
#: What one address may ask for in an hour, and how many mails of one kind go to one mailbox in that time.
REQUESTS = 20
MAILS = 3


def check_requests(request: HttpRequest, action: str) -> None:
    """Count something that anybody may ask for, by the address that it is asked from. Raises ValidationError."""
    place = party_at(request.META["REMOTE_ADDR"])
    tries.check(action, [(("address", place), REQUESTS)], window=HOUR)


def may_mail(kind: str, mailbox: str) -> bool:
    """Whether one more mail of this kind may go to the mailbox; who asks is not told, and those before still hold."""
    return Attempt.objects.admit("mail", kind, key_of(mailbox), window=HOUR, most=MAILS)
