"""What every page of the house has in common."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.models import Page, PageViewRestriction

# Steps of a materialised path are of equal length; a page's ancestors are the prefixes of its path.
STEP = Page.steplen
COURSE_DEPTH = 4


def course_path(path: str) -> str:
    """The tree path of the course to which a course, module or lesson belongs."""
    return path[: STEP * COURSE_DEPTH]


class OpenPage(Page):
    """A page whose readers are decided by our own gate, never by Wagtail's page privacy."""

    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """None, and no query to find that out."""
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; a signed-in reader's copy is theirs alone, and asked for again each time."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    @property
    def path_on_site(self) -> str:
        """The page's address on the site, without a query: its url_path below the home page."""
        return path_below_home(self.url_path)

    @property
    def canonical_url(self) -> str:
        """The one address of this page for search engines."""
        return f"{settings.SITE_URL}{self.path_on_site}"


def path_below_home(url_path: str) -> str:
    """Wagtail's url_path begins with the home page's slug, which is not part of addresses."""
    return "/" + url_path.lstrip("/").partition("/")[2]
