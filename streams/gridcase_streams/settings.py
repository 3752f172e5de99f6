"""How a city reaches its broker and what it exchanges there: the tables ``kafka`` and ``streams`` of ``city.toml``."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert, structs

from gridcase.actors import Role
from gridcase.errors import BadConfiguration
from gridcase.secret import Secret, read_secret
from gridcase.working_time.limits import Clock, Limit
from gridcase_streams.cloud_events import URI_REFERENCE

RequiredText = Annotated[str, Meta(min_length=1, max_length=200)]
TimeoutSeconds = Annotated[int, Meta(ge=1, le=900)]

HOST_AND_PORT = re.compile(r"\S+:[0-9]{1,5}")

ENVIRONMENT_PREFIX = "GRIDCASE_KAFKA_"
"""``GRIDCASE_KAFKA_BOOTSTRAP`` stands before ``kafka.bootstrap`` of the file, and so for every key."""


class KafkaTable(Struct, frozen=True, kw_only=True):
    """Where the broker is, and how we are known there. Passwords and tokens lie in files, or in the environment."""

    bootstrap: RequiredText = "127.0.0.1:9092"
    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    key_password_file: str = ""
    sasl: Literal["", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = ""
    username: str = ""
    password_file: str = ""
    token_file: str = ""


class Sender(Struct, frozen=True, kw_only=True):
    """A platform that may give commands: what it calls itself (``source``), and the member that it acts as here."""

    source: RequiredText
    member: RequiredText
    role: Role
    unit: str = ""
    department: str = ""


class IntakeTable(Struct, frozen=True, kw_only=True):
    """A topic of commands. The broker decides who writes there, so each platform best has a topic of its own."""

    topic: RequiredText = "gridcase.commands.v1"
    senders: tuple[Sender, ...] = ()


class StreamsTable(Struct, frozen=True, kw_only=True):
    """``prefix`` stands before every topic's name. ``retention_days`` of 0 keeps matters for ever.

    ``batch`` is how many events a transaction holds at most; ``timeout_seconds`` is how long it waits for the broker.
    ``scorecards_every`` is how long apart scorecards are published while events are; empty for never.
    """

    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{0,100}$")] = ""
    source: RequiredText = "gridcase"
    partitions: Annotated[int, Meta(ge=1, le=1000)] = 6
    replication: Annotated[int, Meta(ge=1, le=7)] | None = None
    retention_days: Annotated[int, Meta(ge=0, le=36_500)] = 0
    batch: Annotated[int, Meta(ge=1, le=50_000)] = 10_000
    timeout_seconds: TimeoutSeconds = 30
    scorecards_every: str = ""
    intake: tuple[IntakeTable, ...] = (IntakeTable(),)

    def topic(self, name: str) -> str:
        """The topic as the broker knows it."""
        return self.prefix + name

    @property
    def transactional_id(self) -> str:
        """The transactional id of the store's publisher: one for ever, so that a newer one fences the older."""
        return self.topic("gridcase.publisher")

    @property
    def scorecards_interval_seconds(self) -> int:
        """Seconds between two publications of scorecards; 0 for no publication."""
        return interval_seconds(self.scorecards_every) if self.scorecards_every else 0


class Settings(Struct, frozen=True, kw_only=True):
    """Both tables, and the secrets that belong to them."""

    kafka: KafkaTable
    streams: StreamsTable
    password: Secret
    key_password: Secret

    @classmethod
    def of(
        cls, kafka: KafkaTable, streams: StreamsTable, environment: Mapping[str, str], folder: Path = Path()
    ) -> "Settings":
        """The settings, with what the environment says otherwise; files are named from ``folder`` on.

        Raises ``BadConfiguration``.
        """
        kafka = with_files_in(with_environment(kafka, environment), folder)
        try:
            check_tables(kafka, streams)
        except BadConfiguration as error:
            variable = ENVIRONMENT_PREFIX + error.key.removeprefix("kafka.").upper()
            raise BadConfiguration(variable, "", error.expected) if variable in environment else error from None
        password = read_secret(
            environment.get(f"{ENVIRONMENT_PREFIX}PASSWORD", ""), kafka.password_file, "kafka.password_file"
        )
        if kafka.sasl not in ("", "OAUTHBEARER") and not password:
            raise BadConfiguration("", "kafka.password_file", "a password there, or in GRIDCASE_KAFKA_PASSWORD")
        return cls(
            kafka=kafka,
            streams=streams,
            password=password,
            key_password=read_secret(
                environment.get(f"{ENVIRONMENT_PREFIX}KEY_PASSWORD", ""),
                kafka.key_password_file,
                "kafka.key_password_file",
            ),
        )


def interval_seconds(text: str) -> int:
    """The seconds of a pause such as ``1 hour`` or ``30 minutes``. Raises ``BadConfiguration``."""
    try:
        limit = Limit.parse(text)
    except BadConfiguration:
        limit = Limit(0)
    if limit.clock is not Clock.WALL or limit.amount == 0:
        raise BadConfiguration("", repr(text), "a pause such as 30 minutes or 1 hour")
    return limit.amount


def with_environment(kafka: KafkaTable, environment: Mapping[str, str]) -> KafkaTable:
    for field in structs.fields(KafkaTable):
        variable = f"{ENVIRONMENT_PREFIX}{field.name.upper()}"
        if variable in environment:
            try:
                value = convert(environment[variable], field.type)
            except ValidationError as error:
                raise BadConfiguration(variable, "", str(error)) from None
            kafka = structs.replace(kafka, **{field.name: value})
    return kafka


def with_files_in(kafka: KafkaTable, folder: Path) -> KafkaTable:
    """The same table, each file that it names by its whole path."""
    file_fields = {field: getattr(kafka, field) for field in kafka.__struct_fields__ if field.endswith("_file")}
    return structs.replace(kafka, **{field: str(folder / file) for field, file in file_fields.items() if file})


def check_tables(kafka: KafkaTable, streams: StreamsTable) -> None:
    """What the types alone do not say."""
    if not all(HOST_AND_PORT.fullmatch(address.strip()) for address in kafka.bootstrap.split(",")):
        raise BadConfiguration("", "kafka.bootstrap", "host:port, several with commas between")
    if kafka.security.startswith("SASL") != bool(kafka.sasl):
        raise BadConfiguration("", "kafka.sasl", "a mechanism if, and only if, security is SASL_PLAINTEXT or SASL_SSL")
    if kafka.sasl == "OAUTHBEARER" and not kafka.token_file:
        raise BadConfiguration("", "kafka.token_file", "the file that holds the token, for OAUTHBEARER")
    if kafka.sasl and kafka.sasl != "OAUTHBEARER" and not kafka.username:
        raise BadConfiguration("", "kafka.username", f"a name, for {kafka.sasl}")
    if kafka.key_file and not kafka.cert_file:
        raise BadConfiguration("", "kafka.cert_file", "the certificate that key_file is the key of")
    if not URI_REFERENCE.fullmatch(streams.source):
        raise BadConfiguration("", "streams.source", "a URI reference, such as gridcase or urn:city:xinxiang")
    try:
        _ = streams.scorecards_interval_seconds
    except BadConfiguration:
        raise BadConfiguration("", "streams.scorecards_every", "a pause such as 30 minutes or 1 hour") from None
    for table in streams.intake:
        sources = set()
        for sender in table.senders:
            if sender.role in (Role.LOOP, Role.RESIDENT):
                raise BadConfiguration(
                    "", "streams.intake.senders", f"a role with a member behind it, not {sender.role}"
                )
            if sender.source in sources:
                raise BadConfiguration("", "streams.intake.senders", f"each source once; {sender.source} stands twice")
            sources.add(sender.source)
