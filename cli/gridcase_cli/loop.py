"""``gridcase loop``: what is owed to matters, and follows from them, without anybody asking for it."""

import signal
from typing import Annotated

import typer

from gridcase.engine import Outcome
from gridcase.english import plural
from gridcase.ids import is_matter
from gridcase.loop.charges import Charges
from gridcase.loop.runner import Watch, run, tick
from gridcase.running_city import utc_now
from gridcase_cli.assess import giving as assess
from gridcase_cli.matter.giving import line, told
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.times import read_now
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
        say(f"the loop of {session.city.about.name} runs")

        def tell(done: list[Outcome]) -> None:
            for outcome in done:
                say(spoken(session, outcome))

        charges = Charges(session.store, session.codec, session.engine)
        run(Watch(session.store, session.engine), session.engine, utc_now, stop.is_set, tell, charges.catch_up)


@verb(app, "tick", example="loop tick\nloop tick --at 2026-11-25T18:00")
def tick_loop(
    ctx: typer.Context,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="As of when; by default, now.")] = "",
    as_json: AsJson = False,
) -> None:
    """Do everything that is owed at a time, once."""
    with open_session(ctx) as session:
        moment = read_now(at, session.zone, "--at") if at else session.at
        done = tick(Watch(session.store, session.engine), session.engine, moment)
        proposed = Charges(session.store, session.codec, session.engine).catch_up(moment)
        if as_json:
            charges = [assess.told(session, outcome) for outcome in proposed]
            show_json({"at": moment, "done": [told(session, outcome) for outcome in done], "proposed": charges})
            return
        for outcome in (*done, *proposed):
            say(spoken(session, outcome))
        say(f"{summary(done)} at {session.show_time(moment)}")


def spoken(session: Session, outcome: Outcome) -> str:
    """What was done for a matter, or proposed to an assessment."""
    return line(session, outcome) if is_matter(outcome.stream) else assess.line(session, outcome)


def summary(done: list[Outcome]) -> str:
    matters = len({outcome.matter_id for outcome in done})
    return f"{plural(len(done), 'thing')} done for {plural(matters, 'matter')}" if done else "nothing was owed"
