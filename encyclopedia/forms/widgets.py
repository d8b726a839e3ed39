"""The controls of rows, written without templates: an article with 500 references has 10,000 of them."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class _Input:
    def _render(self, template_name: Any, context: Any, renderer: Any = None) -> Any:
        widget = context["widget"]
        named = {"type": widget["type"], "name": widget["name"], "value": widget["value"]}
        return format_html("<input{}>", flatatt(named | widget["attrs"]))


class TextInput(_Input, forms.TextInput):
    pass


class NumberInput(_Input, forms.NumberInput):
    pass


class CheckboxInput(_Input, forms.CheckboxInput):
    pass


class Textarea(forms.Textarea):
    def _render(self, template_name: Any, context: Any, renderer: Any = None) -> Any:
        widget = context["widget"]
        # A browser drops the line feed behind the tag, and would drop one that the text begins with.
        attributes = flatatt({"name": widget["name"]} | widget["attrs"])
        return format_html("<textarea{}>\n{}</textarea>", attributes, widget["value"] or "")


class Select(forms.Select):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", attributes, _options(tuple(self.choices), value))


@lru_cache
def _options(choices: Any, chosen: Any) -> Any:
    told = ((flatatt({"value": value, "selected": value == chosen}), text) for value, text in choices)
    return format_html_join("", "<option{}>{}</option>", told)
