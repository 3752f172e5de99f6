"""The read models of the session's city, brought up to date before they are asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from gridcase.rehearsal import REMARK
from gridcase_cli.output import note
from gridcase_cli.session import Session

if TYPE_CHECKING:
    from gridcase_projections.database import Connection
    from gridcase_projections.unreadable import Unreadable


@contextmanager
def read_models(session: Session) -> Iterator["Connection"]:
    """What ``open_read_models`` opens; what was done to damaged files, and what is left out, is shown as a note."""
    from gridcase_projections.opening import open_read_models
    from gridcase_projections.unreadable import left_out_remark, unreadable_streams

    zone = session.city.about.time_zone
    with open_read_models(session.store, session.home.read_models, time_zone=zone, on_remark=note) as connection:
        if remark := left_out_remark(unreadable_streams(connection)):
            note(remark)
        yield connection


def note_rehearsal(session: Session) -> None:
    """Beside numbers that a person reads; files and documents say it themselves."""
    if session.rehearsal:
        note(REMARK)


def unreadable_document(unreadable: "Sequence[Unreadable]") -> list[dict[str, Any]]:
    """The streams that are left out, as documents name them."""
    return [to_builtins(one) for one in unreadable]
