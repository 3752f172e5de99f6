"""The metrics that a department may appeal against: those that count what it is charged with.

What they mean is declared in the catalogue of metrics, which the engine does not know; a test holds both together.
"""

CONTESTABLE = (
    *("closed", "closing", "co-handled", "co-handling", "disposed", "disposed-in-time", "due-close", "due-dispose"),
    *("evaluation", "extension", "filed-by-host", "first-time-right", "handling", "handling-time"),
    *("handling-time-median", "handling-time-p90", "late-entry", "late-through-co-handler", "on-time-closing"),
    *("on-time-co-handling", "on-time-handling", "open-rounds", "overdue", "overdue-open", "response", "return"),
    *("returned", "revisited", "rework", "reworked", "satisfaction", "shuffled", "solution", "suspended", "suspension"),
    *("whistle-on-site", "whistle-rating", "whistle-sign-in"),
)
"""An appeal is decided for the metrics that it names, so it names metrics that a department answers for."""
