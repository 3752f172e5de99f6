"""The reference of rules and of the lifecycle says what the code does."""

from gridcase.matters import rules
from tools.generate_matter_docs import REFERENCE
from tools.generate_matter_docs import lifecycle as written_lifecycle
from tools.generate_matter_docs import rules as written_rules

HOW = "run tools/generate_matter_docs.py"


def test_the_table_of_rules_is_current() -> None:
    assert (REFERENCE / "rules.md").read_text(encoding="utf-8") == written_rules(), HOW


def test_the_table_of_the_lifecycle_is_current() -> None:
    assert (REFERENCE / "lifecycle.md").read_text(encoding="utf-8") == written_lifecycle(), HOW


def test_every_rule_has_one_code_and_one_wording() -> None:
    every_rule = [rule for rule in vars(rules).values() if isinstance(rule, rules.Rule)]
    assert (
        len({rule.code for rule in every_rule})
        == len({rule.words for rule in every_rule})
        == len(every_rule)
        == len(rules.BY_CODE)
    )
