"""The jars of Apache Kafka, resolved once by Maven from the pom.xml beside this file."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

POM = Path(__file__).with_name("pom.xml")
RESOLVE_TIMEOUT_SECONDS = 600  # seconds


class NoJars(Exception):
    """Kafka cannot run here; says what is missing."""


def kafka_version() -> str:
    """The version that the pom pins, as in 4.4.0."""
    version = ElementTree.parse(POM).findtext(".//{*}kafka.version")
    if version is None:
        raise NoJars(f"{POM} names no kafka.version")
    return version


def jars_folder() -> Path:
    """Where the jars are kept: GRIDCASE_KAFKA_JARS, or a folder of the user's cache that changes with the pom."""
    chosen = os.environ.get("GRIDCASE_KAFKA_JARS")
    if chosen:
        return Path(chosen)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:8]
    return cache / "gridcase" / "kafka" / f"{kafka_version()}-{digest}"


def class_path() -> str:
    """The class path of Kafka, resolved now if it never was; raises NoJars without java, or without jars and mvn."""
    if not shutil.which("java"):
        raise NoJars("java is not installed (17 or newer)")
    folder = jars_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not any(folder.glob("kafka_*.jar")):
            _resolve_into(folder)
    return ":".join(str(jar) for jar in sorted(folder.glob("*.jar")))


def _resolve_into(folder: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise NoJars(f"{folder} holds no jars and mvn is not installed")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".resolving-") as unfinished:
        command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime"]
        command.append(f"-DoutputDirectory={unfinished}/jars")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=RESOLVE_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            raise NoJars(f"mvn did not resolve Kafka within {RESOLVE_TIMEOUT_SECONDS} s") from None
        if done.returncode:
            raise NoJars(f"mvn could not resolve Kafka: {(done.stdout + done.stderr)[-2000:]}")
        if folder.exists():
            folder.rmdir()
        Path(unfinished, "jars").rename(folder)
