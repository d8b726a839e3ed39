"""The form of a comment, and what its author may do with it afterwards."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from comments import discussions
from comments.articles import published_article
from comments.forms import CommentForm, EditForm, PassageForm
from comments.models import Comment, State
from comments.passages import passages
from comments.people import account_of, check_not_banned, known_as, person_of
from comments.posting import ownership, tokens
from comments.posting import submitting as posting
from comments.posting.csrf import checked_form
from comments.refusals import (
    Banned,
    Changed,
    Closed,
    Invalid,
    NoArticle,
    NoSuchComment,
    NotOpenToReplies,
    OutOfDate,
    Refused,
    TooLate,
)
from encyclopedia.site.caching import SeeOther, private
from encyclopedia.site.methods import require_methods, require_safe

from .answers import refused, turned_away, with_article


def _refuse_new(request, refusal):
    return refused(request, refusal, _form_again)


@private
@require_methods("GET", "HEAD", "POST")
@checked_form(_refuse_new)
def new(request, slug):
    """The form of a comment, and what becomes of it."""
    try:
        return _post(request, slug) if request.method == "POST" else _open(request, slug)
    except Refused as refusal:
        return _refuse_new(request, refusal)


@with_article
def _open(request, article):
    discussions.check_open(_mode(article))
    check_not_banned(account_of(request.user))
    reply_to = request.GET.get("reply_to", "")
    if reply_to:
        posting.open_parent(article, reply_to)
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


def _post(request, slug):
    """In the order in which a comment is looked at: the first thing that is wrong answers."""
    article = _article(slug)
    mode = _mode(article)
    discussions.check_open(mode)
    account = account_of(request.user)
    check_not_banned(account)
    token = tokens.read(request.POST.get("token", ""), article=article.pk)
    form = _form(request, article, token, _written(request))
    if not form.is_valid():
        raise Invalid
    if "preview" in request.POST:
        return _show_form(request, article, form, token)
    if account:
        person_of(account)
    draft = form.draft(*_sent_from(request))
    comment = posting.submit(article, draft, token, mode=mode)
    comment.article = article
    route = "comment" if comment.is_approved else "comment-status"
    response = SeeOther(reverse(route, args=[article.slug, comment.public_id]))
    if account is None:
        ownership.remember(response, comment)
    return response


def _sent_from(request):
    """The address and the browser that something came from; neither is kept."""
    return request.META["REMOTE_ADDR"], request.headers.get("User-Agent", "")


def _article(slug):
    try:
        return published_article(slug)
    except Http404:
        raise NoArticle from None


def _mode(article):
    return discussions.mode_of(article, now=timezone.now())


def _form(request, article, token, data=None, **options):
    """The form for whoever asks: an account has a name already. Only a new thread can be about words of the article."""
    account = account_of(request.user)
    options["article"] = None if token.parent else article
    return CommentForm(data, person=known_as(account) if account else None, **options)


def _written(request):
    """What was sent, without the words of the article where somebody goes on without them."""
    written = request.POST.dict()
    return written | {"exact": ""} if "unquoted" in written else written


def _form_again(request, refusal):
    text = request.POST.get("text", "")
    try:
        article = published_article(request.resolver_match.kwargs["slug"])
        discussions.check_open(_mode(article))
    except Http404:
        return turned_away(request, refusal, text)
    except Closed as closed:
        return turned_away(request, closed, text)
    if isinstance(refusal, Banned):
        return turned_away(request, refusal, text)
    token = _token_again(request, article)
    if isinstance(refusal, NotOpenToReplies):
        token = token.without_parent()
    # Bound, the form marks what is wrong in its fields; otherwise only what was written is put back.
    how = "data" if isinstance(refusal, Invalid) else "initial"
    form = _form(request, article, token, **{how: _written(request)})
    return _show_form(request, article, form, token, refusal)


def _token_again(request, article):
    """The token that came with the form while it is good, so that the form still makes one comment; else a new one."""
    try:
        return tokens.read(request.POST.get("token", ""), article=article.pk)
    except OutOfDate:
        return tokens.issue(article.pk, request.GET.get("reply_to", ""))


def _show_form(request, article, form, token, refusal=None):
    try:
        parent = posting.open_parent(article, token.parent) if token.parent else None
    except NotOpenToReplies:
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
def status(request, article, public_id):
    """How a comment fares, for its author alone."""
    own = _own(request, article, public_id)
    passages.locate(article, [own])
    # It may be another text by now than the one that came from here.
    mine = own.state != State.DELETED and ownership.may_change(request, own)
    context = {
        "article": article,
        "comment": own,
        "text": own.revisions.filter(number=own.revision_number).first(),
        "changeable": mine and may(posting.check_changeable, own, now=timezone.now()),
        "deletable": mine and may(posting.check_deletable, own, now=timezone.now()),
    }
    return render(request, "comments/status.html", context)


def _refuse_edit(request, refusal):
    return refused(request, refusal, _edit_again)


@private
@require_methods("GET", "HEAD", "POST")
@checked_form(_refuse_edit)
def edit(request, slug, public_id):
    """The newer text of one's own comment."""
    try:
        change = _change if request.method == "POST" else _open_edit
        return change(request, slug, public_id=public_id)
    except Refused as refusal:
        return _refuse_edit(request, refusal)


@with_article
def _open_edit(request, article, public_id):
    own = _changeable(request, article, public_id)
    text = own.revisions.get(number=own.revision_number).source
    return _show_edit(request, own, EditForm(initial={"text": text, "seen": own.version}))


def _change(request, slug, public_id):
    article = _article(slug)
    try:
        own = _changeable(request, article, public_id)
    except Http404:
        raise NoSuchComment from None
    check_not_banned(own.account)
    form = EditForm(request.POST)
    if not form.is_valid():
        raise Invalid
    if "preview" in request.POST:
        return _show_edit(request, own, form)
    draft = form.draft(own, *_sent_from(request))
    changed = posting.edit(own, draft, expected=form.cleaned_data["seen"], mode=_mode(article))
    changed.article = article
    response = SeeOther(reverse("comment-status", args=[article.slug, public_id]))
    if changed.account_id is None:
        ownership.remember(response, changed)
    return response


def _changeable(request, article, public_id):
    """One's own comment, as long as its text can be changed. Raises Http404 where it is another's, TooLate."""
    own = _own(request, article, public_id, to_change=True)
    posting.check_changeable(own, now=timezone.now())
    return own


def _edit_again(request, refusal):
    text = request.POST.get("text", "")
    names = request.resolver_match.kwargs
    try:
        own = _own(request, published_article(names["slug"]), names["public_id"], to_change=True)
    except Http404:
        return turned_away(request, NoSuchComment(), text)
    if own.state == State.DELETED:
        refusal = TooLate()
    if isinstance(refusal, TooLate | Banned):
        return turned_away(request, refusal, text)
    written = {"text": text, "seen": request.POST.get("seen", "")}
    if isinstance(refusal, Changed):
        # What stands there now is shown beside the form; sent again, the form replaces it.
        written["seen"] = own.version
    form = EditForm(written) if isinstance(refusal, Invalid) else EditForm(initial=written)
    return _show_edit(request, own, form, refusal)


def _show_edit(request, own, form, refusal=None):
    stored = own.revisions.get(number=own.revision_number)
    context = {"article": own.article, "comment": own, "form": form, "stored": stored, "refusal": refusal}
    return render(request, "comments/edit.html", context, status=refusal.status if refusal else 200)


@private
@require_methods("GET", "HEAD", "POST")
@with_article
def delete(request, article, public_id):
    """A page that asks whether one's own comment is to be deleted, and what deletes it."""
    own = _own(request, article, public_id, to_change=True)
    try:
        if request.method == "POST":
            posting.delete(own, by=account_of(request.user))
            return SeeOther(reverse("comment-status", args=[article.slug, public_id]))
        if own.state != State.DELETED:
            posting.check_deletable(own, now=timezone.now())
    except Refused as refusal:
        return refused(request, refusal, turned_away)
    if own.state == State.DELETED:
        return SeeOther(reverse("comment-status", args=[article.slug, public_id]))
    text = own.revisions.get(number=own.revision_number)
    return render(request, "comments/delete.html", {"article": article, "comment": own, "text": text})


def _own(request, article, public_id, *, to_change=False):
    """One's own comment. Raises Http404 where it is another's."""
    comment = get_object_or_404(Comment, article=article, public_id=public_id)
    comment.article = article
    known = ownership.may_change if to_change else ownership.is_own
    if not known(request, comment):
        raise Http404("There is no such page.")
    return comment


def may(check, *args, **kwargs):
    """Whether the check refuses nothing."""
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True
