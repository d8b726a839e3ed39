"""The form of an article at the desk: it edits a document, and hands it to a verb."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encyclopedia import editing
from encyclopedia.document.codec import loads
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold
from encyclopedia.forms import DocumentForm
from encyclopedia.images import ImageRefused, read
from encyclopedia.models import Article, InfoboxField, PendingSave, PendingVersion, Status

from .autosaves import Autosaves
from .filling import Filling, filling_of
from .wording import PART_TITLES, place_of

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


class ArticleForms(Autosaves):
    """Opening and saving the form."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(to_field)
        if object_id is None:
            article = Article()
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
        if request.method == "POST":
            return self._post(request, article)
        return self._open(request, article)

    # Opening

    def _open(self, request, article):
        autosave = self.autosave(request, article)
        if autosave and "restore" in request.GET:
            data = QueryDict(autosave.fields)
            form = self._form(request, article, data, document=self._base(article, data))
            return self._show(request, article, form, status=200)
        filling = filling_of(request, article)
        form = self._form(request, article, document=filling.document, initial=filling.initial | self._given(request))
        return self._show(request, article, form, autosave=autosave, conflicts=filling.conflicts)

    def _given(self, request):
        """What the address fills a new article with: a link to one that nobody has written names its title."""
        return {"title": request.GET["title"][:200]} if "title" in request.GET else {}

    # Saving

    def _post(self, request, article):
        form = self._form(request, article, request.POST, request.FILES, document=self._base(article, request.POST))
        if "conflicts" in request.POST and "resolved" not in request.POST:
            form.is_valid()
            form.article.add_error(None, _("Say below the two versions that you have looked at them."))
            return self._show(request, article, form, status=409)
        if not form.is_valid():
            return self._show(request, article, form)
        try:
            return self._save(request, article, form)
        except ImageRefused as refusal:
            form.article.add_error("infobox_upload", str(refusal))
        except editing.Conflicting as clash:
            return self._show_both(request, article, form, clash)
        except DocumentError as error:
            form.add_error(error)
        return self._show(request, article, form)

    def _base(self, article, data):
        """The document that a form which comes back was made from; None for a new article."""
        if article.pk is None:
            return None
        save = PendingSave.objects.filter(pending__article=article, pk=_number(data.get("save"))).first()
        if save:
            return loads(save.text)
        document, number = editing.current_revision(article)
        opened = _number(data.get("revision"))
        return document if opened in (None, number) else editing.opened_document(article, opened)

    def _form(self, request, article, *data, **options):
        return DocumentForm(*data, may_publish=self.has_publish_permission(request), **options)

    def _save(self, request, article, form):
        """Hand the document to the verb that the button and the rights of the account lead to."""
        document = form.result
        picture = self._picture(request, form.upload) if form.upload else None
        if picture:
            document = replace(document, infobox=replace(document.infobox, image=picture.path))
        form.unknown_keys  # noqa: B018, read before the database is locked
        try:
            with transaction.atomic():
                answer = self._record(request, article, form, document)
                if picture:
                    picture.keep()
        except editing.Conflicting:
            # The form that is shown again names it, and browsers do not keep the file.
            if picture:
                picture.keep()
            raise
        return answer

    def _record(self, request, article, form, document):
        if article.pk:
            # Locked before it is decided what the save becomes: an article may be published at this moment.
            locked = Article.objects.select_for_update(of=["self"]).only("status")
            article.status = locked.get(pk=article.pk).status
        beside = self._goes_beside(request, article)
        unchanged = form.opened and replace(document, updated=form.opened.updated) == form.opened
        if unchanged and not beside and form.opened_at.save is None:
            messages.info(request, _("Nothing was changed."))
            return redirect(request.get_full_path())
        document = self._with_old_title(request, article, form.opened, document)
        document = replace(document, updated=editing.now())
        save = self._keep if beside else self._publish_or_store
        answer = save(request, article, form, document)
        self._say_unknown(request, form)
        return answer

    def _say_unknown(self, request, form):
        """Name the keys that are cited and no reference has; of many, the first."""
        if unknown := form.unknown_keys:
            keys = ", ".join([key[:100] for key in unknown[:10]] + ["…"] * (len(unknown) > 10))
            messages.warning(
                request, _("No reference has these keys, so readers do not see where they are cited: %s") % keys
            )

    def _goes_beside(self, request, article):
        """Whether a save is kept beside the public version, rather than becoming the article itself."""
        if article.pk is None or article.status != Status.PUBLISHED:
            return False
        asked = "_draft" in request.POST or "_review" in request.POST
        return asked or not self.has_publish_permission(request)

    def _with_old_title(self, request, article, opened, document):
        """The document with the title that the article had until now among its aliases: links may name it so."""
        if article.pk is None or opened is None or fold(opened.title) == fold(document.title) or not opened.title:
            return document
        if fold(opened.title) in map(fold, document.aliases):
            return document
        messages.info(
            request,
            _("“%(title)s” stays as another name, so that links to it keep working.") % {"title": opened.title},
        )
        return replace(document, aliases=(*document.aliases, opened.title))

    def _picture(self, request, upload):
        if not request.user.has_perm("encyclopedia.upload_image"):
            raise ImageRefused(_("Your account may not upload images."))
        return read(upload, upload.size)

    def _publish_or_store(self, request, article, form, document):
        add, opened = article.pk is None, form.opened_at
        change = {"by": request.user, "note": form.note}
        if opened.save is None:
            revision = editing.record(article, document, **change, opened=None if add else opened.revision)
        else:
            revision = editing.release(article, document, **change, opened=opened)
        self.forget_autosave(request, None if add else article)
        article.refresh_from_db()
        if not add and revision and revision.number > opened.revision + 1:
            self._say_merged(request, article, opened.revision, revision.number)
        return self._saved(request, article, form.note, add=add)

    def _say_merged(self, request, article, opened, number):
        names = article.revisions.filter(number__gt=opened, number__lt=number).values_list("author_name", flat=True)
        messages.info(
            request,
            _("In the meantime %(names)s had changed other parts of this article; those changes are kept.")
            % {"names": ", ".join(dict.fromkeys(name or gettext("an import") for name in names))},
        )

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

    def _keep(self, request, article, form, document):
        """Keep the document as the next version beside the public one."""
        kept = editing.keep(article, document, by=request.user, note=form.note, opened=form.opened_at)
        self.forget_autosave(request, article)
        sent = "_review" in request.POST
        if sent:
            editing.send_for_review(kept.pending, seen=kept.pk)
        done = _("Next version sent for review") if sent else _("Next version kept")
        self.log_change(request, article, f"{done}: {form.note}" if form.note else f"{done}.")
        if sent:
            messages.success(request, _("Sent for review. Readers see the present version until it is approved."))
            return redirect("admin:encyclopedia_article_changelist")
        messages.success(request, _("Kept as the next version. Readers see the present one until it is published."))
        return redirect("admin:encyclopedia_article_change", article.pk)

    # Showing

    def _show_both(self, request, article, form, clash):
        """The form with all that was typed and all that others have changed elsewhere, and what is in question."""
        merged = Filling(clash.merge.document, clash.revision, clash.save or form.opened_at.save, form.note)
        again = self._form(request, article, document=merged.document, initial=merged.initial)
        return self._show(request, article, again, status=409, conflicts=clash.merge.conflicts, error=clash.problem)

    def _show(self, request, article, form, **shown):
        """The page of the form. `shown`: its status, an autosave to offer, conflicts to settle, an error above all."""
        status, conflicts = shown.get("status"), shown.get("conflicts", ())
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
            "pending": None if add else PendingVersion.objects.filter(article=article).first(),
            "is_live": not add and article.status == Status.PUBLISHED,
            "may_publish": self.has_publish_permission(request),
            "autosave": shown.get("autosave"),
            "autosave_address": self.autosave_address(article),
            "conflicts": [(place_of(conflict), conflict) for conflict in conflicts],
            "still_conflicting": bool(conflicts) or "conflicts" in request.POST,
            "conflict_error": shown.get("error", ""),
        }
        response = self.render_change_form(request, context, add=add, change=not add, obj=None if add else article)
        if status or form.article.is_bound:
            response.status_code = status or 422
        return response


def _number(text):
    """A number that a browser has sent back, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
