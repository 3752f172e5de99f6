"""Real servers for the tests: Apache Kafka and PostgreSQL, started privately on loopback ports."""
