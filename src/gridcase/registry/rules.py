"""The rules a change of the register can be refused by."""

from gridcase.rules import Rule, by_code

REGISTRAR_ONLY = Rule("registrar-only", "the register is changed by a registrar alone")
NOT_YOUR_OWN_RECORD = Rule("not-your-own-record", "nobody changes their own record")

BY_CODE = by_code(globals())
"""Every rule by its code."""
