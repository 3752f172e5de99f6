"""What stands in place of a place where there is too little to go by."""

from gridcase.english import plural

TOO_FEW = "too few"


def too_few_to_rank(least: int, unit: str, where: str) -> str:
    """What these words mean."""
    return f"{TOO_FEW}: too few to rank 数量太少，不排名, fewer than {plural(least, unit)} {where} (scoring.least)"
