"""Who may open which screen of the desk: every screen of the house, by role. A screen that is missing here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from accounts.roles import Role
from tests.factories.accounts import UserFactory, sign_in_staff, staff

pytestmark = pytest.mark.django_db

AUTHORS = {Role.INSTRUCTOR, Role.REVIEWER}
OFFICER = {Role.CERTIFICATION_OFFICER}
ADMINISTRATOR = {Role.ADMINISTRATOR}
MARKER = {Role.MARKER}
# Some lists are empty for whoever has nothing to do there: courses that one may edit, of those one edits.
EVERYBODY = set(Role)
SCREENS: dict[str, set[Role]] = {
    "accommodations/": OFFICER,
    "accommodations/grant/": OFFICER,
    "appeals/": OFFICER,
    "assessment-policies/": AUTHORS | OFFICER,
    "assessment-policies/new/": {Role.INSTRUCTOR} | OFFICER,
    "assessment-policies/results/": AUTHORS | OFFICER,
    "certificates/": OFFICER,
    "certificates/cases/": OFFICER,
    "certificates/issue/": OFFICER,
    "certificates/keys-and-log/": OFFICER,
    "certificates/lists/": OFFICER,
    "cohorts/": {Role.INSTRUCTOR} | OFFICER | ADMINISTRATOR,
    "cohorts/add/": {Role.INSTRUCTOR} | ADMINISTRATOR,
    "course-maps/": EVERYBODY,
    "course-packages/": AUTHORS | ADMINISTRATOR,
    "cut-scores/": AUTHORS | OFFICER,
    "cut-scores/new/": OFFICER,
    "decisions/": OFFICER,
    "item-banks/": OFFICER,
    "item-desk/duplicates/": AUTHORS,
    "item-desk/new/try/": AUTHORS,
    "item-files/export/": AUTHORS,
    "item-files/import/": AUTHORS,
    "item-pictures/": AUTHORS,
    "item-pictures/chosen-multiple/": AUTHORS,
    "item-pictures/create/": AUTHORS,
    "item-pictures/results/": AUTHORS,
    "item-stages/": {Role.REVIEWER} | OFFICER,
    "marking/": MARKER,
    "marking/figures/": OFFICER,
    "marking/next/": MARKER,
    "overrides/": OFFICER,
    "overrides/add/": OFFICER,
    "remarks/": OFFICER,
    "reports/audit-trail/": OFFICER | ADMINISTRATOR,
    "reports/audit-trail/check/": EVERYBODY,
    "reports/audit-trail/results/": OFFICER | ADMINISTRATOR,
    "results/": AUTHORS | OFFICER,
    "results/attempts/": OFFICER,
    "results/gradebook/": OFFICER,
    "snippets/assessments/item/": AUTHORS,
    "snippets/assessments/item/add/": AUTHORS,
    "snippets/assessments/item/preview/": AUTHORS,
    "snippets/assessments/item/results/": AUTHORS,
    "snippets/choose/assessments/item/": AUTHORS,
    "snippets/choose/assessments/item/chosen-multiple/": AUTHORS,
    "snippets/choose/assessments/item/create/": AUTHORS,
    "snippets/choose/assessments/item/results/": AUTHORS,
    "users/": ADMINISTRATOR,
    "users/new/": ADMINISTRATOR,
    "users/results/": ADMINISTRATOR,
}
# What takes a POST alone refuses whoever may not, and says so to everybody else.
POSTED = {"item-desk/new/try/", "marking/next/", "reports/audit-trail/check/"}


def screens_of_the_house(resolver: Any, before: str = "") -> Iterator[str]:
    """The addresses below /admin/ whose view or model is ours, and that need no object."""
    for found in resolver.url_patterns:
        address = before + str(found.pattern)
        if hasattr(found, "url_patterns"):
            yield from screens_of_the_house(found, address)
        elif address.startswith("admin/") and "<" not in address and is_ours(found.callback):
            yield address.removeprefix("admin/")


def is_ours(callback: Any) -> bool:
    """Whether a view is written here, or shows a model that is."""
    view = getattr(callback, "view_class", callback)
    model = getattr(callback, "view_initkwargs", {}).get("model")
    house = {config.label for config in apps.get_app_configs() if not config.name.startswith(FOREIGN)}
    return view.__module__.split(".")[0] in house or getattr(model, "_meta", None) in [
        found._meta for label in house for found in apps.get_app_config(label).get_models()
    ]


FOREIGN = (
    "django",
    "wagtail",
    "allauth",
    "modelcluster",
    "taggit",
    "modelsearch",
    "rest_framework",
    "celery",
)


def test_no_screen_is_missing_here() -> None:
    assert sorted(set(screens_of_the_house(get_resolver()))) == sorted(SCREENS)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_a_role_opens_its_screens_and_no_other(role: Role) -> None:
    client = Client()
    sign_in_staff(client, staff(role))
    for screen, allowed in SCREENS.items():
        answer = client.get(f"/admin/{screen}")
        # Wagtail leads whoever may not see a screen back to its first page.
        refused = answer.status_code == 403 or answer.get("Location") == "/admin/"
        assert refused is (role not in allowed), screen
        if not refused:
            assert answer.status_code == (405 if screen in POSTED else 200), screen


def test_nobody_else_gets_to_any_of_them() -> None:
    learner = Client()
    learner.force_login(UserFactory.create())
    for screen in SCREENS:
        assert learner.get(f"/admin/{screen}").status_code == 403, screen
        assert "/accounts/login/" in Client().get(f"/admin/{screen}").get("Location", ""), screen
