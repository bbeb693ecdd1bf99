"""Fields of models that the database's own are too slow for."""

from typing import Any

from django.db.models import BinaryField


class BytesField(BinaryField):  # type: ignore[type-arg]  # generic for the checker only
    """Bytes whose rows PostgreSQL takes as arrays, one for each column, where many are inserted at once.

    BinaryField's placeholder, which only MySQL needs, makes Django write a placeholder for each value instead.
    In the database and in migrations it is a BinaryField.
    """

    @property
    def get_placeholder(self) -> Any:
        """None: `hasattr` is how Django asks."""
        raise AttributeError("bytes need no placeholder of their own")

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As what it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs
