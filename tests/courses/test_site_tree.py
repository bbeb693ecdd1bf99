"""The page tree that every installation starts with."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site, WorkflowPage

from courses.models import CatalogueIndexPage, HomePage
from courses.services.site_tree import ensure_site

pytestmark = pytest.mark.django_db


def test_after_migrating_our_home_page_is_the_root_of_the_default_site() -> None:
    site = Site.objects.get(is_default_site=True)
    assert isinstance(site.root_page.specific, HomePage)
    assert (site.hostname, site.port) == ("localhost", 8000)
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


def test_the_home_page_and_the_catalogue_answer(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/courses/").status_code == 200
    assert CatalogueIndexPage.objects.get().path_on_site == "/courses/"


def test_ensuring_the_site_again_changes_only_its_address() -> None:
    before = set(Page.objects.values_list("pk", "slug"))
    ensure_site(origin="https://assay.example")
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("assay.example", 443)
    assert set(Page.objects.values_list("pk", "slug")) == before


def test_a_database_without_any_page_gets_its_tree() -> None:
    Site.objects.all().delete()
    Page.objects.all().delete()
    home = ensure_site(origin="http://localhost:8000")
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert CatalogueIndexPage.objects.get().is_child_of(Page.objects.get(pk=home.pk))


def test_instructors_write_but_reviewers_publish() -> None:
    def granted(name: str) -> set[str]:
        group = Group.objects.get(name=name)
        rows = GroupPagePermission.objects.filter(group=group)
        return set(rows.values_list("permission__codename", flat=True))

    assert granted("Instructors") == {"add_page", "change_page"}
    assert granted("Reviewers") == {"change_page", "publish_page"}


def test_the_review_of_lessons_starts_below_the_home_page() -> None:
    workflow = WorkflowPage.objects.get(page=HomePage.objects.get()).workflow
    assert [task.specific.groups.get().name for task in workflow.tasks] == ["Reviewers"]
