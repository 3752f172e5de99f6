"""Reading what people wrote, strictly: every complaint names the file and line, the key, and what was expected."""

from gridcase.configuration.document import Document, complaint, no_such, parse, text_of, unknown_keys

__all__ = ["Document", "complaint", "no_such", "parse", "text_of", "unknown_keys"]
