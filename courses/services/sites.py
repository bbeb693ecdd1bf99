"""Which site a request is for, without asking the database each time."""

from typing import Any

from wagtail.models import Site

from website.local_cache import local_cache

_KEY = "courses:sites"
# Another process may answer from its own copy for this long after a change.
_KEEP = 60


def find_site(*, hostname: str, port: int | str) -> Site | None:
    """The site for a host, by Wagtail's own rules, with its root page already specific."""
    sites = local_cache.get(_KEY)
    if sites is None:
        sites = list(Site.objects.select_related("root_page"))
        for site in sites:
            site.root_page = site.root_page.specific
        local_cache.set(_KEY, sites, _KEEP)
    ranked = sorted(
        ((rank, site) for site in sites if (rank := _rank(site, hostname, port)) is not None),
        key=lambda pair: pair[0],
    )
    if not ranked:
        return None
    best_rank, best = ranked[0]
    if len(ranked) == 1 or best_rank < _DEFAULT:
        return best
    if best_rank == _DEFAULT:
        # A single site of that name on another port is meant, rather than the default.
        return ranked[1][1] if len(ranked) == 2 else best
    return None


def forget_sites(**kwargs: Any) -> None:
    """A site or its home page was changed: read it anew."""
    local_cache.delete(_KEY)


_DEFAULT = 2


def _rank(site: Site, hostname: str, port: int | str) -> int | None:
    if site.hostname == hostname:
        if str(site.port) == str(port):
            return 0
        return 1 if site.is_default_site else 3
    return _DEFAULT if site.is_default_site else None
