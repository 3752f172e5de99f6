"""A server's operating-system process: start, stop, kill, pause, resume, and never outlive the tests."""

import atexit
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class ServerDied(RuntimeError):
    """A server ended, or did not answer in time; carries the last lines of its log."""


class ServerProcess:
    """One server, started any number of times with the same command; its output goes to one log file.

    On Linux the kernel sends `death_signal` to the server when the thread that started it ends, however it ends,
    so start servers from a thread that lives as long as they should.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        self.name = name
        self.log = log
        self._command = [*_tied_to_us(death_signal), *command]
        self._user = user
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; raises ServerDied when it does not run."""
        if self._process is None or self._process.poll() is not None:
            raise ServerDied(f"{self.name} is not running\n{self.log_tail()}")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there (a paused one is)."""
        return self._process is not None and self._process.poll() is None

    def start(self, answers: Callable[[], bool], *, within: float) -> None:
        """Start the process and wait until `answers()`; raises ServerDied after `within` seconds or if it ends."""
        if self.running:
            raise RuntimeError(f"{self.name} already runs")
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
                start_new_session=True,
            )
        atexit.register(self.kill)
        deadline = time.monotonic() + within
        while not answers():
            ended = self._process.poll()
            if ended is not None:
                raise ServerDied(f"{self.name} ended with {ended}\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServerDied(f"{self.name} did not answer within {within} s\n{self.log_tail()}")
            time.sleep(0.02)

    def stop(self, *, within: float = 20.0) -> None:
        """Ask the process to end and wait; killed after `within` seconds. Quiet when it is not running."""
        if self._process is None or not self.running:
            return
        self.resume()
        self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
        atexit.unregister(self.kill)

    def kill(self) -> None:
        """End the process at once (SIGKILL). Quiet when it is not running."""
        if self._process is not None and self.running:
            self._process.kill()
            self._process.wait()
        atexit.unregister(self.kill)

    def pause(self) -> None:
        """Freeze the process (SIGSTOP): connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def log_tail(self, lines: int = 30) -> str:
        """The last lines of the server's output."""
        if not self.log.exists():
            return f"({self.log} was never written)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        assert self.pid
        assert self._process is not None
        self._process.send_signal(number)


class OwnServer(ABC):
    """A server of our own: its process, and how it is started, stopped and broken.

    Used as a context manager it starts on entry and stops on exit.
    """

    _process: ServerProcess

    @abstractmethod
    def start(self) -> Self:
        """Prepare its data if this is the first time, start, and wait until it answers."""

    @property
    def pid(self) -> int:
        """The process id of the server itself; raises ServerDied when it does not run."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there (a paused one is)."""
        return self._process.running

    def stop(self) -> None:
        """Shut down in order, by the server's own stop signal."""
        self._process.stop()

    def kill(self) -> None:
        """End at once, as a crash does (SIGKILL)."""
        self._process.kill()

    def pause(self) -> None:
        """Freeze: connections stay open and nothing answers."""
        self._process.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._process.resume()

    def restart(self) -> None:
        """Stop in order if it runs, then start on the same ports and data."""
        self.stop()
        self.start()

    def log_tail(self, lines: int = 30) -> str:
        """The last lines of the server's own log."""
        return self._process.log_tail(lines)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def _tied_to_us(death_signal: signal.Signals) -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", death_signal.name.removeprefix("SIG")] if setpriv else []
