"""Every read model keeps what its contract promises, and its SQL reads like a paragraph."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridcase.matters.privacy import PERSONAL
from gridcase_projections import models
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.models import Model
from gridcase_projections.reference import reference
from gridcase_projections.runner import Projector
from tests.support.compliance import a_month
from tests.support.histories import matter, random_history, small_city, store_of, waited_for_a_co_handler
from tests.support.lives import lives

EVERY = [pytest.param(model, id=model.name) for model in models.everything()]
SQL = Path(str(models.SQL))
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "read-models.md"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The read models of a small city in which a great deal happens."""
    chance = random.Random(7)
    histories = [random_history(seed, f"M{seed}") for seed in range(120)]
    matters = [matter([event for event, _ in history]) for history in histories]
    matters.append(matter(waited_for_a_co_handler("M-waited")))
    store = store_of([*small_city(), *matters, *lives(7, 40), *a_month()], chance)
    directory = tmp_path_factory.mktemp("small-city")
    Projector(directory, store).catch_up()
    with snapshot(directory) as read_models:
        yield read_models


def count(connection: Connection, question: str) -> int:
    [[number]] = connection.execute(f"select count(*) from ({question})").fetchall()
    return int(number)


def test_each_model_has_a_contract_and_each_contract_a_model() -> None:
    for folder in ("staging", "models"):
        files = {path.name for path in (SQL / folder).iterdir()}
        names = {name.rpartition(".")[0] for name in files}
        assert files == {f"{name}.{kind}" for name in names for kind in ("sql", "toml")}
    known = {model.name for model in models.everything()}
    assert known == {path.stem for path in SQL.glob("[sm][to][ad]*/*.sql")}


@pytest.mark.parametrize("model", EVERY)
def test_columns_are_those_of_the_contract(model: Model, connection: Connection) -> None:
    described = connection.execute(f"describe {model.name}").fetchall()
    promised = [(name, column.type) for name, column in model.contract.columns.items()]
    assert [(name, kind) for name, kind, *_ in described] == promised


@pytest.mark.parametrize("model", EVERY)
def test_there_is_something_in_it_and_one_row_per_key(model: Model, connection: Connection) -> None:
    key = ", ".join(model.contract.key)
    assert count(connection, f"from {model.name}") > 0
    assert count(connection, f"select 1 from {model.name} group by {key} having count(*) > 1") == 0


@pytest.mark.parametrize("model", EVERY)
def test_nothing_is_missing_that_was_promised(model: Model, connection: Connection) -> None:
    for name, column in model.contract.columns.items():
        if not column.nullable:
            assert count(connection, f"from {model.name} where {name} is null") == 0, name


@pytest.mark.parametrize("model", EVERY)
def test_values_are_among_those_accepted(model: Model, connection: Connection) -> None:
    for name, column in model.contract.columns.items():
        if column.accepted:
            values = {value for (value,) in connection.execute(f"select distinct {name} from {model.name}").fetchall()}
            assert values - {None} <= set(column.accepted), name


@pytest.mark.parametrize("model", EVERY)
def test_what_is_referred_to_is_there(model: Model, connection: Connection) -> None:
    for name, column in model.contract.columns.items():
        if column.references:
            table, _, key = column.references.partition(".")
            lost = f"from {model.name} where {name} is not null and {name} not in (select {key} from {table})"
            assert count(connection, lost) == 0, name


@pytest.mark.parametrize("model", EVERY)
def test_history_has_no_overlap(model: Model, connection: Connection) -> None:
    if "valid_to" not in model.contract.columns or model.contract.materialized is models.Materialized.VIEW:
        return
    *thing, _ = model.contract.key
    overlapping = f"""
        select lead(valid_from) over (partition by {", ".join(thing)} order by valid_from) as following, valid_to
        from {model.name}
        qualify following < valid_to
    """
    assert count(connection, overlapping) == 0
    assert count(connection, f"from {model.name} where valid_from >= valid_to") == 0


@pytest.mark.parametrize("path", sorted(SQL.rglob("*.sql")), ids=lambda path: path.stem)
def test_sql_reads_like_a_paragraph(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("-- ")
    assert any("Grain: " in line for line in lines[:3]) or path.parent.name == "queries"
    assert lines[-1].startswith("select * from ")
    assert max(map(len, lines)) <= 120


def test_what_is_particular_to_a_tag_is_read_by_its_name() -> None:
    readers = {path.stem for path in SQL.rglob("*.sql") if "from staged_events" in path.read_text("utf-8")}
    assert readers == {"events"}


def test_whatever_is_staged_of_a_matter_has_a_name(connection: Connection) -> None:
    staged, named = (
        models.model(*place).contract.columns for place in (("staging", "staged_events"), ("models", "events"))
    )
    assert staged.keys() - named.keys() == {"word", "number", "answer"}
    particular = ", ".join(f'"{name}"' for name in [*(named.keys() - staged.keys()), "level"])
    nameless = f"""
        select tag
        from staged_events
        inner join (select matter_id, version, len(concat_ws('', {particular})) > 0 as is_named from events)
            using (matter_id, version)
        where word is not null or number is not null or answer is not null
        group by tag
        having not bool_or(is_named)
    """
    assert connection.execute(nameless).fetchall() == []


@pytest.mark.parametrize("model", [pytest.param(model, id=model.name) for model in models.staged()])
def test_nothing_personal_is_read_from_stored_bytes(model: Model) -> None:
    words = set("".join(letter if letter.isalnum() or letter == "_" else " " for letter in model.sql).split())
    assert words & PERSONAL == set()


def test_the_reference_is_what_the_contracts_say() -> None:
    assert DOCS.read_text("utf-8") == reference(), "run python -m gridcase_projections.reference > " + DOCS.name
