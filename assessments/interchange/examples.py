"""Two items as a table has them: what an author starts from who writes items in a spreadsheet."""

from typing import Final

from assessments.interchange.travel import Travelling, lettered

_FIELDS: Final = {
    "purpose": "practice",
    "measures": "Knows who approves an item",
    "references": "House rules on items, 2026",
}
EXAMPLES: Final = (
    Travelling(
        "example-choice",
        {
            "type": "single-choice",
            "stem": "Who approves an item before it is published?",
            "shuffle": True,
            "choices": lettered(
                [
                    {"text": "A colleague who did not write it", "credit": 1, "rationale": "Two people have read it."},
                    {"text": "Whoever wrote it", "credit": 0, "rationale": "Then one person has read it."},
                    {"text": "The first candidate", "credit": 0, "rationale": "That is too late."},
                ]
            ),
            "general_feedback": "What one person overlooks another one sees.",
        },
        fields=_FIELDS,
    ),
    Travelling(
        "example-number",
        {
            "type": "numeric",
            "stem": "How many people have read a published item at least?",
            "answers": [{"value": "2", "credit": "1", "rationale": "Its author, and whoever approved it."}],
            "general_feedback": "What one person overlooks another one sees.",
        },
        fields=_FIELDS | {"measures": "Knows how many people read an item"},
    ),
)  # fmt: skip
