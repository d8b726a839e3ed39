"""The form of a comment, and what its author may do with it afterwards."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from comments import discussions, refusals
from comments.articles import Article, published_article
from comments.forms import CommentForm, EditForm, PassageForm
from comments.models import Comment, State
from comments.passages import passages
from comments.people import account_of, check_not_banned, known_as, person_of
from comments.posting import ownership, submitting, tokens
from comments.posting.csrf import checked_form
from comments.posting.tokens import FormToken
from comments.refusals import Refused
from encyclopedia.site.caching import SeeOther, private
from encyclopedia.site.methods import require_methods, require_safe

from .answers import refused, turned_away, with_article


def _refuse_new(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    return refused(request, refusal, _form_again)


@private
@require_methods("GET", "HEAD", "POST")
@checked_form(_refuse_new)
def new(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form of a comment, and what becomes of it."""
    try:
        return _post(request, slug) if request.method == "POST" else _open(request, slug)
    except Refused as refusal:
        return _refuse_new(request, refusal)


@with_article
def _open(request: HttpRequest, article: Article) -> HttpResponseBase:
    discussions.check_open(_mode(article))
    check_not_banned(account_of(request.user))
    reply_to = request.GET.get("reply_to", "")
    if reply_to:
        submitting.open_parent(article, reply_to)
    token = tokens.issue(article.pk, reply_to)
    selected = {name: request.GET.get(name, "") for name in PassageForm.base_fields}
    form = _form(request, article, token, initial=selected)
    # Kept in either case: to look for words, the whole article is read.
    try:
        form.passage = form.point()
    except passages.NotThere as refusal:
        form.passage = None
        return _show_form(request, article, form, token, refusal)
    return _show_form(request, article, form, token)


def _post(request: HttpRequest, slug: str) -> HttpResponseBase:
    """In the order in which a comment is looked at: the first thing that is wrong answers."""
    article = _article(slug)
    mode = _mode(article)
    discussions.check_open(mode)
    account = account_of(request.user)
    check_not_banned(account)
    token = tokens.read(request.POST.get("token", ""), article=article.pk)
    form = _form(request, article, token, _written(request))
    if not form.is_valid():
        raise refusals.Invalid
    if "preview" in request.POST:
        return _show_form(request, article, form, token)
    if account:
        person_of(account)
    draft = form.draft(*_sent_from(request))
    comment = submitting.submit(article, draft, token, mode=mode)
    comment.article = article
    route = "comment" if comment.is_approved else "comment-status"
    response = SeeOther(reverse(route, args=[article.slug, comment.public_id]))
    if account is None:
        ownership.remember(response, comment)
    return response


def _sent_from(request: HttpRequest) -> Any:
    """The address and the browser that something came from; neither is kept."""
    return request.META["REMOTE_ADDR"], request.headers.get("User-Agent", "")


def _article(slug: str) -> Any:
    try:
        return published_article(slug)
    except Http404:
        raise refusals.NoArticle from None


def _mode(article: Article) -> Any:
    return discussions.mode_of(article, now=timezone.now())


def _form(request: HttpRequest, article: Article, token: FormToken, data: Any = None, **options: Any) -> Any:
    """The form for whoever asks: an account has a name already. Only a new thread can be about words of the article."""
    account = account_of(request.user)
    options["article"] = None if token.parent else article
    return CommentForm(data, person=known_as(account) if account else None, **options)


def _written(request: HttpRequest) -> Any:
    """What was sent, without the words of the article where somebody goes on without them."""
    written = request.POST.dict()
    return written | {"exact": ""} if "unquoted" in written else written


def _form_again(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    text = request.POST.get("text", "")
    try:
        article = published_article(request.resolver_match.kwargs["slug"])
        discussions.check_open(_mode(article))
    except Http404:
        return turned_away(request, refusal, text)
    except refusals.Closed as closed:
        return turned_away(request, closed, text)
    if isinstance(refusal, refusals.Banned):
        return turned_away(request, refusal, text)
    token = _token_again(request, article)
    if isinstance(refusal, refusals.NotOpenToReplies):
        token = token.without_parent()
    # Bound, the form marks what is wrong in its fields; otherwise only what was written is put back.
    how = "data" if isinstance(refusal, refusals.Invalid) else "initial"
    form = _form(request, article, token, **{how: _written(request)})
    return _show_form(request, article, form, token, refusal)


def _token_again(request: HttpRequest, article: Article) -> Any:
    """The token that came with the form while it is good, so that the form still makes one comment; else a new one."""
    try:
        return tokens.read(request.POST.get("token", ""), article=article.pk)
    except refusals.OutOfDate:
        return tokens.issue(article.pk, request.GET.get("reply_to", ""))


def _show_form(
    request: HttpRequest, article: Article, form: Any, token: FormToken, refusal: Refused | None = None
) -> HttpResponseBase:
    try:
        parent = submitting.open_parent(article, token.parent) if token.parent else None
    except refusals.NotOpenToReplies:
        parent = None  # sending the form will say so
    context = {
        "article": article,
        "form": form,
        "token": token,
        "parent": parent,
        "refusal": refusal,
    }
    return render(request, "comments/new.html", context, status=refusal.status if refusal else 200)


@private
@require_safe
@with_article
def status(request: HttpRequest, article: Article, public_id: str) -> HttpResponseBase:
    """How a comment fares, for its author alone."""
    own = _own(request, article, public_id)
    passages.locate(article, [own])
    # It may be another text by now than the one that came from here.
    mine = own.state != State.DELETED and ownership.may_change(request, own)
    context = {
        "article": article,
        "comment": own,
        "text": own.revisions.filter(number=own.revision_number).first(),
        "changeable": mine and may(submitting.check_changeable, own, now=timezone.now()),
        "deletable": mine and may(submitting.check_deletable, own, now=timezone.now()),
    }
    return render(request, "comments/status.html", context)


def _refuse_edit(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    return refused(request, refusal, _edit_again)


@private
@require_methods("GET", "HEAD", "POST")
@checked_form(_refuse_edit)
def edit(request: HttpRequest, slug: str, public_id: str) -> HttpResponseBase:
    """The newer text of one's own comment."""
    try:
        change = _change if request.method == "POST" else _open_edit
        return change(request, slug, public_id=public_id)
    except Refused as refusal:
        return _refuse_edit(request, refusal)


@with_article
def _open_edit(request: HttpRequest, article: Article, public_id: str) -> HttpResponseBase:
    own = _changeable(request, article, public_id)
    text = own.revisions.get(number=own.revision_number).source
    return _show_edit(request, own, EditForm(initial={"text": text, "seen": own.version}))


def _change(request: HttpRequest, slug: str, public_id: str) -> HttpResponseBase:
    article = _article(slug)
    try:
        own = _changeable(request, article, public_id)
    except Http404:
        raise refusals.NoSuchComment from None
    check_not_banned(own.account)
    form = EditForm(request.POST)
    if not form.is_valid():
        raise refusals.Invalid
    if "preview" in request.POST:
        return _show_edit(request, own, form)
    draft = form.draft(own, *_sent_from(request))
    changed = submitting.edit(own, draft, expected=form.cleaned_data["seen"], mode=_mode(article))
    changed.article = article
    response = SeeOther(reverse("comment-status", args=[article.slug, public_id]))
    if changed.account_id is None:
        ownership.remember(response, changed)
    return response


def _changeable(request: HttpRequest, article: Article, public_id: str) -> Any:
    """One's own comment, as long as its text can be changed. Raises Http404 where it is another's, TooLate."""
    own = _own(request, article, public_id, to_change=True)
    submitting.check_changeable(own, now=timezone.now())
    return own


def _edit_again(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    text = request.POST.get("text", "")
    names = request.resolver_match.kwargs
    try:
        own = _own(request, published_article(names["slug"]), names["public_id"], to_change=True)
    except Http404:
        return turned_away(request, refusals.NoSuchComment(), text)
    if own.state == State.DELETED:
        refusal = refusals.TooLate()
    if isinstance(refusal, refusals.TooLate | refusals.Banned):
        return turned_away(request, refusal, text)
    written = {"text": text, "seen": request.POST.get("seen", "")}
    if isinstance(refusal, refusals.Changed):
        # What stands there now is shown beside the form; sent again, the form replaces it.
        written["seen"] = own.version
    form = EditForm(written) if isinstance(refusal, refusals.Invalid) else EditForm(initial=written)
    return _show_edit(request, own, form, refusal)


def _show_edit(request: HttpRequest, own: Any, form: Any, refusal: Refused | None = None) -> HttpResponseBase:
    stored = own.revisions.get(number=own.revision_number)
    context = {"article": own.article, "comment": own, "form": form, "stored": stored, "refusal": refusal}
    return render(request, "comments/edit.html", context, status=refusal.status if refusal else 200)


@private
@require_methods("GET", "HEAD", "POST")
@with_article
def delete(request: HttpRequest, article: Article, public_id: str) -> HttpResponseBase:
    """A page that asks whether one's own comment is to be deleted, and what deletes it."""
    own = _own(request, article, public_id, to_change=True)
    try:
        if request.method == "POST":
            submitting.delete(own, by=account_of(request.user))
            return SeeOther(reverse("comment-status", args=[article.slug, public_id]))
        if own.state != State.DELETED:
            submitting.check_deletable(own, now=timezone.now())
    except Refused as refusal:
        return refused(request, refusal, turned_away)
    if own.state == State.DELETED:
        return SeeOther(reverse("comment-status", args=[article.slug, public_id]))
    text = own.revisions.get(number=own.revision_number)
    return render(request, "comments/delete.html", {"article": article, "comment": own, "text": text})


def _own(request: HttpRequest, article: Article, public_id: str, *, to_change: Any = False) -> Any:
    """One's own comment. Raises Http404 where it is another's."""
    comment = get_object_or_404(Comment, article=article, public_id=public_id)
    comment.article = article
    known = ownership.may_change if to_change else ownership.is_own
    if not known(request, comment):
        raise Http404("There is no such page.")
    return comment


def may(check: Any, *args: Any, **kwargs: Any) -> bool:
    """Whether the check refuses nothing."""
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True
