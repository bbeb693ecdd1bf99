"""The terms of a course where texts use them: what they mean, and where they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.models import GlossaryPage
from courses.services.outlines import Outline
from website.local_cache import local_cache

# A revision names one state of a glossary for ever; this only lets old ones go.
_KEEP = 86_400
_LINK = re.compile(r'href="#term-([a-z0-9][a-z0-9-]*)"')


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `definition` is Markdown, `see` are the terms beside it as (id, words)."""

    id: str
    words: str
    definition: str
    see: tuple[tuple[str, str], ...] = ()


def terms_in_order(page: GlossaryPage) -> list[Term]:
    """Every term of a glossary, in the order of the alphabet."""
    values = [child.value for child in page.terms]
    words = {value["id"]: value["term"] for value in values}
    found = [
        Term(
            value["id"],
            value["term"],
            value["definition"],
            tuple((name, words[name]) for name in value["see"] if name in words),
        )
        for value in values
    ]
    return sorted(found, key=lambda term: (term.words.casefold(), term.id))


def glossary_of(outline: Outline | None) -> Mapping[str, Term]:
    """The terms of a course by id. Read once for each revision of its glossary."""
    if outline is None or outline.glossary is None:
        return {}
    key = f"courses:glossary:{outline.glossary.pk}:{outline.glossary.revision}"
    terms: Mapping[str, Term] | None = local_cache.get(key)
    if terms is None:
        page = GlossaryPage.objects.filter(pk=outline.glossary.pk).first()
        terms = {} if page is None else {term.id: term for term in terms_in_order(page)}
        local_cache.set(key, terms, _KEEP)
    return terms


def terms_used(html: str, terms: Mapping[str, Any]) -> list[str]:
    """The ids of the terms to which a text links, each once, in the order of the text."""
    return [name for name in dict.fromkeys(_LINK.findall(html)) if name in terms]


def link_terms(html: str, outline: Outline | None) -> str:
    """A text whose links to terms lead to the glossary; without a glossary they stay as they are."""
    if outline is None or outline.glossary is None:
        return html
    path = outline.glossary.path
    return _LINK.sub(lambda match: f'href="{path}#term-{match[1]}"', html)
