"""What a metric or preset means, in words, as it is declared."""

from typing import Any

from gridcase.words import MatterWord
from gridcase_cli.output import say
from gridcase_cli.score.choice import Choice
from gridcase_cli.session import Session


def definitions(choice: Choice, session: Session) -> list[dict[str, Any]]:
    """Of the metrics that are asked; of a preset, its own first and then those of its parts."""
    from gridcase_projections.metrics.presets import composite_of

    matter = session.city.words.matter
    if not choice.preset:
        return [of_metric(name, matter) for name in choice.metrics]
    composite = composite_of(choice.preset, session.city.scoring)
    whole = {
        "preset": choice.preset,
        "en": composite.en,
        "zh": composite.zh,
        "formula": composite.formula,
        "source": composite.source,
        "counted by": ", ".join(sorted(composite.dimensions)),
        "note": composite.note,
        "note zh": composite.note_zh,
    }
    return [whole, *(of_metric(part.metric, matter) for part in composite.parts)]


def of_metric(name: str, matter: MatterWord) -> dict[str, Any]:
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.metrics.chinese import in_chinese

    metric = find_metric(name)
    return {
        "metric": metric.name,
        "en": metric.en,
        "zh": metric.zh,
        "formula": metric.formula,
        "numerator": f"{metric.of}.{metric.numerator}",
        "denominator": f"{metric.by}.{metric.denominator}" if metric.by else "",
        "unit of count": metric.counts,
        "basis": metric.basis.value,
        "charged to": metric.charged_to,
        "leaves out": metric.leaves_out,
        "counted by": ", ".join(sorted(metric.dimensions)),
        "formula zh": in_chinese(metric.formula, matter),
        "charged to zh": in_chinese(metric.charged_to, matter),
        "leaves out zh": in_chinese(metric.leaves_out, matter),
        "version": metric.version,
    }


def say_definitions(definitions: list[dict[str, Any]]) -> None:
    for definition in definitions:
        for name, value in definition.items():
            if value != "":
                say(f"{name}: {value}")
        say("")
