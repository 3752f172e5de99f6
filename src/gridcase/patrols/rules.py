"""The rules that word of a patrol can be refused by, beside those that it shares with others."""

from gridcase.rules import Rule, by_code

NOT_YOUR_DAY = Rule("not-your-day", "grid members tell of their own days alone")
NOT_STARTED = Rule("patrol-not-started", "the member did not patrol on that day")
PATROL_ENDED = Rule("patrol-ended", "the patrol had ended by then")
OTHER_DAY = Rule("other-day", "a patrol is told of under the day on which it was, by the city's clock")
NO_GRID = Rule("no-grid", "whoever patrols has a grid in the register")
NO_SPOT = Rule("no-spot", "that is no place on the earth")
UNKNOWN_FINDING = Rule("unknown-finding", "nothing with that number was found on that day")
FINDING_IS_ANOTHER = Rule("finding-is-another", "the finding is another matter already")
ENDS_BEFORE_START = Rule("ends-before-start", "a patrol ends after it started")

BY_CODE = by_code(globals())
"""Every rule by its code."""
