"""Which units are assessed by which rule packs: a unit may be assessed by several in one period."""

from collections.abc import Iterator, Sequence

import typer

from gridcase.assessments.pack import Pack
from gridcase.errors import BadConfiguration
from gridcase.ids import assessment_key, assessment_stream
from gridcase_cli.errors import usage_error
from gridcase_cli.session import Session


def packs_of(session: Session, unit: str, period: str) -> list[str]:
    """The names of the packs that assess the unit in the period."""
    streams = session.store.streams(assessment_stream(assessment_key(unit, period, "")) + ":")
    return [stream.rpartition(":")[2] for stream in streams]


def pack_meant(session: Session, unit: str, period: str, named: str) -> str:
    """The pack that is named, or the only one. Raises ``BadConfiguration`` where there are several."""
    if named:
        return named
    packs = packs_of(session, unit, period)
    if len(packs) > 1:
        raise BadConfiguration("--pack", "''", f"one of {', '.join(packs)}: {unit} is assessed by each in {period}")
    return "".join(packs)


def opened_assessments(session: Session, units: Sequence[str], period: str, named: str) -> Iterator[tuple[str, str]]:
    """Those of the units that an assessment was opened for, each with the pack: the one named, or all."""
    for unit in units:
        yield from ((unit, pack) for pack in packs_of(session, unit, period) if named in ("", pack))


def assessable_units(ctx: typer.Context, session: Session, under: str, pack: Pack | None = None) -> list[str]:
    """The units at or below one that are registered, of the kinds that the pack assesses."""
    if not under:
        raise usage_error(ctx, "Say UNIT, or --under UNIT.")
    register = session.registrar.register()
    below = (unit for unit in register.units.values() if under in [above.code for above in register.chain(unit.code)])
    return sorted(unit.code for unit in below if pack is None or unit.kind in pack.kinds)
