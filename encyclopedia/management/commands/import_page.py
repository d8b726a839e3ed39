"""`manage.py import_page`: captured pages as articles."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from encyclopedia.site.imports.command import ImportCommand
from encyclopedia.transfer import Import


def names(text: str) -> list[str]:
    """Names separated by commas."""
    return [name for part in text.split(",") if (name := part.strip())]


class Command(ImportCommand):
    help = "Reads captured encyclopedia pages (plain text) into articles, and says what it had to guess."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="A captured page as plain text.")
        parser.add_argument("--category", default="", metavar="NAME", help="The category, in place of the page's own.")
        parser.add_argument("--labels", type=names, default=[], metavar='"A, B"', help="More labels of infoboxes.")
        parser.add_argument(
            "--sections", type=names, default=[], metavar='"A, B"', help="More names of sections that stand at the top."
        )
        parser.add_argument("--publish", action="store_true", help="Publish new articles; otherwise they are drafts.")
        parser.add_argument("--replace", action="store_true", help="Replace an article that has the slug of the page.")

    def handle(
        self, *, files: Any, category: str, labels: Any, sections: Any, publish: bool, replace: Any, **options: Any
    ) -> None:
        importer = Import(publish=publish)
        take = partial(
            importer.captured_file, category=category, labels=labels, sections=sections, replace_existing=replace
        )
        self.take_in(importer, self._taken(files, take))

    def _taken(self, files: Any, take: Any) -> Iterator[Any]:
        for number, file in enumerate(files, 1):
            take(file)
            yield number, len(files)
