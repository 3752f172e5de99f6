"""An appeal is decided for the metrics that it names, so it names metrics that a department answers for."""

from pathlib import Path

import pytest

from gridcase.matters import rules
from gridcase.matters.contestable import CONTESTABLE
from gridcase.matters.events import AppealFiled
from gridcase.testing.scenario import given
from gridcase.testing.script import appeal
from gridcase_projections.metrics.catalogue import METRICS, Dimension
from tests.support.command import handled, small_city
from tests.unit.matters.test_appeals import LATE

UNTOUCHED = "excluded-on-appeal"
"""It counts the appeals themselves."""


def test_the_engine_knows_the_metrics_of_the_catalogue_that_departments_answer_for() -> None:
    of_departments = {name for name, metric in METRICS.items() if Dimension.DEPARTMENT in metric.dimensions}
    assert list(CONTESTABLE) == sorted(of_departments - {UNTOUCHED})


@pytest.mark.parametrize("name", ["on-time handling", "", "happiness", "missed", "按期处置率", UNTOUCHED])
def test_one_that_nobody_counts_of_a_department_is_refused(name: str) -> None:
    given(*LATE).when(appeal(metrics=("rework", name))).then_refused(rules.UNKNOWN_METRIC, saying=f"{name}; there are")


def test_a_metric_named_twice_is_named_once_and_in_another_order_it_is_the_same() -> None:
    given(*LATE).when(appeal(metrics=("rework", "closing", "rework"))).then(AppealFiled, metrics=("rework", "closing"))
    both = given(*LATE).and_(appeal(metrics=("rework", "closing")))
    both.when(appeal(at="Mon 16:10", metrics=("closing", "rework"))).then_nothing()


def test_an_appeal_leaves_out_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = handled(city)
    at = "2026-03-03T10:00"
    words = ("matter", "appeal", matter, "--reason", "道路封闭")
    assert "unknown-metric" in city.refused(*words, "--metric", "on-time", by="wu", at=at)
    city.done(*words, "--metric", "on-time-handling", by="wu", at=at)
    for supervisor in ("han", "yang"):
        city.done("matter", "appeal", matter, "--uphold", "--reason", "属实", by=supervisor, at=at)
    counted = {
        name: [
            row["denominator"]
            for row in city.json("score", "departments", "--metric", name, "--period", "2026-03", at="2026-03-05")[
                "rows"
            ]
        ]
        for name in ("on-time-handling", "handling")
    }
    assert counted == {"on-time-handling": [], "handling": [1]}
