"""The metrics, declared once: what is divided by what, of whom, and under which name it is shown.

The declarations are data: ``cohorts.toml`` says what is counted and of whom, ``metrics.toml`` what is divided by what,
``presets.toml`` how several are weighed together. ``sql/counters`` holds the question of each cohort.
"""

from gridcase_projections.metrics.catalogue import METRICS, Dimension, Measure, Metric, find_metric, shares_of

__all__ = ["METRICS", "Dimension", "Measure", "Metric", "find_metric", "shares_of"]
