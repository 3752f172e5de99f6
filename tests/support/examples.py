"""How a property is tried: by the profile ``test`` the same way every day, by ``fuzz`` at random and many times longer.

Whatever `make fuzz` finds becomes an explicit ``@example``, for the database of examples is nobody else's.
"""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.internal.conjecture import providers

USUAL: Final = 100
"""Examples of a property that says nothing else."""

FUZZ_TIMES: Final = int(os.environ.get("FUZZ_TIMES", "20"))
"""How many times as many examples `make fuzz` tries."""

settings.register_profile(
    "test",
    max_examples=USUAL,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the test
)
settings.register_profile(
    "fuzz",
    settings.get_profile("test"),
    max_examples=USUAL * FUZZ_TIMES,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
)


def examples(number: int) -> settings:
    """So many examples, and by ``fuzz`` so many times more."""
    return settings(max_examples=number * settings().max_examples // USUAL)


def seeded(number: int) -> settings:
    """So many examples, each the seed of a whole city: no smaller seed is sought, for it would be no simpler one."""
    return settings(examples(number), phases=[Phase.explicit, Phase.reuse, Phase.generate])


def forget_where_we_are() -> None:
    """Where examples are derived, derive them from the test alone.

    Hypothesis also draws the constants of whichever modules happen to be imported, unless a folder above them is called
    ``tests``: another set after other tests, in another process, in another checkout.
    """
    if settings().derandomize:
        nothing = providers.Constants()
        providers._get_local_constants = lambda: nothing  # type: ignore[assignment]
