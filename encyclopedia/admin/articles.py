"""Articles at the desk. The form edits a document; no row is saved but by `editing.record`."""

from dataclasses import replace
from datetime import UTC

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from encyclopedia import editing
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import DocumentForm
from encyclopedia.images import ImageRefused, read
from encyclopedia.models import Article, InfoboxField, Status
from encyclopedia.rendering import render as render_document
from encyclopedia.snapshots import document_of

from . import markdown

BOX = ["title", "caption", "image", "upload", "image_alt", "image_credit"]
# In the order of the page; the rows of the parts stand between the two.
FIELDSETS = [
    (None, {"fields": ["title", "slug", "category", "summary", "short_answer"]}),
    (_("Body"), {"fields": ["body"]}),
    (_("Infobox"), {"fields": [f"infobox_{key}" for key in BOX]}),
]
CLOSING = [
    (_("Publication"), {"fields": ["status", "published", "tags", "aliases", "language"]}),
    (_("This change"), {"fields": ["note"]}),
]
PART_TITLES = {
    "infobox": _("Infobox values"),
    "timeline": _("Timeline"),
    "faq": _("Questions and answers"),
    "references": _("References"),
}


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_display = ["title", "status", "category", "updated"]
    list_filter = ["status", "category"]
    list_select_related = ["category"]
    search_fields = ["title", "slug", "aliases__name"]
    ordering = ["-updated_at", "-pk"]
    show_full_result_count = False
    actions = ["publish", "withdraw"]
    # Drafts have no public page; the form has links of its own.
    view_on_site = False

    @admin.display(description=_("Updated"), ordering="updated_at")
    def updated(self, article):
        if article.updated_as_day:
            return date_format(article.updated_at.astimezone(UTC), "DATE_FORMAT")
        return date_format(localtime(article.updated_at), "DATETIME_FORMAT")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("markdown/preview/", view(markdown.preview), name="markdown_preview"),
            path("markdown/upload/", view(markdown.upload), name="markdown_upload"),
            path("preview/", view(self.preview), name="encyclopedia_article_preview"),
            path("<int:pk>/preview/", view(self.stored_preview), name="encyclopedia_article_stored_preview"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("body", "short_answer")

    def lookup_allowed(self, lookup, value, request):
        # What the filters ask for. Others lead to where databases fail: title__regex=(
        return lookup in {"status__exact", "category__id__exact", "category__isnull"}

    def has_delete_permission(self, request, obj=None):
        # Deleting is archiving.
        return False

    def has_publish_permission(self, request):
        return request.user.has_perm("encyclopedia.publish_article")

    def has_change_permission(self, request, obj=None):
        # Without the right to publish, what readers see is not to be changed either.
        public = obj is not None and obj.status == Status.PUBLISHED
        return super().has_change_permission(request, obj) and (not public or self.has_publish_permission(request))

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request, articles):
        done = self._each(request, articles.exclude(status=Status.PUBLISHED), editing.publish)
        self.message_user(request, ngettext("%d article published.", "%d articles published.", done) % done)

    @admin.action(description=_("Withdraw (back to draft)"), permissions=["publish"])
    def withdraw(self, request, articles):
        done = self._each(request, articles.filter(status=Status.PUBLISHED), editing.withdraw)
        self.message_user(request, ngettext("%d article withdrawn.", "%d articles withdrawn.", done) % done)

    def _each(self, request, articles, verb):
        """Do the verb to each article; the answer is to how many it made a difference."""
        done = 0
        for article in articles:
            try:
                revision = verb(article, by=request.user)
            except DocumentError as error:
                self.message_user(request, f"{article}: {error.problem}", messages.ERROR)
                continue
            if revision:
                self.log_change(request, article, f"{revision.note}.")
                done += 1
        return done

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(to_field)
        if object_id is None:
            article, document = Article(), None
            if not self.has_add_permission(request):
                raise PermissionDenied
        else:
            article = self.get_object(request, unquote(object_id))
            if article is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            if not self.has_view_or_change_permission(request, article):
                raise PermissionDenied
            if not self.has_change_permission(request, article):
                if request.method == "POST":
                    raise PermissionDenied
                return redirect("admin:encyclopedia_article_stored_preview", article.pk)
            document = editing.current(article)
        if request.method != "POST":
            initial = {"revision": article.revision_number}
            if document is None:
                initial["title"] = request.GET.get("title", "")[:200]
            form = self._form(request, document=document, initial=initial)
            return self._show(request, article, form)
        form = self._form(request, request.POST, request.FILES, document=document)
        if form.is_valid() and (answer := self._save(request, article, form)):
            return answer
        return self._show(request, article, form)

    def _form(self, request, *data, **options):
        return DocumentForm(*data, may_publish=self.has_publish_permission(request), **options)

    def _save(self, request, article, form):
        """Hand the document to the verb. Where that refuses, say so in the form, keep all of it, and answer None."""
        add = article.pk is None
        document = form.result
        try:
            picture = self._picture(request, form.upload) if form.upload else None
            if picture:
                document = replace(document, infobox=replace(document.infobox, image=picture.path))
            if form.opened and replace(document, updated=form.opened.updated) == form.opened:
                messages.info(request, _("Nothing was changed."))
                return redirect(request.get_full_path())
            document = replace(document, updated=editing.now())
            with transaction.atomic():
                opened = None if add else form.revision
                editing.record(article, document, by=request.user, note=form.note, opened=opened)
                if picture:
                    picture.keep()
        except ImageRefused as refusal:
            form.article.add_error("infobox_upload", str(refusal))
            return None
        except DocumentError as error:
            form.add_error(error)
            return None
        return self._saved(request, article, form.note, add=add)

    def _picture(self, request, upload):
        if not request.user.has_perm("encyclopedia.upload_image"):
            raise ImageRefused(_("Your account may not upload images."))
        return read(upload, upload.size)

    def _saved(self, request, article, note, *, add):
        """Enter the change into the log, say what is worth a look, and go where the editor wants to."""
        if Article.objects.filter(title_key=article.title_key).exclude(pk=article.pk).exists():
            messages.warning(
                request, _("There is another article with this title. A link to it leads to the older one.")
            )
        # In words: the log takes a message that begins with a bracket for a list of its own making.
        done = _("Written") if add else _("Changed")
        message = f"{done}: {note}" if note else f"{done}."
        if add:
            self.log_addition(request, article, message)
            return self.response_add(request, article)
        self.log_change(request, article, message)
        return self.response_change(request, article)

    def _show(self, request, article, form):
        add = article.pk is None
        upload = form.article["infobox_upload"]
        upload.field.disabled = not request.user.has_perm("encyclopedia.upload_image")
        if request.FILES and not upload.field.disabled:
            upload.help_text = _("Choose the picture again: browsers do not keep it.")
        context = self.admin_site.each_context(request) | {
            "title": _("Write an article") if add else _("Edit %(title)s") % {"title": article.title},
            "adminform": AdminForm(form.article, FIELDSETS, {}, model_admin=self),
            "closing": AdminForm(form.article, CLOSING, {}, model_admin=self),
            "form": form,
            "parts": [(name, PART_TITLES[name], rows) for name, rows in form.parts.items()],
            "labels": InfoboxField.objects.order_by("label").values_list("label", flat=True).distinct()[:1000],
            "object_id": article.pk,
            "original": None if add else article,
            "is_popup": False,
            "to_field": None,
            "media": self.media + form.article.media,
            "inline_admin_formsets": [],
            "errors": AdminErrorList(form.article, form.parts.values()),
        }
        response = self.render_change_form(request, context, add=add, change=not add, obj=None if add else article)
        if form.article.is_bound:
            response.status_code = 409 if form.is_stale else 422
        return response

    def preview(self, request):
        """The page that the form would make, without saving anything."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:encyclopedia_article_changelist")
        form = DocumentForm(request.POST)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {
                "title": _("This cannot be shown yet"),
                "problems": _problems(form),
            }
            return render(request, "admin/encyclopedia/article/preview_refused.html", context, status=422)
        return self._page(request, replace(form.result, updated=editing.now()))

    def stored_preview(self, request, pk):
        """An article as it is stored, whatever its status."""
        article = get_object_or_404(Article.objects.with_parts(), pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return self._page(request, document_of(article), article)

    def _page(self, request, document, article=None):
        context = {"page": render_document(document), "article": article, "names": document.category}
        response = render(request, "admin/encyclopedia/article/preview.html", context)
        response["Cache-Control"] = "private, no-store"
        return response


def _problems(form):
    """All that is wrong with a form: what it is about, and a sentence."""
    for name, errors in form.article.errors.items():
        about = "" if name == NON_FIELD_ERRORS else form.article[name].label
        yield from ((about, error) for error in errors)
    for part, rows in form.parts.items():
        yield from ((PART_TITLES[part], error) for error in rows.non_form_errors())
        for number, row in enumerate(rows, start=1):
            about = f"{PART_TITLES[part]} {number}"
            for name, errors in () if row.is_removed else row.errors.items():
                yield from ((about if name == NON_FIELD_ERRORS else f"{about}, {row[name].label}", e) for e in errors)
