"""The form of an article at the desk: it edits a document, and hands it to a verb."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, PendingState, PendingVersion, Status
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.images import ImageRefused

from . import autosaves, form_page, uploads
from .filling import filling_of, title_gone_back_to
from .rights import PUBLISH
from .wording import waiting_words


def change(desk: ModelAdmin[Any], request: SignedInRequest, object_id: str | None) -> HttpResponseBase:
    """The form of an article, or of a new one where there is no id; `desk` is the admin of articles, here and below."""
    to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
    if to_field and not desk.to_field_allowed(request, to_field):
        raise DisallowedModelAdminToField(to_field)
    if object_id is None:
        article = Article()
        if not desk.has_add_permission(request):
            raise PermissionDenied
    else:
        article = desk.get_object(request, unquote(object_id))
        if article is None:
            return desk._get_obj_does_not_exist_redirect(request, desk.opts, object_id)  # type: ignore[attr-defined]
        if not desk.has_view_or_change_permission(request, article):
            raise PermissionDenied
        if not desk.has_change_permission(request, article):
            if request.method == "POST":
                raise PermissionDenied
            return redirect("admin:encyclopedia_article_stored_preview", article.pk)
    if request.method == "POST":
        return _post(desk, request, article)
    return _open(desk, request, article)


def _open(desk: ModelAdmin[Any], request: SignedInRequest, article: Article) -> Any:
    if restored := autosaves.restored(request, article):
        data = QueryDict(restored.fields)
        form = form_page.form_of(desk, request, article, data, document=form_page.base_of(article, data))
        return form_page.show(desk, request, article, form, status=200)
    filling = filling_of(request, article)
    form = form_page.form_of(
        desk, request, article, document=filling.document, initial=filling.initial | _given(request)
    )
    return form_page.show(
        desk, request, article, form, autosaves=autosaves.kept_of(request, article), conflicts=filling.conflicts
    )


def _given(request: SignedInRequest) -> Any:
    """What the address fills a new article with: a link to one that nobody has written names its title."""
    return {"title": request.GET["title"][:200]} if "title" in request.GET else {}


def _post(desk: ModelAdmin[Any], request: SignedInRequest, article: Article) -> Any:
    form = form_page.sent_form(desk, request, article)
    if "conflicts" in request.POST and "resolved" not in request.POST:
        form.is_valid()
        form.article.add_error(None, _("Say below the two versions that you have looked at them."))
        return form_page.show(desk, request, article, form, status=409)
    if not form.is_valid():
        return form_page.show(desk, request, article, form)
    try:
        return _save(desk, request, article, form)
    except ImageRefused as refusal:
        form.article.add_error("infobox_upload", str(refusal))
    except editing.Conflicting as clash:
        return form_page.show_both(desk, request, article, form, clash)
    except DocumentError as error:
        form.add_error(error)
    return form_page.show(desk, request, article, form)


def _save(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any) -> Any:
    """Hand the document to the verb that the button and the rights of the account lead to."""
    document, picture = uploads.with_picture(request, form)
    form.unknown_keys  # noqa: B018, read before the database is locked
    try:
        with transaction.atomic():
            answer = _record(desk, request, article, form, document)
            if picture:
                _keep_picture(request, picture)
    except editing.Conflicting:
        # The form that is shown again names it, and browsers do not keep the file.
        if picture:
            _keep_picture(request, picture)
        raise
    return answer


def _record(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any, document: Document) -> Any:
    if article.pk:
        # Locked before it is decided what the save becomes: an article may be published at this moment.
        locked = Article.objects.select_for_update(of=["self"]).only("status")
        article.status = locked.get(pk=article.pk).status
    beside = _goes_beside(desk, request, article)
    untouched = article.pk and _is_untouched(article, form, document)
    if untouched and (beside or form.opened_at.save is None):
        return _leave(desk, request, article, form)
    document = _with_old_title(request, article, form.opened, document)
    document = replace(document, updated=editing.now())
    save = _keep if beside else _publish_or_store
    answer = save(desk, request, article, form, document)
    _say_unknown(request, form)
    return answer


def _is_untouched(article: Article, form: Any, document: Document) -> bool:
    """Whether the form comes back as it was filled; of a next version, its note counts as well."""
    shown, save = form.opened, form.opened_at.save
    if save is not None:
        pending = PendingVersion.objects.filter(article=article).first()
        if pending is None or pending.newest.pk != save or pending.newest.note != form.note:
            return False
        try:
            shown, _number = editing.pending_document(article, pending)
        except editing.Conflicting:
            return False
    return replace(document, updated=shown.updated) == shown


def _leave(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any) -> HttpResponseBase:
    """Save nothing where nothing was changed; a next version is sent for review none the less."""
    autosaves.forget(request, article, form.opening)
    pending = PendingVersion.objects.filter(article=article).first() if form.opened_at.save else None
    if pending and "_review" in request.POST and pending.state != PendingState.IN_REVIEW:
        editing.send_for_review(pending, seen=form.opened_at.save)
        return _sent(desk, request, article, form.note)
    messages.info(request, _("Nothing was changed."))
    return redirect(request.get_full_path())


def _say_unknown(request: SignedInRequest, form: Any) -> None:
    """Name the keys that are cited and no reference has; of many, the first."""
    if unknown := form.unknown_keys:
        keys = ", ".join([key[:100] for key in unknown[:10]] + ["…"] * (len(unknown) > 10))
        messages.warning(
            request, _("No reference has these keys, so readers do not see where they are cited: %s") % keys
        )


def _goes_beside(desk: ModelAdmin[Any], request: SignedInRequest, article: Article) -> Any:
    """Whether a save is kept beside the public version, rather than becoming the article itself."""
    if article.pk is None or article.status != Status.PUBLISHED:
        return False
    asked = "_draft" in request.POST or "_review" in request.POST
    return asked or not request.user.has_perm(PUBLISH)


def _with_old_title(request: SignedInRequest, article: Article, opened: Any, document: Document) -> Any:
    """The document under another title, with the one that readers know among its other names: links may use it."""
    if article.pk is None or opened is None or fold(opened.title) == fold(document.title):
        return document
    named = editing.renamed(article, document, back_to=title_gone_back_to(request, article))
    if kept := set(named.aliases) - set(document.aliases):
        messages.info(
            request,
            _("“%(title)s” stays as another name, so that links to it keep working.") % {"title": kept.pop()},
        )
    return named


def _keep_picture(request: SignedInRequest, picture: Any) -> None:
    picture.keep()
    for remark in picture.remarks:
        messages.warning(request, remark)


def _publish_or_store(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any, document: Document
) -> Any:
    add, opened = article.pk is None, form.opened_at
    change = {"by": request.user, "note": form.note}
    if opened.save is None:
        revision = editing.record(article, document, **change, opened=None if add else opened.revision)
    else:
        revision = editing.release(article, document, **change, opened=opened)
    autosaves.forget(request, None if add else article, form.opening)
    article.refresh_from_db()
    if not add and revision and revision.number > opened.revision + 1:
        _say_merged(request, article, opened.revision, revision.number)
    return _saved(desk, request, article, form.note, add=add)


def _say_merged(request: SignedInRequest, article: Article, opened: Any, number: int) -> None:
    names = article.revisions.filter(number__gt=opened, number__lt=number).values_list("author_name", flat=True)
    messages.info(
        request,
        _("In the meantime %(names)s had changed other parts of this article; those changes are kept.")
        % {"names": ", ".join(dict.fromkeys(name or gettext("an import") for name in names))},
    )


def _saved(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, note: str, *, add: bool) -> Any:
    """Enter the change into the log, say what is worth a look, and go where the editor wants to."""
    if Article.objects.filter(title_key=article.title_key).exclude(pk=article.pk).exists():
        messages.warning(request, _("There is another article with this title. A link to it leads to the older one."))
    if waits := waiting_words(editing.current(article)):
        messages.warning(request, waits)
    # In words: the log takes a message that begins with a bracket for a list of its own making.
    done = _("Written") if add else _("Changed")
    message = f"{done}: {note}" if note else f"{done}."
    if add:
        desk.log_addition(request, article, message)
        return desk.response_add(request, article)
    desk.log_change(request, article, message)
    return desk.response_change(request, article)


def _keep(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any, document: Document
) -> HttpResponseBase:
    """Keep the document as the next version beside the public one."""
    kept = editing.keep(article, document, by=request.user, note=form.note, opened=form.opened_at)
    autosaves.forget(request, article, form.opening)
    if "_review" in request.POST:
        editing.send_for_review(kept.pending, seen=kept.pk)
        return _sent(desk, request, article, form.note)
    done = _("Next version kept")
    desk.log_change(request, article, f"{done}: {form.note}" if form.note else f"{done}.")
    messages.success(request, _("Kept as the next version. Readers see the present one until it is published."))
    return redirect("admin:encyclopedia_article_change", article.pk)


def _sent(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, note: str) -> HttpResponseBase:
    done = _("Next version sent for review")
    desk.log_change(request, article, f"{done}: {note}" if note else f"{done}.")
    messages.success(request, _("Sent for review. Readers see the present version until it is approved."))
    return redirect("admin:encyclopedia_article_changelist")
