"""What secures a connection: whom we trust to be the broker, and by which certificate the broker knows us."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridcase.errors import BadConfiguration
from gridcase.secret import Secret
from gridcase_streams.settings import KafkaTable

ENCRYPTED_KEY = b"ENCRYPTED"
"""What a key's file says of itself if a password locks it."""


def tls_context(kafka: KafkaTable, key_password: Secret) -> ssl.SSLContext:
    """TLS 1.2 or newer, with the broker's name checked. Raises ``BadConfiguration`` for a file that does not serve."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if kafka.ca_file:
        with explain_file_errors("kafka.ca_file", kafka.ca_file, "certificates in PEM"):
            context.load_verify_locations(kafka.ca_file)
    else:
        context.load_default_certs()
    if kafka.cert_file:
        load_own_certificate(context, kafka, key_password)
    return context


def load_own_certificate(context: ssl.SSLContext, kafka: KafkaTable, key_password: Secret) -> None:
    """Our own certificate, and the key that proves that it is ours."""
    key = "kafka.key_file" if kafka.key_file else "kafka.cert_file"
    with explain_file_errors("kafka.cert_file", kafka.cert_file, "a file that can be read"):
        Path(kafka.cert_file).read_bytes()
    with explain_file_errors(key, kafka.key_file or kafka.cert_file, "a file that can be read"):
        encrypted = ENCRYPTED_KEY in Path(kafka.key_file or kafka.cert_file).read_bytes()
    if encrypted and not key_password:
        raise BadConfiguration("", "kafka.key_password_file", "the password of the key, or GRIDCASE_KAFKA_KEY_PASSWORD")
    expected_key = "the key of kafka.cert_file in PEM" + (", and its password" if encrypted else "")
    with explain_file_errors(key, kafka.key_file or kafka.cert_file, expected_key):
        # A password is given even where none is needed: without one, a locked key would be asked for at the terminal.
        context.load_cert_chain(kafka.cert_file, kafka.key_file or None, key_password.reveal)


@contextmanager
def explain_file_errors(key: str, file: str, expected: str) -> Iterator[None]:
    """Say which file it was, and why; never what is in it."""
    try:
        yield
    except ssl.SSLError as error:
        reason = (error.reason or "not PEM").replace("_", " ").lower()
        raise BadConfiguration("", key, f"{expected}, not {file} ({reason})") from None
    except OSError as error:
        raise BadConfiguration("", key, f"{expected}, not {file} ({error.strerror})") from None
