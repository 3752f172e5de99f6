"""Units of the grid tree as they are named on the command line."""

from gridcase.errors import BadConfiguration
from gridcase_cli.wiring import Desk


def known_unit(desk: Desk, code: str, option: str) -> str:
    """The code of a unit that is registered today, or was once. Raises ``BadConfiguration`` for any other."""
    if not desk.store.streams(f"unit:{code}", limit=1) == [f"unit:{code}"]:
        raise BadConfiguration(option, repr(code), "the code of a unit")
    return code


def units_below(desk: Desk, code: str, option: str) -> set[str]:
    """The units of today's tree at or below one. Raises ``BadConfiguration`` where there is none of that code."""
    known_unit(desk, code, option)
    register = desk.registrar.register()
    return {unit for unit in register.units if code in [above.code for above in register.chain(unit)]}
