"""The broker. These modules alone know kafka-python, and turn its errors into ours."""

import warnings

with warnings.catch_warnings():  # kafka-python reads its schemas in a way that Python 3.11 and 3.12 call old
    warnings.simplefilter("ignore", DeprecationWarning)
    from gridcase_streams.broker.cluster import Broker
    from gridcase_streams.broker.connection import connection_options
    from gridcase_streams.broker.consumer import Consumer
    from gridcase_streams.broker.producers import Producer, TransactionalProducer, partition_of

__all__ = ["Broker", "Consumer", "Producer", "TransactionalProducer", "connection_options", "partition_of"]
