"""The version of the marking rules. Outcomes carry it; changing a rule is a re-mark, never silent."""

RULES_VERSION = "1"
