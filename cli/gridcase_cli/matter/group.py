"""The noun ``matter``, to which each module of this package adds its verbs."""

from gridcase_cli.verbs import noun

app = noun("Take matters through the closed loop, and look at them.")
