"""Evidence as it is kept: the digest of a file, never the file."""

import re
from hashlib import file_digest
from pathlib import Path

from gridcase.errors import BadConfiguration

SHA_256 = re.compile(r"[0-9a-f]{64}")


def digests(pieces: list[str] | None, option: str) -> tuple[str, ...]:
    """The SHA-256 of each piece of evidence: as given, or of the file that is named."""
    return tuple(piece if SHA_256.fullmatch(piece) else digest(Path(piece), option) for piece in pieces or [])


def digest(path: Path, option: str) -> str:
    """The SHA-256 of a file. Raises ``BadConfiguration`` for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadConfiguration(option, str(path), f"a file, or its SHA-256 ({error.strerror})") from error
