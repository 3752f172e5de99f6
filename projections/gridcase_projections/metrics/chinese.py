"""The definitions of the metrics in Chinese: phrase by phrase, as ``chinese.toml`` has them."""

from importlib.resources import files

import msgspec

PHRASES_FILE = files("gridcase_projections") / "metrics" / "chinese.toml"

PHRASES = msgspec.toml.decode(PHRASES_FILE.read_bytes(), type=dict[str, str])


def in_chinese(text: str) -> str:
    """A part of a definition phrase by phrase; one that is not known stays in English."""
    if text in PHRASES:
        return PHRASES[text]
    between, joined = ("; ", "；") if "; " in text else (" / ", "/")
    return joined.join(PHRASES.get(phrase, phrase) for phrase in text.split(between))
