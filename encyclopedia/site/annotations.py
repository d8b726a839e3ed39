"""What views take and give, for annotations."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

if TYPE_CHECKING:  # the server loads this before there are models
    from django.contrib.auth.models import User

#: Answers a request; what its address names comes after it.
View = Callable[..., Any]
#: What a middleware hands a request on to.
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in, as those at the desk and at one's own account; never made, only named."""

    user: "User"
