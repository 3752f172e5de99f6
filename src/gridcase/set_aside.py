"""Streams that cannot be read, so that one of them stops nobody: each is set aside, named once, and tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gridcase.errors import UnreadableEvent


class SetAside:
    """What could not be read when it was last tried, by its stream; ``notify`` is called once with each."""

    def __init__(self, notify: Callable[[UnreadableEvent], None] = lambda error: None) -> None:
        self._notify = notify
        self.errors: dict[str, UnreadableEvent] = {}

    def add(self, error: UnreadableEvent) -> None:
        is_new = error.stream not in self.errors
        self.errors[error.stream] = error
        if is_new:
            self._notify(error)

    def remove(self, stream: str) -> None:
        """It can be read again."""
        self.errors.pop(stream, None)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """What cannot be read ends the block and nothing else."""
        try:
            yield
        except UnreadableEvent as error:
            self.add(error)
