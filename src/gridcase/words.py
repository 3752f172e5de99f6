"""The words of practice: what each thing is called in English and Chinese, and what it is never called here."""

from enum import StrEnum
from importlib.resources import files

import msgspec
from msgspec import Struct


class MatterWord(StrEnum):
    """What a city calls a matter in Chinese: an item of business, or a case."""

    ITEM = "事项"
    CASE = "案件"


class Word(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one thing is called; ``never`` are regular expressions for what others call it, in Chinese."""

    en: str
    zh: str
    never: tuple[str, ...]


WORDS = msgspec.toml.decode((files("gridcase") / "words.toml").read_bytes(), type=dict[str, Word])
