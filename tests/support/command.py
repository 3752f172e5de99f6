"""The small city of ``gridcase.testing.cast``, taken through its days by the command ``gridcase``."""

import json
import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from gridcase_cli.app import app

REGISTRY = """
units = [
    { code = "weibin", name = "卫滨区", level = "county" },
    { code = "xiangyang", name = "向阳社区", level = "village", parent = "weibin" },
    { code = "xiangyang-3", name = "向阳三组", level = "grid", parent = "xiangyang" },
    { code = "xiangyang-4", name = "向阳四组", level = "grid", parent = "xiangyang" },
]
departments = [
    { code = "chengguan", name = "城市管理局" },
    { code = "huanbao", name = "生态环境局" },
    { code = "shijian", name = "市场监管局" },
]
lists = [{ code = "environment", name = "环境问题清单" }]
members = [
    { code = "li", name = "李", role = "grid-member", unit = "xiangyang-3" },
    { code = "sun", name = "孙", role = "grid-member", unit = "xiangyang-4" },
    { code = "wang", name = "王", role = "reception" },
    { code = "chen", name = "陈", role = "foreman" },
    { code = "zhou", name = "周", role = "dispatcher" },
    { code = "wu", name = "吴", role = "department", department = "chengguan" },
    { code = "zheng", name = "郑", role = "department", department = "huanbao" },
    { code = "han", name = "韩", role = "supervisor" },
    { code = "yang", name = "杨", role = "supervisor" },
    { code = "jiang", name = "蒋", role = "revisit-clerk" },
    { code = "me", name = "我", role = "registrar", login = "LOGIN" },
]

[[classes]]
code = "fumes"
name = "餐饮油烟"
list_code = "environment"
default_host = "chengguan"
limits = { handle = "1 working day", close = "5 working days" }

[[classes]]
code = "litter"
name = "暴露垃圾"
list_code = "environment"
limits = { handle = "5 working hours" }
"""

OS_USER = pwd.getpwuid(os.getuid()).pw_name

MORNING = "2026-03-02T09:00"
"""A Monday."""


class Terminal:
    """A home, and what is typed there."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def type(self, *words: str, by: str = "", at: str = "") -> Result:
        """One command, said by a member at a time."""
        options = ["--home", str(self.home), *(["--as", by] if by else []), *(["--at", at] if at else [])]
        return CliRunner().invoke(app, [*options, *words], prog_name="gridcase")

    def done(self, *words: str, by: str = "", at: str = "") -> str:
        """What a command that must succeed says."""
        result = self.type(*words, by=by, at=at)
        assert result.exit_code == 0, f"{words}: {result.output}{result.exception!r}"
        return result.stdout.strip()

    def refused(self, *words: str, by: str = "", at: str = "") -> str:
        """The one line of a refusal."""
        result = self.type(*words, by=by, at=at)
        assert (result.exit_code, result.stdout) == (3, ""), f"{words}: {result.output}{result.exception!r}"
        [line] = result.stderr.splitlines()
        return line

    def wrong(self, *words: str, by: str = "", at: str = "") -> str:
        """What is said of wrong usage or configuration."""
        result = self.type(*words, by=by, at=at)
        assert (result.exit_code, result.stdout) == (2, ""), f"{words}: {result.output}{result.exception!r}"
        assert "Traceback" not in result.stderr
        return result.stderr

    def json(self, *words: str, by: str = "", at: str = "") -> Any:
        return json.loads(self.done(*words, "--json", by=by, at=at))


def small_city(folder: Path) -> Terminal:
    """A new home of the small city; whoever runs the tests is its registrar."""
    terminal = Terminal(folder / "city")
    terminal.done("init", "--template", "china", "--name", "小城", "--rehearsal")
    registry = folder / "registry.toml"
    registry.write_text(REGISTRY.replace("LOGIN", OS_USER), encoding="utf-8")
    terminal.done("registry", "import", str(registry), at="2026-01-01")
    return terminal


def small_city_with(registry: str, folder: Path) -> Terminal:
    """A new home of the small city, to which `registry` (TOML) was added on its second day."""
    terminal = small_city(folder)
    file = folder / "more" / "registry.toml"
    file.parent.mkdir()
    file.write_text(registry, encoding="utf-8")
    terminal.done("registry", "import", str(file), at="2026-01-02")
    return terminal


def reported(terminal: Terminal, *, at: str = MORNING, unit: str = "xiangyang-3") -> str:
    """The id of a matter just reported."""
    return terminal.done(
        "matter",
        "report",
        "--unit",
        unit,
        "--channel",
        "phone",
        "--text",
        "楼下饭店油烟呛人",
        "--reporter",
        "r-zhao",
        by="wang",
        at=at,
    )


def diverted(terminal: Terminal, *co_handlers: str) -> str:
    """The id of a matter that is with chengguan since Monday 09:20, due on Tuesday 09:20."""
    matter = reported(terminal)
    terminal.done("matter", "classify", matter, "--class", "fumes", by="wang", at="2026-03-02T09:10")
    helpers = [word for name in co_handlers for word in ("--with", name)]
    terminal.done("matter", "divert", matter, *helpers, by="zhou", at="2026-03-02T09:20")
    return matter


def handled(terminal: Terminal) -> str:
    """The id of a matter that chengguan has handled on Monday at 11:00."""
    matter = diverted(terminal)
    terminal.done("matter", "handle", matter, "--note", "已安装净化器", by="wu", at="2026-03-02T11:00")
    return matter


def gridcase(*words: str, cwd: Path | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    return subprocess.run([sys.executable, "-m", "gridcase_cli.main", *words], cwd=cwd, capture_output=True, **options)
