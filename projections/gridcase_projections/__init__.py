"""gridcase_projections: read models in DuckDB, worked out from events.

``runner.Projector`` keeps them up to date (``catch_up``, ``follow``, ``rebuild``, ``status``),
``runner.bring_up_to_date`` does so unless somebody follows; ``database.snapshot`` reads them; ``metrics`` and
``queries`` ask. Importing the package alone does not import DuckDB.
"""
