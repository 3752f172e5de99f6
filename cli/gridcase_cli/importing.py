"""``gridcase import``: another platform's file becomes matters with their histories."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gridcase.english import plural
from gridcase.importers import ImportResult, import_file, load_mapping
from gridcase.importers.quarantine import quarantine_name
from gridcase_cli.options import AsJson
from gridcase_cli.output import note, say, show_json
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@verb(
    app,
    "import",
    example="import nyc311-2011.csv --mapping nyc311\nimport requests.csv --mapping my-city.toml --json",
)
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file: one row a request, or one row an event.")],
    mapping: Annotated[
        str, typer.Option("--mapping", metavar="NAME|FILE", help="la311, nyc311, coselog, or a .toml file of your own.")
    ],
    as_json: AsJson = False,
) -> None:
    """Take in another platform's file as matters with their histories.

    Bad rows go to a file in the home's folder quarantine, with line, column and reason. The same file again adds
    nothing, and an import that was killed goes on where it stopped.
    """
    meaning = load_mapping(mapping)
    with open_session(ctx) as session, progress_bar() as progress:
        result = import_file(
            file,
            meaning,
            session.store,
            session.codec,
            at=session.at,
            quarantine=session.home.quarantine / quarantine_name(meaning.source.code, file),
            progress=progress,
        )
        if meaning.format.time_zone != session.city.about.time_zone:
            note(
                f"the file's times are of {meaning.format.time_zone}; {session.city.about.name} shows and reads times"
                f" of {session.city.about.time_zone}, as its city.toml says"
            )
        if as_json:
            show_json(result)
        else:
            say(summary(result))


def summary(result: ImportResult) -> str:
    """``2000 rows: 1999 matters imported with 13932 events, 1 in quarantine: nyc/quarantine/…``"""
    parts = [f"{plural(result.imported, 'matter')} imported with {plural(result.events, 'event')}"]
    parts += [f"{result.continued} continued"] if result.continued else []
    parts += [f"{result.already_there} already there"] if result.already_there else []
    parts += [f"{result.quarantined} in quarantine: {result.quarantine_file}"] if result.quarantined else []
    return f"{plural(result.rows, 'row')}: {', '.join(parts)}"


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """Tells how far it is, on a terminal alone."""
    if not sys.stderr.isatty():
        yield lambda read, size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    console = Console(file=sys.stderr)
    with Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda read, size: bar.update(task, completed=read, total=size)
