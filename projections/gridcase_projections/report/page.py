"""A report as one page of HTML: no script, nothing to fetch, made for reading on paper."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from itertools import dropwhile
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from gridcase_projections.metrics.question import REPEATED_COMPLAINT
from gridcase_projections.report import charts
from gridcase_projections.report.conclusions import conclusions
from gridcase_projections.report.content import AssessmentReport, Ranked, ScoringPreset, Share, TrendPeriod
from gridcase_projections.report.hot_spots import MIN_REPORTS
from gridcase_projections.report.phrases import Language, Phrases
from gridcase_projections.report.ranking import MIN_ROUNDS
from gridcase_projections.report.scores import FIGURES
from gridcase_projections.report.sheets import formula_in

MAX_LIST_ROWS = 25
"""Rows that a list has on paper; the workbook has all of them."""

MAX_HOT_SPOTS = 15
"""Hot spots on paper."""

MAX_AT_EACH_END = 12
"""Of a ranking of a great many, how many from the first on and up to the last are on paper."""

MAX_PLACES = 60
"""Places of a standard rate on paper; where there are more, the lowest level is left to the workbook."""


SECTIONS = (
    *("glance", "volumes", "trends", "hot_spots", "ranking", "places", "hosts", "members", "overdue"),
    *("supervised", "suspended", "rework", "repeats", "rates", "standards", "ends", "annex"),
)
"""In the order of the page."""

HTML_LANG = {Language.ENGLISH: "en", Language.CHINESE: "zh-CN"}
"""Simplified Chinese is said, so that letters have the shapes that China gives them."""


def page(report: AssessmentReport, language: Language) -> str:
    """The whole page. The same report gives the same bytes."""
    phrases = Phrases.of(report.about, language)
    environment = Environment(
        loader=PackageLoader("gridcase_projections.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = css_string
    environment.filters["in_parts"] = in_parts
    environment.filters["metric_title"] = lambda name, titles: titles.get(name, name)
    environment.filters["part_columns"] = part_columns
    metrics = {definition.name: titled(getattr(definition, language.value)) for definition in report.definitions}
    template = environment.get_template("page.html.j2")
    return (
        template.render(
            report=report,
            about=report.about,
            t=phrases,
            had_before=report.had_before,
            draw=drawings(report, phrases),
            style=Markup((files("gridcase_projections.report") / "templates" / "page.css").read_text("utf-8")),
            html_lang=HTML_LANG[language],
            sections=SECTIONS,
            conclusions=conclusions(report, phrases),
            presets=presets_of(report),
            title_of=lambda preset: titled(getattr(preset, language.value)),
            formula_of=lambda preset: formula_in(preset.formula, metrics),
            part_of_all=lambda reports: Share(reports, sum(volume.reports for volume in report.channels)),
            metrics=metrics,
            figures=FIGURES,
            known=known(report.past),
            max_rows=MAX_LIST_ROWS,
            max_places=MAX_PLACES,
            max_hot_spots=MAX_HOT_SPOTS,
            max_ends=MAX_AT_EACH_END,
            hot_spot=MIN_REPORTS,
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
        "scores": drawn(charts.scores, report.departments.rows, report.grades),
        "lateness": drawn(charts.lateness, report.overdue, about.as_of),
        "by_host": drawn(charts.by_host, report.overdue),
        "standard_rates": drawn(charts.standard_rates),
    }


def presets_of(report: AssessmentReport) -> Sequence[ScoringPreset]:
    """What anybody in the report is scored by, each once."""
    rankings = (report.departments, *report.places, *report.hosts, report.members)
    return list(dict.fromkeys(ranking.preset for ranking in rankings))


def known(past: Sequence[TrendPeriod]) -> Sequence[TrendPeriod]:
    """The periods of the trends from the first on in which anything happened."""
    return list(dropwhile(lambda each: not (each.reported or each.closed), past))


def part_columns(rows: Sequence[Ranked], titles: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """The heading of each part that the rows are scored by, and how its column is set."""
    return [(titles[part.metric], "n") for row in rows[:1] for part in row.parts]


def in_parts(way: str, between: str) -> Markup:
    """A place that is broken into lines between its parts: no line begins with the mark; Chinese parts stay whole."""
    if between.startswith(" "):
        return escape(way.replace(between, f"\N{NO-BREAK SPACE}{between.lstrip()}"))
    *above, last = way.split(between)
    parts = [Markup('<span class="w">{}{}</span><wbr>').format(part, between) for part in above]
    return Markup("").join([*parts, Markup('<span class="w">{}</span>').format(last)])


def titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def css_string(text: str) -> str:
    """The text as the inside of a string in CSS, whatever it holds."""
    return Markup("".join(letter if letter.isalnum() else f"\\{ord(letter):x} " for letter in text))
