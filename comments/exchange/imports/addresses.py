"""Which article a discussion elsewhere belongs to: by a mapping, else by the last part of its address."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from comments.articles import known_article

_ENDING = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)


class Addresses:
    """Articles by addresses of other sites."""

    def __init__(self) -> None:
        self._mapped: dict[str, int] = {}

    def read(self, path: Path) -> Iterable[str]:
        """Take in a mapping: a CSV file with an address, or a name of a thread, and a slug in each row.

        The answer says what is wrong with it, by line. Raises OSError.
        """
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            try:
                for row in rows:
                    if not row or (rows.line_num == 1 and row == ["address", "slug"]):
                        continue
                    if problem := self._map(row):
                        yield f"{path}:{rows.line_num}: {problem}"
            except (csv.Error, UnicodeDecodeError) as error:
                yield f"{path}:{rows.line_num}: {error}"

    def article_of(self, names: Iterable[str]) -> int | None:
        """The key of the article that a thread with these names belongs to."""
        names = list(names)
        for name in names:
            if (found := self._mapped.get(_key(name))) is not None:
                return found
        return next((found for name in names if (found := self._by_last_part(name)) is not None), None)

    def _map(self, row: list[str]) -> str:
        if len(row) != 2:
            return "two values are expected here, an address and a slug"
        address, slug = (value.strip() for value in row)
        article = known_article(slug)
        if article is None:
            return f"there is no article with the slug “{slug[:100]}”"
        self._mapped[_key(address)] = article.pk
        return ""

    @staticmethod
    def _by_last_part(name: str) -> int | None:
        slug = _last_part(name)
        article = known_article(slug) if slug else None
        return article.pk if article else None


def _key(address: str) -> str:
    """The address without what makes no difference."""
    text = unquote(address.strip().partition("#")[0])
    return re.sub(r"^https?://(?:www\.)?", "", text, flags=re.IGNORECASE).rstrip("/").casefold()


def _last_part(address: str) -> str:
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    return _ENDING.sub("", unquote(path).rstrip("/").rpartition("/")[2])
