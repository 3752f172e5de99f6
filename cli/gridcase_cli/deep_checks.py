"""What ``gridcase doctor --deep`` looks at: every event, and whether the read models follow from them."""

from collections.abc import Iterator

from gridcase.english import plural
from gridcase.errors import GridcaseError
from gridcase_cli.checks import Finding, finding
from gridcase_cli.session import Session


def deep_findings(session: Session) -> Iterator[Finding]:
    """All the damage there is; a finding that all is well where there is none."""
    damaged = list(damaged_events(session))
    if damaged:
        yield from damaged
        return
    yield sound_events(session)
    yield from recounted_read_models(session)


def damaged_events(session: Session) -> Iterator[Finding]:
    from gridcase.store.recorded import recorded
    from gridcase.store.soundness import damages

    for damage in damages(recorded(session.store), session.codec):
        yield finding("events", str(damage), fail=True)


def sound_events(session: Session) -> Finding:
    from gridcase.store.recorded import recorded

    events, answers = recorded(session.store).counts()
    return finding("events", f"{plural(events, 'event')} and {plural(answers, 'answer')}, each as it was written")


def recounted_read_models(session: Session) -> Iterator[Finding]:
    """Each table of the read models that says something else than a count of the same events."""
    from gridcase_projections.errors import NothingPublished
    from gridcase_projections.recount import recount

    try:
        comparison = recount(session.store, session.home.read_models)
    except NothingPublished:
        yield finding("recount", "there are no read models yet")
        return
    except GridcaseError as error:
        yield finding("recount", str(error), fail=True)
        return
    for difference in comparison.differences:
        yield finding("recount", str(difference), fail=True)
    if comparison.equal:
        yield finding("recount", f"{plural(sum(comparison.rows.values()), 'row')}, each as counted again")
