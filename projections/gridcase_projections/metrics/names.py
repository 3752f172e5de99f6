"""What the keys of scorecards are called."""

from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Dimension

TABLES_OF_NAMES = {
    Dimension.DEPARTMENT: "departments",
    Dimension.HOST: "units",
    Dimension.UNIT: "units",
    Dimension.CLASS: "classes",
}
"""The tables that hold names. Those of members stay in the store, and channels are called what they are."""


def names_of(connection: Connection, by: Dimension) -> dict[str, str]:
    """The newest name of each, by its code."""
    if by not in TABLES_OF_NAMES:
        return {}
    rows = connection.execute(f"select code, arg_max(name, valid_from) from {TABLES_OF_NAMES[by]} group by code")
    return dict(rows.fetchall())
