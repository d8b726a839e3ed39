"""What people do with their own account, and with what is known of them."""

from typing import Any

from django.contrib.auth import logout
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from comments import people as accounts
from comments.accounts import forms, requests
from comments.accounts.data import data_of
from comments.accounts.views import answered, own_page, page, status_of
from comments.keeping import erasure
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.caching import SeeOther
from encyclopedia.site.methods import require_safe


@own_page
@require_safe
def overview(request: SignedInRequest) -> HttpResponseBase:
    """One's account, and where everything about it is done."""
    return render(request, "account/overview.html", {"person": accounts.known_as(request.user)})


@own_page
def settings(request: SignedInRequest) -> HttpResponseBase:
    """The name that readers see, and what is told by mail."""
    person = accounts.known_as(request.user)
    now = {"name": person.name, "wants_decisions": person.wants_decisions}
    form = forms.Settings(_sent(request), initial=now, user=request.user)
    if form.is_valid():
        accounts.set_name(request.user, **form.cleaned_data)
        return SeeOther(reverse("account"))
    return _form_page(request, "account/settings.html", form)


@own_page
@require_safe
def data(request: SignedInRequest) -> HttpResponseBase:
    """All that is kept about the account, to take along."""
    response = JsonResponse(data_of(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@own_page
def delete(request: SignedInRequest) -> HttpResponseBase:
    """The question whether the account is to be deleted, and what does it."""
    if request.user.is_staff or request.user.is_superuser:
        return render(request, "account/delete_staff.html", status=403 if request.method == "POST" else 200)
    form = forms.DeleteAccount(_sent(request), user=request.user)
    if form.is_valid():
        account = request.user
        logout(request)
        erasure.erase(account, keep_text=form.keep_text)
        return SeeOther(reverse("account_deleted"))
    return _form_page(request, "account/delete.html", form)


@page
@require_safe
def deleted(request: SignedInRequest) -> HttpResponseBase:
    return render(request, "account/deleted.html")


@page
def forget(request: SignedInRequest) -> HttpResponseBase:
    """The address by which somebody without an account asks to be forgotten; nobody is told whether it is known."""
    form = forms.Forget(_sent(request))
    if form.is_valid():
        email = form.cleaned_data["email"]
        if requests.may_mail("forget", email):
            erasure.ask(email)
        return render(request, "account/forget_sent.html")
    return _form_page(request, "account/forget.html", form)


@page
def forget_confirm(request: SignedInRequest, proof: Any) -> HttpResponseBase:
    """The question that a mailed link leads to, and what forgets."""
    email = erasure.address_of(proof)
    if email is None:
        return render(request, "account/forget_gone.html", status=404)
    form = forms.Texts(_sent(request))
    if form.is_valid():
        erasure.forget_address(email, keep_text=form.keep_text)
        return render(request, "account/forgotten.html")
    return _form_page(request, "account/forget_confirm.html", form)


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(request: SignedInRequest, template: Any, form: Any) -> HttpResponseBase:
    return answered(render(request, template, {"form": form}), status_of(form))
