"""Which fields of a matter's events are about a person, and which are not.

Every field of every event stands in exactly one of the two sets; a test fails for one in neither. Free text is personal
by default, whoever wrote it. Personal values are for people to read: no decision, key, read model or published event
depends on them.
"""

PERSONAL = frozenset(
    {"address", "evidence_after", "evidence_before", "note", "phone", "reason", "reporter_name", "text"}
)

OPEN = frozenset(
    {
        *("accepted", "address_digest", "after_due", "agreement", "appeal", "at", "by", "called", "cause", "channel"),
        *("claimed_host", "class_code", "co_handlers", "contacted", "department", "direction", "due", "due_accept"),
        *("due_close", "due_contact", "due_on_site", "due_provisional", "due_sign_in", "due_verify", "found"),
        *(
            "from_level",
            "harm",
            "host",
            "in_charge",
            "in_time",
            "inputs",
            "kind",
            "level",
            "limit",
            "list_code",
            "major",
        ),
        *("mandatory", "master", "matter_id", "metrics", "micro_grid", "number", "occurred_at", "policy", "rating"),
        *(
            "reference",
            "relieved",
            "reporter",
            "resolved_by",
            "round",
            "rounds",
            "rule",
            "ruled_host",
            "satisfaction",
            "score",
        ),
        *("severity", "solved", "source", "stays", "step", "supervision", "suspended", "to_host", "to_level", "unit"),
        *("unmeetable", "until", "upheld", "used"),
    }
)
