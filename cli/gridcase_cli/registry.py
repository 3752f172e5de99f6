"""``gridcase registry``: what the city is."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.actors import Role
from gridcase.bounds import not_near
from gridcase.errors import BadConfiguration
from gridcase.registry.kinds import Kind
from gridcase.registry.records import Record
from gridcase.registry.register import Register
from gridcase.registry.tables import read_tables
from gridcase.running_city import utc_now
from gridcase_cli.options import AsJson, AsOf
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.paging import After, Limit, page
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import noun, verb

app = noun("Say what the city is: units, departments, members, catalogue.")


@verb(app, "import", example="registry import my-city/\nregistry import staff.csv --kind member --retire-missing")
def import_(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder of CSV files, one of them, or registry.toml.")],
    kind: Annotated[Kind | None, typer.Option("--kind", help="What a CSV file of any other name holds.")] = None,
    retire_missing: Annotated[
        bool, typer.Option("--retire-missing", help="Retire what the files leave out of the kinds they are about.")
    ] = False,
    since: Annotated[
        str,
        typer.Option("--from", metavar="TIME", help="From when it holds, ahead or in the past; else now."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make the register say what files say: only what differs is written, and the same file again adds nothing.

    What is said to hold from later on stays as it is.
    """
    tables = read_tables(path, kind)
    with open_session(ctx) as session:
        holds_from = session.read_time(since, "--from") if since else session.at
        if wrong := not_near(holds_from, utc_now()):
            raise BadConfiguration("--from", repr(since), wrong)
        update = session.registrar.import_tables(
            tables,
            session.city.about.levels,
            by=session.registering_actor(),
            at=holds_from if since or session.options.at else None,
            retire_missing=retire_missing,
        )
        if as_json:
            show_json({"changed": len(update.events), "unchanged": update.unchanged})
        else:
            say(f"{len(update.events)} changed, {update.unchanged} unchanged")


def register_of(session: Session, as_of: str) -> Register:
    return session.registrar.as_of(session.moment_of(as_of) or session.at)


@verb(app, "units", example="registry units --parent 410702\nregistry units --level county --json")
def units(
    ctx: typer.Context,
    parent: Annotated[str, typer.Option("--parent", metavar="CODE", help="Those below this unit, at any depth.")] = "",
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="Those of this level.")] = "",
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Whose code or name contains this.")] = "",
    as_of: AsOf = "",
    limit: Limit = 50,
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """List the units of the grid tree."""
    with open_session(ctx) as session:
        register = register_of(session, as_of)
        matching = [
            unit
            for unit in register.units.values()
            if (not parent or parent in [above.code for above in register.chain(unit.parent)])
            and level in ("", unit.level)
            and text in f"{unit.code} {unit.name}"
        ]
        show_records(matching, ("code", "name", "level", "kind", "parent"), limit, after, as_json)


@verb(app, "departments", example="registry departments")
def departments(
    ctx: typer.Context, as_of: AsOf = "", limit: Limit = 100, after: After = "", as_json: AsJson = False
) -> None:
    """List the departments that handle matters."""
    with open_session(ctx) as session:
        matching = register_of(session, as_of).departments.values()
        show_records(matching, ("code", "name", "group"), limit, after, as_json)


@verb(
    app,
    "members",
    example="registry members --role dispatcher\nregistry members --responsible-for 4107021 --as-of 2026-03-01",
)
def members(
    ctx: typer.Context,
    role: Annotated[Role | None, typer.Option("--role", help="Those in this role.")] = None,
    department: Annotated[str, typer.Option("--department", metavar="CODE", help="Those of this department.")] = "",
    unit: Annotated[
        str,
        typer.Option("--responsible-for", metavar="CODE", help="Those who answer for this unit, or for one above it."),
    ] = "",
    as_of: AsOf = "",
    limit: Limit = 50,
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """List the members, and who answers, or answered, for a grid."""
    with open_session(ctx) as session:
        register = register_of(session, as_of)
        posts = register.responsible(unit) if unit else ()
        members = [member for post in posts for member in post.members] if unit else register.members.values()
        matching = [
            member for member in members if role in (None, member.role) and department in ("", member.department)
        ]
        show_records(matching, ("code", "name", "role", "unit", "department", "login"), limit, after, as_json)


@verb(app, "catalogue", example="registry catalogue --list environment")
def catalogue(
    ctx: typer.Context,
    list_code: Annotated[str, typer.Option("--list", metavar="CODE", help="The classes of this list.")] = "",
    as_of: AsOf = "",
    limit: Limit = 100,
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """List the matter classes of the management lists, with their limits."""
    with open_session(ctx) as session:
        register = register_of(session, as_of)
        matching = [one for one in register.classes.values() if list_code in ("", one.list_code)]
        show_records(matching, ("code", "name", "list_code", "default_host", "limits"), limit, after, as_json)


def show_records(records: Iterable[Record], columns: Sequence[str], limit: int, after: str, as_json: bool) -> None:
    """A page of records in the order of their codes."""
    rows = page(sorted(records, key=lambda record: record.code), limit, after)
    if as_json:
        show_json({"rows": rows.rows, "next": rows.next})
        return
    documents = [to_builtins(record) for record in rows.rows]
    headers = [column.removesuffix("_code").replace("_", " ") for column in columns]
    show_table(headers, ([cell(row, name) for name in columns] for row in documents))
    if rows.next:
        say(f"more: --after {rows.next}")


def cell(row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    return ", ".join(f"{step} {limit}" for step, limit in value.items()) if isinstance(value, dict) else str(value)
