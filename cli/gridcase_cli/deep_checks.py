"""What ``gridcase doctor --deep`` looks at: every event, and whether the read models follow from them."""

from collections.abc import Iterator

from gridcase.english import plural
from gridcase_cli.checks import Finding, finding
from gridcase_cli.session import Session


def deep_findings(session: Session) -> Iterator[Finding]:
    """All the damage there is; a finding that all is well where there is none."""
    damaged = list(damaged_events(session))
    yield from damaged or [sound_events(session)]


def damaged_events(session: Session) -> Iterator[Finding]:
    from gridcase.store.recorded import recorded
    from gridcase.store.soundness import damages

    for damage in damages(recorded(session.store), session.codec):
        yield finding("events", str(damage), fail=True)


def sound_events(session: Session) -> Finding:
    from gridcase.store.recorded import recorded

    events, answers = recorded(session.store).counts()
    return finding("events", f"{plural(events, 'event')} and {plural(answers, 'answer')}, each as it was written")
