"""What was chosen on the command line, as a question to the read models."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase.periods import Earlier
from gridcase.rehearsal import marked_document
from gridcase_cli.session import Session
from gridcase_cli.units import known_unit
from gridcase_cli.windows import as_document, read_window

if TYPE_CHECKING:
    from gridcase_projections.metrics import Dimension
    from gridcase_projections.metrics.question import Question

DEFAULT_METRIC = "on-time-handling"
DEFAULT_METRIC_OF_MEMBERS = "valid-reports"


class Choice(Struct, frozen=True, kw_only=True):
    """``metrics`` are empty where a ``preset`` is asked; the rest is empty where nothing was said."""

    by: "Dimension"
    metrics: tuple[str, ...]
    preset: str
    from_: str
    to: str
    period: str
    as_of: str
    as_known: str
    level: str
    under: str
    compare: Earlier | None
    drill: str
    interval: bool = False

    @property
    def is_one(self) -> bool:
        """Whether one metric is asked, and so the answer is about that alone."""
        return len(self.metrics) == 1

    def what_is_scored(self) -> dict[str, Any]:
        """The preset or the metrics, as a document names them."""
        if self.preset:
            return {"preset": self.preset}
        return {"metric": self.metrics[0]} if self.is_one else {"metrics": self.metrics}

    def document_head(self, session: Session, question: "Question") -> dict[str, Any]:
        """How every document of scores begins: what is scored, when, and whether it is a rehearsal's."""
        head = {**self.what_is_scored(), **as_document(question.window)}
        return marked_document(head, rehearsal=session.rehearsal)

    def question(self, session: Session) -> "Question":
        """Raises ``BadConfiguration`` for a time, level or unit that there is not."""
        from gridcase_projections.metrics.question import Question

        window = read_window(
            session, period=self.period, from_=self.from_, to=self.to, as_of=self.as_of, as_known=self.as_known
        )
        levels = session.city.about.levels
        if self.level and self.level not in levels:
            raise BadConfiguration("--level", repr(self.level), f"one of {', '.join(levels)}")
        if self.level and self.by not in ("unit", "host"):
            raise BadConfiguration("--level", repr(self.level), "score units, which have levels")
        return Question(
            window=window,
            by=self.by,
            level=self.level,
            under=known_unit(session, self.under, "--under") if self.under else "",
            basically_satisfied=session.city.scoring.basically_satisfied,
            co_handlers_answer=session.city.scoring.co_handlers_answer,
            late_entry=session.policy.late_entry_seconds,
        )


def chosen_metrics(by: "Dimension", metrics: Sequence[str] | None, preset: str) -> tuple[str, ...]:
    """The metrics that are asked: those named, or the usual one where no preset is either.

    Raises ``BadConfiguration`` for a metric or preset that there is not.
    """
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.metrics.presets import PRESETS

    if preset and preset not in set(PRESETS):
        raise BadConfiguration("--preset", repr(preset), f"one of {', '.join(PRESETS)}")
    if preset and metrics:
        raise BadConfiguration("--metric", repr(metrics[0]), "either --preset or --metric")
    for metric in metrics or ():
        find_metric(metric)
    if preset:
        return ()
    return tuple(dict.fromkeys(metrics or [DEFAULT_METRIC_OF_MEMBERS if by == "member" else DEFAULT_METRIC]))
