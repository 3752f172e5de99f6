"""How a city reaches its broker: from its file and the environment, and no secret ever shown."""

from pathlib import Path

import pytest

from gridcase.actors import Role
from gridcase.city import read_city
from gridcase.errors import BadConfiguration
from gridcase_streams.broker import connection_options
from gridcase_streams.settings import IntakeTable, KafkaTable, Sender, Settings, StreamsTable

SCRAM = KafkaTable(bootstrap="k:9093", security="SASL_PLAINTEXT", sasl="SCRAM-SHA-512", username="city")


def of(kafka: KafkaTable, streams: StreamsTable | None = None, **environment: str) -> Settings:
    return Settings.of(kafka, streams or StreamsTable(), environment)


SMALL_CITY = '[city]\nname = "Springfield"\ntime_zone = "UTC"\nlevels = ["grid", "city"]\n'


def test_a_key_with_its_old_name_is_refused_with_the_names_that_there_are() -> None:
    city = read_city("city.toml", f"{SMALL_CITY}[streams]\npatience = 30\n".encode(), Path())
    with pytest.raises(BadConfiguration, match=r"city.toml line 6: streams.patience: .* timeout_seconds"):
        city.table("streams", StreamsTable)


def test_without_a_word_the_broker_is_on_this_machine() -> None:
    assert connection_options(of(KafkaTable())) == {
        "bootstrap_servers": ["127.0.0.1:9092"],
        "security_protocol": "PLAINTEXT",
    }


def test_the_environment_stands_before_the_file() -> None:
    settings = of(KafkaTable(bootstrap="a:1"), GRIDCASE_KAFKA_BOOTSTRAP="b:2,c:3")
    assert connection_options(settings)["bootstrap_servers"] == ["b:2", "c:3"]
    for wrong in ({"GRIDCASE_KAFKA_SECURITY": "none"}, {"GRIDCASE_KAFKA_BOOTSTRAP": "b"}):
        with pytest.raises(BadConfiguration, match=next(iter(wrong))):
            of(KafkaTable(), **wrong)


def test_a_password_comes_from_a_file_or_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    for settings in (
        of(SCRAM, GRIDCASE_KAFKA_PASSWORD="hunter2"),
        of(
            KafkaTable(
                **{name: getattr(SCRAM, name) for name in SCRAM.__struct_fields__} | {"password_file": str(file)}
            )
        ),
    ):
        assert connection_options(settings)["sasl_plain_password"] == "hunter2"
        assert "hunter2" not in repr(settings)
    with pytest.raises(BadConfiguration, match="GRIDCASE_KAFKA_PASSWORD"):
        of(SCRAM)


def test_a_token_is_read_afresh_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("none yet")
    table = KafkaTable(security="SASL_SSL", sasl="OAUTHBEARER", token_file=str(file))
    provider = connection_options(of(table))["sasl_oauth_token_provider"]
    for token in ("first", "second"):
        file.write_text(token + "\n")
        assert provider.token() == token


@pytest.mark.parametrize(
    ("kafka", "streams", "saying"),
    [
        (KafkaTable(bootstrap="broker"), StreamsTable(), "kafka.bootstrap"),
        (KafkaTable(security="SASL_SSL"), StreamsTable(), "kafka.sasl"),
        (KafkaTable(sasl="PLAIN"), StreamsTable(), "kafka.sasl"),
        (KafkaTable(security="SASL_SSL", sasl="PLAIN"), StreamsTable(), "kafka.username"),
        (KafkaTable(security="SASL_SSL", sasl="OAUTHBEARER"), StreamsTable(), "kafka.token_file"),
        (KafkaTable(security="SSL", key_file="key.pem"), StreamsTable(), "kafka.cert_file"),
        (KafkaTable(password_file="/nowhere/at-all"), StreamsTable(), "kafka.password_file"),
        (KafkaTable(), StreamsTable(source="a city"), "streams.source"),
        (KafkaTable(), StreamsTable(scorecards_every="now and then"), "streams.scorecards_every"),
        (KafkaTable(), StreamsTable(scorecards_every="5 working hours"), "streams.scorecards_every"),
    ],
)
def test_what_cannot_work_is_named(kafka: KafkaTable, streams: StreamsTable, saying: str) -> None:
    with pytest.raises(BadConfiguration, match=saying):
        of(kafka, streams)


@pytest.mark.parametrize("role", [Role.LOOP, Role.RESIDENT])
def test_a_platform_acts_as_a_member_never_as_the_loop_or_as_a_resident(role: Role) -> None:
    table = IntakeTable(senders=(Sender(source="hotline", member="p-1", role=role),))
    with pytest.raises(BadConfiguration, match="a role with a member behind it"):
        of(KafkaTable(), StreamsTable(intake=(table,)))


def test_a_source_speaks_for_one_member() -> None:
    sender = Sender(source="hotline", member="p-1", role=Role.RECEPTION)
    with pytest.raises(BadConfiguration, match="hotline stands twice"):
        of(KafkaTable(), StreamsTable(intake=(IntakeTable(senders=(sender, sender)),)))
