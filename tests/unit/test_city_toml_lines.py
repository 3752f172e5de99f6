"""Where things stand in a TOML file."""

from gridcase.configuration.toml_lines import line_of, lines_of

TEXT = """\
name = "a" # [not.a.table]

[policy]
warn_at = 80
'judge by' = "x"
limits . handle = "1 day"
[[scoring.bands]]
filed = [
  1,
]
[[scoring.bands]]
group = "b"
[scoring.bands.more]
key = 1
[[ scoring.bands.parts ]]
part = 2
"""


def test_every_table_and_key_has_its_line() -> None:
    assert lines_of(TEXT) == {
        "name": 1,
        "policy": 3,
        "policy.warn_at": 4,
        "policy.judge by": 5,
        "policy.limits.handle": 6,
        "scoring.bands": 7,
        "scoring.bands[0]": 7,
        "scoring.bands[0].filed": 8,
        "scoring.bands[1]": 11,
        "scoring.bands[1].group": 12,
        "scoring.bands[1].more": 13,
        "scoring.bands[1].more.key": 14,
        "scoring.bands[1].parts": 15,
        "scoring.bands[1].parts[0]": 15,
        "scoring.bands[1].parts[0].part": 16,
    }


def test_what_has_no_line_of_its_own_has_that_of_what_is_around_it() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, "scoring.bands[0].filed[2]") == 8
    assert line_of(lines, "scoring.bands[1].points") == 11
    assert line_of(lines, "scoring.bands[7].points") == 7
    assert line_of(lines, "nowhere.at.all") is None
