"""What is reported in a month, by whom and when: invented, and seeded."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.demo.facts import Facts, drawn_facts
from gridcase.demo.names import random_name
from gridcase.demo.people import ClassProfile, People
from gridcase.ids import ALPHABET
from gridcase.matters.commands import ReportMatter
from gridcase.matters.events import Channel
from gridcase.registry.records import Unit
from gridcase.working_time import WorkingTime

RESIDENT_CHANNELS = (Channel.APP, Channel.PHONE, Channel.WEB, Channel.COUNTER)
CHANNEL_WEIGHTS = (48, 36, 9, 7)
BY_HOUR = (2, 5, 8, 9, 9, 7, 6, 6, 7, 7, 7, 8, 8, 7, 4, 2)
"""How much is reported in the hours from 7 to 22."""

BY_HOUR_ON_PATROL = (0, 9, 10, 9, 6, 2, 3, 8, 9, 8, 5, 1, 1, 0, 0, 0)
FIRST_HOUR = 7
DUPLICATE_SHARE = 0.03
"""The share of reports whose matter somebody else has just reported."""

AGAIN_SHARE = 0.015
"""The share of reports that a resident makes of what the same resident has reported before."""

PERSISTENT_RESIDENTS = 9
"""So many residents at a time report again and again."""

REST_DAY_SHARE = 0.55
"""What comes in on a day of rest, where a working day has 1."""


class Nature(Struct, kw_only=True):
    """What is true of a matter, whether or not anybody knows it yet."""

    profile: ClassProfile
    resident: Actor | None
    genuine: bool
    ours: bool
    on_the_spot: bool
    another_photo: bool
    looked_at: bool
    mistaken: bool
    facts: Facts
    duplicate_of: str = ""


class Report(Struct, frozen=True, kw_only=True):
    command: ReportMatter
    nature: Nature


def reports(
    matters: int,
    begin: date,
    days: int,
    *,
    people: People,
    profiles: Sequence[ClassProfile],
    grids: Sequence[Unit],
    working: WorkingTime,
) -> Iterator[Report]:
    """So many reports, in the order of time. Some grids report more than others; some matters are reported twice."""
    random = people.random
    weights = [random.paretovariate(1.6) for _ in grids]
    times = sorted(report_times(matters, begin, days, working, random))
    units = random.choices(grids, weights, k=matters)
    drawn = random.choices(profiles, [profile.often for profile in profiles], k=matters)
    recent: deque[Report] = deque(maxlen=5)
    persistent: deque[Report] = deque(maxlen=PERSISTENT_RESIDENTS)
    for (at, by_resident), unit, profile in zip(times, units, drawn, strict=True):
        report = invented_report(people, at, by_resident=by_resident, unit=unit.code, profile=profile)
        if recent and random.random() < DUPLICATE_SHARE:
            same = recent[0]
            report = invented_report(people, at, by_resident=True, unit=same.command.unit, profile=same.nature.profile)
            report.nature.duplicate_of = same.command.matter_id
        elif persistent and random.random() < AGAIN_SHARE:
            same = random.choice(persistent)
            report = invented_report(
                people,
                at,
                by_resident=True,
                unit=same.command.unit,
                profile=same.nature.profile,
                resident=same.nature.resident,
            )
        else:
            recent.append(report)
            if report.nature.resident and random.random() < AGAIN_SHARE:
                persistent.append(report)
        yield report


def report_times(
    matters: int, begin: date, days: int, working: WorkingTime, random: Random
) -> Iterator[tuple[datetime, bool]]:
    """When something is reported, and whether by a resident."""
    dates = [begin + timedelta(days=day) for day in range(days)]
    busy = [1 if working.calendar.is_working(day) else REST_DAY_SHARE for day in dates]
    for day in random.choices(dates, busy, k=matters):
        by_resident = random.random() < 0.46
        weights = BY_HOUR if by_resident else BY_HOUR_ON_PATROL
        hour = random.choices(range(FIRST_HOUR, FIRST_HOUR + len(weights)), weights)[0]
        second = random.randrange(3600)
        yield datetime.combine(day, time(hour), working.zone) + timedelta(seconds=second), by_resident


def invented_report(
    people: People,
    at: datetime,
    *,
    by_resident: bool,
    unit: str,
    profile: ClassProfile,
    resident: Actor | None = None,
) -> Report:
    """A report by a ``resident``, somebody new unless one is given, or by the grid member of the unit."""
    random = people.random
    resident = (resident or people.resident()) if by_resident else None
    channel = random.choices(RESIDENT_CHANNELS, CHANNEL_WEIGHTS)[0] if by_resident else Channel.PATROL
    command = ReportMatter(
        matter_id=f"M{at:%y%m%d}-{''.join(random.choices(ALPHABET, k=6))}",
        at=at.astimezone(UTC),
        actor=written_by(people, resident, channel, unit),
        channel=channel,
        unit=unit,
        class_code="" if by_resident else profile.class_code,
        reporter=resident.member if resident else "",
        reporter_name=random_name(random) if resident else "",
        phone=f"199{random.randrange(10**8):08}" if resident else "",
        text=profile.text,
        evidence_before=(random.randbytes(32).hex(),) if random.random() < 0.6 else (),
    )
    nature = Nature(
        profile=profile,
        resident=resident,
        genuine=random.random() < 0.97,
        ours=random.random() < 0.97,
        on_the_spot=random.randrange(100) < profile.on_the_spot,
        another_photo=resident is not None and random.random() < 0.08,
        looked_at=random.random() < (0.2 if resident else 0.5 if profile.list_code == "hazards" else 0),
        facts=drawn_facts(command.matter_id, profile.class_code, profile.list_code),
        mistaken=random.random() < 0.008,
    )
    return Report(command=command, nature=nature)


def written_by(people: People, resident: Actor | None, channel: Channel, unit: str) -> Actor:
    """Who writes the report: grid members and residents themselves; reception for whoever calls or comes."""
    if resident is None:
        return people.grid_member(unit)
    return resident if channel in (Channel.APP, Channel.WEB) else people.one(Role.RECEPTION)
