"""Articles at the desk. The form edits a document; no row is saved but by `editing.record`."""

from dataclasses import replace

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from encyclopedia import editing
from encyclopedia.document.errors import DocumentError
from encyclopedia.forms import DocumentForm
from encyclopedia.images import ImageRefused, store
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
    list_display = ["title", "status", "category", "updated_at"]
    list_filter = ["status", "category"]
    list_select_related = ["category"]
    search_fields = ["title", "slug", "aliases__name"]
    ordering = ["-updated_at", "-pk"]
    show_full_result_count = False
    actions = ["publish", "withdraw"]

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
            if verb(article, by=request.user):
                self.log_change(request, article, verb.__name__.capitalize())
                done += 1
        return done

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
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
                return redirect("admin:encyclopedia_article_stored_preview", article.pk)
            document = editing.current(article)
        if request.method != "POST":
            initial = {"title": request.GET.get("title", "")[:200]} if document is None else None
            form = self._form(request, document=document, revision=article.revision_number, initial=initial)
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
            if form.upload:
                document = self._with_image(request, document, form.upload)
            if form.opened and replace(document, updated=form.opened.updated) == form.opened:
                messages.info(request, _("Nothing was changed."))
                return redirect(request.path)
            document = replace(document, updated=editing.now())
            editing.record(article, document, by=request.user, note=form.note, opened=None if add else form.revision)
        except ImageRefused as refusal:
            form.article.add_error("infobox_upload", str(refusal))
            return None
        except DocumentError as error:
            form.add_error(error)
            return None
        twins = Article.objects.filter(title_key=article.title_key).exclude(pk=article.pk)
        if twins.exists():
            messages.warning(
                request, _("There is another article with this title. A link to it leads to the older one.")
            )
        if add:
            self.log_addition(request, article, form.note or _("Written"))
            return self.response_add(request, article)
        self.log_change(request, article, form.note or _("Changed"))
        return self.response_change(request, article)

    def _with_image(self, request, document, upload):
        if not request.user.has_perm("encyclopedia.upload_image"):
            raise ImageRefused(_("Your account may not upload images."))
        return replace(document, infobox=replace(document.infobox, image=store(upload, upload.size)))

    def _show(self, request, article, form):
        add = article.pk is None
        upload = form.article.fields["infobox_upload"]
        upload.disabled = not request.user.has_perm("encyclopedia.upload_image")
        context = self.admin_site.each_context(request) | {
            "title": _("Write an article") if add else _("Edit %(title)s") % {"title": article.title},
            "adminform": AdminForm(form.article, FIELDSETS, {}, model_admin=self),
            "closing": AdminForm(form.article, CLOSING, {}, model_admin=self),
            "form": form,
            "parts": [(name, PART_TITLES[name], rows) for name, rows in form.parts.items()],
            "labels": sorted(set(InfoboxField.objects.values_list("label", flat=True)[:1000])),
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
                "errors": AdminErrorList(form.article, form.parts.values()),
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
