"""Statements whose SQL Django builds once a process.

To build a small statement takes Django twenty times as long as the database needs to carry it out. On a page that is
nothing; it was three quarters of what the queue's requests cost, which ask the same few questions every time. They are
written with the ORM as anywhere else, with `Given("name")` where a value belongs:

    HELD = Prepared(lambda: Assignment.objects.filter(user=Given("user"), state="held"))
    HELD.first(user=5)

A value that the database stores as something else (a time, JSON) names its field: `Given("now", DateTimeField())`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import FlatValuesListIterable, ValuesListIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError, mark_for_rollback_on_error
from django.utils.functional import cached_property


class Given(Value):
    """A value that has a name when the statement is built, and is given each time it is carried out."""

    def __init__(self, name: str, output_field: Field | None = None):
        super().__init__(name, output_field)
        self.stored_as = output_field

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]

    def among(self, values: dict) -> object:
        value = values[self.value]
        return value if self.stored_as is None else self.stored_as.get_db_prep_save(value, connection)


def _bound(parameters: tuple, values: dict) -> list:
    return [part.among(values) if isinstance(part, Given) else part for part in parameters]


#: How a row becomes what `values_list` promises; without it, a model instance.
_READERS = {ValuesListIterable: tuple, FlatValuesListIterable: itemgetter(0)}


class Prepared:
    """A query. Its rows are model instances, with what `select_related` brings, or the tuples of `values_list`."""

    def __init__(self, make: Callable[[], QuerySet]):
        self.make = make

    def all(self, **values) -> list:
        return list(self._rows(values))

    def first(self, **values) -> Model | tuple | None:
        """The first row; the query itself says `[:1]` where there can be more."""
        return next(self._rows(values), None)

    def _rows(self, values: dict) -> Iterator:
        compiler, sql, parameters, converters, read = self._built
        if compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("A row is locked inside a transaction alone.")
        with connection.cursor() as cursor:
            cursor.execute(sql, _bound(parameters, values))
            rows = cursor.fetchall()
        return map(read, compiler.apply_converters(rows, converters) if converters else rows)

    @cached_property
    def _built(self) -> tuple:
        queryset = self.make()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        read = _READERS.get(queryset._iterable_class) or _model_reader(compiler)
        return compiler, sql, parameters, converters, read


def _model_reader(compiler) -> Callable[[tuple], Model]:
    """What Django's ModelIterable does for each row."""
    selected, shape = compiler.select, compiler.klass_info
    model, (start, *_, last) = shape["model"], shape["select_fields"]
    names = [column[0].target.attname for column in selected[start : last + 1]]
    related = get_related_populators(shape, selected, connection.alias)
    annotated = compiler.annotation_col_map.items()

    def read(row: tuple) -> Model:
        instance = model.from_db(connection.alias, names, row[start : last + 1])
        for populator in related:
            populator.populate(row, instance)
        for name, place in annotated:
            setattr(instance, name, row[place])
        return instance

    return read


@dataclass(frozen=True)
class Write:
    """A statement with its values, and what is done with what the database says of it."""

    sql: str
    parameters: list
    take: Callable[[CursorWrapper], None]


def together(*writes: Write) -> None:
    """Carry out writes of which none needs what another gives back: PostgreSQL gets them in one message."""
    with mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for write in writes:
                cursor.execute(write.sql, write.parameters)
                write.take(cursor)
            return
        cursor.execute("; ".join(write.sql for write in writes), [one for write in writes for one in write.parameters])
        for number, write in enumerate(writes):
            if number:
                cursor.nextset()
            write.take(cursor)


class PreparedUpdate:
    """`UPDATE` of the rows of a query: the fields named are set to what is given under their names."""

    def __init__(self, make: Callable[[], QuerySet], *fields: str):
        self.make, self.fields = make, fields

    def __call__(self, **values) -> int:
        """Returns how many rows there were."""
        counted: list[int] = []
        together(self.of(counted, **values))
        return counted[0]

    def of(self, counted: list[int] | None = None, **values) -> Write:
        sql, parameters = self._built
        counts = [] if counted is None else counted
        return Write(sql, _bound(parameters, values), lambda cursor: counts.append(cursor.rowcount))

    @cached_property
    def _built(self) -> tuple:
        queryset = self.make()
        given = {name: Given(name, queryset.model._meta.get_field(name)) for name in self.fields}
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(given)
        return query.get_compiler(connection=connection).as_sql()


class PreparedInsert:
    """`INSERT` of one new instance, which gets its id. Its related rows are stored already."""

    def __init__(self, model: type[Model]):
        self.model = model

    def __call__(self, instance: Model) -> Model:
        together(self.of(instance))
        return instance

    def of(self, instance: Model) -> Write:
        sql, parameters = self._built
        values = {field.name: field.pre_save(instance, add=True) for field in self._fields}

        def take(cursor: CursorWrapper) -> None:
            (instance.pk,) = cursor.fetchone()
            instance._state.adding, instance._state.db = False, connection.alias

        return Write(sql, _bound(parameters, values), take)

    @cached_property
    def _fields(self) -> list[Field]:
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    @cached_property
    def _built(self) -> tuple:
        query = InsertQuery(self.model)
        template = self.model()
        for field in self._fields:
            template.__dict__[field.attname] = Given(field.name, field)
        query.insert_values(self._fields, [template], raw=True)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk]
        ((sql, parameters),) = compiler.as_sql()
        return sql, parameters
