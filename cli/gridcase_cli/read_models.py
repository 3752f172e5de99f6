"""The read models of the session's city, brought up to date before they are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gridcase_cli.output import note
from gridcase_cli.session import Session

if TYPE_CHECKING:
    from gridcase_projections.database import Connection


@contextmanager
def read_models(session: Session) -> Iterator["Connection"]:
    """What ``open_read_models`` opens; what was done to damaged files is shown as a note."""
    from gridcase_projections.opening import open_read_models

    zone = session.city.about.time_zone
    with open_read_models(session.store, session.home.read_models, time_zone=zone, on_remark=note) as connection:
        yield connection
