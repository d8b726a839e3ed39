"""The page of the form of an article: what it shows besides the fields, and how it is filled."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.forms import DocumentForm
from encyclopedia.models import Article, InfoboxField, PendingSave, PendingVersion, Status
from encyclopedia.site.annotations import SignedInRequest

from . import autosaves
from .autosaves import OPENING_LENGTH, number_in
from .filling import Filling
from .rights import PUBLISH
from .wording import PART_TITLES, place_of

BOX = ["title", "caption", "image", "upload", "image_alt", "image_credit"]
# In the order of the page; the rows of the parts stand between the two.
FIELDSETS = [
    (None, {"fields": ["title", "slug", "category", "summary", "short_answer"]}),
    (_("Body"), {"fields": ["body"]}),
    (_("Infobox"), {"fields": [f"infobox_{key}" for key in BOX]}),
]
CHANGE = (_("This change"), {"fields": ["note"]})


def base_of(article: Article, data: Any) -> Any:
    """The document that a form which comes back was made from; None for a new article."""
    if article.pk is None:
        return None
    save = PendingSave.objects.filter(pending__article=article, pk=number_in(data.get("save"))).first()
    if save:
        return loads(save.text)
    document, number = editing.current_revision(article)
    opened = number_in(data.get("revision"))
    return document if opened in (None, number) else editing.opened_document(article, opened)


def form_of(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, *data: Any, initial: Any = None, **options: Any
) -> Any:
    options["initial"] = {"opening": get_random_string(OPENING_LENGTH)} | (initial or {})
    form = DocumentForm(*data, **{"may_publish": request.user.has_perm(PUBLISH)} | options)
    form.is_public = article.is_public
    return form


def sent_form(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, **options: Any) -> Any:
    """The form as a browser sends it back."""
    document = base_of(article, request.POST)
    return form_of(desk, request, article, request.POST, request.FILES, document=document, **options)


def show_both(desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any, clash: Any) -> Any:
    """The form with all that was typed and all that others have changed elsewhere, and what is in question."""
    merged = Filling(clash.merge.document, clash.revision, clash.save or form.opened_at.save, form.note)
    initial = merged.initial | {"opening": form.opening}
    again = form_of(desk, request, article, document=merged.document, initial=initial)
    return show(desk, request, article, again, status=409, conflicts=clash.merge.conflicts, error=clash.problem)


def show(
    desk: ModelAdmin[Any], request: SignedInRequest, article: Article, form: Any, **shown: Any
) -> HttpResponseBase:
    """The page of the form. `shown`: its status, autosaves to offer, conflicts to settle, an error above all."""
    status, conflicts = shown.get("status"), shown.get("conflicts", ())
    add = article.pk is None
    upload = form.article["infobox_upload"]
    upload.field.disabled = not request.user.has_perm("encyclopedia.upload_image")
    if request.FILES and not upload.field.disabled:
        upload.help_text = _("Choose the picture again: browsers do not keep it.")
    asked = ["status", "published", "hide"] if form.would_hide else ["status", "published"]
    publication = (_("Publication"), {"fields": [*asked, "tags", "aliases", "language"]})
    context = desk.admin_site.each_context(request) | {
        "title": _("Write an article") if add else _("Edit %(title)s") % {"title": article.title},
        "adminform": AdminForm(form.article, FIELDSETS, {}, model_admin=desk),
        "closing": AdminForm(form.article, [publication, CHANGE], {}, model_admin=desk),
        "form": form,
        "parts": [(name, PART_TITLES[name], rows) for name, rows in form.parts.items()],
        "labels": InfoboxField.objects.order_by("label").values_list("label", flat=True).distinct()[:1000],
        "object_id": article.pk,
        "original": None if add else article,
        "is_popup": False,
        "to_field": None,
        "media": desk.media + form.article.media,
        "inline_admin_formsets": [],
        "errors": AdminErrorList(form.article, form.parts.values()),
        "pending": None if add else PendingVersion.objects.filter(article=article).first(),
        "is_live": not add and article.status == Status.PUBLISHED,
        "may_publish": request.user.has_perm(PUBLISH),
        "autosaves": shown.get("autosaves"),
        "autosave_address": autosaves.address_of(article),
        "conflicts": [(place_of(conflict), conflict) for conflict in conflicts],
        "still_conflicting": bool(conflicts) or "conflicts" in request.POST,
        "conflict_error": shown.get("error", ""),
    }
    response = desk.render_change_form(request, context, add=add, change=not add, obj=None if add else article)
    if status or form.article.is_bound:
        response.status_code = status or 422
    return response
