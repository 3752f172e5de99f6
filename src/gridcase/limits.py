"""How long each step of a matter may take, as the catalogue writes it."""

from msgspec import Struct


class StepLimits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One limit per step and one for the whole, each as ``working_time`` reads it: ``5 working hours``.

    An empty text means that the step has no limit of its own.
    """

    classify: str = ""
    divert: str = ""
    accept: str = ""
    handle: str = ""
    verify: str = ""
    feedback: str = ""
    close: str = ""
