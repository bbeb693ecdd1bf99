"""Marking again on the screens: found by name, shown before it is done, followed; and what follows from an appeal."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import StaffAct
from accounts.roles import Role
from assessments import ports
from assessments.models import (
    Appeal,
    AppealEvent,
    Attempt,
    CandidateNotice,
    ItemView,
    MarkingTask,
    Outcome,
    Remark,
)
from assessments.ports import AffectedRecord
from assessments.services import remarking
from assessments.services.appeals import AppealRefused, decide_appeal, file_appeal, follow_appeal
from assessments.services.marking import mark_by_hand
from assessments.services.marking_tasks import claim_next
from assessments.services.remarking import carry_out_remark, find_versions, versions_in_use
from assessments.services.tallying import count_assessment
from assessments.views import remarks as remark_views
from tests.assessments.test_marking_by_hand import ALL, SOME, TEXT, essay_of, newest
from tests.assessments.test_marking_by_hand import sat as sat_essay
from tests.assessments.test_remarking import corrected, sat, version_of
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import CANARY, NOON, RIGHT
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination

pytestmark = pytest.mark.django_db
__all__ = ["sat"]


def test_an_officer_finds_a_version_sees_what_would_change_and_decides(
    client: Client, sat: list[Attempt]
) -> None:
    old, new = corrected()
    officer = sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    listed = client.get(reverse("remarks:list"), {"q": "e-000"}).content.decode()
    address = reverse("remarks:version", args=[old.pk])
    assert address in listed
    # The corrected version stands in no attempt yet: there is nothing to mark again.
    assert reverse("remarks:version", args=[new.pk]) not in listed
    query = {"action": "new-version", "by_version": new.pk}
    shown = client.get(address, query).content.decode()
    assert "2 attempts had this version." in shown
    assert "From not passed to passed: 1. From passed to not passed: 1." in shown
    assert str(sat[0].uuid) in shown
    assert not Remark.objects.exists()
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', shown)
    assert seen
    target = f"{address}?action=new-version&by_version={new.pk}"
    client.post(target, {"seen": seen[0], "reason": ""})
    client.post(target, {"seen": "0" * 64, "reason": "The key was wrong."})
    assert not Remark.objects.exists()
    done = client.post(target, {"seen": seen[0], "reason": "The key was wrong."})
    remark = Remark.objects.get()
    assert done.url == reverse("remarks:one", args=[remark.pk])
    assert (remark.attempts, remark.to_change, remark.changed, remark.decided_by) == (2, 2, 0, officer)
    assert "0 of 2 new outcomes" in client.get(done.url).content.decode()
    carry_out_remark(remark.pk, now=NOON)
    page = client.get(done.url).content.decode()
    assert "2 of 2 attempts have a new outcome" in page
    assert 'data-progress="still"' in page
    assert "e-000" in client.get(reverse("remarks:list")).content.decode()
    assert StaffAct.objects.get(act="item.remarked").facts == {
        "action": "new-version",
        "attempts": 2,
        "changed": 2,
    }


def test_very_many_certificates_that_rest_on_a_decision_come_by_pages(
    client: Client, sat: list[Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(attempt_ids: Any) -> list[AffectedRecord]:
        return [AffectedRecord(attempt_ids[0], f"ASY-{n:03}", f"/credentials/{n}") for n in range(60)]

    monkeypatch.setattr(ports, "_records", [find])
    old, new = corrected()
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address, query = (
        reverse("remarks:version", args=[old.pk]),
        {"action": "new-version", "by_version": new.pk},
    )
    first = client.get(address, query).content.decode()
    assert "60 certificates." in first
    assert [f"ASY-{n:03}" in first for n in (0, 49, 50)] == [True, True, False]
    second = client.get(address, query | {"r": 2}).content.decode()
    assert [f"ASY-{n:03}" in second for n in (49, 50, 59)] == [False, True, True]
    # What is decided is the same on every page.
    seen = re.compile(r'name="seen" value="([0-9a-f]{64})"')
    assert seen.findall(first) == seen.findall(second) != []


def test_a_proposal_that_fits_nothing_is_said_beside_the_form(client: Client, sat: list[Attempt]) -> None:
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address = reverse("remarks:version", args=[version_of().pk])
    page = client.get(address, {"action": "new-version"}).content.decode()
    assert "Choose the version to mark by" in page
    assert "What it would do" not in page
    assert client.post(address, {"seen": "", "reason": "x"}).status_code == 200
    assert not Remark.objects.exists()


def test_the_count_of_attempts_is_no_join_for_each_row(
    sat: list[Attempt], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = list(versions_in_use("e-"))
    assert [one.stands_in for one in found] == [2, 2]


def test_words_that_very_many_have_find_some_and_the_one_of_that_very_name(
    client: Client, sat: list[Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarking, "MOST_FOUND", 1)
    names = sorted(version.item.slug for version in versions_in_use("e-"))
    assert len(names) > 1
    for name in (names[0], names[-1]):
        found, is_cut = find_versions(name)
        assert ([version.item.slug for version in found], is_cut) == ([name], False)
    found, is_cut = find_versions("e-")
    assert (len(found), is_cut) == (1, True)
    monkeypatch.setattr(remark_views, "MOST_FOUND", 1)
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    page = client.get(reverse("remarks:list"), {"q": "e-"}).content.decode()
    assert "More than 1 versions have these words" in page
    assert "have these words" not in client.get(reverse("remarks:list"), {"q": names[0]}).content.decode()


def test_remark_screens_open_to_officers_alone(client: Client, sat: list[Attempt]) -> None:
    version = version_of()
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER):
        sign_in_staff(client, staff(role))
        for address in (reverse("remarks:list"), reverse("remarks:version", args=[version.pk])):
            assert client.get(address).status_code in (302, 403)
            assert client.post(address, {"reason": "x"}).status_code in (302, 403, 405)
    assert not Remark.objects.exists()


def upheld(attempt: Attempt, by: Any = None) -> Appeal:
    appeal = file_appeal(attempt, by=attempt.candidate, grounds="item", words="Too strict.", now=NOON)
    officer = by or staff(Role.CERTIFICATION_OFFICER)
    decide_appeal(appeal, by=officer, decision="upheld", words="It was.", now=NOON)
    return appeal


def test_an_upheld_appeal_leads_to_another_mark_by_another_person_and_a_new_outcome(
    client: Client,
) -> None:
    attempt, first = sat_essay(TEXT, RIGHT), staff(Role.MARKER)
    mark_by_hand(essay_of(attempt), levels=SOME, comment="", marker=first, now=NOON)
    assert newest(attempt).decision == "fail"
    appeal = file_appeal(attempt, by=attempt.candidate, grounds="item", words="Too strict.", now=NOON)
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    decided = client.post(
        reverse("appeals:decide", args=[appeal.pk]), {"decision": "upheld", "words": "It was."}
    )
    address = reverse("appeals:follow", args=[appeal.pk])
    assert decided.url == address
    assert address in client.get(reverse("appeals:list")).content.decode()
    assert (
        reverse("remarks:version", args=[essay_of(attempt).version_id])
        in client.get(address).content.decode()
    )
    position = essay_of(attempt).position
    client.post(address, {"positions": [position], "words": "Somebody else marks your essay."})
    client.post(address, {"positions": [position], "words": "Once more."})
    task = MarkingTask.objects.get(part="again")
    # Until then the mark that is there stands.
    assert newest(attempt).decision == "fail"
    assert claim_next(first, now=NOON) is None
    other = staff(Role.MARKER)
    assert claim_next(other, now=NOON) == task
    mark_by_hand(task.attempt_item, levels=ALL, comment="", marker=other, now=NOON, task=task)
    outcome = newest(attempt)
    assert (outcome.decision, outcome.number) == ("pass", 3)
    assert outcome.reason == "Marked again by another person after an appeal."
    kinds = list(AppealEvent.objects.filter(appeal=appeal).values_list("kind", flat=True))
    assert kinds == ["filed", "upheld", "followed", "followed"]
    # The candidate hears of each step, and of the new outcome.
    assert CandidateNotice.objects.filter(appeal_event__appeal=appeal).count() == 4
    assert CandidateNotice.objects.filter(outcome=outcome).exists()
    client.force_login(attempt.candidate)
    page = client.get(reverse("assessments:attempt_appeal", args=[attempt.uuid])).content.decode()
    assert "Somebody else marks your essay." in page


def test_nothing_follows_from_what_was_not_upheld_nor_by_whoever_had_a_part() -> None:
    attempt, marker = sat_essay(TEXT, RIGHT), staff(Role.MARKER)
    mark_by_hand(essay_of(attempt), levels=SOME, comment="", marker=marker, now=NOON)
    appeal = file_appeal(attempt, by=attempt.candidate, grounds="item", words="Too strict.", now=NOON)
    given: dict[str, Any] = {"positions": [], "words": "What follows.", "now": NOON}
    officer = staff(Role.CERTIFICATION_OFFICER)
    with pytest.raises(AppealRefused, match="not upheld"):
        follow_appeal(appeal, by=officer, **given)
    decide_appeal(appeal, by=officer, decision="upheld", words="Yes.", now=NOON)
    decider = UserFactory.create(is_staff=True, is_superuser=True)
    Outcome.objects.create(
        attempt=attempt,
        number=9,
        score=0,
        maximum=2,
        domains=[],
        items=[],
        rules_version="1",
        decision="fail",
        decided_by=decider,
        decided_at=NOON,
    )
    for person in (decider, staff(Role.INSTRUCTOR), attempt.candidate):
        with pytest.raises(PermissionDenied):
            follow_appeal(appeal, by=person, **given)
    with pytest.raises(AppealRefused, match="a person has marked"):
        follow_appeal(appeal, by=officer, **(given | {"positions": [99]}))
    with pytest.raises(AppealRefused, match="what follows"):
        follow_appeal(appeal, by=officer, **(given | {"words": " "}))
    assert not MarkingTask.objects.filter(part="again").exists()


def test_who_decides_reads_the_item_its_key_and_what_the_other_version_changes(
    client: Client, sat: list[Attempt]
) -> None:
    old, new = corrected()
    officer = sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address = reverse("remarks:version", args=[old.pk])
    page = client.get(address).content.decode()
    assert "Which one, in e-000?" in page
    assert '<span data-testid="key">Alpha</span>' in page
    assert f"{CANARY} right" in page
    # Without a choice it is the newest version after this one that is compared.
    assert f"What version {new.number} changes" in page
    differences = page.split('data-testid="differences"')[1].split("</dl>")[0]
    assert "Options › 1. Alpha › Credit" in differences
    assert "Options › 2. Beta › Credit" in differences
    # Two attempts are too few to say anything of an item; nobody is named.
    assert "Nothing has been counted of this version yet." in page
    assert sat[0].candidate.email not in page
    assert ItemView.objects.filter(item=old.item_id, viewer=officer, screen="remark").exists()
    # Of the newest version there is nothing to compare.
    assert (
        'data-testid="differences"'
        not in client.get(reverse("remarks:version", args=[new.pk])).content.decode()
    )


def test_the_figures_of_a_version_are_for_those_who_may_see_statistics(client: Client) -> None:
    examination = make_mixed_examination(make_mixed_bank(items=6), each=3)
    make_cohort(examination, 40, seed=9)
    count_assessment(examination.pk, now=NOON)
    version = version_of("m-000")
    address = reverse("remarks:version", args=[version.pk])
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    page = client.get(address).content.decode()
    assert reverse("results:item", args=[examination.uuid, version.item_id]) in page
    assert 'data-testid="options"' in page
    remarker = staff(Role.MARKER)
    remarker.user_permissions.add(Permission.objects.get(codename="remark_item"))
    sign_in_staff(client, remarker)
    page = client.get(address).content.decode()
    assert '<span data-testid="key">Alpha</span>' in page
    assert 'data-testid="options"' not in page
