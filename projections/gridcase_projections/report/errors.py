"""What a report can say no with."""

from gridcase.errors import GridcaseError


class ReportsNotInstalled(GridcaseError):
    """Pages and workbooks are made by libraries that come with an extra."""

    def __init__(self, missing: str | None) -> None:
        super().__init__(f"{missing} is not installed: pip install 'gridcase[reports]'")


class NotPrinted(GridcaseError):
    """The page could not be printed: there is no browser, or it failed."""
