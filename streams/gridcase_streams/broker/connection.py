"""How to reach a broker and be known there, in kafka-python's words."""

from pathlib import Path
from typing import Any

from kafka.net.sasl.oauth import AbstractTokenProvider  # type: ignore[import-untyped]

from gridcase.errors import BadConfiguration
from gridcase_streams.certificates import tls_context
from gridcase_streams.settings import Settings


class TokenFile(AbstractTokenProvider):  # type: ignore[misc]
    """An OAuth token that another program keeps fresh in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def token(self) -> str:
        """What the file holds now. Raises ``BadConfiguration`` if that is nothing."""
        try:
            token, why = self._path.read_text().strip(), "it is empty"
        except (OSError, UnicodeDecodeError) as error:
            token, why = "", getattr(error, "strerror", "it is no text")
        if not token:
            raise BadConfiguration("", "kafka.token_file", f"a file that holds a token, not {self._path} ({why})")
        return token

    def extensions(self) -> dict[str, str]:
        return {}


def connection_options(settings: Settings) -> dict[str, Any]:
    """How to reach the broker, in kafka-python's words. Raises ``BadConfiguration``."""
    kafka = settings.kafka
    options: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap.split(","), "security_protocol": kafka.security}
    if kafka.security.endswith("SSL"):
        options["ssl_context"] = tls_context(kafka, settings.key_password)
    if kafka.sasl == "OAUTHBEARER":
        tokens = TokenFile(Path(kafka.token_file))
        tokens.token()
        options |= {"sasl_mechanism": kafka.sasl, "sasl_oauth_token_provider": tokens}
    elif kafka.sasl:
        options |= {
            "sasl_mechanism": kafka.sasl,
            "sasl_plain_username": kafka.username,
            "sasl_plain_password": settings.password.reveal,
        }
    return options
