"""The register, the loop, imports, scorecards and read models from the command line."""

from pathlib import Path

import pytest

from gridcase_cli import checks
from tests.support.command import OS_USER, REGISTRY, Terminal, diverted, reported, small_city
from tests.support.real_data import excerpt

EXCERPT = excerpt("nyc311")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


@pytest.fixture
def nyc(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "nyc")
    terminal.done("init", "--template", "blank")
    return terminal


def test_the_register_is_listed_and_paged(city: Terminal) -> None:
    assert [unit["code"] for unit in city.json("registry", "units")["rows"]] == [
        "weibin",
        "xiangyang",
        "xiangyang-3",
        "xiangyang-4",
    ]
    assert len(city.json("registry", "units", "--parent", "xiangyang")["rows"]) == 2
    assert city.json("registry", "units", "--level", "county")["rows"][0]["name"] == "卫滨区"
    page = city.json("registry", "units", "--limit", "3")
    assert (len(page["rows"]), page["next"]) == (3, "xiangyang-3")
    assert len(city.json("registry", "units", "--after", page["next"])["rows"]) == 1
    assert "城市管理局" in city.done("registry", "departments")
    assert "handle 1 working day, close 5 working days" in " ".join(city.done("registry", "catalogue").split())


def test_whoever_is_responsible_for_a_grid_is_found_as_it_was(city: Terminal, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text("code,name,role,unit\nli,李,grid-member,xiangyang-4\n", encoding="utf-8")
    words = ("registry", "import", str(staff), "--kind", "member")
    assert city.json(*words, at="2026-02-01") == {"changed": 1, "unchanged": 0}
    who = ("registry", "members", "--responsible-for", "xiangyang-3")
    assert city.json(*who)["rows"] == []
    assert [member["code"] for member in city.json(*who, "--as-of", "2026-01-15")["rows"]] == ["li"]


def test_the_same_register_again_changes_nothing(city: Terminal, tmp_path: Path) -> None:
    assert city.json("registry", "import", str(tmp_path / "registry.toml"))["changed"] == 0


def test_only_a_registrar_changes_the_register(city: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "departments.csv"
    file.write_text("code,name\nshuiwu,水务局\n", encoding="utf-8")
    assert "registrar-only" in city.refused("registry", "import", str(file), by="wang")


def test_a_register_with_mistakes_is_told_to_the_cell_and_nothing_is_written(city: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,name,level,parent\na,甲,grid,nowhere\nb,乙,street,weibin\n", encoding="utf-8")
    lines = city.wrong("registry", "import", str(file)).splitlines()
    assert len(lines) == 2 and "nowhere" in lines[0] and "street" in lines[1]
    assert len(city.json("registry", "units")["rows"]) == 4


def test_the_loop_does_what_is_owed_once(city: Terminal) -> None:
    matter = diverted(city)
    tick = ("loop", "tick", "--at", "2026-03-03T12:00")
    lines = city.done(*tick).splitlines()
    assert f"{matter} overdue: handle was due 2026-03-03 09:20" in lines
    assert f"{matter} urged" in lines
    assert city.done(*tick) == "nothing was owed at 2026-03-03 12:00"


def test_what_the_loop_did_can_be_read_by_machines(city: Terminal) -> None:
    matter = diverted(city)
    done = city.json("loop", "tick", at="2026-03-03T12:00")["done"]
    assert {outcome["matter_id"] for outcome in done} == {matter}


def test_a_file_is_imported_once_and_bad_rows_are_set_aside(nyc: Terminal) -> None:
    words = ("import", str(EXCERPT), "--mapping", "nyc311")
    first = nyc.json(*words)
    assert first["rows"] == first["imported"] + first["quarantined"]
    again = nyc.json(*words)
    assert (again["imported"], again["already_there"], again["events"]) == (0, first["imported"], 0)
    assert "already there" in nyc.done(*words)
    assert nyc.json("status")["matters"] == first["imported"]


def test_an_import_says_that_the_city_reads_other_times(nyc: Terminal) -> None:
    result = nyc.type("import", str(EXCERPT), "--mapping", "nyc311")
    assert result.stderr.startswith("note: the file's times are of America/New_York; nyc shows and reads times of UTC")


def test_the_wrong_file_is_one_clear_error_and_nothing_is_written(nyc: Terminal) -> None:
    wrong = str(excerpt("la311"))
    assert len(nyc.wrong("import", wrong, "--mapping", "nyc311").splitlines()) == 1
    assert nyc.json("status")["events"] == 0


def test_a_matter_is_found_by_the_sources_own_reference(nyc: Terminal) -> None:
    nyc.done("import", str(EXCERPT), "--mapping", "nyc311")
    reference = nyc.json("matter", "list", "--limit", "1")["rows"][0]["reference"]
    shown = nyc.json("matter", "show", reference)
    assert shown["matter_id"] == f"nyc311-{reference}"
    assert nyc.json("matter", "history", reference)[0]["origin"]["source"] == EXCERPT.name
    inferred = [event for event in nyc.json("matter", "history", reference) if event["origin"].get("inferred")]
    assert inferred and "(time inferred)" in " ".join(nyc.done("matter", "history", reference).split())
    assert "stands as it was given" in nyc.done("matter", "explain", reference) or not shown["rounds"][0]["due"]


def test_scores_come_with_numerator_and_denominator_and_the_rounds_behind_them(city: Terminal) -> None:
    matter = diverted(city)
    words = ("score", "departments", "--from", "2026-03-01", "--to", "2026-04-01")
    assert city.json(*words, at="2026-03-10")["rows"] == [
        {"department": "chengguan", "numerator": 0, "denominator": 1, "value": 0.0, "low": 0.0, "high": 0.7935}
    ]
    assert city.json(*words, "--as-of", "2026-03-02T12:00")["rows"] == []
    [behind] = city.json(*words, "--drill", "chengguan")["rows"]
    assert (behind["matter_id"], behind["counted"]) == (matter, False)
    assert "按期处置率" in city.done(*words)
    assert "0 of 1 count (+)" in city.done(*words, "--drill", "chengguan")


def test_read_models_are_brought_up_to_date_when_they_are_asked(city: Terminal) -> None:
    reported(city)
    before = city.json("status")
    assert before["matters"] == 1
    assert before["read_models"] == {"position": 0, "behind": before["position"]}
    city.done("matter", "list")
    after = city.json("status")
    assert after == {**before, "read_models": {"position": before["position"], "behind": 0}}
    assert "up to date" in city.done("status")


def test_read_models_are_made_anew_and_come_out_the_same(city: Terminal) -> None:
    reported(city)
    assert city.json("projection", "rebuild")["compared"] is False
    assert city.json("projection", "rebuild")["equal"] is True
    assert city.done("projection", "rebuild").endswith("the same as before")
    assert city.json("projection", "status")["behind"] == 0
    assert city.done("projection", "status").endswith(": 0 behind")


def test_the_doctor_finds_a_sound_city_well(city: Terminal) -> None:
    checks = {check["name"]: check for check in city.json("doctor")["checks"]}
    assert checks["store"]["level"] == "ok"
    assert checks["member"] == {"name": "member", "level": "ok", "words": f"{OS_USER} acts as me, registrar"}
    assert checks["calendar"]["level"] == "warn", "china's calendar is not published for the year to come"
    assert checks["kafka"]["level"] == "ok"


def test_the_doctor_fails_what_does_not_serve(city: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDCASE_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    result = city.type("doctor")
    assert result.exit_code == 2
    assert "fail  kafka" in result.stdout and "warn  kafka in C" in result.stdout
    assert "fail  home" in Terminal(tmp_path / "nowhere").type("doctor").stdout
    (city.home / "events.sqlite").write_bytes(b"no database at all" * 100)
    assert "fail  store" in city.type("doctor").stdout


def test_the_first_registrar_is_whoever_founds_the_register(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "city")
    terminal.done("init", "--time-zone", "Asia/Shanghai")
    file = tmp_path / "registry.toml"
    file.write_text(REGISTRY.replace("LOGIN", OS_USER), encoding="utf-8")
    assert terminal.json("registry", "import", str(file))["changed"] == 21


def test_a_register_without_a_registrar_can_be_founded_in_several_steps(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "city")
    terminal.done("init")
    for kind, code in [("department", "huanbao"), ("department", "shijian")]:
        (tmp_path / "file.csv").write_text(f"code,name\n{code},{code}\n", encoding="utf-8")
        assert terminal.json("registry", "import", str(tmp_path / "file.csv"), "--kind", kind)["changed"] == 1
