"""Writes the calendar of China, china.toml, from the package ``chinesecalendar``: run it when a new notice is out.

    uv run python tools/generate_calendars.py

What the notices say and the package does not is added here, with its source.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from chinese_calendar import constants

CHINA = Path(__file__).parents[1] / "src/gridcase/working_time/calendars/china.toml"
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
NEW_YEAR = constants.Holiday.new_years_day.value

ALSO_WORKED = {date(2005, 12, 31): NEW_YEAR}
"""Make-up days that the package lacks: the notice for 2006 says 12月31日（星期六）上班."""

ZH = {holiday.value: holiday.chinese for holiday in constants.Holiday}

HEADER = f"""\
# Holidays and make-up working days of China, after the notices of the State Council.
# Written by tools/generate_calendars.py from the package chinesecalendar, corrected where a notice says otherwise.
# rest = [first day, last day], both included; work = the days of rest that are worked instead.
# The notice for {LAST.year + 1} may still change the last days of {LAST.year}, as five of those before did.
week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
first = {FIRST}
last = {LAST}
"""


class Notice(NamedTuple):
    title: str
    url: str = ""


GAZETTE = "https://www.gov.cn/gongbao/content"
WIKISOURCE = "https://zh.wikisource.org/wiki/国务院办公厅关于{}年部分节假日安排的通知"

URLS = {
    **{year: WIKISOURCE.format(year) for year in (2004, 2005, 2006)},
    2007: f"{GAZETTE}/2007/content_503397.htm",
    2008: f"{GAZETTE}/2008/content_859870.htm",
    2009: f"{GAZETTE}/2008/content_1175823.htm",
    2010: f"{GAZETTE}/2009/content_1487011.htm",
    2011: f"{GAZETTE}/2010/content_1765282.htm",
    2012: f"{GAZETTE}/2011/content_2020918.htm",
    2013: f"{GAZETTE}/2012/content_2292057.htm",
    2014: f"{GAZETTE}/2014/content_2561299.htm",
    2015: f"{GAZETTE}/2015/content_2799019.htm",
    2016: f"{GAZETTE}/2016/content_2979719.htm",
    2017: f"{GAZETTE}/2016/content_5148793.htm",
    2018: f"{GAZETTE}/2017/content_5248221.htm",
    2019: f"{GAZETTE}/2018/content_5350046.htm",
    2020: f"{GAZETTE}/2019/content_5459138.htm",
    2021: f"{GAZETTE}/2020/content_5567750.htm",
    2022: f"{GAZETTE}/2021/content_5651728.htm",
    2023: f"{GAZETTE}/2023/content_5736714.htm",
    2024: "https://www.gov.cn/gongbao/2023/issue_10806/202311/content_6913823.html",
    2025: "https://www.gov.cn/gongbao/2024/issue_11726/202411/content_6989767.html",
    2026: "https://www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.htm",
}

AMENDMENTS = (
    (
        (date(2015, 9, 3), date(2015, 9, 6)),
        Notice("国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知"),
    ),
    (
        (date(2019, 4, 28), date(2019, 5, 5)),
        Notice("国务院办公厅关于调整2019年劳动节假期安排的通知", f"{GAZETTE}/2019/content_5380356.htm"),
    ),
    (
        (date(2020, 1, 31), date(2020, 2, 2)),
        Notice("国务院办公厅关于延长2020年春节假期的通知", f"{GAZETTE}/2020/content_5477297.htm"),
    ),
)
"""Notices between the yearly ones, and the days that they set."""


def notice(day: date, holiday: str) -> Notice:
    """The notice that set the day. A New Year that begins in December is in the notice of the year it greets."""
    for (first, last), amendment in AMENDMENTS:
        if first <= day <= last:
            return amendment
    year = day.year + (holiday == NEW_YEAR and day.month == 12)
    return Notice(f"国务院办公厅关于{year}年部分节假日安排的通知", URLS[year])


class Span(NamedTuple):
    holiday: str
    notice: Notice
    first: date
    last: date


def spans(rest: dict[date, str]) -> list[Span]:
    """The days of rest run together: also over a weekend in between that the package leaves out."""
    joined: list[Span] = []
    for day, holiday in sorted(rest.items()):
        span = Span(holiday, notice(day, holiday), day, day)
        previous = joined[-1] if joined else None
        if previous and previous[:2] == span[:2] and all_weekend(previous.last, day):
            joined[-1] = previous._replace(last=day)
        else:
            joined.append(span)
    return joined


def all_weekend(after: date, before: date) -> bool:
    return all((after + timedelta(days=n)).weekday() >= 5 for n in range(1, (before - after).days))


def nearest(span_list: Iterable[Span], day: date, holiday: str) -> Span:
    """The rest that a make-up day makes up for."""
    of_same_name = (span for span in span_list if span.holiday == holiday and span.notice == notice(day, holiday))
    return min(of_same_name, key=lambda span: min(abs(span.first - day), abs(span.last - day)))


def line(span: Span, work: list[date]) -> str:
    made_up = f", work = [{', '.join(map(str, work))}]" if work else ""
    names = f'name = "{span.holiday}", zh = "{ZH[span.holiday]}"'
    return f"    {{ {names}, rest = [{span.first}, {span.last}]{made_up} }},"


def render() -> str:
    """The whole file, as it stands in the repository."""
    rest = spans(constants.holidays)
    work: dict[Span, list[date]] = {span: [] for span in rest}
    for day, holiday in sorted((constants.workdays | ALSO_WORKED).items()):
        work[nearest(rest, day, holiday)].append(day)
    lines: dict[Notice, list[str]] = {}
    for span in rest:
        lines.setdefault(span.notice, []).append(line(span, work[span]))
    return "\n".join([HEADER, *(block(source, holidays) for source, holidays in lines.items())])


def block(source: Notice, holidays: list[str]) -> str:
    url = f'url = "{source.url}"\n' if source.url else ""
    return "\n".join([f'[[notice]]\ntitle = "{source.title}"\n{url}holidays = [', *holidays, "]\n"])


if __name__ == "__main__":
    CHINA.write_text(render(), encoding="utf-8")
