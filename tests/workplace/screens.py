"""Every list of the staff's screens, as addresses: each filter, each order, a search, the first and the last page."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.workplace.big_house import House

# A list of Wagtail's own, of which nothing grows.
BARE = "/admin/redirects/"
# The screens of the staff that are ours.
OWN = {
    "accommodations",
    "appeals",
    "assessment_policies",
    "cohorts",
    "course_desk",
    "course_packages",
    "cut_studies",
    "decisions",
    "desk",
    "item_banks",
    "item_desk",
    "item_exchange",
    "item_life",
    "marking",
    "overrides",
    "remarks",
    "results",
    "staff_acts",
    "wagtailsnippets_assessments_item",
    "wagtailusers_groups",
    "wagtailusers_users",
}
# Forms, files and acts of these: nothing is listed there.
NO_LISTS = {
    "accommodations:grant",
    "assessment_policies:add",
    "cohorts:add",
    "cut_studies:new",
    "desk:issue",
    "item_desk:try_new",
    "item_exchange:export",
    "marking:next",
    "overrides:add",
    "staff_acts:check",
    "wagtailsnippets_assessments_item:add",
    "wagtailsnippets_assessments_item:preview_on_add",
    "wagtailusers_groups:add",
    "wagtailusers_users:add",
    "wagtailsnippets_assessments_item:revisions_compare",
    # The rows of a list alone, as its filters fetch them.
    "assessment_policies:index_results",
    "staff_acts:results",
    "wagtailsnippets_assessments_item:list_results",
    "wagtailusers_groups:index_results",
    "wagtailusers_users:index_results",
}
# Paginators take a page beyond the last for the last one; lists that do not count have none.
LAST = 10**6
_ITEM_ORDERS = (
    "slug",
    "measures",
    "interaction_type",
    "domain",
    "level",
    "exposures",
    "facility",
    "discrimination",
    "last_used_at",
    "_updated_at",
)
_ITEM_FACETS: Mapping[str, Any] = {
    "purpose": "examination",
    "domain": ["d1", "d3"],
    "level": "l1",
    "interaction_type": ["numeric", "essay"],
    "exposures_from": 800,
    "exposures_to": 5,
    "facility_from": "0.9",
    "facility_to": "0.1",
    "discrimination_from": "0.5",
    "discrimination_to": "0.05",
    "last_used_at_from": "2026-11-20",
    "last_used_at_to": "2026-11-20",
}
_STATUSES = ("draft", "waiting", "pilot", "live", "changed", "retired", "taken-back")


def addresses(house: House) -> list[str]:
    """All of them."""
    return [
        *_of_items(house),
        *_of_results(house),
        *_of_decisions(house),
        *_of_people(house),
        *_of_certificates(house),
        *_of_wagtail(house),
    ]


def _asked(name: str, *queries: Mapping[str, Any], args: tuple[Any, ...] = ()) -> Iterator[str]:
    address = reverse(name, args=args)
    for query in ({}, *queries):
        yield f"{address}?{urlencode(query, doseq=True)}" if query else address


def _of_items(house: House) -> Iterator[str]:
    author = house.item.latest_revision.user_id
    facets: list[dict[str, Any]] = [{name: value} for name, value in _ITEM_FACETS.items()]
    yield from _asked(
        "wagtailsnippets_assessments_item:list",
        {"p": LAST},
        {"bank": house.bank.pk},
        {"author": author},
        {"q": "register review"},
        {"q": "item-012345"},
        {"q": "nowhere"},
        *facets,
        *({"status": status} for status in _STATUSES),
        *({"ordering": f"{sign}{name}"} for name in _ITEM_ORDERS for sign in ("", "-")),
    )
    item = (house.item.pk,)
    yield from _asked("wagtailsnippets_assessments_item:history", args=item)
    yield from _asked("wagtailsnippets_assessments_item:usage", args=item)
    yield from _asked("item_desk:uses", args=item)
    yield from _asked("item_life:stage", {"p": LAST}, args=item)
    yield from _asked(
        "item_life:list",
        {"p": LAST},
        {"stage": "pilot"},
        {"q": "register"},
        {"q": "nowhere"},
        {"q": "item-01"},
    )
    yield from _asked("item_desk:duplicates", {"p": LAST}, {"bank": house.bank.pk})
    yield from _asked("item_banks:list")
    yield from _asked("item_exchange:imports", {"p": LAST})
    yield from _asked(
        "item_exchange:import", {"p": LAST}, {"show": "refused"}, args=(house.item_import.uuid,)
    )
    yield from _asked("remarks:list", {"d": LAST}, {"q": "item-000000"}, {"q": "register"}, {"q": "nowhere"})
    yield from _asked("cut_studies:list")


def _of_results(house: House) -> Iterator[str]:
    examination, person, cohort = house.examination.uuid, house.learner.email, house.cohort.uuid
    yield from _asked(
        "assessment_policies:index",
        {"p": LAST},
        {"q": "practice"},
        {"kind": "practice"},
        {"ordering": "-title"},
    )
    yield from _asked("results:list", {"p": LAST}, {"q": "practice"}, {"bank": house.bank.pk})
    yield from _asked("results:assessment", {"cohort": cohort}, args=(examination,))
    yield from _asked("results:items", {"p": LAST}, args=(examination,))
    yield from _asked("results:attempt", args=(house.attempt.uuid,))
    yield from _asked(
        "results:attempts",
        {"p": 2000},
        {"q": person},
        {"q": "Lindqvist"},
        {"q": "nobody"},
        {"assessment": examination},
        {"cohort": cohort},
        {"since": "2026-11-20", "until": "2026-11-21"},
        {"until": "2026-09-20"},
        *({"decision": decision} for decision in ("pass", "fail", "held")),
        *({"state": state} for state in ("open", "submitted", "late", "conflict")),
        {"assessment": examination, "decision": "held", "state": "late", "q": "Lindqvist"},
    )
    yield from _asked(
        "results:gradebook",
        {"p": 2000},
        {"q": person},
        {"q": "Lindqvist"},
        {"q": "nobody"},
        {"kind": "examination"},
        {"bank": house.bank.pk},
        {"cohort": cohort},
    )


def _of_decisions(house: House) -> Iterator[str]:
    person = house.learner.email
    found: tuple[dict[str, Any], ...] = ({"q": person}, {"q": "Lindqvist"}, {"q": "nobody"})
    yield from _asked("marking:queue", {"assessment": house.examination.pk})
    yield from _asked("marking:figures", {"assessment": house.examination.pk})
    yield from _asked("appeals:list", {"p": LAST}, {"w": LAST}, *found)
    yield from _asked("decisions:list", {"p": LAST}, {"h": LAST}, *found)
    yield from _asked("accommodations:list", {"p": LAST}, {"w": LAST}, *found)
    yield from _asked("overrides:list", {"p": LAST}, {"s": LAST}, *found, {"q": "Examination"})


def _of_people(house: House) -> Iterator[str]:
    cohort = (house.cohort.uuid,)
    yield from _asked("cohorts:list_all", {"p": LAST}, {"q": "Cohort 0123"}, {"q": "nothing"})
    yield from _asked(
        "cohorts:cohort",
        {"p": LAST},
        {"q": house.learner.email},
        {"q": "Lindqvist"},
        {"q": "nobody"},
        {"state": "completed"},
        {"state": "open"},
        args=cohort,
    )
    yield from _asked("cohorts:part", {"p": LAST}, args=(*cohort, "invitations"))
    yield from _asked("cohorts:part", {"p": LAST}, args=(*cohort, "announcements"))
    yield from _asked("cohorts:edit", args=cohort)
    yield from _asked("cohorts:extend", args=cohort)
    yield from _asked("cohorts:list", {"p": LAST}, {"show": "new"}, args=(house.enrolment_list.uuid,))
    yield from _asked("course_desk:maps", {"q": "bank"})
    yield from _asked("course_desk:map", args=(house.course.pk,))
    yield from _asked("course_packages:packages", {"p": LAST})
    yield from _asked(
        "staff_acts:list",
        {"p": LAST},
        {"q": "item-012345"},
        {"q": "nothing"},
        {"act": "item.moved"},
        {"actor": house.marker.pk},
        {"at_from": "2026-11-20", "at_to": "2026-11-21"},
        {"act": "bank.use_decided", "actor": house.marker.pk, "q": "item"},
        {"ordering": "number"},
    )
    yield from _asked(
        "wagtailusers_users:index",
        {"p": LAST},
        {"q": house.learner.email},
        {"q": "Lindqvist"},
        {"q": "nobody"},
        {"is_superuser": "true"},
        {"is_active": "true"},
        {"group": house.cohort.group_id},
        *({"ordering": order} for order in ("name", "-name", "username", "is_active", "last_login")),
    )
    yield from _asked("wagtailusers_users:edit", args=(house.learner.pk,))
    yield from _asked("wagtailusers_users:history", args=(house.learner.pk,))
    yield from _asked("wagtailusers_groups:index", {"p": LAST}, {"q": "Cohort"})


def _of_certificates(house: House) -> Iterator[str]:
    credential = house.credential
    yield from _asked(
        "desk:list",
        {"p": LAST},
        {"q": credential.code},
        {"q": credential.recipient_email},
        {"q": credential.recipient_name},
        {"q": "Nobody"},
        {"achievement": credential.achievement_version.achievement_id},
        *({"state": state} for state in ("valid", "expired", "suspended", "revoked", "superseded")),
        {"q": "Lindqvist", "state": "revoked"},
    )
    yield from _asked("desk:life", args=(credential.uuid,))
    yield from _asked("desk:cases", {"p": LAST})
    yield from _asked("desk:lists", {"p": LAST})
    yield from _asked("desk:one_list", {"p": LAST}, args=(house.bulk.uuid,))
    yield from _asked("desk:machinery")
    yield from _asked("certificates:log")


def _of_wagtail(house: House) -> Iterator[str]:
    yield from _asked("wagtailadmin_home")
    yield from _asked("wagtailadmin_explore_root")
    yield from _asked("wagtailadmin_reports:site_history", {"p": LAST}, {"action": "wagtail.edit"})
    yield from _asked(
        "wagtailadmin_reports:site_history", {"user": house.marker.pk}, {"label": "item-012345"}
    )
    yield from _asked("wagtailadmin_reports:workflow", {"p": LAST}, {"status": "in_progress"})
    yield from _asked("wagtailadmin_reports:workflow_tasks", {"p": LAST})
    yield from _asked("wagtailadmin_reports:locked_pages")
    yield from _asked("wagtailadmin_reports:aging_pages")
    yield from _asked("wagtailadmin_reports:page_types_usage")
    yield from _asked("wagtailadmin_workflows:index")
    yield from _asked("wagtailimages:index")
    yield from _asked("wagtaildocs:index")
