"""Units of the grid tree as they are named on the command line."""

from gridcase.errors import BadConfiguration
from gridcase_cli.session import Session


def known_unit(session: Session, code: str, option: str) -> str:
    """The code of a unit that is registered today, or was once. Raises ``BadConfiguration`` for any other."""
    if not session.store.streams(f"unit:{code}", limit=1) == [f"unit:{code}"]:
        raise BadConfiguration(option, repr(code), "the code of a unit")
    return code


def units_below(session: Session, code: str, option: str) -> set[str]:
    """The units of today's tree at or below one. Raises ``BadConfiguration`` where there is none of that code."""
    known_unit(session, code, option)
    register = session.registrar.register()
    return {unit for unit in register.units if code in [above.code for above in register.chain(unit)]}
