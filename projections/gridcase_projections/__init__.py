"""gridcase_projections: read models in DuckDB, worked out from events.

Kept up to date by ``runner.Projector`` (``catch_up``, ``follow``, ``rebuild``, ``status``), which reads ``feeds``,
writes ``tables`` and publishes snapshots. ``merge`` makes them of parts, ``repair`` where they are damaged.

Opened by ``opening.open_read_models``, up to date and mended, or as they are by ``database.snapshot``.

Asked by ``queries``, ``members``, ``standards`` and ``totals``, and in anybody's SQL by ``analysis``; by ``metrics``,
which declare what a number means; by ``report``. Importing the package alone does not import DuckDB.
"""
