"""The digest of one event: what tells it from any other, wherever it was copied to."""

from hashlib import sha256


def event_digest(stream: str, version: int, tag: str, data: bytes) -> bytes:
    """SHA-256 over all that was appended, each part told from the next; the position is not in it."""
    head = f"{version} {len(tag)} {len(stream)} {tag}{stream} ".encode("utf-8", "surrogatepass")
    return sha256(head + data).digest()
