"""A broker that lets nobody in without proof: every way in from ``city.toml``, and a plain word where it stays shut."""

import io
import json
import traceback
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Final

import pytest
from kafka import KafkaAdminClient  # type: ignore[import-untyped]
from kafka.admin import (  # type: ignore[import-untyped]
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)

from gridcase_streams.broker import Broker
from tests.support import commands
from tests.support.command import Terminal, handled, small_city
from tests.support.kafka.jars import NoJars
from tests.support.kafka.secured import CITY, KEY_PASSWORD, PASSWORDS, STRANGER, SecuredNode, token
from tests.support.required import absent

pytestmark = pytest.mark.heavy

LISTENER_SETTINGS: Final = {
    "MUTUAL": {"security": "SSL", "ca_file": "ca.pem", "cert_file": "city.pem", "key_file": "city.key"},
    "SCRAM512": {"security": "SASL_SSL", "sasl": "SCRAM-SHA-512", "ca_file": "ca.pem", "username": CITY},
    "SCRAM256": {"security": "SASL_PLAINTEXT", "sasl": "SCRAM-SHA-256", "username": CITY},
    "OAUTH": {"security": "SASL_SSL", "sasl": "OAUTHBEARER", "ca_file": "ca.pem", "token_file": "token"},
}
SECRET_FILES: Final = {
    "MUTUAL": {"key_password_file": KEY_PASSWORD},
    "SCRAM512": {"password_file": PASSWORDS[CITY]},
    "SCRAM256": {"password_file": PASSWORDS[CITY]},
    "OAUTH": {},
}
"""What lies in which file beside ``city.toml``."""


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNode]:
    try:
        broker = SecuredNode(tmp_path_factory.mktemp("secured"))
    except NoJars as missing:
        absent("kafka", str(missing))
    small_city(broker.directory)
    with broker:
        yield broker


def city(secured: SecuredNode, folder: Path, listener: str, prefix: str = "", **changes: str) -> Terminal:
    """A small city that reaches the broker by this listener; ``changes`` stands in its table instead."""
    terminal = Terminal(folder / "city")
    copytree(secured.directory / "city", terminal.home)
    files = {name: f"{name.removesuffix('_file')}.secret" for name in SECRET_FILES[listener]}
    table = {"bootstrap": secured.addresses[listener], **LISTENER_SETTINGS[listener], **files, **changes}
    for name, secret in SECRET_FILES[listener].items():
        (terminal.home / f"{name.removesuffix('_file')}.secret").write_text(secret + "\n")
    for file in secured.folder.iterdir():
        (terminal.home / file.name).write_bytes(file.read_bytes())
    (terminal.home / "token").write_text(token())
    keys = "".join(f'{name} = "{value}"\n' for name, value in table.items() if value)
    sender = '[[streams.intake]]\n[[streams.intake.senders]]\nsource = "hotline"\nmember = "wang"\nrole = "reception"\n'
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'\n[kafka]\n{keys}[streams]\nprefix = "{prefix}"\npartitions = 1\ntimeout_seconds = 20\n{sender}')
    return terminal


def secrets(terminal: Terminal) -> list[str]:
    return [KEY_PASSWORD, *PASSWORDS.values(), (terminal.home / "token").read_text() or "-"]


def doctor(terminal: Terminal) -> dict[str, str]:
    """What the doctor finds of Kafka."""
    checks = json.loads(terminal.type("doctor", "--json").stdout)["checks"]
    return next(check for check in checks if check["name"] == "kafka")


@pytest.mark.parametrize("listener", LISTENER_SETTINGS)
def test_a_city_publishes_and_takes_commands_by_every_way_in(
    secured: SecuredNode, listener: str, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = city(secured, tmp_path, listener, kafka_prefix)
    handled(terminal)
    assert doctor(terminal)["level"] == "warn", "there are no topics yet"
    assert "created" in terminal.done("stream", "topics", "create")
    assert doctor(terminal)["level"] == "ok"
    assert terminal.done("stream", "publish", "--once").startswith("published ")
    with Broker(commands.settings(secured.bootstrap, kafka_prefix)) as platform:
        commands.send_commands(platform, commands.report("1", "m-1"))
        assert terminal.done("stream", "consume", "--once").startswith("1 message: ")
        assert commands.outcomes(commands.replies(platform)) == {"1": "accepted"}
    assert terminal.done("stream", "publish", "--once") == "published 1 events"
    assert terminal.done("stream", "scorecards", "--period", "2026").startswith("published 1 scorecards")
    status = terminal.json("stream", "status")
    assert (status["behind"], status["commands_behind"], status["broker_error"]) == (0, 0, "")
    assert "at position" in terminal.done("projection", "follow", "--kafka", "--once")
    for output in (str(status), terminal.type("doctor").output, terminal.type("doctor", "--json").output):
        assert not [secret for secret in secrets(terminal) if secret in output]


def test_the_environment_alone_can_say_how_to_get_in(
    secured: SecuredNode, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = city(secured, tmp_path, "OAUTH", kafka_prefix)
    environment = {
        "bootstrap": secured.addresses["SCRAM256"],
        **LISTENER_SETTINGS["SCRAM256"],
        "password": PASSWORDS[CITY],
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"GRIDCASE_KAFKA_{name.upper()}", value)
    terminal.done("stream", "topics", "create")
    assert terminal.done("stream", "publish", "--once").startswith("published ")
    monkeypatch.setenv("GRIDCASE_KAFKA_PASSWORD", "hunter2-hunter2")
    result = terminal.type("stream", "status", "--json")
    assert "does not let us in by SCRAM-SHA-256" in result.stdout
    assert "hunter2" not in result.output


NOT_LET_IN: Final = {
    "a wrong password": ("SCRAM512", {"password_file": "wrong.secret"}, "does not let us in by SCRAM-SHA-512"),
    "a wrong password without TLS": ("SCRAM256", {"password_file": "wrong.secret"}, "does not let us in by SCRAM"),
    "a name that is not known": ("SCRAM512", {"username": "nobody"}, "does not let us in by SCRAM-SHA-512"),
    "a mechanism that is not offered": ("SCRAM512", {"sasl": "SCRAM-SHA-256"}, "does not let us in by SCRAM-SHA-256"),
    "a token that is over": ("OAUTH", {"token_file": "over.token"}, "does not let us in by OAUTHBEARER"),
    "a token that is none": ("OAUTH", {"token_file": "wrong.secret"}, "does not let us in by OAUTHBEARER"),
    "another authority": ("SCRAM512", {"ca_file": "other-ca.pem"}, "the certificate of the broker"),
    "no authority": ("SCRAM512", {"ca_file": ""}, "is not trusted"),
    "another authority for mutual TLS": ("MUTUAL", {"ca_file": "other-ca.pem"}, "see kafka.ca_file"),
    "no certificate": (
        "MUTUAL",
        {"cert_file": "", "key_file": "", "key_password_file": ""},
        "without a certificate, kafka.cert_file",
    ),
    "a certificate that is over": (
        "MUTUAL",
        {"cert_file": "expired.pem", "key_file": "expired.key"},
        "does not take our certificate",
    ),
    "no TLS where it is spoken": ("MUTUAL", {"security": "PLAINTEXT"}, "does not speak PLAINTEXT"),
    "TLS where it is not spoken": (
        "SCRAM256",
        {"security": "SASL_SSL", "ca_file": "ca.pem"},
        "does not speak SASL_SSL",
    ),
    "no name where one is asked": ("SCRAM256", {"security": "PLAINTEXT", "sasl": ""}, "does not speak PLAINTEXT"),
}


@pytest.mark.parametrize("why", NOT_LET_IN)
def test_whoever_is_not_let_in_is_told_why_at_once(secured: SecuredNode, why: str, tmp_path: Path) -> None:
    listener, changes, expected = NOT_LET_IN[why]
    terminal = city(secured, tmp_path, listener, **changes)
    (terminal.home / "wrong.secret").write_text("hunter2-hunter2")
    (terminal.home / "over.token").write_text(token(seconds=-60))
    result = terminal.type("stream", "publish", "--once")
    assert result.exit_code == 1, result.output
    [line] = result.stderr.splitlines()
    assert expected in line
    status = terminal.json("stream", "status")
    assert expected in status["broker_error"]
    diagnosis = terminal.type("doctor").output
    assert expected in diagnosis
    hidden = [*secrets(terminal), "hunter2-hunter2", (terminal.home / "over.token").read_text()]
    shown = io.StringIO()
    traceback.print_exception(result.exception, file=shown)
    for output in (result.output, str(status), shown.getvalue(), diagnosis):
        assert not [secret for secret in hidden if secret in output]


MISCONFIGURED: Final = {
    "a file that is not there": ("MUTUAL", {"ca_file": "nowhere.pem"}, "kafka.ca_file", "No such file"),
    "no certificates in it": ("MUTUAL", {"ca_file": "token"}, "kafka.ca_file", "certificates in PEM"),
    "a key of another": ("MUTUAL", {"key_file": "expired.key"}, "kafka.key_file", "key values mismatch"),
    "a key without its certificate": ("MUTUAL", {"cert_file": ""}, "kafka.cert_file", "the certificate"),
    "a certificate that is not there": ("MUTUAL", {"cert_file": "nowhere.pem"}, "kafka.cert_file", "No such file"),
    "a wrong password of the key": ("MUTUAL", {"key_password_file": "token"}, "kafka.key_file", "its password"),
    "no password of the key": ("MUTUAL", {"key_password_file": ""}, "kafka.key_password_file", "KEY_PASSWORD"),
    "no password": ("SCRAM512", {"password_file": ""}, "kafka.password_file", "GRIDCASE_KAFKA_PASSWORD"),
    "no token": ("OAUTH", {"token_file": "nowhere"}, "kafka.token_file", "No such file"),
    "an empty token": ("OAUTH", {"token_file": "empty"}, "kafka.token_file", "it is empty"),
}


@pytest.mark.parametrize("what", MISCONFIGURED)
def test_what_cannot_work_is_named_with_its_place_and_nothing_is_asked_at_the_terminal(
    secured: SecuredNode, what: str, tmp_path: Path
) -> None:
    listener, changes, key, expected = MISCONFIGURED[what]
    terminal = city(secured, tmp_path, listener, **changes)
    (terminal.home / "empty").write_text("\n")
    output = terminal.wrong("stream", "publish", "--once")
    assert "city.toml" in output
    assert key in output
    assert expected in output
    assert not [secret for secret in secrets(terminal) if secret in output]


@pytest.mark.parametrize(
    "words", [("topics", "create"), ("topics", "check"), ("publish", "--once"), ("consume", "--once")]
)
def test_whoever_is_let_in_may_do_no_more_than_the_broker_allows(
    secured: SecuredNode, words: tuple[str, str], kafka_prefix: str, tmp_path: Path
) -> None:
    city(secured, tmp_path / "city", "SCRAM512", kafka_prefix).done("stream", "topics", "create")
    terminal = city(secured, tmp_path / "stranger", "SCRAM512", kafka_prefix, username=STRANGER)
    (terminal.home / "password.secret").write_text(PASSWORDS[STRANGER])
    result = terminal.type("stream", *words)
    assert result.exit_code == 1, result.output
    [line] = result.stderr.splitlines()
    assert "the broker refuses: topic authorization failed" in line


def allow(secured: SecuredNode, name: str, prefix: str) -> None:
    """Give somebody the rights that the page asks for, and no others."""
    rights = {
        ResourceType.TOPIC: ("DESCRIBE", "READ", "WRITE", "CREATE", "DESCRIBE_CONFIGS"),
        ResourceType.TRANSACTIONAL_ID: ("DESCRIBE", "WRITE"),
    }
    with KafkaAdminClient(bootstrap_servers=secured.bootstrap) as admin:
        admin.create_acls(
            [
                ACL(
                    f"User:{name}",
                    "*",
                    ACLOperation[right],
                    ACLPermissionType.ALLOW,
                    ResourcePattern(kind, prefix, ACLResourcePatternType.PREFIXED),
                )
                for kind, every in rights.items()
                for right in every
            ]
        )


def test_the_rights_that_the_page_asks_for_are_enough(secured: SecuredNode, kafka_prefix: str, tmp_path: Path) -> None:
    terminal = city(secured, tmp_path, "SCRAM512", kafka_prefix, username=STRANGER)
    (terminal.home / "password.secret").write_text(PASSWORDS[STRANGER])
    allow(secured, STRANGER, kafka_prefix)
    terminal.done("stream", "topics", "create")
    assert terminal.done("stream", "topics", "check") == "every topic is as configured"
    assert terminal.done("stream", "publish", "--once").startswith("published ")
    terminal.done("stream", "consume", "--once")
    terminal.done("projection", "follow", "--kafka", "--once")
    assert terminal.json("stream", "status")["broker_error"] == ""


def test_a_token_is_read_anew_for_each_connection(secured: SecuredNode, kafka_prefix: str, tmp_path: Path) -> None:
    terminal = city(secured, tmp_path, "OAUTH", kafka_prefix)
    terminal.done("stream", "topics", "create")
    (terminal.home / "token").write_text(token(seconds=-60))
    assert "does not let us in" in terminal.type("stream", "topics", "check").stderr
    (terminal.home / "token").write_text(token())
    assert terminal.done("stream", "topics", "check") == "every topic is as configured"
