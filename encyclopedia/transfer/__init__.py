"""The encyclopedia as files: folders and archives of documents in, a whole export out and in again."""

from encyclopedia.site.imports.report import Report

from .exporting import Export
from .folder import FolderRefused
from .importing import Import
from .sources import documents

__all__ = ["Export", "FolderRefused", "Import", "Report", "documents"]
