"""Passwords and tokens: they lie in a file or in the environment, and are never shown."""

from pathlib import Path

from gridcase.errors import BadConfiguration


class Secret:
    """Something that is never shown: not in a log, a traceback or an error."""

    def __init__(self, reveal: str) -> None:
        self.reveal = reveal

    def __repr__(self) -> str:
        return "(secret)"

    def __bool__(self) -> bool:
        return bool(self.reveal)


NO_SECRET = Secret("")


def read_secret(from_environment: str, file: str, key: str) -> Secret:
    """What the environment gives, else what the file holds. Raises ``BadConfiguration`` for a file that is missing."""
    if from_environment or not file:
        return Secret(from_environment)
    try:
        return Secret(Path(file).read_text(encoding="utf-8").strip())
    except OSError as error:
        raise BadConfiguration("", key, f"a file that can be read, not {file} ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadConfiguration("", key, f"a file with text, not {file}") from None
