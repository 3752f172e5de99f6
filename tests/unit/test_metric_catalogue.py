"""The catalogue is whole: every metric counts a column that its cohort has, and the page about it says what it says."""

import re
from pathlib import Path

import pytest

from gridcase.city.scoring import Preset, Scoring
from gridcase.errors import BadConfiguration
from gridcase_projections import models
from gridcase_projections.metrics import METRICS, find_metric
from gridcase_projections.metrics.catalogue import COHORTS, Dimension
from gridcase_projections.metrics.presets import PRESETS, PointsRule, composite_of
from gridcase_projections.metrics.reference import reference

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
COLUMN = {Dimension.CLASS: "class_code", Dimension.HOST: "department"}
PLACES = {"unit", "class_code", "channel"}


def columns(cohort: str) -> set[str]:
    chosen = models.counter(cohort).rpartition("counted as")[2]
    return set(re.findall(r"(?m)\b(\w+),?$", chosen))


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_counter_is_a_column_of_its_cohort(metric: object) -> None:
    entry = find_metric(metric.name)  # type: ignore[attr-defined]
    assert entry.numerator in columns(entry.of)
    assert not entry.by or entry.denominator in columns(entry.by)
    assert (entry.by == "") == (entry.denominator == "")
    assert entry.en and entry.zh and entry.formula and entry.version >= 1


@pytest.mark.parametrize("name", COHORTS)
def test_every_cohort_has_a_question_and_says_of_whom(name: str) -> None:
    wanted = {COLUMN.get(by, by.value) for by in COHORTS[name].dimensions}
    assert wanted - PLACES <= columns(name)
    assert {"matter_id", "round", "counts_at", "due", "done_at", "why"} <= columns(name)
    assert any(name in (metric.of, metric.by) for metric in METRICS.values()), "nobody counts it"


def test_every_question_belongs_to_a_cohort() -> None:
    folder = Path(str(models.SQL)) / "counters"
    assert {path.stem for path in folder.iterdir()} == set(COHORTS)


def test_the_weights_of_every_preset_add_up_to_the_whole() -> None:
    assert set(PRESETS) == set(Preset)
    for composite in PRESETS.values():
        assert sum(part.weight for part in composite.parts) == 100
        assert "as implemented in" in composite.source
        assert all(composite.dimensions <= METRICS[part.metric].dimensions for part in composite.parts)
        counts = [part.metric for part in composite.parts if part.how is PointsRule.BANDS]
        assert all(not METRICS[metric].by for metric in counts)


def test_a_city_weighs_the_parts_of_its_own_preset() -> None:
    own = Scoring(preset=Preset.DEPARTMENT, weights={"closing": 40, "rework": 20})
    assert [part.weight for part in composite_of("department", own).parts] == [10, 40, 30, 20]
    assert [part.weight for part in composite_of("three-rates", own).parts] == [10, 50, 40]


@pytest.mark.parametrize("scoring", [Scoring(weights={"filing": 3}), Scoring(vetoes=("murders",))])
def test_there_are_no_weights_or_vetoes_of_what_there_is_not(scoring: Scoring) -> None:
    with pytest.raises(BadConfiguration):
        composite_of("department", scoring)


def test_an_unknown_metric_is_told_from_those_there_are() -> None:
    with pytest.raises(BadConfiguration, match="on-time-handling"):
        find_metric("happiness")


def test_the_reference_is_what_the_catalogue_says() -> None:
    assert DOCS.read_text("utf-8") == reference(), "run python -m gridcase_projections.metrics.reference > " + DOCS.name
