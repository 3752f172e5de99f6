"""Pick a grid member for a spot check."""

from collections.abc import Iterator
from random import Random
from typing import Annotated

import typer

from gridcase.actors import Role
from gridcase.aggregates import PATROLS
from gridcase.errors import BadConfiguration
from gridcase.ids import patrol_key
from gridcase.registry.records import Member
from gridcase_cli.member.group import app
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import verb


@verb(app, "random", example="member random --seed 7\nmember random --seed 7 --date 2026-03-02 --under 410702")
def random(
    ctx: typer.Context,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="The same number picks the same member.")],
    date: Annotated[str, typer.Option("--date", metavar="DAY", help="Among those who patrolled on that day.")] = "",
    under: Annotated[str, typer.Option("--under", metavar="UNIT", help="Among those at or below this unit.")] = "",
    as_json: AsJson = False,
) -> None:
    """Pick a grid member for a spot check: by a seed, so that nobody can say who was picked on purpose."""
    with open_session(ctx) as session:
        members = sorted(candidates(session, date, under), key=lambda member: member.code)
        if not members:
            raise BadConfiguration("--date, --under", "", "at least one grid member to pick from")
        picked = Random(seed).choice(members)
        if as_json:
            show_json({"member": picked.code, "name": picked.name, "unit": picked.unit, "among": len(members)})
        else:
            say(f"{picked.code} {picked.name}, in {picked.unit}: one of {len(members)}")


def candidates(session: Session, date: str, under: str) -> Iterator[Member]:
    register = session.registrar.register()
    for member in register.members.values():
        below = not under or under in [unit.code for unit in register.chain(member.unit)]
        if member.role is Role.GRID_MEMBER and below and (not date or has_patrolled(session, member.code, date)):
            yield member


def has_patrolled(session: Session, member: str, date: str) -> bool:
    return session.engine.histories(PATROLS).get(patrol_key(member, date)).version > 0
