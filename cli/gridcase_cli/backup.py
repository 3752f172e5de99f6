"""``gridcase backup`` and ``gridcase restore``: what cannot be made again, put aside and put back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcase.city.home import Home
from gridcase.english import plural
from gridcase.running_city import utc_now
from gridcase_cli.output import note, say
from gridcase_cli.verbs import noun, verb

if TYPE_CHECKING:
    from gridcase.city.backup import Manifest

app = noun("What cannot be made again, put aside and put back.")

BackupFolder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the backup.")]


@verb(app, "backup", example="--home xinxiang backup /mnt/elsewhere/xinxiang-2026-11-29")
def backup(ctx: typer.Context, folder: BackupFolder) -> None:
    """Write a backup of the city, and check it: its store, city.toml and calendars.

    The city may be at work meanwhile. A backup holds personal data, as the store does; keys and passwords are named
    and not in it.
    """
    from gridcase.city.backup import back_up

    made = back_up(Home.open(ctx.obj.home), folder, utc_now)
    say(f"{summary(made)}, in {folder}, each read again")
    for name in made.left_out:
        note(f"not in the backup, keep it elsewhere: {name}")


@verb(app, "restore", example="--home xinxiang restore /mnt/elsewhere/xinxiang-2026-11-29")
def restore(ctx: typer.Context, folder: BackupFolder) -> None:
    """Put a backup back, into a new home or one whose store is gone. Nothing that is there is replaced.

    Read models notice by themselves. A city that publishes goes on with: gridcase stream publish --after-restore.
    """
    from gridcase.city.restoring import restore

    home = Home(ctx.obj.home)
    done = restore(folder, home)
    made = done.manifest
    say(f"{summary(made)}, in {home.path}")
    for name in done.kept:
        note(f"{home.path / name} says otherwise than the backup, and stays as it is")
    for name in made.left_out:
        note(f"never in a backup, see that it is there: {name}")


def summary(made: "Manifest") -> str:
    return f"{made.city}: {plural(made.events, 'event')} up to position {made.place.position}"
