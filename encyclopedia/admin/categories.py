"""Categories at the desk."""

from itertools import chain, count
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from encyclopedia.document import rules
from encyclopedia.document.names import fold, is_slug, slugify
from encyclopedia.document.schema import Document
from encyclopedia.forms import Line, Prose, sentence
from encyclopedia.models import Category, FormerCategoryAddress
from encyclopedia.site.annotations import SignedInRequest

from .searching import SearchByKey


class CategoryForm(ModelForm):
    name = Line(max_length=rules.LIMITS["category"], widget=AdminTextInputWidget)
    slug = Line(
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("The last part of the address. Left empty, it comes from the name; the old one keeps working."),
    )
    description = Prose(required=False, max_length=1000, widget=AdminTextareaWidget(attrs={"rows": 4}))

    class Meta:
        model = Category
        fields = ["name", "slug", "parent", "description", "order"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "parent" in self.fields:
            # Not itself nor what is below it: a category cannot lie below itself.
            places = Category.objects.order_by("path")
            if self.instance.pk:
                places = places.exclude(pk__in=Category.objects.within(self.instance))
            self.fields["parent"].queryset = places  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_slug(self) -> Any:
        slug = self.cleaned_data["slug"]
        if not slug:
            return self._slug_of(self.cleaned_data.get("name", ""))
        if not is_slug(slug):
            raise ValidationError(_("Only lower-case letters, digits and single hyphens between them make an address."))
        former = FormerCategoryAddress.objects.filter(slug=slug).exclude(category=self.instance.pk).first()
        if former:
            raise ValidationError(
                _("The category “%s” had this address before; links to it lead there.") % former.category
            )
        return slug

    def _slug_of(self, name: str) -> Any:
        """The slug that the name gives, numbered where it is taken: one name may stand at several places."""
        wanted = slugify(name)
        if name and not wanted:
            raise ValidationError(_("The name gives no address; write one here."))
        numbered = chain([wanted], (f"{wanted[:90]}-{number}" for number in count(2)))
        others = Category.objects.exclude(pk=self.instance.pk).filter(slug__startswith=wanted[:90])
        former = FormerCategoryAddress.objects.exclude(category=self.instance.pk).filter(slug__startswith=wanted[:90])
        taken = {*others.values_list("slug", flat=True), *former.values_list("slug", flat=True)}
        return next(slug for slug in numbered if slug not in taken)

    def clean(self) -> Any:
        values = super().clean()
        if self.errors.keys() & {"name", "parent"}:
            return values
        place = Category(name=values["name"], parent=values["parent"])
        place.place()
        for problem in rules.problems(Document(title="-", slug="x", category=(place.name,))):
            self.add_error("name", sentence(problem.problem))
        if not fold(place.name):
            self.add_error("name", _("A name needs a letter or a sign that is no accent."))
        if Category.objects.exclude(pk=self.instance.pk).filter(path_key=place.path_key).exists():
            self.add_error("name", _("There is a category of that name at that place."))
        if place.depth + self._levels_below() > rules.CATEGORY_DEPTH:
            self.add_error("parent", _("Categories would lie more than %d deep.") % rules.CATEGORY_DEPTH)
        return values

    def _levels_below(self) -> Any:
        if not self.instance.pk:
            return 0
        deepest = Category.objects.within(self.instance).order_by("-depth").values_list("depth", flat=True)[0]
        return deepest - self.instance.depth


@admin.register(Category)
class CategoryAdmin(SearchByKey, admin.ModelAdmin):
    form = CategoryForm
    list_display = ["path", "slug", "order"]
    search_fields = ["path_key__contains"]
    ordering = ["path"]

    def lookup_allowed(self, lookup: str, value: Any, request: SignedInRequest) -> bool:
        return False

    def has_delete_permission(self, request: SignedInRequest, obj: Any = None) -> bool:
        # A category goes only when nothing lies in it any more.
        empty = obj is not None and not (obj.articles.exists() or obj.children.exists())
        return empty and super().has_delete_permission(request, obj)

    def changeform_view(self, request: SignedInRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method != "POST":
            return super().changeform_view(request, *args, **options)
        with transaction.atomic():
            # One after the other, from the first look on: two moves that are fine alone can make a circle together.
            ContentType.objects.select_for_update().get(app_label="encyclopedia", model="category")
            response = super().changeform_view(request, *args, **options)
        if (getattr(response, "context_data", None) or {}).get("errors"):
            response.status_code = 422
        return response

    def save_model(self, request: SignedInRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the category, let it answer under its old slug too, and give all below it their new paths."""
        obj.place()
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            obj.former_addresses.filter(slug=obj.slug).delete()
            obj.former_addresses.get_or_create(slug=form.initial["slug"])
        below = [obj]
        while below := list(Category.objects.filter(parent__in=below).select_related("parent")):
            for category in below:
                category.place()
            Category.objects.bulk_update(below, ["path", "path_key", "depth"])
