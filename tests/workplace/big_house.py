"""An installation with a hundred thousand of everything that a list of the staff shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import StaffAct, User
from accounts.services.synthetic import make_synthetic_people
from assessments.models import Assessment, Attempt, Item, ItemBank, ItemImport
from certificates.models import ApiKey, BulkIssue, BulkIssueRow, Credential, CredentialCase, CredentialNotice
from certificates.services.bulk import MAX_ROWS as MOST_ROWS
from certificates.services.log import sign_head
from courses.models import (
    Announcement,
    Cohort,
    CohortInvitation,
    CohortMember,
    CourseMail,
    CoursePage,
    EnrolmentList,
    EnrolmentListRow,
    PackageImport,
)
from courses.services.enrolment_lists import MAX_ROWS as MOST_LINES
from tests.certificates.growing import grow
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_assessment, make_bank
from tests.factories.certificates import make_credential
from tests.factories.courses import copy_study, make_whole_course
from tests.factories.rows import copy_like, unchecked
from tests.workplace import big_sittings as sittings
from tests.workplace.big_sittings import FIRST, MINUTE, NOON

_STAFF = 40
_COHORTS = 500
_ASSESSMENTS = 60


@dataclass(frozen=True, slots=True)
class House:
    """Whom and what its screens are asked with."""

    head: User
    marker: User
    learner: User
    bank: ItemBank
    examination: Assessment
    item: Item
    attempt: Attempt
    cohort: Cohort
    enrolment_list: EnrolmentList
    course: CoursePage
    credential: Credential
    bulk: BulkIssue
    item_import: ItemImport


def fill_house(rows: int) -> House:
    """Fill an empty database: `rows` of everything, a fifth of items."""
    course = make_whole_course(modules=2, lessons=2, slug="bank")
    bank = make_bank("bank", items=4)
    examination = make_assessment(bank)
    practice = sittings.some_assessments(examination, _ASSESSMENTS)
    staff = [UserFactory.create(is_staff=True) for _number in range(_STAFF)]
    head = UserFactory.create(is_staff=True, is_superuser=True, email="head@example.org")
    learner_credential = make_credential(now=NOON)
    made = make_synthetic_people(rows, seed=1, now=NOON, are_candidates=True)
    people, names = [pk for pk, _name in made], [name for _pk, name in made]
    with unchecked():
        copy_study(course, people, first=FIRST)
        items = sittings.grow_items(
            Item.objects.get(slug="e-000"), rows // 5, authors=staff, viewer=head, views=rows
        )
        batch = sittings.grow_imports(bank, rows // 5, by=head)
        attempts = sittings.grow_attempts(examination, practice, people, items)
        sittings.grow_marking(examination, attempts, items[4], markers=staff[:10])
        sittings.grow_appeals(attempts, officer=head)
        sittings.grow_adjustments(examination, people, officer=head)
        sittings.grow_remarks(items, officer=head)
        cohort = _grow_cohorts(course, people, head=head)
        _grow_packages(rows // 100, head=head)
        _grow_acts(rows, staff=staff)
    grow(learner_credential, rows, holders=people, names=names, first=FIRST)
    with unchecked():
        bulk = _grow_desk(learner_credential, rows, people, head=head)
    sign_head(now=NOON)
    return House(
        head=head,
        marker=staff[-1],
        learner=User.objects.get(pk=people[rows // 2]),
        bank=bank,
        examination=examination,
        item=Item.objects.get(pk=items[0]),
        attempt=Attempt.objects.get(pk=attempts[rows // 2]),
        cohort=cohort,
        enrolment_list=cohort.lists.get(),
        course=course,
        credential=Credential.objects.get(pk=FIRST + rows // 2),
        bulk=bulk,
        item_import=batch,
    )


def _grow_cohorts(course: CoursePage, people: Sequence[int], *, head: User) -> Cohort:
    """One cohort of everybody, with very many invitations, mails and announcements, among hundreds of cohorts."""
    rows = len(people)
    ids = range(FIRST, FIRST + rows)
    few = ids[:_COHORTS]
    copy_like(Group(name=""), few, name=lambda n: f"Cohort: {n:04}")
    copy_like(
        Cohort(title="", created_at=NOON),
        few,
        title=lambda n: f"Cohort {n:04}",
        group_id=lambda n: few[n],
        created_at=lambda n: NOON - n * MINUTE,
    )
    through: Any = User.groups.through
    copy_like(through(group_id=FIRST), ids, user_id=lambda n: people[n])
    copy_like(CohortMember(cohort_id=FIRST, added_at=NOON), ids, user_id=lambda n: people[n])
    invitation = CohortInvitation(cohort_id=FIRST, invited_at=NOON)
    copy_like(invitation, ids, email=lambda n: f"invited-{n}@synthetic.invalid")
    copy_like(CourseMail(state="sent"), ids, invitation_id=lambda n: ids[n])
    said = Announcement(cohort_id=FIRST, title="News", text="Some news.", by=head, at=NOON, spread_at=NOON)
    copy_like(said, ids[: rows // 10], at=lambda n: NOON - n * MINUTE)
    lines = ids[:MOST_LINES]
    handed_in = EnrolmentList(cohort_id=FIRST, total=len(lines), created_by=head, created_at=NOON)
    copy_like(handed_in, ids[:1])
    line = EnrolmentListRow(batch_id=FIRST, verdict="known", line=1)
    copy_like(
        line,
        lines,
        line=lambda n: n,
        email=lambda n: f"invited-{n}@synthetic.invalid",
        verdict=lambda n: ("known", "new", "present")[n % 3],
        is_done=lambda n: n % 2 == 0,
    )
    cohort = Cohort.objects.get(pk=FIRST)
    cohort.courses.add(course)
    cohort.instructors.add(head)
    return cohort


def _grow_packages(count: int, *, head: User) -> None:
    sample = PackageImport(
        file_name="course.zip",
        data=b"",
        state="done",
        entries=[{"path": "course.yaml", "outcome": "unchanged", "note": ""}] * 200,
        handed_in_by=head,
        handed_in_at=NOON,
    )
    copy_like(sample, range(FIRST, FIRST + count), handed_in_at=lambda n: NOON - n * MINUTE)


def _grow_acts(count: int, *, staff: Sequence[User]) -> None:
    """Entries of the audit trail; their chain is not a true one."""
    acts = ("item.moved", "marking.released", "bank.use_decided")
    sample = StaffAct(
        number=1,
        at=NOON,
        act=acts[0],
        subject_type="assessments.item",
        subject_key="1",
        previous="0" * 64,
        digest="0" * 64,
    )
    ids = range(FIRST, FIRST + count)
    copy_like(
        sample,
        ids,
        at=lambda n: NOON - (count - n) * MINUTE,
        act=lambda n: acts[n % len(acts)],
        actor_id=lambda n: staff[n % len(staff)].pk,
        subject_key=lambda n: str(n),
        label=lambda n: f"item-{n % 20_000:06}",
    )


def _grow_desk(sample: Credential, rows: int, people: Sequence[int], *, head: User) -> BulkIssue:
    """Mails, cases, a list of awards and API keys."""
    ids = range(FIRST, FIRST + rows)
    notice = CredentialNotice(address="holder@synthetic.invalid", state="sent", sent_at=NOON)
    copy_like(
        notice,
        ids,
        event_id=lambda n: ids[n],
        state=lambda n: "sending" if n % 1000 == 0 else "pending" if n % 100 == 1 else "sent",
    )
    case = CredentialCase(kind="dispute", text="My name is spelt otherwise.", filed_at=NOON)
    copy_like(
        case,
        ids,
        credential_id=lambda n: ids[n],
        filed_by_id=lambda n: people[n],
        filed_at=lambda n: NOON - n * MINUTE,
        closed_at=lambda n: None if n % 10 == 0 else NOON,
    )
    bulk = BulkIssue(
        version=sample.achievement_version, note="A list.", total=MOST_ROWS, created_by=head, created_at=NOON
    )
    copy_like(bulk, ids[: max(1, rows // 100)], created_at=lambda n: NOON - n * MINUTE)
    row = BulkIssueRow(bulk_id=FIRST, line=1, name="Ada Lindqvist", email="ada@synthetic.invalid")
    copy_like(row, ids[:MOST_ROWS], line=lambda n: n, credential_id=lambda n: ids[n] if n % 2 else None)
    key = ApiKey(secret_digest="0" * 64, name="Key", owner=head, scopes=[], created_at=NOON)
    copy_like(key, ids, prefix=lambda n: f"k{n:09}", owner_id=lambda n: people[n])
    return BulkIssue.objects.get(pk=FIRST)
