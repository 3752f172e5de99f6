"""A report as one page of HTML: no script, nothing to fetch, made for reading on paper."""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from itertools import dropwhile
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gridcase_projections.metrics.question import REPEATED_COMPLAINT
from gridcase_projections.report import charts
from gridcase_projections.report.content import AssessmentReport, TrendPeriod
from gridcase_projections.report.phrases import Language, Phrases, signed
from gridcase_projections.report.ranking import MIN_ROUNDS
from gridcase_projections.report.scores import FIGURES

MAX_LIST_ROWS = 25
"""Rows that a list has on paper; the workbook has all of them."""

MAX_PLACES = 60
"""Places of a standard rate on paper; where there are more, the lowest level is left to the workbook."""


def page(report: AssessmentReport, language: Language) -> str:
    """The whole page. The same report gives the same bytes."""
    phrases = Phrases(language, ZoneInfo(report.about.zone))
    environment = Environment(
        loader=PackageLoader("gridcase_projections.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = css_string
    metrics = {definition.name: titled(getattr(definition, language.value)) for definition in report.definitions}
    template = environment.get_template("page.html.j2")
    return (
        template.render(
            report=report,
            about=report.about,
            t=phrases,
            signed=signed,
            draw=drawings(report, phrases),
            style=Markup((files("gridcase_projections.report") / "templates" / "page.css").read_text("utf-8")),
            preset=titled(getattr(report.preset, language.value)),
            metrics=metrics,
            formula=formula_in(report.preset.formula, metrics),
            figures=FIGURES,
            known=known(report.past),
            max_rows=MAX_LIST_ROWS,
            max_places=MAX_PLACES,
            least=REPEATED_COMPLAINT["times"],
            days=REPEATED_COMPLAINT["days"],
            min_rounds=MIN_ROUNDS,
        )
        + "\n"
    )


def drawings(report: AssessmentReport, phrases: Phrases) -> Mapping[str, Callable[..., Markup]]:
    """The charts by name, each drawn when the page comes to it."""
    about = report.about

    def drawn(chart: Callable[..., str], *arguments: Any) -> Callable[..., Markup]:
        return lambda *more: Markup(chart(*arguments, *more, phrases))

    return {
        "volumes": drawn(charts.volumes, known(report.past)),
        "rate": drawn(charts.rate, known(report.past)),
        "scores": drawn(charts.scores, report.ranking, report.grades),
        "lateness": drawn(charts.lateness, report.overdue, about.as_of),
        "by_department": drawn(charts.by_department, report.overdue),
        "standard_rates": drawn(charts.standard_rates),
    }


def known(past: Sequence[TrendPeriod]) -> Sequence[TrendPeriod]:
    """The periods of the trends from the first on in which anything happened."""
    return list(dropwhile(lambda each: not (each.reported or each.closed), past))


def formula_in(formula: str, metrics: Mapping[str, str]) -> str:
    """A formula with the metrics by their names."""
    return re.sub(r"[a-z][a-z-]+", lambda name: metrics.get(name[0], name[0]), formula)


def titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def css_string(text: str) -> str:
    """The text as the inside of a string in CSS, whatever it holds."""
    return Markup("".join(letter if letter.isalnum() else f"\\{ord(letter):x} " for letter in text))
