"""Importing what other platforms recorded: a mapping says what a file means; its rows become histories of matters."""

from gridcase.importers.importing import ImportResult, Progress, import_file
from gridcase.importers.mapping import AnyMapping
from gridcase.importers.mappings import load_mapping, mapping_names

__all__ = ["AnyMapping", "ImportResult", "Progress", "import_file", "load_mapping", "mapping_names"]
