"""What ``gridcase demo`` shows: the city, its month in figures, departments, what is late, one matter, what next."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from gridcase.demo.highlights import most_eventful_matter
from gridcase.demo.simulation import SimulatedMonth
from gridcase.matters.events import MatterEvent, MatterReported
from gridcase.periods import Window
from gridcase.registry.records import Department, ManagementList, MatterClass, UnitKind
from gridcase_cli.page_writer import PageColumn, PageWriter, bar
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session
from gridcase_cli.times import show_seconds

if TYPE_CHECKING:
    from gridcase_projections.database import Connection
    from gridcase_projections.queries import OverdueListed

DEPARTMENTS_SHOWN = 5
"""Of each end of the ranking."""

LEAST_ROUNDS = 10
"""That must have fallen due for a department to be ranked."""

OVERDUE_SHOWN = 8
"""Rounds."""

MAX_EVENTS_SEARCHED = 200_000
"""For the one matter that is shown."""

FIGURES: Sequence[tuple[str, str, str]] = (
    ("matter-reported", "reported", "by residents, and by grid members on patrol"),
    ("matter-declined", "declined", "nothing there, or not the city's business"),
    ("matter-merged", "merged", "somebody else had reported it already"),
    ("matter-resolved-on-the-spot", "resolved on the spot", "and then reviewed"),
    ("matter-diverted", "diverted", "to a host department, with a due time"),
    ("co-handling-reported", "co-handled", "by a second department"),
    ("return-granted", "returned", "by a department, to be diverted again"),
    ("matter-passed", "passed on", "up the grid tree by who had it, or down by order"),
    ("whistle-blown", "whistles blown", "by a village or township that calls departments to a matter"),
    ("jurisdiction-ruled", "ruled on", "two departments disputed who is responsible"),
    ("extension-granted", "extended", "asked and granted before the due time"),
    ("matter-resumed", "suspended, resumed", "time that counts for nobody"),
    ("rework-ordered", "to be done again", "the verification failed"),
    ("due-warned", "warned", "by the loop: a light turned yellow"),
    ("overdue-noted", "deadlines missed", "noted by the loop, once each"),
    ("matter-supervised", "supervised", "by the loop, a working day later"),
    ("matter-escalated", "escalated", "by the loop, two more days later"),
    ("feedback-recorded", "residents answered", "solved? how satisfied?"),
    ("matter-reopened", "reopened", "most because the resident says: not solved"),
    ("appeal-decided", "appeals decided", "by two supervisors who agree"),
    ("matter-closed", "closed", "the loop is closed"),
)
"""The tag that is counted, and the words for it."""


class DemoPage:
    """The page that one demo ends with, section by section."""

    def __init__(self, page: PageWriter, session: Session, connection: "Connection", month: SimulatedMonth) -> None:
        self.page = page
        self.session = session
        self.connection = connection
        self.month = month
        self.span = "year" if month.is_retold else "month"

    def show(self, seed: int, seconds: float) -> None:
        overdue = self.overdue()
        matter_id = most_eventful_matter(self.session.store.read(0, MAX_EVENTS_SEARCHED))
        self.show_city()
        self.show_month(seed, seconds)
        lowest = self.show_departments()
        self.show_overdue(overdue)
        if matter_id:
            self.show_matter(matter_id)
        self.show_next_steps(lowest, overdue[0].matter_id if overdue else "", matter_id)

    def show_city(self) -> None:
        city = self.month.city
        areas = {level: sum(unit.level == level for unit in city.areas) for level in ("county", "township", "village")}
        kinds = {kind: sum(unit.kind is kind for unit in city.grids) for kind in UnitKind}
        departments = sum(isinstance(record, Department) for record in city.catalogue)
        lists = sum(isinstance(record, ManagementList) for record in city.catalogue)
        classes = sum(isinstance(record, MatterClass) for record in city.catalogue)
        households = sum(len(micro_grid.households) for micro_grid in city.micro_grids)
        self.page.title(f"{self.session.city.about.name}, a city on no map")
        self.page.text(
            f"{areas['county']} counties, {areas['township']} townships, {areas['village']:,} villages,"
            f" {len(city.grids):,} grids: {kinds[UnitKind.GRID]:,} village groups,"
            f" {kinds[UnitKind.ENTERPRISE]:,} enterprises, {kinds[UnitKind.INSTITUTION]:,} institutions."
            f" A grid member in each; {len(city.micro_grids):,} micro-grids of {households:,} households;"
            f" {departments} departments; {lists} management lists with {classes} classes of matters."
        )

    def show_month(self, seed: int, seconds: float) -> None:
        month, events = self.month, self.month.counts.total()
        how = f"told again from a month of {month.matters:,} matters" if month.is_retold else "through the engine"
        self.page.heading(
            f"The {self.span} in figures: {self.day(month.begin)} to {self.day(month.end)}",
            f"{events:,} events {how} in {seconds:.1f} s, seed {seed}",
        )
        figures = [
            (f"{self.month.counts[tag]:,}", words, about) for tag, words, about in FIGURES if self.month.counts[tag]
        ]
        self.page.table((PageColumn("", "right"), PageColumn(""), PageColumn("", whole=False)), figures, header=False)

    def show_departments(self) -> str:
        """The best and the last; returns the code of the very last."""
        from gridcase_projections.metrics.question import Question
        from gridcase_projections.metrics.scores import score

        window = Window(start=self.month.begin, end=self.month.end, as_of=self.month.end)
        scores = score(self.connection, "on-time-handling", Question(window=window))
        ranked = sorted(
            (score for score in scores if score.denominator >= LEAST_ROUNDS and score.value is not None),
            key=lambda score: (-(score.value or 0), -score.denominator),
        )
        shown = {score.key: score for score in [*ranked[:DEPARTMENTS_SHOWN], *ranked[-DEPARTMENTS_SHOWN:]]}
        in_time, due = (sum(getattr(score, part) for score in scores) for part in ("numerator", "denominator"))
        self.page.heading(
            "The departments, best and last: on-time handling 按期处置率",
            f"handled in time / fell due in the {self.span}; all together {in_time:,} of {due:,};"
            f" shown are {len(shown)} of the {len(ranked)} with {LEAST_ROUNDS} or more",
        )
        columns = (PageColumn("department", whole=False), PageColumn("in time", "right"), PageColumn("share", "right"))
        self.page.table(
            (*columns, PageColumn("")),
            (
                (
                    self.department_name(score.key),
                    f"{score.numerator} of {score.denominator}",
                    f"{score.value or 0:.1%}",
                    bar(float(score.value or 0)),
                )
                for score in shown.values()
            ),
        )
        return ranked[-1].key if ranked else ""

    def overdue(self) -> "list[OverdueListed]":
        """The missed handling deadlines at the month's end, the longest first."""
        from gridcase_projections.queries import list_overdue

        return list_overdue(self.connection, self.month.end, step="handle", limit=1_000_000)

    def show_overdue(self, overdue: "Sequence[OverdueListed]") -> None:
        self.page.heading(
            f"Overdue at the {self.span}'s end: {len(overdue)} round{'s' * (len(overdue) != 1)}",
            f"the {OVERDUE_SHOWN} that wait longest" if len(overdue) > OVERDUE_SHOWN else "those that wait longest",
        )
        columns = (PageColumn("matter"), PageColumn("department"), PageColumn("what", whole=False))
        self.page.table(
            (*columns, PageColumn("was due"), PageColumn("late by", "right")),
            (
                (
                    row.matter_id,
                    row.department,
                    self.english_name(row.class_code),
                    self.time(row.due),
                    show_seconds(int((self.month.end - row.due).total_seconds())),
                )
                for row in overdue[:OVERDUE_SHOWN]
            ),
        )

    def show_matter(self, matter_id: str) -> None:
        """One matter, event by event."""
        events = [cast(MatterEvent, recorded.event) for recorded in self.session.matters.history(matter_id)]
        report = next(event for event in events if isinstance(event, MatterReported))
        self.page.heading(f"One matter: {matter_id}", f"“{report.text}”")
        columns = (PageColumn("when"), PageColumn("who"), PageColumn("what", whole=False))
        self.page.table(
            columns, ((self.time(event.at), self.actor_name(event), sentence(event, self.time)) for event in events)
        )

    def show_next_steps(self, lowest: str, overdue: str, matter_id: str) -> None:
        self.page.heading("Where to look next", "these lines work as they stand, one after the other")
        for about, line in next_steps(self.session, self.month, lowest, overdue, matter_id):
            self.page.command(line, about)

    def department_name(self, code: str) -> str:
        department = self.session.directory.department(code)
        return f"{department.name} ({code})" if department else code

    def english_name(self, class_code: str) -> str:
        """The second half of a class's name."""
        matter_class = self.session.directory.matter_class(class_code)
        return matter_class.name.partition(" ")[2] if matter_class else class_code

    def actor_name(self, event: MatterEvent) -> str:
        """``王敏, chengguan``; the loop and residents have no names here."""
        member = self.session.directory.member(event.by.member)
        where = event.by.body or event.by.role.replace("-", " ")
        return f"{member.name.partition(' ')[0]}, {where}" if member else where

    def time(self, moment: datetime) -> str:
        """``09-21 16:40``: the year is in the heading."""
        return f"{moment.astimezone(self.session.zone):%m-%d %H:%M}"

    def day(self, midnight: datetime) -> str:
        return f"{midnight.astimezone(self.session.zone):%Y-%m-%d}"


def next_steps(
    session: Session, month: SimulatedMonth, lowest: str, overdue: str, matter_id: str
) -> Iterator[tuple[str, str]]:
    """What to try, and why."""
    first, last = (f"{moment.astimezone(session.zone):%Y-%m-%d}" for moment in (month.begin, month.end))
    yield "the city that was kept", f"export GRIDCASE_HOME={shlex.quote(str(session.home.path))}"
    yield "", "gridcase status"
    yield "", "gridcase matter list --text 油烟 --limit 5"
    if matter_id:
        yield "why each of its due times is what it is", f"gridcase matter explain {matter_id}"
    if lowest:
        yield "the rounds behind a number", f"gridcase score departments --from {first} --to {last} --drill {lowest}"
    yield "who met the standard", f"gridcase standard-rate --kind village --period {first[:7]} --level county"
    if overdue:
        yield "what is late, as of the end", f"gridcase --at {last} matter list --overdue --limit 10"
        yield "act on it, then see what it wrote", f"gridcase --at {last}T09:30 --as foreman-1 matter urge {overdue}"
        yield "", f"gridcase matter history {overdue}"
    if not month.is_retold:
        yield "the loop, half a day later", f"gridcase loop tick --at {last}T12:00"
