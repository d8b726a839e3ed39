"""Keys and values of front matter as other systems write them, put into ours."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from encyclopedia.document.codec import KEYS
from encyclopedia.document.dates import parse_moment, write_moment
from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import fold, is_former_slug, is_slug, slugify
from encyclopedia.document.rules import LANGUAGE, LIMITS
from encyclopedia.document.schema import STATUSES, Status
from encyclopedia.document.yaml_text import Mapping as Entries
from encyclopedia.document.yaml_text import Node, Scalar, Sequence

from .changes import Changes
from .dates import moment
from .lists import NOTHING, bare, once, paths_in, scalars, split, texts

#: Keys that mean one of ours wherever they stand, what counts most first.
DATES = {
    "published": [
        "publishdate", "publish_date", "pubdate", "published_at", "published_date", "date_published", "datepublished",
        "date", "created", "created_at", "createdat", "date_created", "datecreated", "created_date", "creation_date",
    ],
    "updated": [
        "lastmod", "last_modified_at", "last_modified", "lastmodified", "modified", "modified_at", "date_modified",
        "datemodified", "updated_at", "updatedat", "date_updated", "last_updated", "lastupdated", "last_update",
    ],
}  # fmt: skip
LISTS = {"tags": ["tag", "keywords"], "aliases": ["alias"]}
SUMMARIES = ["description", "excerpt"]
LANGUAGES = ["lang", "locale"]
CATEGORIES = "categories"
#: What says that nobody should see an article yet, and the words that say so.
DRAFTS = {"draft": True, "published": False, "publish": False}
YES = {"true", "yes", "on", "1"}
NO = {"false", "no", "off", "0"}
#: Of these keys of ours, other systems have some that are called alike and hold something else.
SHAPES: dict[str, type] = {"infobox": Entries, "timeline": Sequence, "faq": Sequence, "references": Sequence}


class Adapting:
    """The entries of one front matter, and what they become."""

    def __init__(self, entries: Entries, renamed: Mapping[str, str], changes: Changes, *, ignore_unknown: bool) -> None:
        self.changes = changes
        self.ignore_unknown = ignore_unknown
        self.entries = self._renamed(entries, renamed)
        self.line = entries.line

    def adapted(self) -> Entries:
        """The entries under our keys. Those that are not known are left out, or stand there to be refused."""
        self._capitals()
        self._taxonomies()
        self._status()
        for ours, theirs in DATES.items():
            self._date(ours, theirs)
        for ours, theirs in LISTS.items():
            self._list(ours, theirs)
        self._summary()
        self._language()
        self._category()
        self._slug()
        for key in ("title", "summary"):
            self._one_text(key)
        for key, shape in SHAPES.items():
            self._part(key, shape)
        return Entries(dict(self._known()), self.line)

    def _renamed(self, entries: Entries, renamed: Mapping[str, str]) -> dict[str, tuple[Scalar, Node]]:
        """The entries under the names that somebody gave them. Raises DocumentError where two would be one."""
        items: dict[str, tuple[Scalar, Node]] = {}
        for written, (key, value) in entries.items.items():
            name = renamed.get(written, written)
            if name in items or (name != written and name in entries.items and name not in renamed):
                raise DocumentError(f"the key “{written}” is read as “{name}”, which stands there too", line=key.line)
            items[name] = (key, value)
        return items

    def _capitals(self) -> None:
        """`Title` and `Tags` are ours, where nothing else is."""
        for written in list(self.entries):
            key = written.lower()
            if written != key and key in KEYS and key not in self.entries:
                self.entries[key] = self.entries.pop(written)
                self._say(key, f"the key “{written}” is read as “{key}”")

    def _taxonomies(self) -> None:
        """Zola keeps tags and categories together under one key."""
        found = self.entries.get("taxonomies")
        if found and isinstance(found[1], Entries) and not found[1].items.keys() & self.entries.keys():
            del self.entries["taxonomies"]
            self.entries |= found[1].items

    def _say(self, key: str, what: str) -> None:
        self.changes.change(self.entries[key][0].line, what)

    def _text(self, key: str) -> str | None:
        """The one text of an entry, None where there is none."""
        node = self.entries[key][1] if key in self.entries else None
        return node.text.strip() if isinstance(node, Scalar) else None

    def _put(self, key: str, text: str, line: int) -> None:
        self.entries[key] = (Scalar(key, line), Scalar(text, line))

    def _theirs(self, names: list[str]) -> list[str]:
        """The entries that are called so, in the order of the names, however they are spelt."""
        spelt = {written.lower().replace("-", "_").replace(" ", "_"): written for written in self.entries}
        return [spelt[name] for name in names if name in spelt]

    def _forget(self, key: str) -> None:
        self.changes.unknown.append((key, self.entries.pop(key)[0].line))

    def _status(self) -> None:
        """A draft of another system is one here, and never published by the way; other states are not ours."""
        for key, sign in DRAFTS.items():
            text = (self._text(key) or "").lower()
            if text in (YES if sign else NO):
                line = self.entries.pop(key)[0].line
                self._put("status", Status.DRAFT.value, line)
                self.changes.change(line, f"“{key}: {text}” makes it a draft")
            elif key == "published" and text in YES:
                self.changes.change(self.entries.pop(key)[0].line, f"“{key}: {text}” says no day and is left out")
        text = self._text("status")
        if text is not None and text not in STATUSES and text.lower() in STATUSES:
            self._put("status", text.lower(), self.entries["status"][0].line)
        elif "status" in self.entries and text not in (*STATUSES, "") and self.ignore_unknown:
            self._forget("status")

    def _date(self, ours: str, names: list[str]) -> None:
        for key in [*([ours] if ours in self.entries else []), *self._theirs(names)]:
            line, text = self.entries[key][0].line, self._date_text(key)
            if text.lower() in NOTHING:
                del self.entries[key]
                continue
            found = moment(text) if not _is_moment(text) else parse_moment(text)
            if found is None and not self.ignore_unknown:
                raise DocumentError(f"{key}: “{text}” is no date; write 2026-05-14 or 2026-05-14T09:00:00Z", line=line)
            if found is None:
                self.changes.leave_out(line, f"{key}: “{text[:80]}” is no date that is known here")
                self._forget(key)
            elif key != ours and ours in self.entries:
                self._forget(key)
            else:
                del self.entries[key]
                self._put(ours, write_moment(found), line)
                if (key, text) != (ours, write_moment(found)):
                    self.changes.change(line, f"“{key}: {text[:80]}” is read as “{ours}: {write_moment(found)}”")

    def _date_text(self, key: str) -> str:
        node = self.entries[key][1]
        if isinstance(node, Entries) and "date" in node.items:  # Docusaurus keeps date and author together
            node = node.items["date"][1]
        return node.text.strip() if isinstance(node, Scalar) else "…"

    def _list(self, ours: str, names: list[str]) -> None:
        theirs = self._theirs(names)
        if not theirs and ours not in self.entries:
            return
        keys = [*([ours] if ours in self.entries else []), *theirs]
        line = self.entries[keys[0]][0].line
        found: list[Scalar] = []
        for key in keys:
            found += self._names(key, ours)
        written = [self.entries[key][1] for key in keys]
        for key in keys:
            del self.entries[key]
        kept: list[Any] = once(found)
        self.entries[ours] = (Scalar(ours, line), Sequence(kept, line))
        if theirs or [item.text for item in kept] != [text for text in texts(written[0]) if text]:
            told = ", ".join(item.text for item in kept)
            self.changes.change(line, f"{', '.join(keys)}: read as {ours}: [{told[:200]}]")

    def _summary(self) -> None:
        """What describes a page in one sentence, where there is no summary and it can be one."""
        for key in self._theirs(SUMMARIES):
            text = self._text(key)
            if "summary" not in self.entries and text and len(text) <= LIMITS["summary"]:
                line = self.entries.pop(key)[0].line
                self._put("summary", text, line)
                self.changes.change(line, f"{key}: read as summary")

    def _names(self, key: str, ours: str) -> Iterator[Scalar]:
        node = self.entries[key][1]
        if isinstance(node, Scalar) and ours == "tags":
            names = split(node.text)
        else:
            names = [item.text for item in scalars(node)]
        line = node.line
        for name in names:
            text = bare(name) if ours == "tags" else " ".join(name.split())
            if ours == "aliases" and text.startswith("/"):
                self.changes.leave_out(line, f"“{text[:80]}” was an address of another system")
            elif text.lower() not in NOTHING:
                yield Scalar(text, line)

    def _language(self) -> None:
        for key in [*(["language"] if "language" in self.entries else []), *self._theirs(LANGUAGES)]:
            line = self.entries[key][0].line
            tag = (self._text(key) or "").partition(".")[0].replace("_", "-")
            if LANGUAGE.fullmatch(tag) and (key == "language" or "language" not in self.entries):
                if key != "language" or tag != self._text(key):
                    self._say(key, f"{key}: read as language: {tag}")
                del self.entries[key]
                self._put("language", tag, line)
            elif key != "language" or (tag and self.ignore_unknown):
                self._forget(key)

    def _category(self) -> None:
        """Of several categories the first is the category, the others are tags."""
        paths = []
        line = 0
        for key in ["category", *self._theirs([CATEGORIES])]:
            node = self.entries[key][1] if key in self.entries else None
            if node is None or (isinstance(node, Scalar) and key == "category"):
                continue
            line = line or self.entries.pop(key)[0].line
            self.entries.pop(key, None)
            paths += [path for path in paths_in(node) if path]
        if not line:
            return
        if paths and "category" not in self.entries:
            self._put("category", paths.pop(0), line)
        if paths:
            tags_key, tags = self.entries.get("tags", (Scalar("tags", line), Sequence([], line)))
            more = [Scalar(name, line) for path in paths for name in path.split(" / ")]
            self.entries["tags"] = (tags_key, Sequence(once([*scalars(tags), *more]), line))
        elif "category" not in self.entries:
            return
        others = f", the others as tags: {', '.join(paths)}"[:200] if paths else ""
        self.changes.change(line, f"categories: read as category “{self._text('category') or ''}”{others}")

    def _slug(self) -> None:
        written = self._text("slug")
        if written is None or is_slug(written):
            return
        line = self.entries["slug"][0].line
        made = slugify(unquote(written))
        del self.entries["slug"]
        if made:
            self._put("slug", made, line)
            former = unquote(written).lower()
            if is_former_slug(former) and fold(former) != fold(made) and len(former) <= 100:
                key, kept = self.entries.get("former", (Scalar("former", line), Sequence([], line)))
                self.entries["former"] = (key, Sequence(once([*scalars(kept), Scalar(former, line)]), line))
        if written:
            self.changes.change(
                line, f"the slug “{written}” becomes {f'“{made}”' if made else 'one made of the title'}"
            )

    def _one_text(self, key: str) -> None:
        """A title that was folded over several lines is one line, and a null is nothing."""
        text = self._text(key)
        if text is None:
            return
        node = self.entries[key][1]
        if text.lower() in ("~", "null") or not text:
            del self.entries[key]
        elif isinstance(node, Scalar):
            node.text = " ".join(text.split()) if key == "title" else text

    def _part(self, key: str, shape: type) -> None:
        node = self.entries[key][1] if key in self.entries else None
        if node is None or not self.ignore_unknown:
            return
        items = node.items if isinstance(node, Sequence) else []
        if not isinstance(node, shape) or not all(isinstance(item, Entries) for item in items):
            self._forget(key)

    def _known(self) -> Iterator[tuple[str, tuple[Scalar, Node]]]:
        for name, (key, value) in self.entries.items():
            if name in KEYS or not self.ignore_unknown:
                yield name, (key, value)
            else:
                self.changes.unknown.append((key.text, key.line))


def _is_moment(text: str) -> bool:
    try:
        parse_moment(text)
    except ValueError:
        return False
    return True
