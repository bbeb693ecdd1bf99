"""A query that is asked very often, with its SQL made once for each process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Statement:
    field: Any
    sql: str
    params: tuple[Any, ...]
    # Where among the parameters the value looked for stands.
    place: int
    compiler: Any
    names: list[str]
    columns: slice
    populators: Any


class CompiledLookup(Generic[M]):
    """One object by the value of a unique column, related objects and annotations included.

    Building and compiling a wide query costs several times what the database needs to answer it. The
    QuerySet is compiled at the first use; later uses send the same SQL with another value and fill the
    objects as a QuerySet does. `stand_in` is any value that the column can hold.
    """

    def __init__(self, queryset: Callable[[], QuerySet[M]], column: str, stand_in: Any) -> None:
        self._queryset = queryset
        self._column = column
        self._stand_in = stand_in
        self._statement: _Statement | None = None

    def find(self, value: Any) -> M | None:
        """The object, or None. One query."""
        statement = self._statement = self._statement or self._compile()
        connection = connections[DEFAULT_DB_ALIAS]
        params = list(statement.params)
        params[statement.place] = statement.field.get_db_prep_value(value, connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        row = next(iter(statement.compiler.results_iter([[found]])))
        made: M = statement.field.model.from_db(DEFAULT_DB_ALIAS, statement.names, row[statement.columns])
        for populator in statement.populators:
            populator.populate(row, made)
        for name, place in statement.compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made

    def _compile(self) -> _Statement:
        connection = connections[DEFAULT_DB_ALIAS]
        queryset = self._queryset().filter(**{self._column: self._stand_in}).order_by()
        field: Any = queryset.model._meta.get_field(self._column)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1]
        return _Statement(
            field=field,
            sql=sql,
            params=tuple(params),
            place=list(params).index(field.get_db_prep_value(self._stand_in, connection)),
            compiler=compiler,
            names=[column[0].target.attname for column in compiler.select[first : last + 1]],
            columns=slice(first, last + 1),
            # The stubs describe a later Django, which takes one more argument.
            populators=get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
        )
