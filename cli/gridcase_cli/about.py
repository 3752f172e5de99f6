"""Which matter, assessment or patrol a command is about, when it is given, and by whom.

``AcceptMatter(**about_matter(session, matter))``: what all commands about one thing share.
"""

from datetime import date as calendar_day

from gridcase.assessments import commands as assessments
from gridcase.errors import BadConfiguration
from gridcase.matters import commands as matters
from gridcase.patrols import commands as patrols
from gridcase_cli.packs import pack_meant
from gridcase_cli.session import Session


def about_matter(session: Session, name: str) -> matters.CommonFields:
    """The matter with this id, or with this reference at another platform. Raises ``UnknownMatter``."""
    return {"matter_id": session.find(name), "at": session.at, "actor": session.current_actor()}


def about_assessment(session: Session, unit: str, period: str, pack: str) -> assessments.CommonFields:
    """By the pack that is named, or the only one. Raises ``BadConfiguration`` where there are several."""
    pack_name = pack_meant(session, unit, period, pack)
    return {"unit": unit, "period": period, "pack_name": pack_name, "at": session.at, "actor": session.current_actor()}


def about_patrol(session: Session, date: str, member: str = "") -> patrols.CommonFields:
    """The day of a member: by default, today, and whoever acts."""
    actor = session.current_actor()
    day = day_meant(session, date)
    return {"member": member or actor.member, "date": day, "at": session.at, "actor": actor}


def day_meant(session: Session, date: str) -> str:
    """The day that is named, or the one of ``--at``. Raises ``BadConfiguration`` for what no calendar has."""
    try:
        return (
            calendar_day.fromisoformat(date).isoformat() if date else f"{session.at.astimezone(session.zone):%Y-%m-%d}"
        )
    except ValueError as error:
        raise BadConfiguration("--date", repr(date), "a day, such as 2026-03-02") from error
