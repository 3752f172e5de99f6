"""The composites: several metrics weighed together into a score from 0 to 100, as the data beside this module says."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from gridcase.city.scoring import Preset, Scoring
from gridcase.errors import BadConfiguration
from gridcase_projections.metrics.catalogue import METRICS, Dimension, read_table


class PointsRule(StrEnum):
    """How a metric becomes points from 0 to 100."""

    SHARE = "share"
    COMPLEMENT = "complement"
    BANDS = "bands"
    POINTS = "points"


class WeightedMetric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A metric and what it weighs, in percent.

    ``occasional`` is what only some are sent to do: nobody needs it for a place, and whoever has too few cases of it is
    taken to do as the peers do.
    """

    metric: str
    weight: Annotated[int, Meta(ge=0, le=100)]
    how: PointsRule
    occasional: bool = False


class Composite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``source`` says after what it is made. Of members, only those of the ``role`` are scored, if there is one.

    ``note`` says what is to be known of it before anybody is ranked by it.
    """

    en: str
    zh: str
    source: str
    dimensions: frozenset[Dimension]
    parts: tuple[WeightedMetric, ...]
    role: str = ""
    note: str = ""
    note_zh: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The rates of which everybody who is ranked needs cases."""
        rates = (part for part in self.parts if part.weight and part.how is not PointsRule.BANDS)
        return tuple(part.metric for part in rates if not part.occasional)

    @property
    def occasional(self) -> tuple[str, ...]:
        """The rates of what only some are sent to do."""
        return tuple(part.metric for part in self.parts if part.occasional)

    @property
    def formula(self) -> str:
        return " + ".join(FORMULA_TERMS[part.how].format(part=part) for part in self.parts)


FORMULA_TERMS = {
    PointsRule.SHARE: "{part.weight} · {part.metric}",
    PointsRule.COMPLEMENT: "{part.weight} · (1 − {part.metric})",
    PointsRule.BANDS: "{part.weight} · S({part.metric}) / 100",
    PointsRule.POINTS: "{part.weight} · {part.metric} / 100",
}


PRESETS = {Preset(name): composite for name, composite in read_table("presets.toml", Composite).items()}


def composite_of(preset: str, scoring: Scoring) -> Composite:
    """The preset with the weights that the city gives its parts, and the city's vetoes looked at.

    Raises ``BadConfiguration`` for a preset that does not exist, or a weight or veto of what there is not.
    """
    if preset not in set(PRESETS):
        raise BadConfiguration("preset", preset, f"one of {', '.join(PRESETS)}")
    composite = PRESETS[Preset(preset)]
    parts = {part.metric for part in composite.parts}
    if preset == scoring.preset and (unknown := sorted(set(scoring.weights) - parts)):
        raise BadConfiguration("scoring.weights", unknown[0], f"a part of {preset}: {', '.join(sorted(parts))}")
    if unknown := sorted(set(scoring.vetoes) - set(METRICS)):
        raise BadConfiguration("scoring.vetoes", unknown[0], f"a metric: {', '.join(METRICS)}")
    if preset != scoring.preset:
        return composite
    weighed = (replace(part, weight=scoring.weights.get(part.metric, part.weight)) for part in composite.parts)
    return replace(composite, parts=tuple(weighed))
