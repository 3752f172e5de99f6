"""Which fields of an assessment are about a person, and which are not: the same promise as ``matters.privacy``.

Of a name, only a person's is personal; ``evidence``, ``note`` and ``reason`` are free to hold anything.
"""

PERSONAL = frozenset({"evidence"})

OPEN = frozenset(
    {
        *("period", "kind", "pack", "pack_name", "digest", "threshold", "mark", "code", "cost", "gain"),
        *("charge", "sort", "cause"),
        *("score", "deducted", "gained", "vetoed_by", "meets", "grade", "marks"),
        *(
            "Pack.name",
            "Pack.title",
            "kinds",
            "thresholds",
            "bonus_cap",
            "items",
            "vetoes",
            "bonuses",
            "charges",
            "facts",
        ),
        *("Item.title", "Item.points", "Item.cap", "Veto.title", "Bonus.title", "Bonus.points"),
        *("ChargeRule.on", "ChargeRule.lists", "ChargeRule.classes", "ChargeRule.severity"),
        *("FactRule.on", "FactRule.lists", "FactRule.classes", "FactRule.severity"),
    }
)
