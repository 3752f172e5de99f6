"""The contracts are the code: checked in, valid, each example after its schema, and no promise broken."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from gridcase_streams import asyncapi
from gridcase_streams.contract_files import (
    CONTRACTS,
    broken_promises,
    outdated_files,
    released_versions,
    write_contracts,
)
from gridcase_streams.examples import example_of
from gridcase_streams.message_contracts import MessageContract, message_contracts
from gridcase_streams.schemas import SCHEMA_DIALECT, message_schema

OFFICIAL = Path(__file__).parent / "contracts" / "asyncapi-3.1.0.json"
MESSAGES = list(message_contracts())


def test_the_files_that_are_checked_in_are_those_of_the_code() -> None:
    assert outdated_files() == [], "run python -m gridcase_streams.contract_files"


def test_the_document_is_valid_after_the_official_schema() -> None:
    command = [
        Path(sys.executable).with_name("check-jsonschema"),
        "--schemafile",
        OFFICIAL,
        CONTRACTS / "asyncapi.yaml",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_our_yaml_is_what_others_read_in_it() -> None:
    assert yaml.safe_load((CONTRACTS / "asyncapi.yaml").read_text()) == asyncapi.document()


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_an_example_is_valid_after_its_schema(message: MessageContract) -> None:
    schema = message_schema(message)
    Draft202012Validator.check_schema(schema)
    example = json.loads((CONTRACTS / "examples" / f"{message.name}.json").read_text())
    assert example == example_of(message)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(example)


def test_every_message_has_a_type_and_a_schema_of_its_own() -> None:
    assert (
        len({message.type for message in MESSAGES}) == len({message.schema_id for message in MESSAGES}) == len(MESSAGES)
    )
    assert {message_schema(message)["$schema"] for message in MESSAGES} == {SCHEMA_DIALECT}


def test_whoever_asks_gets_the_same_files(tmp_path: Path) -> None:
    written = write_contracts(tmp_path)
    assert (tmp_path / "asyncapi.yaml") in written
    assert outdated_files(tmp_path) == []
    (tmp_path / "asyncapi.yaml").write_text("something else")
    (tmp_path / "left-over").write_text("")
    assert outdated_files(tmp_path) == ["asyncapi.yaml", "left-over"]


def test_no_released_promise_is_broken() -> None:
    versions = released_versions()
    assert versions, "run python -m gridcase_streams.contract_files release"
    for version, released in versions.items():
        assert list(broken_promises(released)) == [], f"broken since {version}"


def test_a_broken_promise_is_told() -> None:
    released = copy.deepcopy(next(iter(released_versions().values())))
    released["stored"]["matter-reported"]["properties"]["weather"] = {"type": "string"}
    released["stored"]["never-seen-of"] = {}
    released["wire"]["matter-closed.v1"]["required"].append("in_time")
    released["wire"]["command.urge-matter.v1"]["properties"]["note"].pop("maxLength")
    assert list(broken_promises(released)) == [
        "stored matter-reported: $.weather is gone",
        "stored never-seen-of is gone",
        "wire matter-closed.v1: $.in_time: may be absent",
        "wire command.urge-matter.v1: $.note: maxLength None is above 4000",
    ]
