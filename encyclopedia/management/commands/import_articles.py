from pathlib import Path

from encyclopedia.document.errors import DocumentError
from encyclopedia.management.importing import ImportCommand
from encyclopedia.transfer import Import, documents


class Command(ImportCommand):
    help = (
        "Reads article documents. An article that has the slug of a document is replaced by it; "
        "a new one is a draft unless the document has a status or --publish is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A file, or a folder with files in it.")
        parser.add_argument("--publish", action="store_true", help="Publish new articles that have no status.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")

    def handle(self, *, paths, publish, dry_run, **options):
        importer = Import(publish=publish, dry_run=dry_run)
        files = []
        for path in paths:
            found = list(documents([path]))
            if not found:
                importer.report.refuse(str(path), DocumentError("there is no document in this folder"))
            files += found
        self.take_in(importer, files, importer.article_file)
