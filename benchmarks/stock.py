"""The same lifecycle as the documentation of ``eventsourcing`` would write it: what gridcase is compared with."""

from datetime import UTC, datetime
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class Matter(Aggregate):
    @event("Reported")
    def __init__(self, channel: str, unit: str, reporter: str, text: str) -> None:
        self.channel, self.unit, self.reporter, self.text = channel, unit, reporter, text
        self.stage = "reported"

    @event("Classified")
    def classify(self, class_code: str, due: datetime, by: str) -> None:
        self.class_code, self.stage = class_code, "filed"

    @event("Diverted")
    def divert(self, host: str, due: datetime, by: str) -> None:
        self.host, self.due, self.stage = host, due, "handling"

    @event("Accepted")
    def accept(self, by: str) -> None:
        self.accepted = True

    @event("Handled")
    def handle(self, note: str, in_time: bool, by: str) -> None:
        self.in_time, self.stage = in_time, "awaiting verification"

    @event("Verified")
    def verify(self, by: str) -> None:
        self.stage = "awaiting feedback"

    @event("FeedbackAsked")
    def ask_feedback(self, due: datetime) -> None:
        self.asked = True

    @event("FeedbackRecorded")
    def feedback(self, solved: bool, satisfaction: str, by: str) -> None:
        self.solved, self.stage = solved, "awaiting evaluation"

    @event("Evaluated")
    def evaluate(self, score: int) -> None:
        self.score, self.stage = score, "awaiting closing"

    @event("Closed")
    def close(self, in_time: bool) -> None:
        self.stage = "closed"


DUE = datetime(2026, 3, 3, tzinfo=UTC)
STEPS = (
    lambda matter: matter.classify("fumes", DUE, "wang"),
    lambda matter: matter.divert("chengguan", DUE, "zhou"),
    lambda matter: matter.accept("wu"),
    lambda matter: matter.handle("已安装净化器", True, "wu"),
    lambda matter: matter.verify("li"),
    lambda matter: matter.ask_feedback(DUE),
    lambda matter: matter.feedback(True, "satisfied", "jiang"),
    lambda matter: matter.evaluate(90),
    lambda matter: matter.close(True),
)


class City(Application[UUID]):
    def life(self) -> int:
        """One matter through its ten commands, each loaded, decided and saved; returns how many."""
        matter = Matter("app", "xiangyang-3", "r-zhao", "楼下饭店油烟呛人")
        self.save(matter)
        for step in STEPS:
            loaded: Matter = self.repository.get(matter.id)
            step(loaded)
            self.save(loaded)
        return 1 + len(STEPS)


def open_city(path: str) -> City:
    return City(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path, "SQLITE_LOCK_TIMEOUT": "60"})
