"""The discussion of an article on pages of its own, and the form of a comment."""

from functools import wraps

from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from . import moderation, ownership, threads, tokens
from .articles import public, published_article
from .csrf import checked_form
from .forms import CommentForm
from .models import Comment
from .refusals import Closed, Invalid, NoArticle, NotOpenToReplies, NotText, OutOfDate, Refused, WrongType


class SeeOther(HttpResponseRedirect):
    status_code = 303


def private(view):
    """The page is for one reader at one moment: nobody keeps it, and no search engine lists it."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    return marked


def with_article(view):
    """Hand the view the article; under an old slug, lead to the same place below the present one."""

    @wraps(view)
    def found(request, slug, **rest):
        article = published_article(slug)
        if article.slug == slug:
            return view(request, article, **rest)
        address = reverse(request.resolver_match.view_name, kwargs={"slug": article.slug, **rest})
        query = request.META["QUERY_STRING"]
        return redirect(f"{address}?{query}" if query else address, permanent=True)

    return found


@require_safe
@public
@with_article
def comments(request, article):
    thread = threads.page_of(article, request.GET.get("page", "1"))
    return render(request, "comments/comments.html", {"article": article, "thread": thread, "page": thread.page})


@require_safe
@public
@with_article
def comment(request, article, public_id):
    """One comment, with what it hangs from and what hangs from it."""
    subject = get_object_or_404(Comment.objects.as_read().shown(), article=article, public_id=public_id)
    subject.article = article
    above, thread = threads.around(subject, request.GET.get("page", "1"))
    context = {"article": article, "comment": subject, "above": above, "thread": thread, "page": thread.page}
    return render(request, "comments/comment.html", context)


def refuse(request, refusal):
    """Say why a comment is not taken: to programs in a word, to people with all that they wrote."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = JsonResponse({"error": refusal.code}, status=refusal.status)
    elif isinstance(refusal, NotText | WrongType):
        response = _turn_away(request, refusal)
    else:
        response = _form_again(request, refusal)
    if refusal.retry_after:
        response["Retry-After"] = refusal.retry_after
    return response


def _form_again(request, refusal):
    text = request.POST.get("text", "")
    try:
        article = published_article(request.resolver_match.kwargs["slug"])
        moderation.check_open(article)
    except Http404:
        return _turn_away(request, refusal, text)
    except Closed as closed:
        return _turn_away(request, closed, text)
    # Bound, the form marks what is wrong in its fields; otherwise only what was written is put back.
    written = request.POST.dict()
    form = CommentForm(written) if isinstance(refusal, Invalid) else CommentForm(initial=written)
    token = _token_again(request, article)
    if isinstance(refusal, NotOpenToReplies):
        token = token.without_parent()
    return _show_form(request, article, form, token, refusal)


def _token_again(request, article):
    """The token that came with the form while it is good, so that the form still makes one comment; else a new one."""
    try:
        return tokens.read(request.POST.get("token", ""), article=article.pk)
    except OutOfDate:
        return tokens.issue(article.pk, request.GET.get("reply_to", ""))


def _turn_away(request, refusal, text=""):
    """Where there can be no form: the reason, and the text to take along."""
    return render(request, "comments/refused.html", {"refusal": refusal, "text": text}, status=refusal.status)


def _show_form(request, article, form, token, refusal=None):
    try:
        parent = moderation.open_parent(article, token.parent) if token.parent else None
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
@require_http_methods(["GET", "HEAD", "POST"])
@checked_form(refuse)
def new(request, slug):
    """The form of a comment, and what becomes of it."""
    try:
        return _post(request, slug) if request.method == "POST" else _open(request, slug)
    except Refused as refusal:
        return refuse(request, refusal)


@with_article
def _open(request, article):
    moderation.check_open(article)
    reply_to = request.GET.get("reply_to", "")
    if reply_to:
        moderation.open_parent(article, reply_to)
    return _show_form(request, article, CommentForm(), tokens.issue(article.pk, reply_to))


def _post(request, slug):
    """In the order in which a comment is looked at: the first thing that is wrong answers."""
    try:
        article = published_article(slug)
    except Http404:
        raise NoArticle from None
    moderation.check_open(article)
    token = tokens.read(request.POST.get("token", ""), article=article.pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise Invalid
    if "preview" in request.POST:
        return _show_form(request, article, form, token)
    comment = moderation.submit(article, form.draft(request.META["REMOTE_ADDR"]), token)
    comment.article = article
    route = "comment" if comment.is_approved else "comment-status"
    response = SeeOther(reverse(route, args=[article.slug, comment.public_id]))
    ownership.remember(response, comment)
    return response


@private
@require_safe
@with_article
def status(request, article, public_id):
    """How a comment fares, for its author alone."""
    own = get_object_or_404(Comment, article=article, public_id=public_id)
    if not ownership.is_own(request, own):
        raise Http404("There is no such page.")
    context = {"article": article, "comment": own, "text": own.revisions.get(number=own.revision_number)}
    return render(request, "comments/status.html", context)
