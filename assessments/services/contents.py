"""The content of published versions, read and judged once for each process."""

import json
from collections.abc import Mapping
from functools import lru_cache

from assessments import engine
from assessments.models import AttemptItem, ItemVersion


def read_item(item: AttemptItem) -> tuple[engine.Interaction, engine.Content]:
    """The interaction and the content of an attempt's item, with the values that were drawn for it.

    The version's own `content` may stay deferred. Versions and values are immutable, so what was read once
    holds. One query at the first use, then none.
    """
    return read_version(item.version, item.values)


def read_version(
    version: ItemVersion, values: Mapping[str, str]
) -> tuple[engine.Interaction, engine.Content]:
    """The interaction and the content of a version with what was drawn. Raises KeyError for what fits it not."""
    drawn = json.dumps(dict(values), sort_keys=True) if values else ""
    return _read(version.pk, version.digest, drawn)


# The digest is part of the key: a number alone may mean something else in a restored database.
@lru_cache(maxsize=1024)
def _read(version_id: int, digest: str, drawn: str) -> tuple[engine.Interaction, engine.Content]:
    data = ItemVersion.objects.values_list("content", flat=True).get(pk=version_id, digest=digest)
    variant = engine.variant_of(data, json.loads(drawn) if drawn else {})
    return engine.interaction_of(variant), engine.read_content(variant)
