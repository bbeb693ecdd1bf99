"""The digest that a candidate holds against the record."""

import hashlib

from assessments.engine import Answered, receipt_digest

ATTEMPT = "0b6f1f0e-6a0f-4c3e-9a52-0a8f2d1f7c11"
ANSWERS = [Answered(1, "aa", {"choice": "b"}), Answered(2, "bb", {})]


def test_a_receipt_is_the_digest_of_the_canonical_json() -> None:
    body = (
        '{"answers":[{"answer":{"choice":"b"},"item":"aa","position":1},{"answer":{},"item":"bb","position":2}],'
        f'"attempt":"{ATTEMPT}","version":1}}'
    )
    assert receipt_digest(ATTEMPT, ANSWERS) == hashlib.sha256(body.encode()).hexdigest()


def test_the_order_in_which_answers_come_does_not_matter_and_anything_else_does() -> None:
    known = receipt_digest(ATTEMPT, ANSWERS)
    assert receipt_digest(ATTEMPT, ANSWERS[::-1]) == known
    others = [
        receipt_digest(ATTEMPT.replace("0", "1"), ANSWERS),
        receipt_digest(ATTEMPT, [Answered(1, "aa", {"choice": "a"}), ANSWERS[1]]),
        receipt_digest(ATTEMPT, [Answered(1, "ac", {"choice": "b"}), ANSWERS[1]]),
        receipt_digest(ATTEMPT, ANSWERS[:1]),
    ]
    assert known not in others
    assert len(set(others)) == 4
