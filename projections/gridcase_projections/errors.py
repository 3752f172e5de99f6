"""What the read models can say no with."""

from pathlib import Path

from gridcase.errors import GridcaseError


class AnotherWriter(GridcaseError):
    """Another process is writing these read models; there is one writer at a time."""

    def __init__(self, directory: Path, holder: str) -> None:
        self.directory = directory
        self.holder = holder
        super().__init__(f"the read models in {directory} are being written by process {holder}")


class NothingPublished(GridcaseError):
    """There is no snapshot to read: nothing has been projected yet."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"no read models are published in {directory}: run `gridcase projection rebuild`")


class ReadModelsUnavailable(GridcaseError):
    """The read models cannot be written or read now: disk full, no permission, or out of memory."""


class DiskFull(ReadModelsUnavailable):
    """There is no room for what was to be written; what is there can be read."""

    def __init__(self) -> None:
        super().__init__("the disk is full: the read models cannot be brought up to date")


class OtherSource(GridcaseError):
    """The read models were fed from another source, whose positions mean nothing here."""

    def __init__(self, directory: Path, expected: str, followed: str) -> None:
        super().__init__(f"the read models in {directory} follow {followed!r}, not {expected!r}: rebuild them")


class OtherHistory(GridcaseError):
    """Read models that are to be put together were made from two histories: one store was put back from a copy."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"the parts of {directory} were made from two histories: bring them up to date first")
