"""Where each unit lies, by names."""

from msgspec import Struct

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc


class Place(Struct, frozen=True):
    """A unit, and the names of all that lies ``above`` it, the whole city left out."""

    code: str
    above: str
    name: str


def places_of(connection: Connection, window: Window) -> dict[str, Place]:
    """The units by their codes, as they were at the end of the window."""
    rows = connection.execute(models.query("report_places"), {"as_of": to_utc(window.as_of)})
    return {place.code: place for place in structs(rows, Place)}
