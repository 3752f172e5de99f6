"""The broker. These modules alone know kafka-python, and turn its errors into ours."""

import warnings

with warnings.catch_warnings():  # kafka-python reads its schemas in a way that Python 3.11 and 3.12 call old
    warnings.simplefilter("ignore", DeprecationWarning)
    from gridcase_streams.broker.cluster import Broker
    from gridcase_streams.broker.connection import connection
    from gridcase_streams.broker.producers import Sending, Transactions, partition_of
    from gridcase_streams.broker.reader import Reader

__all__ = ["Broker", "Reader", "Sending", "Transactions", "connection", "partition_of"]
