"""A city read from its file: what it says, its version, and every way to get it wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from gridcase.city import City, load_city, read_city
from gridcase.city.scoring import Preset, Scoring
from gridcase.city.templates import city_toml, templates
from gridcase.errors import BadConfiguration
from gridcase.matters.policy import Evaluation, JudgeBy, Ladder

SMALLEST = """\
[city]
name = "Springfield"
time_zone = "UTC"
levels = ["grid", "city"]
"""


def city(text: str, folder: Path = Path()) -> City:
    return read_city("city.toml", text.encode(), folder)


def complaint(text: str) -> str:
    with pytest.raises(BadConfiguration) as bad:
        city(text)
    return str(bad.value)


class Nobody:
    """A directory of a city that has registered nothing, and neighbours of a matter that has none."""

    def has_unit(self, code: str) -> bool:
        return False

    def has_body(self, body: str) -> bool:
        return False

    def knows(self, actor: object) -> bool:
        return False

    def matter_class(self, code: str) -> None:
        return None

    def stage_of(self, matter_id: str) -> str:
        return "unreported"


def test_the_templates_that_ship() -> None:
    assert templates() == ("blank", "china")


@pytest.mark.parametrize("template", templates())
def test_every_template_is_a_city(template: str) -> None:
    read = city(city_toml(template, name='Old "Town" \\ 新乡', time_zone="Asia/Shanghai"))
    assert read.about.name == 'Old "Town" \\ 新乡'
    assert read.about.levels == ("grid", "village", "township", "county", "city")
    assert read.policy(Nobody(), Nobody()).version == read.version[:12]


def test_the_china_template_spells_out_the_defaults_of_policy_and_scoring() -> None:
    read = city(city_toml("china", name="新乡", time_zone="Asia/Shanghai"))
    policy = read.policy(Nobody(), Nobody())
    assert policy.evaluation == Evaluation()
    assert policy.ladder == Ladder()
    assert (policy.max_extensions, policy.max_reopenings, policy.judge_by, policy.warn_at) == (
        1,
        2,
        JudgeBy.RECORDED,
        80,
    )
    assert read.scoring == Scoring()
    assert policy.limits.handle == "3 working days"
    assert policy.time.day == 7 * 3600


def test_an_unknown_template_is_told_the_nearest() -> None:
    with pytest.raises(BadConfiguration, match="perhaps china"):
        city_toml("chima", name="x", time_zone="UTC")
    with pytest.raises(BadConfiguration, match="text on one line"):
        city_toml("blank", name="a\nb", time_zone="UTC")


def test_the_smallest_city_has_every_default() -> None:
    read = city(SMALLEST)
    assert read.time.day == 86400
    assert read.scoring.preset is Preset.DEPARTMENT
    assert read.store.url == ""


def test_comments_and_order_do_not_change_the_version() -> None:
    one = city(SMALLEST + '[limits]\nhandle = "1 day"\nclose = "9 days"\n')
    other = city('[limits]\nclose = "9 days" # long\n\nhandle = "1 day"\n' + SMALLEST)
    assert one.version == other.version
    assert len(one.version) == 64


def test_where_things_run_does_not_change_the_version_and_what_decides_does() -> None:
    version = city(SMALLEST).version
    assert city(SMALLEST + '[store]\nurl = "memory:"\n[kafka]\npassword = "x"\n').version == version
    assert city(SMALLEST + "[policy]\nmax_reopenings = 3\n").version != version
    assert city(SMALLEST + '[working_time]\ncalendar = "weekdays"\n').version != version


def test_what_things_are_called_does_not_change_the_version() -> None:
    assert city(SMALLEST).words.matter == "事项"
    named = city(SMALLEST + '[words]\nmatter = "案件"\n')
    assert (named.words.matter, named.version) == ("案件", city(SMALLEST).version)
    with pytest.raises(BadConfiguration, match=r"words\.matter"):
        city(SMALLEST + '[words]\nmatter = "事件"\n')


def test_a_city_of_its_own_calendar_changes_version_with_it(tmp_path: Path) -> None:
    text = SMALLEST + '[working_time]\ncalendar = "ours.toml"\n'
    calendar = tmp_path / "ours.toml"
    calendar.write_text('week = ["Monday"]\n')
    monday = city(text, tmp_path)
    calendar.write_text('week = ["Tuesday"]\n')
    assert city(text, tmp_path).version != monday.version


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        (
            "[policy]\nmax_extention = 3",
            "city.toml line 6: policy.max_extention: a key that exists, not 'max_extention'; perhaps max_extensions",
        ),
        ("[polcy]\n", "city.toml line 5: polcy: a key that exists, not 'polcy'; perhaps policy"),
        ("[policy]\n\nwarn_at = 101", "city.toml line 7: policy.warn_at: int <= 100"),
        (
            '[policy]\njudge_by = "never"',
            "city.toml line 6: policy.judge_by: one of recorded, occurred, not 'never'",
        ),
        (
            '[working_time]\ncalendar = "mars"',
            "city.toml line 6: working_time.calendar: "
            "china, every-day, weekdays, or the path of a .toml file (calendar 'mars')",
        ),
        (
            '[working_time]\nhours = ["12:00-9"]',
            "city.toml line 6: working_time.hours: two times, such as 09:00-12:00 ('12:00-9')",
        ),
        (
            "[evaluation.satisfaction]\nhappy = 3",
            "city.toml line 5: evaluation.satisfaction: one of very-satisfied, satisfied, basically-satisfied, "
            "dissatisfied, very-dissatisfied, not-asked, not 'happy'",
        ),
        (
            "[evaluation.satisfaction]\nsatisfied = 90",
            "city.toml line 5: evaluation.satisfaction: a score for each level; very-satisfied has none",
        ),
        ("[evaluation]\nlate = 120", "city.toml line 6: evaluation.late: a score from 0 to 100, not 120"),
        ('[scoring]\npreset = "best"', "city.toml line 6: scoring.preset: one of department, grid-member"),
        (
            '[scoring]\ngrades = [{ name = "A", at = 60 }]',
            "city.toml line 6: scoring.grades: grades from the best to the worst, the last from 0",
        ),
        ("[[scoring.bands]]\nfiled = [5, 1]", "city.toml line 6: scoring.bands[0].filed: numbers that rise"),
        (
            "[[scoring.bands]]\n[[scoring.bands]]\npoints = [1]",
            "city.toml line 7: scoring.bands[1].points: 6 scores: one a band, one for more",
        ),
        (
            "[[scoring.bands]]\n[[scoring.bands]]\n",
            "city.toml line 6: scoring.bands[1].group: each group once, not '' again",
        ),
        ("[scoring\n", "city.toml line 5: column 9: TOML (Expected ']' at the end of a table declaration)"),
        ("[city]\n", "city.toml line 5: column 6: TOML (Cannot declare ('city',) twice)"),
    ],
)
def test_a_mistake_is_told_with_file_line_key_and_what_was_expected(added: str, expected: str) -> None:
    assert complaint(SMALLEST + added).startswith(expected)


@pytest.mark.parametrize("table", ["limits", "ladder"])
def test_a_limit_that_cannot_be_read_is_told(table: str) -> None:
    key = "handle" if table == "limits" else "urge"
    message = complaint(f'{SMALLEST}[{table}]\n{key} = "3 moons"\n')
    assert message.startswith(f"city.toml line 6: {table}.{key}: a limit")
    assert message.endswith("not '3 moons'")


def change(old: str, new: str) -> Callable[[], str]:
    return lambda: complaint(SMALLEST.replace(old, new))


@pytest.mark.parametrize(
    ("complain", "expected"),
    [
        (change('name = "Springfield"\n', ""), "city.toml line 1: city.name: a value: it must be given"),
        (
            change('"UTC"', '"Mars"'),
            "city.toml line 3: city.time_zone: a name such as Asia/Shanghai (time zone 'Mars')",
        ),
        (change('"grid", "city"', '"grid", "grid"'), "city.toml line 4: city.levels: each level once"),
        (change('"grid", "city"', ""), "city.toml line 4: city.levels: array of length >= 1"),
        (lambda: complaint(""), "city.toml: city: a value: it must be given"),
    ],
)
def test_a_city_must_have_its_names(complain: Callable[[], str], expected: str) -> None:
    assert complain().startswith(expected)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"city.toml: a file that can be read"):
        load_city(tmp_path / "city.toml")
    (tmp_path / "city.toml").write_bytes(SMALLEST.replace("Springfield", "新乡").encode("gbk"))
    with pytest.raises(BadConfiguration, match=r"city.toml line 2: text in UTF-8"):
        load_city(tmp_path / "city.toml")


class Broker(Struct, frozen=True):
    servers: str
    partitions: int = 6


def test_a_table_of_another_package_is_read_as_strictly() -> None:
    text = SMALLEST + '[kafka]\nservers = "localhost:9092"\n'
    assert city(text).table("kafka", Broker) == Broker("localhost:9092")
    with pytest.raises(BadConfiguration, match=r"city.toml line 7: kafka.partitons.*perhaps partitions"):
        city(text + "partitons = 3\n").table("kafka", Broker)
    with pytest.raises(BadConfiguration, match=r"city.toml line 7: kafka.partitions: int, got str"):
        city(text + 'partitions = "3"\n').table("kafka", Broker)
    with pytest.raises(BadConfiguration, match=r"kafka.servers: a value: it must be given"):
        city(SMALLEST).table("kafka", Broker)
