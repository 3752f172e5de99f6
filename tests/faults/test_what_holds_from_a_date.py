"""What takes effect at a date takes effect then: decisions and listings answer from one rule."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gridcase.actors import Actor, Role
from gridcase.directory import StoreDirectory
from gridcase.registrar import Registrar
from gridcase.registry.records import Department, ManagementList, MatterClass, Member
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.testing.cast import at
from gridcase.working_time import StepLimits
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from tests.support.command import small_city

NOW = at("Mon 09:00")
ZHANG = Member(code="zhang", name="Zhang", role=Role.REGISTRAR, login="zhang")
BY = Actor(member="zhang", role=Role.REGISTRAR, known_by="os-user:zhang")
LIST = ManagementList(code="environment", name="Environment")
LEVELS = ("grid", "village", "county")
STRICTER = """
[[classes]]
code = "litter"
name = "暴露垃圾"
list_code = "environment"
limits = { handle = "1 working hour" }
"""


def litter(handle: str) -> MatterClass:
    return MatterClass(code="litter", name="Litter", list_code="environment", limits=StepLimits(handle=handle))


def stricter(folder: Path) -> str:
    """A file that says the stricter limit."""
    file = folder / "stricter" / "registry.toml"
    file.parent.mkdir()
    file.write_text(STRICTER, encoding="utf-8")
    return str(file)


class Register:
    """A register and its directory, on a Monday morning."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.registrar = Registrar(self.store, Codec(), lambda: NOW)
        self.registrar.update([ZHANG, LIST], LEVELS, by=BY, at=NOW - timedelta(days=60))
        self.directory = StoreDirectory(self.store, Codec(), clock=lambda: NOW)

    def says(self, limit: str, since: datetime) -> None:
        self.registrar.update([litter(limit)], LEVELS, by=BY, at=since)

    def limit(self, when: datetime) -> str:
        matter_class = self.directory.as_of(when).matter_class("litter")
        listed = self.registrar.as_of(when).classes.get("litter")
        assert (matter_class and matter_class.limits.handle) == (listed and listed.limits.handle), (
            "directory and listing disagree"
        )
        return matter_class.limits.handle if matter_class else ""


def test_a_stricter_limit_from_next_year_does_not_decide_today(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    city.done("registry", "import", stricter(tmp_path), "--from", "2027-01-01", at="2026-03-02T08:00")
    due = {}
    for year, when in ((2026, "2026-03-02T09:"), (2027, "2027-03-01T09:")):
        matter = city.done("matter", "report", "--unit", "xiangyang-3", by="wang", at=when + "00")
        city.done("matter", "classify", matter, "--class", "litter", by="wang", at=when + "10")
        city.done("matter", "divert", matter, "--host", "chengguan", by="zhou", at=when + "20")
        due[year] = city.json("matter", "show", matter)["rounds"][0]["due"]
    assert due == {2026: "2026-03-02T07:50:00Z", 2027: "2027-03-01T02:20:00Z"}


def test_a_backdated_import_does_not_erase_a_later_one() -> None:
    city = Register()
    later, earlier = NOW - timedelta(days=4), NOW - timedelta(days=19)
    city.says("5 working hours", later)
    city.says("2 working hours", earlier)
    assert city.limit(earlier - timedelta(seconds=1)) == ""
    assert city.limit(earlier) == "2 working hours"
    assert city.limit(later - timedelta(seconds=1)) == "2 working hours"
    assert city.limit(later) == city.limit(NOW) == "5 working hours"


def test_read_models_hold_each_word_in_its_time(tmp_path: Path) -> None:
    city = Register()
    later, earlier = NOW - timedelta(days=4), NOW - timedelta(days=19)
    for name, since in (("Later", later), ("Earlier", earlier)):
        city.registrar.update([Department(code="d", name=name)], LEVELS, by=BY, at=since)
    Projector(tmp_path, city.store).catch_up()
    with snapshot(tmp_path) as connection:
        rows = connection.execute(
            "select name, valid_from, valid_to from register where code = 'd' order by valid_from"
        ).fetchall()
    naive = [moment.replace(tzinfo=None) for moment in (earlier, later)]
    assert [(name, since, until if until in naive else None) for name, since, until in rows] == [
        ("Earlier", naive[0], naive[1]),
        ("Later", naive[1], None),
    ]


def test_of_two_words_about_the_same_time_the_later_one_counts() -> None:
    city = Register()
    city.says("5 working hours", NOW)
    city.says("2 working hours", NOW)
    assert city.limit(NOW) == "2 working hours"


def test_whoever_comes_next_month_does_not_act_today() -> None:
    city = Register()
    li = Member(code="li", name="Li", role=Role.RECEPTION)
    city.registrar.update([li], LEVELS, by=BY, at=NOW + timedelta(days=30))
    assert not city.directory.knows(li.acting("test"))
    assert city.directory.as_of(NOW + timedelta(days=30)).knows(li.acting("test"))
    assert "li" not in city.registrar.register().members


@pytest.mark.parametrize("moment", ["1969-12-31", "2199-01-01"])
def test_a_date_that_no_register_reaches_is_refused(moment: str, tmp_path: Path) -> None:
    city = small_city(tmp_path)
    wrong = city.wrong("registry", "import", stricter(tmp_path), "--from", moment)
    assert "--from" in wrong and "a time from 1970" in wrong
