"""The read models as files: a ``.sql`` that answers one question, and a ``.toml`` beside it with what it promises.

Every model is a pure ``select`` over the staged events, so it can be asked of all of them, of the matters that a batch
touched, or of what was recorded by some time: ``within`` says of which.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec
from msgspec import Struct

from gridcase.store.codec import EVENT_TYPES

SQL = files("gridcase_projections") / "sql"

WORD, COMMENT = re.compile(r"\w+"), re.compile("--.*")


class Materialized(StrEnum):
    """A table is written by the projector; a view is worked out whenever it is read."""

    TABLE = "table"
    VIEW = "view"


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``about`` may be read by people; the rest is tested. ``references`` is ``table.column``."""

    type: str
    about: str
    nullable: bool = False
    accepted: tuple[str | int | bool, ...] = ()
    references: str = ""


class Contract(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model promises: one row per ``key``, and these columns in this order."""

    about: str
    grain: str
    key: tuple[str, ...]
    materialized: Materialized = Materialized.TABLE
    columns: dict[str, Column]


class Model(Struct, frozen=True):
    name: str
    sql: str
    contract: Contract

    @property
    def is_table(self) -> bool:
        return self.contract.materialized is Materialized.TABLE


@cache
def model(folder: str, name: str) -> Model:
    place = SQL / folder
    contract = msgspec.toml.decode((place / f"{name}.toml").read_bytes(), type=Contract)
    return Model(name, (place / f"{name}.sql").read_text("utf-8"), contract)


@cache
def query(name: str) -> str:
    """The text of a question to the read models."""
    return (SQL / "queries" / f"{name}.sql").read_text("utf-8")


@cache
def counter(name: str) -> str:
    """The question that gives the rows of a cohort, by which metrics count."""
    return (SQL / "counters" / f"{name}.sql").read_text("utf-8")


MADE_FROM = {
    "staged_events": (
        *("events", "stages", "rounds", "exclusions", "matters", "overdue", "department_counters"),
        *("set_aside", "filings", "waits", "closings", "co_handlings", "delays", "whistles"),
    ),
    "records": ("register", "units", "departments", "bodies", "lists", "classes", "members", "micro_grids"),
    "assessment_events": ("verdicts", "marks", "assessments"),
    "patrol_events": ("patrols", "misses"),
}
"""What the stored bytes become, and the models that follow from each, every one after those that it is made from."""


def staged() -> list[Model]:
    return [model("staging", name) for name in MADE_FROM]


def made_from(staged: str) -> list[Model]:
    return [model("models", name) for name in MADE_FROM[staged]]


def of_matters() -> list[Model]:
    return made_from("staged_events")


def made() -> list[Model]:
    """All that is made from what is staged."""
    return [made for staged in MADE_FROM for made in made_from(staged)]


def everything() -> list[Model]:
    return [*staged(), *made()]


LAYOUT = "3: positions say of which history they are, and events that are left out are named"
"""Of the tables beside the models. Changes with them."""


def digest() -> str:
    """Changes whenever some table would come out otherwise; a file with another digest is made again.

    So it does with the kinds of events that can be read: what was left out for one of them comes back.
    """
    texts = [LAYOUT, *(model.sql for model in everything()), *sorted(EVENT_TYPES)]
    return sha256("\0".join(texts).encode()).hexdigest()


def within(staged: str, events: str, models: Iterable[Model], question: str) -> str:
    """The question asked of ``models`` as they follow from ``events``, a ``select``, instead of all ``staged``."""
    return _with_models({staged: events, **{model.name: model.sql for model in models}}, question)


def as_recorded_by(question: str) -> str:
    """The question asked of what the store had recorded at ``$as_known``, and of nothing else."""
    return as_it_was(question, "as_known")


def as_it_was(question: str, *moments: str) -> str:
    """The question asked of what had happened at ``$as_of`` and was recorded at ``$as_known``, or of one of both."""
    known = {}
    for one in staged():
        happened = "holds_from" if one.name == "records" else "received_at"
        columns = {"as_of": happened, "as_known": "recorded_at"}
        conditions = " and ".join(f"{columns[moment]} <= ${moment}" for moment in moments)
        known[one.name] = f"select * from main.{one.name} where {conditions}"
    return _with_models({**known, **{model.name: model.sql for model in made()}}, question)


def _with_models(named: Mapping[str, str], question: str) -> str:
    """The question asked of what is ``named``, as far as it reads that: what is not read takes DuckDB time to plan."""
    needed = _read_by(question, named)
    scope = ",\n".join(f"{name} as (\n{sql}\n)" for name, sql in named.items() if name in needed)
    return f"with\n{scope}\nselect * from (\n{question}\n)" if scope else question


def _read_by(question: str, named: Mapping[str, str]) -> set[str]:
    """The names in the question, and those in what they name; a name in another sense does no harm."""
    read: set[str] = set()
    unread = [question]
    while unread:
        names = set(WORD.findall(COMMENT.sub("", unread.pop()))) & named.keys() - read
        read |= names
        unread += [named[name] for name in names]
    return read
