"""The ways that matters take through the loop, each once, as the engine decides them."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gridcase.envelope import Envelope
from gridcase.matters import commands as c
from gridcase.matters.decide import decide
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState, Unreported
from gridcase.testing import script as s
from gridcase.testing.cast import MRS_ZHAO, ZHENG, SmallCity, policy

FILED = (s.report(), s.classify())
TO_THE_HOST = (*FILED, s.divert(), s.accept())
HEARD = (s.ask_feedback(), s.feedback(), s.evaluate(), s.close())
PLAIN = (*TO_THE_HOST, s.handle(), s.verify(), *HEARD)
CO_HANDLED = c.CoHandlerAsked(department=ZHENG.department)
AGAIN = (
    s.divert(at="Tue 09:10"),
    s.handle(at="Tue 11:00"),
    s.verify(at="Tue 14:00"),
    s.ask_feedback(at="Tue 14:10"),
    s.feedback(at="Tue 15:00"),
    s.evaluate(at="Tue 15:10"),
    s.close(at="Tue 15:10"),
)

WAYS: Sequence[tuple[int, Sequence[c.MatterCommand]]] = (
    (40, PLAIN),
    (12, (*FILED, s.divert(), s.accept(), s.handle(at="Wed 11:00"), s.verify(at="Wed 14:00"))),
    (10, (s.report(), s.resolve(), s.review(), s.ask_feedback(), s.feedback(), s.evaluate(), s.close())),
    (8, TO_THE_HOST),
    (6, (*TO_THE_HOST, s.ask_extension(), s.decide_extension(), *PLAIN[4:])),
    (5, (*FILED, s.divert(co_handlers=(CO_HANDLED,)), s.accept(), s.co_handle(), *PLAIN[4:])),
    (5, (*TO_THE_HOST, s.handle(), s.rework(), *AGAIN)),
    (4, (*TO_THE_HOST, s.ask_return(), s.decide_return(), s.divert(at="Mon 10:20", host="huanbao"))),
    (3, (*TO_THE_HOST, s.ask_suspension(), s.decide_suspension(), s.resume(), s.handle(at="Wed 11:00"))),
    (3, (*PLAIN[:-3], s.feedback(solved=False), s.evaluate(), s.reopen(), *AGAIN)),
    (2, (s.report(by=MRS_ZHAO), s.decline())),
    (2, (*TO_THE_HOST, s.dispute(), s.rule(), s.divert(at="Mon 10:40"))),
)
"""How many of a hundred matters take each way."""


def typical_matters() -> Iterator[tuple[int, Envelope]]:
    """A hundred matters of one week, in the order of time: version and envelope of each event."""
    city = SmallCity()
    known = policy(city)
    ways = [way for often, way in WAYS for _ in range(often)]
    envelopes = [told for number, way in enumerate(ways) for told in decided(way, f"M260302-{number:06}", known)]
    yield from sorted(envelopes, key=lambda told: told[1].recorded_at)


def decided(way: Sequence[c.MatterCommand], matter_id: str, known: Policy) -> Iterator[tuple[int, Envelope]]:
    state: MatterState = Unreported()
    version = 0
    for command in way:
        for event in decide(replace(command, matter_id=matter_id), state, known):
            state, version = evolve(state, event), version + 1
            yield version, Envelope(event=event, recorded_at=event.at, command_id=f"{matter_id:0>32}")
