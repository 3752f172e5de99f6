"""Which fields of the register are about a person, and which are not: the same promise as ``matters.privacy``.

Here a field is named with its record: a name is personal where it is a person's, and open where it is a place's. Codes,
logins and households are staff or random ids, which decisions read; those who act are known by them alone.
"""

PERSONAL = frozenset({"Member.name"})

OPEN = frozenset(
    {
        *("Actor.member", "Actor.role", "Actor.unit", "Actor.department", "Actor.known_by"),
        *("RegistryChange.at", "RegistryChange.by", "RegistryChange.code", "RegistryChange.record"),
        *("Unit.code", "Unit.name", "Unit.level", "Unit.parent", "Unit.kind", "Unit.boundary", "Unit.group"),
        *("Department.code", "Department.name", "Department.group"),
        *("Member.code", "Member.role", "Member.unit", "Member.department", "Member.login"),
        *("MicroGrid.code", "MicroGrid.unit", "MicroGrid.contact", "MicroGrid.households"),
        *("ManagementList.code", "ManagementList.name"),
        *("Source.code", "Source.name"),
        *("MatterClass.code", "MatterClass.name", "MatterClass.list_code", "MatterClass.limits"),
        *("MatterClass.mandatory", "MatterClass.default_host", "MatterClass.level_limits", "MatterClass.may_skip"),
        *("StepLimits.classify", "StepLimits.divert", "StepLimits.accept", "StepLimits.handle", "StepLimits.verify"),
        *("StepLimits.feedback", "StepLimits.close"),
    }
)
