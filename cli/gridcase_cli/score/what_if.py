"""``gridcase score … --what-if``: the same history judged by other rules, beside the actual verdicts."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from gridcase.city import City, load_city
from gridcase.directory import StoreDirectory
from gridcase.english import plural
from gridcase.errors import BadConfiguration
from gridcase.matters.policy import JudgeBy
from gridcase.registry.records import MatterClass, Record
from gridcase.registry.tables import read_tables
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import note_rehearsal, read_models
from gridcase_cli.score.choice import Choice
from gridcase_cli.score.show import shown
from gridcase_cli.score.table import Row, difference, rows_of_metrics, rows_of_preset
from gridcase_cli.session import Session
from gridcase_cli.windows import in_words

if TYPE_CHECKING:
    from gridcase_projections.metrics.verdict_changes import VerdictChange

MAX_SHOWN_VERDICTS = 20
"""Matters that are listed; all are in ``--json``."""


class ProposedDirectory(StoreDirectory):
    """What the city has registered, but for the classes that are proposed."""

    def __init__(self, session: Session, records: Iterable[Record]) -> None:
        super().__init__(session.store, session.codec)
        self._proposed = {record.code: record for record in records if isinstance(record, MatterClass)}

    def matter_class(self, code: str) -> MatterClass | None:
        return self._proposed.get(code) or super().matter_class(code)


def show_what_if(session: Session, choice: Choice, path: Path, classes: Path | None, as_json: bool) -> None:
    """What is asked, as it is and by the rules of a ``city.toml``, with the ``classes`` of a register's file."""
    from gridcase_projections.metrics.peers import peers_of
    from gridcase_projections.metrics.verdict_changes import verdict_changes
    from gridcase_projections.metrics.what_if import proposed

    city = proposal(session, choice, path)
    directory = ProposedDirectory(session, read_tables(classes).records if classes else ())
    question = choice.question(session)
    with read_models(session) as connection:
        what_if = proposed(connection, question, session.policy, city.policy(directory, session.matters))
        peers = peers_of(connection, question)
        actual = placed(choice, score_rows(choice, session.city)(connection, question), peers, session.city)
        would_be = placed(choice, score_rows(choice, city)(connection, what_if), peers, city)
        changed = verdict_changes(connection, parts(choice, city), question, what_if)
    rows = [side_by_side(key, actual.get(key, {}), would_be.get(key, {})) for key in {**actual, **would_be}]
    if as_json:
        verdicts = [{choice.by.value: one.key, **to_builtins(one)} for one in changed]
        documents = [{choice.by.value: row["key"], **row} for row in rows]
        show_json(
            {
                **choice.document_head(session, question),
                "what_if": str(path),
                "rows": documents,
                "verdicts": verdicts,
            }
        )
        return
    note_rehearsal(session)
    say(f"as it is, and what if {path.name} had been the rules, {in_words(session, question.window)}")
    show_rows(choice, rows)
    show_changed(choice, changed)


def proposal(session: Session, choice: Choice, path: Path) -> City:
    """The proposed rules. Raises ``BadConfiguration`` for what they cannot be asked of."""
    if choice.as_known:
        raise BadConfiguration(
            "--as-known", repr(choice.as_known), "left out beside --what-if: rules are tried on all that is known now"
        )
    city = load_city(path)
    if JudgeBy.OCCURRED in (city.file.policy.judge_by, session.city.file.policy.judge_by):
        expected = '"recorded" in both cities: read models do not keep when things happened in the field'
        raise BadConfiguration("--what-if", "policy.judge_by", expected)
    return city


def score_rows(choice: Choice, city: City) -> Any:
    return rows_of_preset(choice, city.scoring) if choice.preset else rows_of_metrics(choice)


def parts(choice: Choice, city: City) -> tuple[str, ...]:
    from gridcase_projections.metrics.presets import composite_of

    if not choice.preset:
        return choice.metrics
    return tuple(part.metric for part in composite_of(choice.preset, city.scoring).parts)


def placed(choice: Choice, rows: dict[str, Row], peers: Mapping[str, str], city: City) -> dict[str, Row]:
    """Each row with its place among peers: that of a preset, else by the first metric, the better the higher."""
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.metrics.catalogue import Better

    if choice.preset:
        return rows
    sign = 1 if find_metric(choice.metrics[0]).better is Better.LOWER else -1
    worth = {
        key: sign * first["value"]
        for key, row in rows.items()
        if (first := first_metric(choice, row))["value"] is not None and first["denominator"] >= city.scoring.least
    }
    return {key: {"place": place_among(key, worth, peers), **row} for key, row in rows.items()}


def place_among(key: str, worth: Mapping[str, Any], peers: Mapping[str, str]) -> int | None:
    """One more than there are better peers; ``None`` for whom there is too little to go by."""
    if key not in worth:
        return None
    group = peers.get(key, "")
    alike = [value for other, value in worth.items() if peers.get(other, "") == group]
    return 1 + sum(1 for value in alike if value < worth[key])


def first_metric(choice: Choice, row: Row) -> Row:
    first: Row = row if choice.is_one else row["metrics"][choice.metrics[0]]
    return first


def side_by_side(key: str, actual: Row, would_be: Row) -> Row:
    return {
        "key": key,
        "actual": actual,
        "would_be": would_be,
        "places_up": difference(actual.get("place"), would_be.get("place")),
    }


def show_rows(choice: Choice, rows: list[Row]) -> None:
    def worth(row: Row) -> str:
        if "score" in row:
            return f"{shown(row['score'])} {row['grade']}".strip()
        return shown(first_metric(choice, row)["value"]) if row else "n/a"

    headers = (choice.by.value, "place", "as it is", "place then", "what if", "places up")
    cells = [
        (
            row["key"],
            shown(row["actual"].get("place")),
            worth(row["actual"]),
            shown(row["would_be"].get("place")),
            worth(row["would_be"]),
            "n/a" if row["places_up"] is None else f"{row['places_up']:+}",
        )
        for row in rows
    ]
    show_table(headers, cells, numbers=headers[1:], whole=headers[:1])


def show_changed(choice: Choice, changed: "list[VerdictChange]") -> None:
    say(f"{plural(len(changed), 'verdict')} would be different")
    if changed:
        headers = (choice.by.value, "matter", "round", "was", "would be")
        cells = [
            (one.key, one.matter_id, str(one.round or "-"), one.was or "not counted", one.would_be or "not counted")
            for one in changed[:MAX_SHOWN_VERDICTS]
        ]
        show_table(headers, cells, numbers=("round",), whole=("matter",))
    if len(changed) > MAX_SHOWN_VERDICTS:
        say(f"and {len(changed) - MAX_SHOWN_VERDICTS} more: all with --json")
