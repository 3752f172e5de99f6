"""The reference of the metrics, written from the catalogue: ``python -m gridcase_projections.metrics.reference``."""

from gridcase_projections import models
from gridcase_projections.metrics.catalogue import COHORTS, METRICS, Cohort, Metric
from gridcase_projections.metrics.chinese import in_chinese
from gridcase_projections.metrics.presets import PRESETS, Composite

OPENING = """# Metrics

Made from the catalogue in `projections/gridcase_projections/metrics`; do not edit here. What these numbers are for, and
how they are counted: [metrics explained](../explanation/metrics.md). `gridcase score … --define --metric NAME` says the
same in the terminal.

A metric is a counter, or one divided by another; a counter is a column of a cohort. A denominator of 0 is n/a. A share
has four places, a mean two, half up. Each metric leaves out what an upheld appeal names it for.

## Metrics

| name | | | formula | 公式 | counters | counted by | version |
|---|---|---|---|---|---|---|---|
"""

OF_COHORTS = """
## Cohorts

What is counted, and of whom. A row of a *due cohort* is in the period in which its deadline falls, as far as that has
come; a row of a *flow* is in the period in which it happened. The unit of the grid tree is the one that it lay in then.
"""

OF_PRESETS = """
## Presets

Each is as implemented somewhere, and certified by nobody. Weights are in percent; `S` are the points of a
number of matters, by the bands of the department's group. A place needs `scoring.least` cases in each rate;
with fewer, somebody is *too few to rank* (数量太少，不排名), without a score. Parts marked *as sent* are what
only some are sent to do: they are not needed, and whoever has fewer cases of them is taken to do as the peers
do. Places are given among peers: departments of a group, units of a level and a group, members of a role.
Grades, bands, weights and vetoes are the city's: [`[scoring]`](city-toml.md).

Beside each share stands its 95 % interval, `low` and `high` (in JSON, CSV and Parquet; on the terminal with
`--interval`): the score interval of E. B. Wilson (1927), *Journal of the American Statistical Association* 22,
209–212. With p = n/d and z = 1.96 it is (p + z²/2d ± z · √(p(1 − p)/d + z²/4d²)) / (1 + z²/d).
"""


def reference() -> str:
    """The whole page, in Markdown."""
    metrics = "".join(_metric(metric) for metric in METRICS.values())
    cohorts = "\n".join(_cohort(name, cohort) for name, cohort in COHORTS.items())
    presets = "\n".join(_preset(name, preset) for name, preset in PRESETS.items())
    return f"{OPENING}{metrics}{OF_COHORTS}\n{cohorts}{OF_PRESETS}\n{presets}"


def _metric(metric: Metric) -> str:
    counters = f"`{metric.of}.{metric.numerator}`"
    if metric.by:
        counters += f" / `{metric.by}.{metric.denominator}`"
    by = ", ".join(sorted(metric.dimensions))
    cells = (f"`{metric.name}`", metric.en, metric.zh, metric.formula, in_chinese(metric.formula), counters, by)
    return f"| {' | '.join(cells)} | {metric.version} |\n"


def _cohort(name: str, cohort: Cohort) -> str:
    comment = [line.removeprefix("-- ") for line in models.counter(name).splitlines() if line.startswith("--")]
    return (
        f"### `{name}` {cohort.en} {cohort.zh}\n\n{' '.join(comment)}\n\n"
        f"* unit of count: {cohort.counts}; basis: {cohort.basis.value}\n"
        f"* charged to: {cohort.charged_to} {in_chinese(cohort.charged_to)}\n"
        f"* leaves out: {cohort.leaves_out} {in_chinese(cohort.leaves_out)}\n"
    )


def _preset(name: str, preset: Composite) -> str:
    by = ", ".join(sorted(preset.dimensions))
    sent = f"* as sent: {', '.join(preset.occasional)}\n" if preset.occasional else ""
    sent += f"* {preset.note}\n* {preset.note_zh}\n" if preset.note else ""
    return f"### `{name}` {preset.en} {preset.zh}\n\n{preset.formula}\n\n* {preset.source}\n* counted by: {by}\n{sent}"


if __name__ == "__main__":
    print(reference(), end="")
