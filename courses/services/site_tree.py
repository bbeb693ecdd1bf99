"""The page tree that the house stands on: a home page with a catalogue, and the site that serves them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from courses.models import CatalogueIndexPage, HomePage
from courses.services.authoring import ensure_authoring

_DEFAULT_PORTS = {"http": 80, "https": 443}


def ensure_site_root() -> HomePage:
    """Make the home page the root of the site at SITE_URL. Safe to run again."""
    return ensure_site(origin=settings.SITE_URL)


@transaction.atomic
def ensure_site(*, origin: str) -> HomePage:
    """Make the home page the root of the default site, served at `origin`. Safe to run again.

    Wagtail's own welcome page makes way. Pages that are there already, whatever they are called
    now, are left as they are.
    """
    home = HomePage.objects.first() or _add_home()
    if not CatalogueIndexPage.objects.exists():
        home.add_child(instance=CatalogueIndexPage(title="Courses", slug="courses"))
    parts = urlsplit(origin)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = {
        "hostname": parts.hostname or "localhost",
        "port": parts.port or _DEFAULT_PORTS.get(parts.scheme, 80),
        "site_name": site.site_name or "Assay",
        # An editor may have chosen another home page; only Wagtail's welcome page is replaced.
        "root_page_id": site.root_page_id if _is_chosen(site) else home.pk,
    }
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    _remove_welcome_page()
    ensure_authoring(home)
    return home


def _is_chosen(site: Site) -> bool:
    return site.root_page_id is not None and site.root_page.specific_class is not Page


def _add_home() -> HomePage:
    if not Locale.objects.exists():
        Locale.objects.create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    # Slugs of siblings are unique: the welcome page holds "home" until it is gone.
    _welcome_pages().update(slug="wagtail-welcome")
    home = HomePage(title="Assay", slug="home")
    root.add_child(instance=home)
    return home


def _welcome_pages() -> Any:
    plain = Page.objects.exact_type(Page).filter(depth=2, numchild=0)
    return plain.filter(title="Welcome to your new Wagtail site!")


def _remove_welcome_page() -> None:
    for page in _welcome_pages().filter(sites_rooted_here=None):
        page.delete()
