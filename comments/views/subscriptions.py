"""Where the links in mails lead: each page asks first, since what reads mail for people opens links by itself."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from comments.mail import subscriptions
from encyclopedia.site.caching import private
from encyclopedia.site.methods import require_methods


@private
@require_methods("GET", "HEAD", "POST")
def confirm(request: HttpRequest, proof: Any) -> HttpResponseBase:
    """The question whether replies are to be told, and what says yes."""
    subscription = subscriptions.to_confirm(proof)
    if subscription is None:
        return render(request, "comments/subscription_gone.html", status=404)
    if request.method == "POST":
        subscriptions.confirm(subscription)
        return render(request, "comments/subscription_confirmed.html", {"subscription": subscription})
    return render(request, "comments/subscription.html", {"subscription": subscription})


# A mail program that is asked to unsubscribe posts here by itself, with nothing but this address: no cookie, no page
# of ours that could have given it a token (https://www.rfc-editor.org/rfc/rfc8058#section-3.2). The token in the
# address takes its place: nobody but the reader of the mail has it, so no page elsewhere can make a browser post it.
@csrf_exempt
@private
@require_methods("GET", "HEAD", "POST")
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """The question whether a subscription is to end, and what ends it; as often as somebody asks."""
    subscription = subscriptions.to_end(token)
    if subscription and request.method == "POST":
        subscriptions.end(subscription)
        subscription = None
    return render(request, "comments/subscription_end.html", {"subscription": subscription})
