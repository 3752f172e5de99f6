"""A node that lets nobody in without proof: a listener for each way in, certificates and users of its own."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tests.support.kafka.node import KafkaNode
from tests.support.ports import LOOPBACK, free_port

CITY, STRANGER = "city", "stranger"
"""Two who are known: one may do everything, the other nothing."""

PASSWORDS: Final = {CITY: "correct-horse-7", STRANGER: "battery-staple-9"}
KEY_PASSWORD: Final = "lock-of-the-key-3"

LISTENERS: Final = {"MUTUAL": "SSL", "SCRAM512": "SASL_SSL", "SCRAM256": "SASL_PLAINTEXT", "OAUTH": "SASL_SSL"}
"""The ways in, and the protocol of each. Only MUTUAL asks for a certificate of the client."""

SCRAM_LOGIN: Final = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
TOKEN_LOGIN: Final = (
    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
    ' unsecuredLoginStringClaim_sub="broker";'
)


class SecuredNode(KafkaNode):
    """Its plain listener is for the node itself; whoever comes otherwise than as ``city`` may do nothing.

    ``addresses`` has the address of each listener, ``folder`` what a client needs: ``ca.pem``, ``other-ca.pem``,
    ``city.pem`` and ``city.key`` (locked with ``KEY_PASSWORD``), ``expired.pem`` and ``expired.key``.
    """

    def __init__(self, directory: Path) -> None:
        self.folder = directory / "certificates"
        self.folder.mkdir(parents=True)
        write_certificates(self.folder)
        plain = free_port()
        taken = [plain, free_port(other_than=(plain,))]
        for _ in LISTENERS:
            taken.append(free_port(other_than=tuple(taken)))
        controller, *ports = taken[1:]
        self.addresses = {name: f"{LOOPBACK}:{port}" for name, port in zip(LISTENERS, ports, strict=True)}
        listener_addresses = {
            "PLAINTEXT": f"{LOOPBACK}:{plain}",
            "CONTROLLER": f"{LOOPBACK}:{controller}",
            **self.addresses,
        }
        super().__init__(
            directory,
            port=plain,
            settings=self._listener_properties(listener_addresses)
            | security_properties(self.folder / "broker.pem", self.folder / "ca.pem"),
            format_options=scram_users(),
        )

    def _listener_properties(self, listener_addresses: Mapping[str, str]) -> dict[str, str]:
        protocols = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", **LISTENERS}
        return {
            "listeners": ",".join(f"{name}://{address}" for name, address in listener_addresses.items()),
            "advertised.listeners": ",".join(
                f"{name}://{at}" for name, at in listener_addresses.items() if name != "CONTROLLER"
            ),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in protocols.items()),
            "controller.quorum.voters": f"1@{listener_addresses['CONTROLLER']}",
            "inter.broker.listener.name": "PLAINTEXT",
        }


def security_properties(certificate: Path, authority: Path) -> dict[str, str]:
    """What each listener asks of a client, and who may do what."""
    tls = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(certificate),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority),
        "ssl.principal.mapping.rules": "RULE:^.*O=([^,]+).*$/$1/,DEFAULT",
    }
    return tls | {
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.scram512.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.scram512.scram-sha-512.sasl.jaas.config": SCRAM_LOGIN,
        "listener.name.scram256.sasl.enabled.mechanisms": "SCRAM-SHA-256",
        "listener.name.scram256.scram-sha-256.sasl.jaas.config": SCRAM_LOGIN,
        "listener.name.oauth.sasl.enabled.mechanisms": "OAUTHBEARER",
        "listener.name.oauth.oauthbearer.sasl.jaas.config": TOKEN_LOGIN,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "connection.failed.authentication.delay.ms": "0",
        "super.users": f"User:ANONYMOUS;User:{CITY}",
    }


def scram_users() -> list[str]:
    """The users, as the storage is formatted with them."""
    return [
        option
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512")
        for name, password in PASSWORDS.items()
        for option in ("--add-scram", f"{mechanism}=[name={name},password={password}]")
    ]


def write_certificates(folder: Path) -> None:
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    other.cert_pem.write_to_path(folder / "other-ca.pem")
    broker = authority.issue_cert(LOOPBACK, organization_name="broker")
    (folder / "broker.pem").write_bytes(key_of(broker) + chain_of(broker))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for name, not_after in (("city", None), ("expired", yesterday)):
        certificate = authority.issue_cert(f"{name}.example", organization_name=CITY, not_after=not_after)
        (folder / f"{name}.pem").write_bytes(chain_of(certificate))
        (folder / f"{name}.key").write_bytes(key_of(certificate, KEY_PASSWORD))


def chain_of(certificate: trustme.LeafCert) -> bytes:
    return b"".join(pem.bytes() for pem in certificate.cert_chain_pems)


def key_of(certificate: trustme.LeafCert, password: str = "") -> bytes:
    """The private key in the one form that Java reads too."""
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    key = load_pem_private_key(certificate.private_key_pem.bytes(), password=None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def token(subject: str = CITY, *, seconds: int = 3600) -> str:
    """An unsecured token, which Kafka takes where it is told of no issuer; it holds for so many seconds from now."""
    now = int(time.time())
    claims = {"sub": subject, "iat": min(now, now + seconds) - 1, "exp": now + seconds}
    return ".".join(base64url(part) for part in ({"alg": "none"}, claims)) + "."


def base64url(content: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
