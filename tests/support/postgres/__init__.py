"""PostgreSQL itself, for tests: one private server from the system's own packages."""
