"""The definitions of the metrics in Chinese: phrase by phrase, as ``chinese.toml`` has them."""

from importlib.resources import files

import msgspec

from gridcase.words import MatterWord

PHRASES_FILE = files("gridcase_projections") / "metrics" / "chinese.toml"

PHRASES = msgspec.toml.decode(PHRASES_FILE.read_bytes(), type=dict[str, str])


def in_chinese(text: str, matter: MatterWord = MatterWord.ITEM) -> str:
    """A part of a definition, phrase by phrase, with the city's word for a matter; what is not known stays as it is."""
    return _by_phrase(text).replace("{matter}", matter)


def _by_phrase(text: str) -> str:
    if text in PHRASES:
        return PHRASES[text]
    between, joined = ("; ", "；") if "; " in text else (" / ", "/")
    return joined.join(PHRASES.get(phrase, phrase) for phrase in text.split(between))
