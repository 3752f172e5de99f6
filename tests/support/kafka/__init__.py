"""Apache Kafka itself, for tests: one private node in KRaft mode."""
