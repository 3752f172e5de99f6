"""How sure a share is: so few cases as a village has in a month say little about how it works."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from gridcase_projections.metrics.catalogue import Metric

Z = Decimal("1.959963984540054")
"""The 97.5 % quantile of the standard normal distribution: 95 % lie within so many standard deviations."""

PLACES = Decimal("0.0001")


class Interval(NamedTuple):
    """Between ``low`` and ``high`` the true share is, in 95 of 100 cases; to four places."""

    low: Decimal
    high: Decimal


def interval(metric: Metric, numerator: int, denominator: int) -> Interval | None:
    """The interval of a metric's value; ``None`` for what is no share, and where it is n/a."""
    if not metric.is_part_of_whole or denominator == 0:
        return None
    return wilson(Decimal(numerator) / (100 if metric.hundredths else 1), denominator)


def wilson(successes: Decimal, cases: int) -> Interval:
    """The 95 % score interval of Wilson (1927), Journal of the American Statistical Association 22, 209–212.

    With p = successes / cases: (p + z²/2n ± z · √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). It stays between 0 and 1, and is
    wide where there are few cases, also for 0 of n and n of n. Answers that are worth a part of one are counted so:
    that makes it wider than it need be, never narrower.
    """
    share, squared = successes / cases, Z * Z
    centre = share + squared / (2 * cases)
    reach = Z * (share * (1 - share) / cases + squared / (4 * cases * cases)).sqrt()
    whole = 1 + squared / cases
    low, high = (centre - reach) / whole, (centre + reach) / whole
    return Interval(_published(max(low, Decimal(0))), _published(min(high, Decimal(1))))


def _published(share: Decimal) -> Decimal:
    return share.quantize(PLACES, ROUND_HALF_UP)
