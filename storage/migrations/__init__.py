"""One line of migrations for SQLite and PostgreSQL.

A new one: change `storage/tables`, then `python -m storage.migrations "What changes"` writes the next file; read it,
and let the tests compare both databases with the tables. Expand first, contract in a later release.
"""
