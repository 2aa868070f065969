"""Where everything is kept: one schema on SQLite (embedded) and PostgreSQL (replicas), words encrypted."""
