"""What a report lists matter by matter: the overdue, what was done again, what was complained of again."""

from datetime import datetime

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.question import Question, ask
from gridcase_projections.report.content import OverdueStep, Repeat, Rework
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc


def overdue(connection: Connection, at: datetime) -> tuple[OverdueStep, ...]:
    """The deadlines that had passed unanswered at a time, those due longest first."""
    return tuple(structs(connection.execute(models.query("report_overdue"), {"at": to_utc(at)}), OverdueStep))


def rework(connection: Connection, window: Window) -> tuple[Rework, ...]:
    """What was ordered to be done again, in the order of the orders, whoever's fault it was."""
    return tuple(structs(ask(connection, models.query("report_rework"), Question(window=window)), Rework))


def repeats(connection: Connection, window: Window) -> tuple[Repeat, ...]:
    """The places and classes of complaints that came again, by the rows that the metric counts; most first."""
    question = f"""
        with complaints as ({models.counter("repeats")})
        select * from ({models.query("report_repeats")})
    """
    return tuple(structs(ask(connection, question, Question(window=window)), Repeat))
