"""The charts of a report, drawn by Vega-Lite into SVG: the page needs no script, no network, and prints sharp.

Whoever cannot see a chart is read what it shows, in the language of the page. What a chart has no room for is added up
in its last row.

Widths and heights are in CSS pixels; the page is 680 wide.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import altair as alt
import vl_convert

from gridcase_projections.report.content import Grade, OverdueStep, PlaceRate, Ranked, TrendPeriod
from gridcase_projections.report.phrases import Phrases

INK, MUTED, RULE, ACCENT, PALE = "#222", "#6b7280", "#e2e5e9", "#1f4e79", "#b9c8da"
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
NAME_COLUMN_PX = 150
"""Width of a column of names; longer ones are cut."""

BANDS_OF_DAYS_LATE = ((1, "<1"), (3, "1–3"), (7, "3–7"), (14, "7–14"), (30, "14–30"), (10**6, ">30"))
"""Bands of days late: below so many days, and their labels."""

TAG, ROLE = re.compile("<[^>]+>"), re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')

RATE_MARGIN = 4
"""Percentage points that a rate is shown with on both sides, at least."""

MAX_BARS = 12
"""Bars of a chart of hosts; the rest are one more."""

NO_HOST = ""
"""What waits and has no host."""


def svg(chart: Any, described: str) -> str:
    """The chart as an ``svg`` element, without anything that depends on when or where it is drawn.

    It is one picture, with a description; its marks have no names of their own, which would be English.
    """
    whole = (
        chart.properties(padding=2)
        .configure(font=FONT, background="transparent", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            domainColor=MUTED,
            gridColor=RULE,
            labelColor=INK,
            labelFontSize=10,
            ticks=False,
            labelPadding=5,
            title=None,
        )
    )
    drawn: str = vl_convert.vegalite_to_svg(whole.to_dict(validate=False))
    without_roles = TAG.sub(lambda tag: ROLE.sub("", tag[0]), drawn)
    return without_roles.replace("<svg ", f'<svg role="img" aria-label="{escape(described)}" ', 1)


def described(title: str, values: Iterable[str], phrases: Phrases) -> str:
    """What a chart shows, in words."""
    return phrases("chart_of", title=title, values=phrases("semicolon").join(values) or phrases("nothing"))


def volumes(past: Sequence[TrendPeriod], phrases: Phrases) -> str:
    """What came in, and within it what was closed, period by period."""
    rows = [{"period": each.period, "reported": each.reported, "closed": each.closed} for each in past]
    base = alt.Chart({"values": rows}).encode(x=period_axis(past, phrases))
    wide = base.mark_bar(color=PALE, size=26).encode(y=count_axis("reported"))
    slim = base.mark_bar(color=ACCENT, size=12).encode(y=count_axis("closed"))
    title = f"{phrases('reported')} / {phrases('closed')}"
    values = (
        f"{phrases.period(each.period)} {phrases.count(each.reported)} / {phrases.count(each.closed)}" for each in past
    )
    return svg((wide + slim).properties(width=620, height=130), described(title, values, phrases))


def rate(past: Sequence[TrendPeriod], metric: str, title: str, phrases: Phrases) -> str:
    """A rate over the periods, in percent; where there was nothing to divide by, the line has a gap."""
    rows = [
        {
            "period": each.period,
            "percent": None if (percent := each.rates[metric].percent) is None else float(percent),
        }
        for each in past
    ]
    known = [percent for each in past if (percent := each.rates[metric].percent) is not None]
    last_known = [row for row in rows if row["percent"] is not None][-1:]
    base = alt.Chart({"values": rows}).encode(
        x=period_axis(past, phrases),
        y=alt.Y(
            "percent:Q",
            axis=alt.Axis(
                tickCount=3, labelExpr="datum.value > 100 ? '' : datum.label", format="d", minExtent=26, domain=False
            ),
            scale=alt.Scale(domain=rate_domain([float(percent) for percent in known]), nice=False),
        ),
    )
    line = base.mark_line(color=ACCENT, strokeWidth=1.6)
    points = base.mark_point(color=ACCENT, filled=True, size=16, opacity=1)
    last = base.mark_text(color=INK, fontSize=10, dy=-9).encode(text=alt.Text("percent:Q", format=".1f"))
    last.data = {"values": last_known}
    values = (f"{phrases.period(each.period)} {phrases.percent(each.rates[metric])}" for each in past)
    return svg((line + points + last).properties(width=280, height=84), described(title, values, phrases))


def rate_domain(percents: Sequence[float]) -> tuple[float, float]:
    """The part of 0 to 100 that shows how rates move, with room above them; what hardly moves looks so."""
    if not percents:
        return 0, 100
    low, high = min(percents), max(percents)
    room = max(RATE_MARGIN, (high - low) / 4)
    return max(0, low - room), min(100 + RATE_MARGIN / 2, high + room)


def scores(ranking: Sequence[Ranked], grades: Sequence[Grade], phrases: Phrases) -> str:
    """Every department as a dot at its score, those of the same score above each other; the lines begin the grades."""
    height: Counter[int] = Counter()
    dots = []
    for ranked in ranking:
        points = round(ranked.score or 0)
        height[points] += 1
        dots.append({"score": points, "height": height[points]})
    tallest = max(height.values(), default=1)
    starts = [{"at": grade.at, "name": grade.name} for grade in grades]
    scale = alt.Scale(domain=[0, 101], nice=False)
    lines = alt.Chart({"values": starts}).mark_rule(color=RULE).encode(x=alt.X("at:Q", scale=scale))
    names = (
        alt.Chart({"values": starts})
        .mark_text(align="left", dx=3, baseline="top", color=MUTED, fontSize=10)
        .encode(x=alt.X("at:Q", scale=scale), y=alt.value(0), text="name:N")
    )
    marks = (
        alt.Chart({"values": dots})
        .mark_circle(color=ACCENT, size=22, opacity=1)
        .encode(
            x=alt.X("score:Q", scale=scale, axis=alt.Axis(grid=False, values=[0, 20, 40, 60, 80, 100])),
            y=alt.Y("height:Q", axis=None, scale=alt.Scale(domain=[0, tallest + 3], nice=False)),
        )
    )
    count_by_grade = Counter(ranked.grade for ranked in ranking)
    values = (f"{grade.name} {count_by_grade[grade.name]}" for grade in grades)
    return svg(
        (lines + names + marks).properties(width=640, height=30 + 7 * tallest),
        described(phrases("departments"), values, phrases),
    )


def lateness(overdue: Sequence[OverdueStep], at: datetime, phrases: Phrases) -> str:
    """How many deadlines had passed by how many days."""
    count_by_band = Counter(
        next(label for days, label in BANDS_OF_DAYS_LATE if (at - late.due).total_seconds() < days * 86400)
        for late in overdue
    )
    return bars([(label, label, count_by_band[label]) for _, label in BANDS_OF_DAYS_LATE], phrases("days"), phrases)


def by_host(overdue: Sequence[OverdueStep], phrases: Phrases) -> str:
    """The hosts by how many deadlines had passed; what nobody had been given to do stands in a row of its own.

    Equals are in the order of their codes, in any language.
    """
    count_by_host = Counter(late.department or NO_HOST for late in overdue)
    names = {late.department: phrases.name(late.department_name) for late in overdue}
    by_count = sorted(count_by_host.items(), key=lambda row: (-row[1], row[0] == NO_HOST, row[0]))
    shown = by_count if len(by_count) <= MAX_BARS + 1 else by_count[:MAX_BARS]
    rows = [(host, names[host] if host else phrases("no_host"), count) for host, count in shown]
    if rest := by_count[len(shown) :]:
        rows.append(("…", phrases("others", count=len(rest)), sum(count for _, count in rest)))
    return bars(rows, phrases("host"), phrases)


def bars(rows: Sequence[tuple[str, str, int]], title: str, phrases: Phrases) -> str:
    """Each with its key, its name and its number."""
    values = [{"key": key, "count": count, "label": phrases.count(count)} for key, _, count in rows]
    named = labels({key: name for key, name, _ in rows})
    base = alt.Chart({"values": values}).encode(
        y=alt.Y(
            "key:N",
            sort=[key for key, _, _ in rows],
            axis=alt.Axis(
                domain=False,
                labelExpr=named,
                minExtent=NAME_COLUMN_PX,
                maxExtent=NAME_COLUMN_PX,
                labelLimit=NAME_COLUMN_PX - 5,
            ),
        ),
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domainMin=0)),
    )
    drawn = base.mark_bar(color=ACCENT, size=9)
    numbers = base.mark_text(align="left", dx=4, color=INK, fontSize=10).encode(text="label:N")
    items = (f"{name} {phrases.count(count)}" for _, name, count in rows)
    return svg((drawn + numbers).properties(width=130, height=alt.Step(17)), described(title, items, phrases))


def labels(names: Mapping[str, str]) -> str:
    """An expression of Vega that gives the name of a key: two keys may have the same."""
    return f"{json.dumps(names)}[datum.value]"


def standard_rates(places: Sequence[PlaceRate], phrases: Phrases) -> str:
    """Units met, assessed and not met, and not assessed, as parts of all that are registered in each place."""
    parts = (("met", ACCENT), ("not_met", "#c2803a"), ("not_assessed", RULE))
    rows = [
        {"place": place.code, "part": phrases(part), "count": count, "order": order}
        for place in places
        for order, (part, count) in enumerate(
            (
                ("met", place.met),
                ("not_met", place.assessed - place.met),
                ("not_assessed", place.registered - place.assessed),
            )
        )
    ]
    ratio = [
        {
            "place": place.code,
            "label": phrases.share(place.of_registered),
        }
        for place in places
    ]
    row = alt.Y(
        "place:N",
        sort=[place.code for place in places],
        axis=alt.Axis(
            domain=False,
            labelExpr=labels({place.code: phrases.name(place.name) for place in places}),
            minExtent=NAME_COLUMN_PX,
            maxExtent=NAME_COLUMN_PX,
            labelLimit=NAME_COLUMN_PX,
        ),
    )
    drawn = (
        alt.Chart({"values": rows})
        .mark_bar(size=9)
        .encode(
            y=row,
            x=alt.X("count:Q", stack="normalize", axis=None),
            color=alt.Color(
                "part:N",
                legend=None,
                scale=alt.Scale(domain=[phrases(part) for part, _ in parts], range=[colour for _, colour in parts]),
            ),
            order="order:Q",
        )
    )
    numbers = (
        alt.Chart({"values": ratio})
        .mark_text(align="left", dx=8, color=INK, fontSize=10)
        .encode(y=row, x=alt.value(380), text="label:N")
    )
    items = (f"{phrases.name(place.name)} {phrases.share(place.of_registered)}" for place in places)
    return svg(
        (drawn + numbers).properties(width=380, height=alt.Step(16)),
        described(phrases("met_registered"), items, phrases),
    )


def period_axis(past: Sequence[TrendPeriod], phrases: Phrases) -> Any:
    """The axis of the periods, in the order in which they come, the year below the one that begins it."""
    named = labels({each.period: phrases.short_period(each.period) for each in past})
    return alt.X(
        "period:O",
        sort=[each.period for each in past],
        axis=alt.Axis(labelAngle=0, labelExpr=f"split({named}, '\\n')", labelOverlap=False, labelFontSize=9),
    )


def count_axis(field: str) -> Any:
    return alt.Y(f"{field}:Q", axis=alt.Axis(tickCount=3, format=",d", minExtent=40, domain=False))
