"""The time that a command asks about, as it is said on the command line: a period, or from when until when."""

from datetime import datetime

from gridcase.errors import BadConfiguration
from gridcase.periods import Period, Window
from gridcase_cli.session import Session


def read_window(
    session: Session, *, period: str = "", from_: str = "", to: str = "", as_of: str = "", as_known: str = ""
) -> Window:
    """The period; without one, from ``from_`` (by default the year's first day) to ``to`` (by default now).

    Raises ``BadConfiguration`` for what is no period, or ends before it begins.
    """
    if period and (from_ or to):
        raise BadConfiguration("--period", repr(period), "either --period, or --from and --to")
    if period:
        named = Period.parse(period, "--period")
        start, end = named.start(session.zone), named.end(session.zone)
    else:
        start = session.read_time(from_ or f"{session.at.astimezone(session.zone):%Y}-01-01", "--from")
        end = session.read_time(to, "--to") if to else session.at
    if end <= start:
        raise BadConfiguration("--to", repr(to), f"a time after {session.show_time(start)}, which --from says")
    return Window(
        start=start,
        end=end,
        as_of=session.read_time(as_of, "--as-of") if as_of else session.at,
        as_known=session.read_time(as_known, "--as-known") if as_known else None,
        period=period,
    )


def as_document(window: Window) -> dict[str, datetime]:
    known = {} if window.as_known is None else {"as_known": window.as_known}
    return {"from": window.start, "to": window.end, "as_of": window.as_of, **known}


def in_words(session: Session, window: Window) -> str:
    """``from 2026-10-01 00:00 to 2026-11-01 00:00, as of 2026-11-24 09:20``"""
    start, end, as_of = (session.show_time(time) for time in (window.start, window.end, window.as_of))
    known = f", as known {session.show_time(window.as_known)}" if window.as_known else ""
    return f"from {start} to {end}, as of {as_of}{known}"
