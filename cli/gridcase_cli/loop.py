"""``gridcase loop``: what is owed to matters, and follows from them, without anybody asking for it."""

import signal
from typing import Annotated

import typer

from gridcase.english import plural
from gridcase.loop.charges import Charges
from gridcase.loop.runner import Watch, run, tick
from gridcase.running_city import utc_now
from gridcase.set_aside import SetAside
from gridcase.submissions import Outcome
from gridcase_cli.giving import as_document, show_outcomes
from gridcase_cli.options import AsJson
from gridcase_cli.output import note, say, show_json
from gridcase_cli.session import open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.verbs import noun, verb

app = noun("Do what is owed to matters without anybody asking for it.")


@verb(app, "run", example="loop run")
def run_loop(ctx: typer.Context) -> None:
    """Follow the city, and warn, urge, escalate, ask, evaluate, close and reopen when the time has come.

    What units may be charged with is proposed to their assessments.

    Runs until it is told to stop (SIGTERM, Ctrl-C). It keeps nothing of its own, so it can be stopped and started at
    any time, and a second one does no harm.
    """
    stop = stop_at(signal.SIGTERM)
    with open_session(ctx) as session:
        say(f"the loop of {session.city.about.title} runs")

        def show(done: list[Outcome]) -> None:
            show_outcomes(session, done, as_json=False)

        set_aside = SetAside(lambda error: note(f"set aside: {error}"))
        charges = Charges(session.store, session.codec, session.engine, set_aside)
        watch = Watch(session.store, session.engine, set_aside)
        run(watch, session.engine, utc_now, stop.is_set, show, charges.catch_up)


@verb(app, "tick", example="loop tick\nloop tick --at 2026-11-25T18:00")
def tick_loop(
    ctx: typer.Context,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="As of when; by default, now.")] = "",
    as_json: AsJson = False,
) -> None:
    """Do everything that is owed at a time, once."""
    with open_session(ctx) as session:
        moment = session.stated(at) if at else session.at
        set_aside = SetAside(lambda error: note(f"set aside: {error}"))
        done = tick(Watch(session.store, session.engine, set_aside), session.engine, moment)
        proposed = Charges(session.store, session.codec, session.engine, set_aside).catch_up(moment)
        if as_json:
            documents = {
                "done": [as_document(session, outcome) for outcome in done],
                "proposed": [as_document(session, outcome) for outcome in proposed],
            }
            show_json({"at": moment, **documents, "set_aside": sorted(set_aside.errors)})
            return
        show_outcomes(session, (*done, *proposed), as_json=False)
        say(f"{total(done)} at {session.show_time(moment)}")


def total(done: list[Outcome]) -> str:
    """``3 things done for 2 matters``"""
    matters = len({outcome.matter_id for outcome in done})
    return f"{plural(len(done), 'thing')} done for {plural(matters, 'matter')}" if done else "nothing was owed"
