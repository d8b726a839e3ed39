"""Reads pages as a browser does, fills in forms, and lets several browsers act at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Barrier

from django.db import connection

NOT_SENT = {"submit", "button", "image", "reset", "file"}


class Page(HTMLParser):
    """A page that was answered. `fields` is what its one form of that id sends when nothing is touched."""

    def __init__(self, response, form=None):
        super().__init__()
        self.status = response.status_code
        self.html = response.content.decode()
        self.fields = {}
        self.names = []
        self.errors = {}
        self.notes = []
        self.messages = []
        self.inline = []
        self.labelled = set()
        self.controls = {}
        self._form, self._inside = form, form is None
        self._text, self._catch = [], None
        self._name = self._select = None
        self._template = 0
        self._wrapped = False
        self._about = ""
        self.feed(self.html.replace("\r\n", "\n"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self._note_inline(tag, values)
        if tag == "form" and self._form is not None:
            self._inside = values.get("id") == self._form
        if tag == "template":
            self._template += 1
        if self._template:
            return
        classes = (values.get("class") or "").split()
        if "errorlist" in classes:
            self._catch, self._text = "errors", []
            self._about = (values.get("id") or "").removeprefix("id_").removesuffix("_error")
        elif tag == "p" and "errornote" in classes:
            self._catch, self._text = "notes", []
        elif tag == "li" and self._catch is None and {"success", "info", "warning", "error"} & set(classes):
            self._catch, self._text = "messages", []
        if tag == "label":
            self.labelled.add(values.get("for"))
            self._wrapped = "for" not in values
        if tag in {"input", "select", "textarea"} and self._inside:
            self._control(tag, values)
        # The first choice stands until another is marked as chosen.
        if tag == "option" and self._select and ("selected" in values or self._select not in self.fields):
            self.fields[self._select] = values.get("value", "")

    def _control(self, tag, values):
        name, kind = values.get("name"), values.get("type", "text")
        if name is None:
            return
        if kind != "hidden" and kind not in NOT_SENT - {"file"}:
            self.controls[name] = values.get("id") if not self._wrapped else None
        if "disabled" in values or kind in NOT_SENT:
            return
        self.names.append(name)
        if tag == "textarea":
            self._name, self._catch, self._text = name, "value", []
        elif tag == "select":
            self._select = name
        elif kind != "checkbox":
            self.fields[name] = re.sub(r"[\r\n]", "", values.get("value") or "")
        elif "checked" in values:
            self.fields[name] = values.get("value") or "on"

    def _note_inline(self, tag, values):
        for name in values:
            if name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}={values[name]}>")
        if tag == "style" or (tag == "script" and "src" not in values and values.get("type") != "application/json"):
            self.inline.append(f"<{tag}>")
        if (values.get("href") or "").lower().startswith("javascript:"):
            self.inline.append(f"<{tag} href={values['href']}>")

    def handle_endtag(self, tag):
        if tag == "template":
            self._template -= 1
        if tag == "label":
            self._wrapped = False
        if tag == "form" and self._form is not None:
            self._inside = False
        if tag == "select":
            self._select = None
        text = "".join(self._text)
        if tag == "textarea" and self._catch == "value":
            # A line feed right behind the tag is none of the text; lines end as browsers send them.
            self.fields[self._name] = text.removeprefix("\n").replace("\n", "\r\n")
        elif (tag, self._catch) == ("li", "errors"):
            self.errors.setdefault(self._about, []).append(text.strip())
            self._text = []
            return
        elif (tag, self._catch) == ("p", "notes"):
            self.notes.append(" ".join(text.split()))
        elif (tag, self._catch) == ("li", "messages"):
            self.messages.append(" ".join(text.split()))
        elif not (tag == "ul" and self._catch == "errors"):
            return
        self._catch, self._text = None, []

    def handle_data(self, data):
        if self._catch and not self._template:
            self._text.append(data)

    @property
    def unlabelled(self):
        """Controls that no label names."""
        return [name for name, id_ in self.controls.items() if id_ is not None and id_ not in self.labelled]


def article_form(client, path):
    """What the article form at `path` sends when it is opened and nothing is touched."""
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return Page(response, "article_form").fields


def add_row(fields, part, **values):
    """Fill in one more row, as the button does that adds one; the answer is its number."""
    number = int(fields[f"{part}-TOTAL_FORMS"])
    fields[f"{part}-TOTAL_FORMS"] = str(number + 1)
    fields.update({f"{part}-{number}-{name}": value for name, value in values.items()})
    if part == "references":
        fields.setdefault(f"{part}-{number}-type", "webpage")
    return number


def at_once(acts):
    """Do all acts in threads that start together; the answers, in the order of the acts."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
