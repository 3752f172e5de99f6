"""The areas, departments and classes that rows name, as records of the city's register."""

from collections.abc import Sequence

from gridcase.importers.mapping import Mapping
from gridcase.importers.rows import BadValue
from gridcase.importers.table import Table
from gridcase.registry.records import Department, MatterClass, Record, Unit

SEPARATOR = "/"
"""What stands between an area and the one above it in a code, and between the parts of a class."""

LONGEST_CODE = 300


class NamedRecords:
    """Finds the code of what a row names. What is named for the first time waits in ``new`` until it is taken."""

    def __init__(self, mapping: Mapping, table: Table) -> None:
        self.new: list[Record] = [mapping.source, mapping.root, mapping.list]
        self._mapping = mapping
        self._areas = [(area, table.place(area.column), named(table, area.name)) for area in mapping.areas]
        self._class = [table.place(column) for column in mapping.catalogue.columns]
        self._host = table.place(mapping.departments.column)
        self._units: dict[tuple[str, ...], str] = {}
        self._classes: dict[tuple[str, ...], str] = {}
        self._departments: set[str] = set()

    def take(self) -> list[Record]:
        """What was named for the first time since the last taking."""
        taken, self.new = self.new, []
        return taken

    def unit(self, fields: Sequence[str]) -> str:
        """The smallest area that the row names; the city itself where it names none."""
        key = tuple([fields[place] for _, place, _ in self._areas])
        code = self._units.get(key)
        return self._new_unit(key, fields) if code is None else code

    def _new_unit(self, key: tuple[str, ...], fields: Sequence[str]) -> str:
        above = self._mapping.city.code
        for depth, (area, place, name) in enumerate(self._areas, start=1):
            value = fields[place]
            if not value or value in area.unknown:
                break
            code = f"{above}{SEPARATOR}{value}"
            if key[:depth] not in self._units:
                require_code(area.column, code)
                called = (fields[name] if name is not None else "") or value
                self.new.append(Unit(code=code, name=called, level=area.level, parent=above))
                self._units[key[:depth]] = code
            above = code
        self._units[key] = above
        return above

    def host(self, fields: Sequence[str]) -> str:
        departments = self._mapping.departments
        return self.department(fields[self._host] or departments.otherwise, departments.column)

    def department(self, code: str, column: str) -> str:
        """A department by its code; raises ``BadValue`` where there is none."""
        if not code:
            raise BadValue(column, code, "a department expected")
        if code not in self._departments:
            require_code(column, code)
            self._departments.add(code)
            self.new.append(Department(code=code, name=self._mapping.departments.names.get(code, code)))
        return code

    def matter_class(self, fields: Sequence[str]) -> str:
        key = tuple([fields[place] for place in self._class])
        code = self._classes.get(key)
        return self._new_class(key) if code is None else code

    def _new_class(self, key: tuple[str, ...]) -> str:
        catalogue = self._mapping.catalogue
        code = SEPARATOR.join(filter(None, key)) or catalogue.otherwise
        if not code:
            raise BadValue(catalogue.columns[0], "", "a class expected")
        require_code("".join(catalogue.columns[:1]), code)
        self.new.append(MatterClass(code=code, name=code, list_code=catalogue.code))
        self._classes[key] = code
        return code


def require_code(column: str, code: str) -> None:
    """Raises ``BadValue`` for what can be no code of the register."""
    if len(code) > LONGEST_CODE or not code.isprintable():
        raise BadValue(column, code, f"a name of at most {LONGEST_CODE} characters that can be printed expected")


def named(table: Table, column: str) -> int | None:
    return table.place(column) if column else None
