"""Which file of a run has which slug."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from encyclopedia.document.errors import DocumentError
from encyclopedia.document.names import SLUG_LENGTH, fold
from encyclopedia.document.schema import Document
from encyclopedia.models import Article, FormerAddress, Origin

#: How many keys one question holds.
ASKED_AT_ONCE = 500


@dataclass(slots=True)
class _Known:
    """The article that a file has become in an earlier run: its slug, and the folded slugs that it has or had."""

    slug: str
    keys: set[str]


@dataclass
class Claims:
    """Gives each file of a run the slug of its document, and on request the next free number to one that is taken.

    A slug is taken by another file of the run, or as the former address of an article. With numbers, each file and the
    article that it became are remembered, so that the next run gives the same file the same article, whatever other
    files have come between.
    """

    number: bool = False
    _files: dict[str, str] = field(default_factory=dict)
    """The name of the file that has a slug, by its key."""
    _titles: dict[str, str] = field(default_factory=dict)
    _former: dict[str, str] = field(default_factory=dict)
    """The title of the article that keeps a former address."""
    _settled: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Slug and former addresses of a file: asked again, it has the same."""
    _next: dict[str, int] = field(default_factory=dict)
    _known: dict[str, _Known] = field(default_factory=dict)
    _reserved: dict[str, str] = field(default_factory=dict)
    """The file that became the article which has a slug now."""

    def remember(self, names: Mapping[str, str]) -> None:
        """Look up what files became when they were taken in with numbers; the path of each by its name."""
        if not self.number:
            return
        by_key = {origin_key(path): name for name, path in names.items()}
        keys = list(by_key)
        for start in range(0, len(keys), ASKED_AT_ONCE):
            asked = Origin.objects.filter(key__in=keys[start : start + ASKED_AT_ONCE])
            rows = list(asked.values_list("key", "article", "article__slug"))
            former: dict[int, set[str]] = {}
            addresses = FormerAddress.objects.filter(article__in={row[1] for row in rows})
            for article, key in addresses.values_list("article", "slug_key"):
                former.setdefault(article, set()).add(key)
            for key, article, slug in rows:
                self._known[by_key[key]] = _Known(slug, {fold(slug), *former.get(article, ())})
                self._reserved[fold(slug)] = by_key[key]

    def claim(self, document: Document, name: str) -> Document:
        """The document of this file under the slug that it has in this run. Raises DocumentError where it is taken."""
        if name not in self._settled:
            settled = self._numbered(document, name) if self.number else document
            self._claim(settled, name)
            self._settled[name] = (settled.slug, settled.former)
        slug, former = self._settled[name]
        same = (slug, former) == (document.slug, document.former)
        return document if same else replace(document, slug=slug, former=former)

    def _claim(self, document: Document, name: str) -> None:
        key = fold(document.slug)
        if key in self._files:
            raise DocumentError(f"the slug “{document.slug}” stands in {self._files[key]} already")
        if key in self._former:
            raise DocumentError(f"the slug is a former address of the article “{self._former[key]}”")
        former = {fold(slug) for slug in document.former}
        for slug in former & self._titles.keys():
            raise DocumentError(f"the slug belongs to the article “{self._titles[slug]}”")
        for slug in former & self._former.keys():
            raise DocumentError(f"the slug is a former address of the article “{self._former[slug]}”")
        self._files[key] = name
        self._titles[key] = document.title
        self._former |= dict.fromkeys(former, document.title)

    def _numbered(self, document: Document, name: str) -> Document:
        """The document under the first of its slug and its numbers that is free, or that was its own before."""
        known = self._known.get(name)
        own = known.keys if known else set()
        slug = self._free(document.slug, name)
        if slug == document.slug:
            return document
        former = (each for each in document.former if fold(each) in own or not self._is_used(fold(each), name))
        return replace(document, slug=slug, former=tuple(former))

    def _free(self, slug: str, name: str) -> str:
        base = fold(slug)
        known = self._known.get(name)
        if known and any(_is_of(key, base) for key in known.keys) and fold(known.slug) not in self._files:
            return known.slug
        if not self._is_taken(base, name) and not FormerAddress.objects.filter(slug_key=base).exists():
            return slug
        number = self._next.get(base, 2)
        while self._is_used(fold(with_number(slug, number)), name):
            number += 1
        self._next[base] = number + 1
        return with_number(slug, number)

    def _is_used(self, key: str, name: str) -> bool:
        """Whether a file of this run or any article has this slug, or had it."""
        return (
            self._is_taken(key, name)
            or Article.objects.filter(slug_key=key).exists()
            or FormerAddress.objects.filter(slug_key=key).exists()
        )

    def _is_taken(self, key: str, name: str) -> bool:
        return key in self._files or key in self._former or self._reserved.get(key, name) != name


def origin_key(path: str) -> str:
    """What is kept of the path of a file."""
    return hashlib.sha256(path.encode(errors="surrogateescape")).hexdigest()


def _is_of(key: str, base: str) -> bool:
    """Whether a slug is this one, or this one with a number."""
    number = key.rpartition("-")[2]
    return key == base or (number.isdecimal() and len(number) < 10 and key == fold(with_number(base, int(number))))


def with_number(slug: str, number: int) -> str:
    """The slug with a number behind it, such as `bert-2`, cut so that it is no longer than a slug may be."""
    ending = f"-{number}"
    return slug[: SLUG_LENGTH - len(ending)].rstrip("-") + ending
