"""``gridcase standard-rate``: the share of units that meet the standard, and what each of the others failed by."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.english import plural
from gridcase.errors import BadConfiguration
from gridcase.periods import Period, Window
from gridcase.rehearsal import marked_document
from gridcase_cli import options
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import note_rehearsal, read_models
from gridcase_cli.session import Session, open_session
from gridcase_cli.too_few import TOO_FEW, too_few_to_rank
from gridcase_cli.units import known_unit
from gridcase_cli.verbs import noun, verb

if TYPE_CHECKING:
    from gridcase_projections.standards import FailureMark, StandardRate

app = noun("Show the standard rate (达标率).")


class AssessedKind(StrEnum):
    """Which units are counted."""

    VILLAGE = "village"
    ENTERPRISE = "enterprise"


@verb(
    app,
    "standard-rate",
    example="standard-rate --kind village --period 2026-10 --level county\n"
    "standard-rate --kind enterprise --period 2026 --drill 410702",
)
def standard_rate(
    ctx: typer.Context,
    kind: Annotated[
        AssessedKind, typer.Option("--kind", help="Villages and communities, or enterprises and institutions.")
    ],
    period: options.Period,
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help="One row a unit of this level; by default, of the highest.")
    ] = "",
    under: Annotated[
        str, typer.Option("--drill", metavar="UNIT", help="List the units below that failed, and what failed each.")
    ] = "",
    pack: Annotated[
        str, typer.Option("--pack", metavar="PACK", help="Which standard; by default, safe-unit or the only one.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="TIME", help="By the verdicts that counted then; by default, by today's.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the standard rate (达标率): units that meet the standard / units registered at the end of the period."""
    from gridcase_projections.standards import KINDS, failures, packs
    from gridcase_projections.standards import standard_rate as rates

    with open_session(ctx) as session:
        when = session.read_time(as_of, "--as-of") if as_of else session.at
        window = Window.of(Period.parse(period, "--period"), session.zone, as_of=when)
        levels = session.city.about.levels
        if level and level not in levels:
            raise BadConfiguration("--level", repr(level), f"one of {', '.join(levels)}")
        kinds, row_level = KINDS[kind], level or levels[-1]
        with read_models(session) as connection:
            standard = chosen_pack(packs(connection, kinds, period), pack)
            if under:
                known_unit(session, under, "--drill")
                failed = failures(connection, window, kinds=kinds, under=under, pack=standard)
                show_failures(session, failed, as_json)
            else:
                rows = rates(connection, window, kinds=kinds, level=row_level, pack=standard)
                about = {"kind": kind, "pack": standard, "period": period, "level": row_level}
                show_rates(session, rows, about, as_json)


def chosen_pack(known: Iterable[str], name: str) -> str:
    """The standard that is meant. Raises ``BadConfiguration`` for one by which nobody is assessed in the period."""
    from gridcase_projections.standards import DEFAULT_PACK

    names = [*known]
    if name and names and name not in names:
        raise BadConfiguration("--pack", repr(name), f"one of {', '.join(names)}")
    return name or next(iter(names), DEFAULT_PACK)


def show_rates(session: Session, rows: "list[StandardRate]", about: dict[str, str], as_json: bool) -> None:
    from gridcase_projections.standards import places, total

    whole, least = total(rows), session.city.scoring.least
    ranked = places(rows, least)
    if as_json:
        head = marked_document(about, rehearsal=session.rehearsal)
        documents = [rate_document(row, ranked.get(row.place), least) for row in rows]
        show_json({**head, "rows": documents, "total": to_builtins(whole)})
        return
    note_rehearsal(session)
    say(f"by {about['pack']}, in {about['period']}: met / registered is the standard rate")
    headers = ("unit", "name", "place", "met/registered", "rate", "met/assessed", "not assessed")
    lines = [rate_row(row.place or "-", row.name, place_in_words(row, ranked), row) for row in rows]
    show_table(headers, [*lines, rate_row("all", "", "", whole)], numbers=headers[2:])
    if any(line[2] == TOO_FEW for line in lines):
        say(too_few_to_rank(least, "unit", "registered"))


def rate_document(row: "StandardRate", place: int | None, least: int) -> dict[str, Any]:
    """The counts, the place among peers, and between what the rate lies in 95 of 100 cases."""
    low, high = row.interval or (None, None)
    return {**to_builtins(row), "rank": place, "too_few": row.registered < least, "low": low, "high": high}


def place_in_words(row: "StandardRate", ranked: Mapping[str, int]) -> str:
    if not row.place:
        return ""
    return str(ranked.get(row.place, TOO_FEW))


def rate_row(place: str, name: str, rank: str, row: "StandardRate") -> tuple[str, ...]:
    return (
        place,
        name,
        rank,
        f"{row.met}/{row.registered}",
        percent(row.met, row.registered),
        f"{row.met}/{row.assessed}",
        str(row.not_assessed),
    )


def percent(numerator: int, denominator: int) -> str:
    """To one place, half up, worked out in integers; ``n/a`` of nothing."""
    if not denominator:
        return "n/a"
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10} %"


def show_failures(session: Session, rows: "list[FailureMark]", as_json: bool) -> None:
    if as_json:
        show_json([marked_document(to_builtins(row), rehearsal=session.rehearsal) for row in rows])
        return
    note_rehearsal(session)
    for (unit, name, score), marks in groupby(rows, key=lambda row: (row.unit, row.name, scored(row))):
        say(f"{unit} {name}: {score}")
        for mark in marks:
            taken = "veto" if mark.sort == "veto" else f"{plural(mark.points, 'point')} off"
            say(f"  {taken}: {mark.code}, {mark.title}")
            say(f"    by {mark.cause or mark.event_id}")
    say(f"{plural(len({row.unit for row in rows}), 'unit')} did not meet the standard")


def scored(row: "FailureMark") -> str:
    """The score and what was needed."""
    return plural(row.score, "point") + ("" if row.threshold is None else f" of {row.threshold} needed")
