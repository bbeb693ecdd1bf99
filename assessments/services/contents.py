"""The content of published versions, read and judged once for each process."""

from functools import lru_cache

from assessments import engine
from assessments.models import ItemVersion


def read_version(version: ItemVersion) -> tuple[engine.Interaction, engine.Content]:
    """The interaction and the content of a version; its own `content` may stay deferred.

    Versions are immutable, so what was read once holds. One query at the first use, then none.
    """
    return _read(version.pk, version.digest)


# The digest is part of the key: a number alone may mean something else in a restored database.
@lru_cache(maxsize=1024)
def _read(version_id: int, digest: str) -> tuple[engine.Interaction, engine.Content]:
    data = ItemVersion.objects.values_list("content", flat=True).get(pk=version_id, digest=digest)
    return engine.interaction_of(data), engine.read_content(data)
