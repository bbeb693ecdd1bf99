"""A query that is asked very often, with its SQL made once for each process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
# Whole numbers that no key has, and that every key's column can hold.
_NO_KEY = -2_000_000_000


@dataclass(frozen=True, slots=True)
class _Statement:
    model: Any
    sql: str
    params: tuple[Any, ...]
    # For each condition, the field that it compares and where among the parameters its value stands.
    places: Mapping[str, tuple[Any, int]]
    compiler: Any
    names: list[str]
    columns: slice
    populators: Any


class CompiledLookup(Generic[M]):
    """One object by values that identify it, related objects and annotations included.

    Building and compiling a wide query costs several times what the database needs to answer it. The
    QuerySet is compiled at the first use; later uses send the same SQL with other values and fill the
    objects as a QuerySet does. `stand_ins` holds, for each condition, a value that its field can hold
    and that stands nowhere else in the query.
    """

    def __init__(self, queryset: Callable[[], QuerySet[M]], **stand_ins: Any) -> None:
        self._queryset = queryset
        self._stand_ins = stand_ins
        self._statement: _Statement | None = None

    def find(self, **values: Any) -> M | None:
        """The object, or None. One query."""
        statement = self._statement = self._statement or self._compile()
        connection = connections[DEFAULT_DB_ALIAS]
        params = list(statement.params)
        for name, (field, place) in statement.places.items():
            params[place] = field.get_db_prep_value(values[name], connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        row = next(iter(statement.compiler.results_iter([[found]])))
        made: M = statement.model.from_db(DEFAULT_DB_ALIAS, statement.names, row[statement.columns])
        for populator in statement.populators:
            populator.populate(row, made)
        for name, place in (statement.compiler.annotation_col_map or {}).items():
            setattr(made, name, row[place])
        return made

    def _compile(self) -> _Statement:
        connection = connections[DEFAULT_DB_ALIAS]
        queryset = self._queryset().filter(**self._stand_ins).order_by()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = {}
        for name, value in self._stand_ins.items():
            field = _field_at(queryset.model, name)
            places[name] = (field, list(params).index(field.get_db_prep_value(value, connection)))
        info = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1]
        return _Statement(
            model=queryset.model,
            sql=sql,
            params=tuple(params),
            places=places,
            compiler=compiler,
            names=[column[0].target.attname for column in compiler.select[first : last + 1]],
            columns=slice(first, last + 1),
            # The stubs describe a later Django, which takes one more argument.
            populators=get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
        )


class CompiledRows:
    """The rows of a values_list() by keys: whole numbers that stand for themselves in the query, wherever they stand.

    `queryset` takes the keys as Django's filters would; `keys` are their names. Columns that only order the
    rows have to be among the values.
    """

    def __init__(self, queryset: Callable[..., QuerySet[Any, tuple[Any, ...]]], keys: Sequence[str]) -> None:
        self._queryset = queryset
        self._stand_ins = {_NO_KEY - number: name for number, name in enumerate(keys)}
        self._compiled: tuple[Any, str, tuple[Any, ...]] | None = None

    def rows(self, **keys: int) -> Iterator[tuple[Any, ...]]:
        """The rows, each a tuple of its values. One query."""
        compiler, sql, params = self._compiled = self._compiled or self._compile()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                sql, [keys[self._stand_ins[one]] if one in self._stand_ins else one for one in params]
            )
            found = cursor.fetchall()
        return map(tuple, compiler.results_iter([found]))

    def _compile(self) -> tuple[Any, str, tuple[Any, ...]]:
        queryset = self._queryset(**{name: stand_in for stand_in, name in self._stand_ins.items()})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if lost := set(self._stand_ins) - set(params):
            raise ValueError(f"the query does not ask for {', '.join(self._stand_ins[one] for one in lost)}")
        return compiler, sql, params


def _field_at(model: Any, name: str) -> Any:
    """The field at the end of "relation__field"."""
    *relations, last = name.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(last)
