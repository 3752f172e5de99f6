"""How to reach a broker and be known there, in kafka-python's words."""

from pathlib import Path
from typing import Any

from kafka.net.sasl.oauth import AbstractTokenProvider  # type: ignore[import-untyped]

from gridcase.errors import BadConfiguration
from gridcase_streams.settings import Settings


class TokenFile(AbstractTokenProvider):  # type: ignore[misc]
    """An OAuth token that another program keeps fresh in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def token(self) -> str:
        return self._path.read_text().strip()

    def extensions(self) -> dict[str, str]:
        return {}


def connection(settings: Settings) -> dict[str, Any]:
    """How to reach the broker, in kafka-python's words."""
    kafka = settings.kafka
    options: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap.split(","), "security_protocol": kafka.security}
    if kafka.security.endswith("SSL"):
        options |= {
            "ssl_cafile": kafka.ca_file or None,
            "ssl_certfile": kafka.cert_file or None,
            "ssl_keyfile": kafka.key_file or None,
            "ssl_password": settings.key_password.reveal or None,
        }
    if kafka.sasl == "OAUTHBEARER":
        options |= {"sasl_mechanism": kafka.sasl, "sasl_oauth_token_provider": TokenFile(Path(kafka.token_file))}
    elif kafka.sasl:
        if not settings.password:
            raise BadConfiguration("", "kafka.password_file", "a password there, or in GRIDCASE_KAFKA_PASSWORD")
        options |= {
            "sasl_mechanism": kafka.sasl,
            "sasl_plain_username": kafka.username,
            "sasl_plain_password": settings.password.reveal,
        }
    return options
