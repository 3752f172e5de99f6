"""A round: from the diversion to one host until that host is done with it."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from gridcase.matters.deadline import Deadline, Stretch
from gridcase.matters.events import CoHandler, Step


class Request(StrEnum):
    """Where a host's request of one kind stands in the round."""

    NEVER = "never asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Call(Struct, frozen=True, kw_only=True):
    """A body that a whistle called to the round, and what it has done about it."""

    department: str
    since: datetime
    due_sign_in: datetime | None
    due_on_site: datetime | None
    signed_in: bool = False
    on_site: bool = False
    contesting: Request = Request.NEVER
    rating: int = 0


class Round(Struct, frozen=True, kw_only=True):
    """One diversion to one host, until it is handled, returned, ruled away or the matter is merged or voided."""

    number: int
    host: str
    class_code: str
    started: datetime
    limit: str
    due: datetime | None
    due_accept: datetime | None
    co_handlers: tuple[CoHandler, ...]
    co_handled: frozenset[str] = frozenset()
    calls: tuple[Call, ...] = ()
    accepted: bool = False
    due_contact: datetime | None = None
    contacted: bool = False
    returning: Request = Request.NEVER
    disputing: Request = Request.NEVER
    extending: Request = Request.NEVER
    suspending: Request = Request.NEVER
    suspension_until: datetime | None = None
    extension_limit: str = ""
    extensions: tuple[str, ...] = ()
    suspensions: tuple[Stretch, ...] = ()
    urged: bool = False
    escalated: bool = False

    @property
    def clock(self) -> Deadline | None:
        """The host's clock, if it has a limit."""
        return self._clock(self.due, self.limit, extensions=self.extensions)

    def co_clock(self, department: str) -> Deadline | None:
        """A co-handler's clock, if it has a limit."""
        co = self.co_handler(department)
        call = self.call(department)
        return self._clock(co.due, co.limit, department=department, since=call.since if call else self.started)

    def clocks(self) -> Iterator[Deadline | None]:
        """The host's clock, and those of the co-handlers that are waited for."""
        yield self.clock
        yield from (self.co_clock(co.department) for co in self.co_handlers if co.department not in self.co_handled)

    def call_clock(self, call: Call, due: datetime | None, limit: str) -> Deadline | None:
        """The clock of a called body for signing in, or for being on site, if it has a limit."""
        return self._clock(due, limit, department=call.department, since=call.since)

    def _clock(
        self,
        due: datetime | None,
        limit: str,
        *,
        extensions: tuple[str, ...] = (),
        department: str = "",
        since: datetime | None = None,
    ) -> Deadline | None:
        if due is None:
            return None
        since = since or self.started
        return Deadline(
            step=Step.HANDLE,
            since=since,
            due=due,
            limit=limit,
            class_code=self.class_code,
            extensions=extensions,
            stood=tuple(stretch for stretch in self.suspensions if stretch[0] >= since),
            department=department,
            round=self.number,
        )

    def co_handler(self, department: str) -> CoHandler:
        return next(co for co in self.co_handlers if co.department == department)

    def call(self, department: str) -> Call | None:
        """The call of a body that a whistle called."""
        return next((call for call in self.calls if call.department == department), None)

    def has(self, department: str) -> bool:
        """Whether the department handles in this round, as host or as co-handler."""
        return department == self.host or any(co.department == department for co in self.co_handlers)
