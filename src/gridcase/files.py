"""Files that we make: whole or not at all, on the disk when they have their name, and never on top of something else.

``whole_file`` is for files that are ours to replace, in a home or beside it; ``output_file`` for those that somebody
asked for by a path, who may have mistyped it.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from gridcase.errors import BadConfiguration

MARK_OF_A_HOME = "city.toml"
"""The file that makes a folder a home."""

NOT_YET = "a file that is not there yet; --force replaces it"

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system answers that has no room for more."""

NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What a file system without hard links answers."""


@contextmanager
def output_file(path: Path, *, force: bool = False, option: str = "") -> Iterator[BinaryIO]:
    """The file that ``option`` asked for, to be written; ``path`` is there once all of it is.

    Raises ``BadConfiguration`` as ``check_output`` does, and where nothing can be written.
    """
    check_output(path, force=force, option=option)
    named = f"{option} {path}".strip()
    try:
        with whole_file(path, replace=force) as file:
            yield file
    except BrokenPipeError:
        raise
    except FileExistsError:
        raise BadConfiguration(named, "", NOT_YET) from None
    except OSError as error:
        raise BadConfiguration(named, "", f"a file that can be written ({error.strerror})") from error


def check_output(path: Path, *, force: bool = False, option: str = "") -> None:
    """Say at once, before anything is worked out, that nothing can be put there.

    Raises ``BadConfiguration`` inside a home, and where something stands already: a file is replaced if ``force``; a
    device, a link or a folder never.
    """
    check_folder(path.parent, option=option)
    kind = kind_of(path)
    if kind is not None and not (force and stat.S_ISREG(kind)):
        expected = NOT_YET if stat.S_ISREG(kind) else "a file, or a name that is free"
        raise BadConfiguration(f"{option} {path}".strip(), "", expected)


def check_folder(folder: Path, *, option: str = "") -> None:
    """Raise ``BadConfiguration`` for a folder in a home, where nothing is written but what the home is made of."""
    home = home_around(folder)
    if home is not None:
        raise BadConfiguration(f"{option} {folder}".strip(), "", f"a folder outside of the home {home}")


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """A file to be written under a name that nobody can foresee, synced, and only then called ``path``.

    If writing fails, nothing is left. Raises ``FileExistsError`` where something has the name, unless ``replace``.
    """
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    draft = f".gridcase-{secrets.token_hex(16)}"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(draft, "wb", opener=lambda name, _: os.open(name, flags, 0o666, dir_fd=folder)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        (_rename if replace else _link)(draft, path.name, folder)
        os.fsync(folder)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=folder)
        os.close(folder)


def sync(folder: Path) -> None:
    """Have a folder, with all that is in it, outlive a power cut."""
    for path in (*folder.rglob("*"), folder):
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def home_around(folder: Path) -> Path | None:
    """The home that a folder is or lies in, all links and ``..`` followed; ``None`` outside of any."""
    folder = folder.resolve()
    return next((around for around in (folder, *folder.parents) if (around / MARK_OF_A_HOME).exists()), None)


def kind_of(path: Path) -> int | None:
    """What has the name now, a link not followed: the mode of its inode; ``None`` if nothing has."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _rename(draft: str, name: str, folder: int) -> None:
    os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)


def _link(draft: str, name: str, folder: int) -> None:
    """Give the draft its name, if nothing has it: in one step where the file system can."""
    try:
        os.link(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, dir_fd=folder))
        _rename(draft, name, folder)
