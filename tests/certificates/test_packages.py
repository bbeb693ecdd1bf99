"""achievement.yaml: what is loaded comes back, and a wording that was awarded is never edited."""

from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps

from certificates.models import Achievement, AchievementVersion
from certificates.services.held import award_of_course
from certificates.services.packages import AchievementPart
from certificates.services.specimens import ensure_specimens, specimens
from certificates.services.verifying import find_by_code, verify
from courses.api import PartRefused
from courses.models import CoursePage
from tests.factories.certificates import NOON, make_credential
from tests.factories.courses import make_bank, make_course

pytestmark = pytest.mark.django_db

DATA: dict[str, Any] = {
    "slug": "governance-practitioner",
    "code": "GV-201",
    "subject": "GV",
    "level": "practitioner",
    "title": "Governance Practitioner",
    "description": "Governs with care.",
    "criteria": "To earn it, the recipient\n\n- passed.",
    "skills": ["Auditing"],
    "status": "pilot",
    "scheme": {
        "examination": "examination",
        "completion": "required",
        "decision": "automatic",
        "validity_months": 24,
        "renewal": "Pass again.",
    },
}


@pytest.fixture
def course() -> CoursePage:
    course = make_course()
    bank = apps.get_model("assessments", "ItemBank").objects.get(slug=make_bank(course))
    apps.get_model("assessments", "Assessment").objects.create(
        slug="examination", bank=bank, title="Examination", kind="examination", cut_score="17"
    )
    return course


def load(course: CoursePage, **changes: Any) -> str:
    data = deepcopy(DATA) | changes
    return AchievementPart().load(data, course_id=course.pk, actor=None, now=NOON, overwrite=False)


def test_what_was_loaded_is_exported_in_the_same_order(course: CoursePage) -> None:
    assert load(course) == "created"
    exported = AchievementPart().export(course.pk)
    assert exported == DATA
    assert list(exported) == list(DATA)
    assert list(exported["scheme"]) == list(DATA["scheme"])


def test_loading_again_changes_nothing(course: CoursePage) -> None:
    load(course)
    assert load(course) == "unchanged"
    assert AchievementVersion.objects.count() == 1


def test_a_new_wording_is_a_new_version_and_so_is_an_earlier_one_that_comes_back(course: CoursePage) -> None:
    load(course)
    assert load(course, title="Governance Specialist") == "changed"
    assert load(course) == "changed"
    wordings = AchievementVersion.objects.order_by("number").values_list("number", "title")
    assert list(wordings) == [
        (1, "Governance Practitioner"),
        (2, "Governance Specialist"),
        (3, "Governance Practitioner"),
    ]


def test_a_change_of_the_scheme_alone_is_no_new_wording(course: CoursePage) -> None:
    load(course)
    scheme = DATA["scheme"] | {"completion": "recommended"}
    assert load(course, scheme=scheme) == "changed"
    assert AchievementVersion.objects.count() == 1


@pytest.mark.parametrize("change", [{"code": "GV-301"}, {"subject": "AU"}, {"level": "lead"}])
def test_what_certificates_say_is_not_changed_under_them(course: CoursePage, change: dict[str, str]) -> None:
    load(course)
    assert load(course, **change) == "changed"
    load(course)
    make_credential(AchievementVersion.objects.order_by("-number").first())
    with pytest.raises(PartRefused, match="make a new achievement") as refused:
        load(course, **change)
    assert [refused.value.problem.path] == list(change)
    assert AchievementPart().export(course.pk) == DATA
    assert load(course, title="Governance Specialist") == "changed"


def test_specimens_follow_an_award_whose_code_changed_before_it_was_issued(course: CoursePage) -> None:
    load(course)
    ensure_specimens(now=NOON)
    before = {specimen.code for specimen in specimens(NOON)}
    load(course, title="Governance Specialist")
    assert {specimen.code for specimen in specimens(NOON)} == before
    assert load(course, code="GV-301") == "changed"
    after = specimens(NOON)
    assert [specimen.state for specimen in after] == ["valid", "revoked", "expired"]
    assert not before & {specimen.code for specimen in after}
    for specimen in after:
        found = find_by_code(specimen.code)
        assert found is not None
        assert verify(found, reader_id=None, now=NOON).state is specimen.state
    assert all(find_by_code(code) is None for code in before)


def test_an_examination_that_is_not_there_is_refused_and_nothing_is_written(course: CoursePage) -> None:
    with pytest.raises(ValueError, match="no assessment"):
        load(course, scheme=DATA["scheme"] | {"examination": "another"})
    assert not Achievement.objects.exists()


def test_a_course_without_an_achievement_exports_none(course: CoursePage) -> None:
    assert AchievementPart().export(course.pk) is None
    assert award_of_course(course.pk) is None


def test_the_course_page_is_told_what_it_leads_to(course: CoursePage) -> None:
    load(course)
    award = award_of_course(course.pk)
    assert award is not None
    assert (award.title, award.is_pilot, award.completion_required) == ("Governance Practitioner", True, True)
    assert award.criteria_path == "/achievements/governance-practitioner/v1"
