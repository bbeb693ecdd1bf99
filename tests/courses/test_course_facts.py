"""What a course page says about its assessments."""

import pytest
from django.test import Client
from django.utils.safestring import mark_safe

from assessments.api import load_assessment
from courses import ports
from courses.services.course_facts import draw_ledger
from tests.factories.courses import make_bank, make_course, publish

BLUEPRINT = [
    ("auditing", "apply", 4),
    ("reporting", "understand", 2),
    ("auditing", "understand", 3),
    ("unnamed", "apply", 1),
]


def test_a_blueprint_becomes_a_table_in_the_order_and_words_of_the_course() -> None:
    ledger = draw_ledger(
        BLUEPRINT,
        domains={"reporting": "Reporting semantics", "auditing": "Auditing"},
        levels={"understand": "Understand", "apply": "Apply"},
    )
    assert ledger.levels == ("Understand", "Apply")
    assert [(row.title, [items for _, items in row.cells], row.total) for row in ledger.rows] == [
        ("Reporting semantics", [2, 0], 2),
        ("Auditing", [3, 4], 7),
        ("unnamed", [0, 1], 1),
    ]
    assert ([items for _, items in ledger.totals.cells], ledger.totals.total) == ([5, 5], 10)


@pytest.mark.django_db
def test_a_course_shows_its_examination_its_cut_and_its_practice(client: Client) -> None:
    course = make_course(
        domains=[("domain", {"id": "auditing", "title": "Pre-release audit"})],
        levels=[("level", {"id": "apply", "title": "Apply and analyse"})],
    )
    bank = make_bank(course)
    cells = [{"domain": "auditing", "level": "apply", "items": 24}]
    load_assessment(
        bank,
        {
            "slug": "examination",
            "title": "Examination in governance",
            "kind": "examination",
            "instructions": "Read each item.",
            "agreement": "I work alone.",
            "minutes": 45,
            "attempts": 2,
            "retake_delay_hours": 336,
            "cut_score": "17",
            "cut_score_status": "provisional",
            "review": ["outcome"],
            "blueprint": cells,
        },
    )
    load_assessment(
        bank,
        {
            "slug": "practice",
            "title": "Practice in auditing",
            "kind": "practice",
            "instructions": "",
            "review": ["outcome"],
            "blueprint": cells,
        },
    )
    page = " ".join(client.get(publish(course).path_on_site).content.decode().split())
    for piece in (
        "24 items, 45 minutes",
        "17 of 24, provisional",
        "2, 14 days apart",
        "Specimen",
        '<th scope="row">Pre-release audit</th>',
        "Apply and analyse",
        "Practice in auditing",
    ):
        assert piece in page


@pytest.mark.django_db
def test_upper_apps_add_panels_to_the_aside(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_course()
    monkeypatch.setattr(ports, "_panels", [])
    ports.register_course_panel(lambda course_id: mark_safe(f"<p>Panel of {course_id}</p>"))
    ports.register_course_panel(lambda course_id: "")
    assert f"<p>Panel of {course.pk}</p>" in client.get(course.path_on_site).content.decode()
