"""How counted integers become the numbers that are published: integers and decimals, never binary fractions."""

from decimal import Decimal
from fractions import Fraction

from gridcase_projections.metrics.catalogue import Measure, Metric

DECIMAL_PLACES = {Measure.SHARE: 4, Measure.MEAN: 2, Measure.MEDIAN: 0, Measure.P90: 0, Measure.COUNT: 0}
"""How many places after the point a value is published with."""


def value(metric: Metric, numerator: int, denominator: int) -> Decimal | None:
    """The published value, half up; ``None`` (n/a) where the denominator is 0."""
    unrounded = exact(metric, numerator, denominator)
    return None if unrounded is None else rounded(unrounded, DECIMAL_PLACES[metric.measure])


def exact(metric: Metric, numerator: int, denominator: int) -> Fraction | None:
    """The value as it is before rounding. A quantile, and a count, is its numerator."""
    if metric.measure is Measure.COUNT:
        return Fraction(numerator)
    if denominator == 0:
        return None
    if metric.measure in (Measure.MEDIAN, Measure.P90):
        return Fraction(numerator)
    return Fraction(numerator, denominator * (100 if metric.hundredths else 1))


def rounded(number: Fraction, places: int) -> Decimal:
    """The number to so many places, half up (away from 0)."""
    scale: int = 10**places
    doubled = abs(number.numerator) * 2 * scale + number.denominator
    whole = doubled // (2 * number.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-places)


def share(numerator: int, denominator: int) -> Decimal | None:
    """A share to four places, half up; ``None`` (n/a) where the denominator is 0."""
    return rounded(Fraction(numerator, denominator), 4) if denominator else None
