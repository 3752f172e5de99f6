"""What ``gridcase demo`` shows: the city, its month in figures, its departments, what is late, one tale, what next."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from gridcase.demo.simulation import Lived
from gridcase.demo.tale import worth_telling
from gridcase.matters.events import MatterEvent, MatterReported
from gridcase.periods import Window
from gridcase.registry.records import Department, ManagementList, MatterClass, UnitKind
from gridcase_cli.demo_paper import Column, Paper, bar
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session
from gridcase_cli.times import show_seconds

if TYPE_CHECKING:
    from gridcase_projections.database import Connection
    from gridcase_projections.queries import OverdueListed

BEST, FEWEST = 5, 10
"""So many departments of each end are shown, of those with at least so many rounds due."""

LATEST = 8
TALE = 200_000
"""So many events are looked through for a tale."""

FIGURES: Sequence[tuple[str, str, str]] = (
    ("matter-reported", "reported", "by residents, and by grid members on patrol"),
    ("matter-declined", "declined", "nothing there, or not the city's business"),
    ("matter-merged", "merged", "somebody else had reported it already"),
    ("matter-resolved-on-the-spot", "resolved on the spot", "and then reviewed"),
    ("matter-diverted", "diverted", "to a host department, with a due time"),
    ("co-handling-reported", "co-handled", "by a second department"),
    ("return-granted", "returned", "by a department, to be diverted again"),
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


class Pages:
    """The pages of one demo, on one paper."""

    def __init__(self, paper: Paper, session: Session, connection: "Connection", lived: Lived) -> None:
        self.paper = paper
        self.session = session
        self.connection = connection
        self.lived = lived
        self.span = "year" if lived.told_again else "month"

    def show(self, seed: int, seconds: float) -> None:
        overdue = self.overdue()
        matter_id = worth_telling(self.session.store.read(0, TALE))
        self.city()
        self.month(seed, seconds)
        lowest = self.departments()
        self.late(overdue)
        if matter_id:
            self.tale(matter_id)
        self.next(lowest, overdue[0].matter_id if overdue else "", matter_id)

    def city(self) -> None:
        city = self.lived.city
        areas = {level: sum(unit.level == level for unit in city.areas) for level in ("county", "township", "village")}
        kinds = {kind: sum(unit.kind is kind for unit in city.grids) for kind in UnitKind}
        departments = sum(isinstance(record, Department) for record in city.catalogue)
        lists = sum(isinstance(record, ManagementList) for record in city.catalogue)
        classes = sum(isinstance(record, MatterClass) for record in city.catalogue)
        households = sum(len(micro_grid.households) for micro_grid in city.micro_grids)
        self.paper.title(f"{self.session.city.about.name}, a city on no map")
        self.paper.text(
            f"{areas['county']} counties, {areas['township']} townships, {areas['village']:,} villages,"
            f" {len(city.grids):,} grids: {kinds[UnitKind.GRID]:,} village groups,"
            f" {kinds[UnitKind.ENTERPRISE]:,} enterprises, {kinds[UnitKind.INSTITUTION]:,} institutions."
            f" A grid member in each; {len(city.micro_grids):,} micro-grids of {households:,} households;"
            f" {departments} departments; {lists} management lists with {classes} classes of matters."
        )

    def month(self, seed: int, seconds: float) -> None:
        lived, events = self.lived, self.lived.happened.total()
        how = f"told again from a month of {lived.matters:,} matters" if lived.told_again else "through the engine"
        self.paper.heading(
            f"The {self.span} in figures: {self.day(lived.begin)} to {self.day(lived.end)}",
            f"{events:,} events {how} in {seconds:.1f} s, seed {seed}",
        )
        figures = [
            (f"{self.lived.happened[tag]:,}", words, about) for tag, words, about in FIGURES if self.lived.happened[tag]
        ]
        self.paper.table((Column("", "right"), Column(""), Column("", whole=False)), figures, header=False)

    def departments(self) -> str:
        """The best and the last; returns the code of the very last."""
        from gridcase_projections.metrics.question import Question
        from gridcase_projections.metrics.scores import score

        lived = self.lived
        month = Window(start=lived.begin, end=lived.end, as_of=lived.end)
        scores = score(self.connection, "on-time-handling", Question(window=month))
        ranked = sorted(
            (score for score in scores if score.denominator >= FEWEST and score.value is not None),
            key=lambda score: (-(score.value or 0), -score.denominator),
        )
        shown = {score.key: score for score in [*ranked[:BEST], *ranked[-BEST:]]}
        in_time, due = (sum(getattr(score, part) for score in scores) for part in ("numerator", "denominator"))
        self.paper.heading(
            "The departments, best and last: on-time handling 按期处置率",
            f"handled in time / fell due in the {self.span}; all together {in_time:,} of {due:,};"
            f" shown are those with {FEWEST} or more",
        )
        columns = (Column("department", whole=False), Column("in time", "right"), Column("share", "right"))
        self.paper.table(
            (*columns, Column("")),
            (
                (
                    self.department(score.key),
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

        return list_overdue(self.connection, self.lived.end, step="handle", limit=1_000_000)

    def late(self, overdue: "Sequence[OverdueListed]") -> None:
        self.paper.heading(
            f"Overdue at the {self.span}'s end: {len(overdue)} round{'s' * (len(overdue) != 1)}",
            "those that wait longest",
        )
        columns = (Column("matter"), Column("department"), Column("what", whole=False))
        self.paper.table(
            (*columns, Column("was due"), Column("late by", "right")),
            (
                (
                    row.matter_id,
                    row.department,
                    self.english(row.class_code),
                    self.time(row.due),
                    show_seconds(int((self.lived.end - row.due).total_seconds())),
                )
                for row in overdue[:LATEST]
            ),
        )

    def tale(self, matter_id: str) -> None:
        """One matter, told line by line."""
        events = [cast(MatterEvent, recorded.event) for recorded in self.session.matters.history(matter_id)]
        report = next(event for event in events if isinstance(event, MatterReported))
        self.paper.heading(f"One matter: {matter_id}", f"“{report.text}”")
        columns = (Column("when"), Column("who"), Column("what", whole=False))
        self.paper.table(
            columns, ((self.time(event.at), self.who(event), sentence(event, self.time)) for event in events)
        )

    def next(self, lowest: str, overdue: str, tale: str) -> None:
        self.paper.heading("Where to look next", "these lines work as they stand, one after the other")
        for about, line in commands(self.session, self.lived, lowest, overdue, tale):
            self.paper.command(line, about)

    def department(self, code: str) -> str:
        found = self.session.directory.department(code)
        return f"{found.name} ({code})" if found else code

    def english(self, class_code: str) -> str:
        """The second half of a class's name."""
        found = self.session.directory.matter_class(class_code)
        return found.name.partition(" ")[2] if found else class_code

    def who(self, event: MatterEvent) -> str:
        """``王敏, chengguan``; the loop and residents have no names here."""
        member = self.session.directory.member(event.by.member)
        where = event.by.department or event.by.role.replace("-", " ")
        return f"{member.name.partition(' ')[0]}, {where}" if member else where

    def time(self, moment: datetime) -> str:
        """``09-21 16:40``: the year is in the heading."""
        return f"{moment.astimezone(self.session.zone):%m-%d %H:%M}"

    def day(self, midnight: datetime) -> str:
        return f"{midnight.astimezone(self.session.zone):%Y-%m-%d}"


def commands(session: Session, lived: Lived, lowest: str, overdue: str, tale: str) -> Iterator[tuple[str, str]]:
    """What to try, and why."""
    first, last = (f"{moment.astimezone(session.zone):%Y-%m-%d}" for moment in (lived.begin, lived.end))
    yield "the city that was kept", f"export GRIDCASE_HOME={shlex.quote(str(session.home.path))}"
    yield "", "gridcase status"
    yield "", "gridcase matter list --text 油烟 --limit 5"
    if tale:
        yield "why each of its due times is what it is", f"gridcase matter explain {tale}"
    if lowest:
        yield "the rounds behind a number", f"gridcase score departments --from {first} --to {last} --drill {lowest}"
    yield "who met the standard", f"gridcase standard-rate --kind village --period {first[:7]} --level county"
    if overdue:
        yield "what is late, as of the end", f"gridcase --at {last} matter list --overdue --limit 10"
        yield "act on it, then see what it wrote", f"gridcase --at {last}T09:30 --as foreman-1 matter urge {overdue}"
        yield "", f"gridcase matter history {overdue}"
    if not lived.told_again:
        yield "the loop, half a day later", f"gridcase loop tick --at {last}T12:00"
