"""``gridcase report``: the assessment report of a period, and those of all periods that are over."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from gridcase.errors import BadConfiguration
from gridcase.files import check_folder, check_output, output_file
from gridcase.periods import Length, Period, ended
from gridcase_cli import options
from gridcase_cli.output import note, say
from gridcase_cli.read_models import read_models
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.verbs import noun, verb
from gridcase_projections.report.formats import ReportFormat
from gridcase_projections.report.phrases import Language
from gridcase_projections.report.sheets import SHEETS

RECHECK_SECONDS = 60
"""How often ``--follow`` looks for periods that are over."""

app = noun("Write the assessment report of a period, for reading and for paper.")

Lang = Annotated[Language, typer.Option("--lang", help="English or Chinese.")]


@verb(
    app,
    "assessment",
    example="report assessment --period 2026-10 --out october.pdf --lang zh\n"
    "report assessment --period 2026-Q4 --out quarter.xlsx\n"
    "report assessment --period 2026-10 --out overdue.csv --table overdue",
)
def assessment(
    ctx: typer.Context,
    period: options.Period,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A file that ends in .html, .pdf, .xlsx or .csv.")],
    language: Lang = Language.ENGLISH,
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help=f"What a .csv file holds: {', '.join(SHEETS)}.")
    ] = SHEETS[0],
    force: options.Force = False,
) -> None:
    """Write the report of a period: as it stood at its end, or, if it is not over, as far as it has come.

    Conclusions in sentences; what came in, by which channel and where most; departments, places and grid members
    ranked; trends; what is overdue, supervised, suspended, done again, demanded again; three rates, standard rates;
    definitions, and what all of it was computed from. A PDF needs Chromium or Chrome.
    """
    file_format = format_of(out)
    if table not in SHEETS:
        raise BadConfiguration("--table", repr(table), f"one of {', '.join(SHEETS)}")
    check_output(out, force=force, option="--out")
    with open_session(ctx) as session:
        write_report(session, Period.parse(period, "--period"), out, file_format, language, table, force=force)


@verb(
    app,
    "schedule",
    example="report schedule --to reports\n"
    "report schedule --every quarter --to reports --format pdf --lang zh --follow",
)
def schedule(
    ctx: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder of the reports.")],
    every: Annotated[Length, typer.Option("--every", help="How long a period is.")] = Length.MONTH,
    file_format: Annotated[ReportFormat, typer.Option("--format", help="What each is written as.")] = ReportFormat.HTML,
    language: Lang = Language.ENGLISH,
    follow: Annotated[
        bool, typer.Option("--follow", help="Stay, and write each when its period is over, until told to stop.")
    ] = False,
) -> None:
    """Write the reports of all periods that are over and have none yet.

    Every period from that of the first matter on has one. What is there is left as it is, so it can be run as often
    as one likes, by cron or by a timer; with --follow it runs beside the loop.
    """
    check_folder(to, option="--to")
    stop = stop_at(signal.SIGTERM) if follow else None
    while True:
        with open_session(ctx) as session:
            for period, out in missing_reports(session, to, every, file_format, language):
                write_report(session, period, out, file_format, language)
        if stop is None or stop.wait(RECHECK_SECONDS):
            return


def missing_reports(
    session: Session, to: Path, every: Length, file_format: ReportFormat, language: Language
) -> Iterator[tuple[Period, Path]]:
    """The periods that are over and have no report in the folder, and where each goes."""
    from gridcase_projections.report.gather import event_range

    with read_models(session) as connection:
        first = event_range(connection).first_at
    to.mkdir(parents=True, exist_ok=True)
    for period in ended(first, session.at, every, session.zone) if first else ():
        out = to / f"assessment-{period}.{language}.{file_format}"
        if not out.exists():
            yield period, out


def write_report(
    session: Session,
    period: Period,
    out: Path,
    file_format: ReportFormat,
    language: Language,
    table: str = SHEETS[0],
    *,
    force: bool = False,
) -> None:
    """The report of a period in a file, which is there whole or not at all."""
    from gridcase_projections.report.formats import rendered
    from gridcase_projections.report.gather import gather

    with read_models(session) as connection:
        report = gather(connection, session.city, period, session.at)
    content = rendered(report, language, file_format, table)
    with output_file(out, force=force, option="--out") as file:
        file.write(content)
    if not report.about.is_over:
        note(f"{period} is not over: this is up to {session.show_time(report.about.as_of)}")
    say(f"{out}: {period}, position {report.about.position}")


def format_of(out: Path) -> ReportFormat:
    """By the suffix of the file."""
    try:
        return ReportFormat(out.suffix.removeprefix(".").lower())
    except ValueError:
        raise BadConfiguration("--out", repr(str(out)), "a file that ends in .html, .pdf, .xlsx or .csv") from None
