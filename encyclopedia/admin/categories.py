"""Categories and tags at the desk."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm

from encyclopedia.document.names import fold, slugify
from encyclopedia.models import Category


class CategoryForm(ModelForm):
    class Meta:
        model = Category
        fields = ["name", "slug", "parent", "description", "order"]

    def clean(self):
        values = super().clean()
        category = self.instance
        parent, name = values.get("parent"), values.get("name")
        if not name:
            return values
        if fold(name) == "" or " / " in f" {name} ":
            raise ValidationError({"name": "A name needs a letter, and no slash between spaces."})
        if parent and category.pk and parent.path_key.startswith(category.path_key):
            raise ValidationError({"parent": "A category cannot lie below itself."})
        if not values.get("slug"):
            values["slug"] = slugify(name)
        category.name, category.parent = name, parent
        category.place()
        if Category.objects.exclude(pk=category.pk).filter(path_key=category.path_key).exists():
            raise ValidationError({"name": "There is a category of that name at that place."})
        return values


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    form = CategoryForm
    list_display = ["path", "slug", "order"]
    search_fields = ["path"]
    autocomplete_fields = ["parent"]
    ordering = ["path"]

    def has_delete_permission(self, request, obj=None):
        # A category goes only when nothing lies in it any more.
        empty = obj is not None and not (obj.articles.exists() or obj.children.exists())
        return empty and super().has_delete_permission(request, obj)

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        """Save the category and give all below it their new paths."""
        super().save_model(request, obj, form, change)
        below = Category.objects.filter(parent=obj)
        while below:
            for category in below:
                category.place()
                category.save()
            below = Category.objects.filter(parent__in=below).select_related("parent")
