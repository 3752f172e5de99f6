"""The reference of the read models, written from their contracts: ``python -m gridcase_projections.reference``."""

from gridcase_projections import models
from gridcase_projections.models import Column, Materialized, Model

OPENING = """# Read models

Tables in DuckDB that follow from the events. Made from the contracts beside the SQL in
`projections/gridcase_projections/sql`; do not edit here. Times are UTC; a `valid_to` or `until` that has not come is
`infinity`. How they come about: [read models explained](../explanation/read-models.md).
"""

CLOSING = "What is counted from these tables: [metrics](metrics.md).\n"


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [
        OPENING,
        *_section("Models of matters", models.of_matters()),
        *_section("Models of the register", models.made_from("records")),
        *_section("Models of assessments", models.made_from("assessment_events")),
        *_section("Models of patrols", models.made_from("patrol_events")),
        *_section("Staged events", models.staged()),
        CLOSING,
    ]
    return "\n".join(parts)


def _section(title: str, models: list[Model]) -> list[str]:
    return [f"## {title}\n", *(_model(model) for model in models)]


def _model(model: Model) -> str:
    contract = model.contract
    form = "a view" if contract.materialized is Materialized.VIEW else "a table"
    key = ", ".join(f"`{name}`" for name in contract.key)
    rows = "".join(_column(name, column) for name, column in contract.columns.items())
    return (
        f"### `{model.name}`\n\n{contract.about}\n\nOne row per {contract.grain}; key {key}; {form}.\n\n"
        f"| column | type | |\n|---|---|---|\n{rows}"
    )


def _column(name: str, column: Column) -> str:
    about = column.about
    if column.accepted:
        about += ": " + ", ".join(f"`{value}`" for value in column.accepted)
    if column.references:
        about += f" → `{column.references}`"
    optional = ", may be missing" if column.nullable else ""
    return f"| `{name}` | {column.type}{optional} | {about} |\n"


if __name__ == "__main__":
    print(reference(), end="")
