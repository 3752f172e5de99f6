"""The rules a matter can be refused by, beside those that it shares with others."""

from gridcase.rules import Rule, by_code

ALREADY_REPORTED = Rule("already-reported", "the matter is already reported")
WRONG_STAGE = Rule("wrong-stage", "the matter's stage does not allow this")

HANDLER_NEVER_VERIFIES = Rule("handler-never-verifies", "whoever handled a matter does not verify it")
HANDLER_NEVER_CLOSES = Rule("handler-never-closes", "whoever handled a matter does not close it")
RESOLVER_NEVER_REVIEWS = Rule("resolver-never-reviews", "whoever resolved a matter on the spot does not review it")

UNKNOWN_DEPARTMENT = Rule("unknown-department", "the city has no such department")
NOBODY_ACTS = Rule("nobody-acts", "nobody is registered who acts for this unit")
UNKNOWN_MICRO_GRID = Rule("unknown-micro-grid", "the unit has no such micro-grid")
UNKNOWN_LEVEL = Rule("unknown-level", "the city has no such level")
UNKNOWN_LIMIT = Rule("unknown-limit", "that is not a limit")
MANDATORY_FIELD = Rule("mandatory-field", "a report of this class must say more")
HOST_MISSING = Rule("host-missing", "a host department must be named: the class has no default")
HOST_IS_CO_HANDLER = Rule("host-is-co-handler", "a department is host or co-handler, once")
RULED_OTHERWISE = Rule("ruled-otherwise", "jurisdiction was ruled on: the matter goes to that department")
WRONG_LEVEL = Rule("wrong-level", "a unit handles at its own level")
NO_LEVEL_ABOVE = Rule("no-level-above", "a matter is escalated to a level above its own")
NOT_WITH_A_UNIT = Rule("not-with-a-unit", "only what a unit of the grid tree has goes up or down along it")
SKIPS_A_LEVEL = Rule("skips-a-level", "a matter goes up step by step: a unit between can act")
NOT_BELOW = Rule("not-below", "an order goes to a unit below that answers for the place")

UNITS_CALL = Rule("units-call", "a unit of the grid tree blows the whistle; a department's co-handlers are dispatched")
NOBODY_CALLED = Rule("nobody-called", "a whistle calls somebody")
NOT_CALLED = Rule("not-called", "no whistle called this body in this round")
CONTESTED_ONCE = Rule("contested-once", "who is called says once that it is not theirs")
PART_REPORTED = Rule("part-reported", "who has reported its part has taken it on")
PART_MISSING = Rule("part-missing", "who is called is rated after its part is reported")
RULED_FROM_ABOVE = Rule("ruled-from-above", "a unit above the host, or a supervisor, rules on a whistle")
RELEASED = Rule("released", "it was ruled that this body need not come")
RATED_ONCE = Rule("rated-once", "a part is rated once")

NOTHING_ASKED = Rule("nothing-asked", "nothing of the kind was asked")
EXTENSION_AFTER_DUE = Rule("extension-after-due", "an extension is asked and granted before the due time")
TOO_MANY_EXTENSIONS = Rule("too-many-extensions", "the round has had all the extensions it may have")
NO_LIMIT_TO_EXTEND = Rule("no-limit-to-extend", "the round has no due time to extend")
SUSPENDED = Rule("suspended", "the matter is suspended: resume it first")
SUSPENSION_END = Rule("suspension-end", "a suspension ends later than it begins, and not later than the city allows")
NOT_DUE = Rule("not-due", "no such deadline is running, or not yet")
CO_HANDLING_MISSING = Rule("co-handling-missing", "the host reports after every mandatory co-handler has")
NOTHING_ADDED = Rule("nothing-added", "evidence or a note must be given")

MERGE_INTO_ITSELF = Rule("merge-into-itself", "a matter is not its own duplicate")
MASTER_NOT_OPEN = Rule("master-not-open", "the master must be an open matter that is no duplicate itself")
DUPLICATE_FOLLOWS_MASTER = Rule("duplicate-follows-master", "a duplicate opens and closes with its master")
ANSWER_WITHOUT_CONTACT = Rule("answer-without-contact", "only a reporter who was contacted can have answered")
UNKNOWN_ROUND = Rule("unknown-round", "the matter had no such round of this department")
UNKNOWN_METRIC = Rule("unknown-metric", "a department does not answer for a metric of this name")
METRIC_MISSING = Rule("metric-missing", "an appeal names the metrics that it contests")

BY_CODE = by_code(globals())
"""Every rule by its code."""
