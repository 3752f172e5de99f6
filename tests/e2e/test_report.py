"""The report of a demo city as it is read: in a browser, on A4, as a workbook and as a table."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from gridcase_projections.report.formats import ReportFormat, rendered
from gridcase_projections.report.phrases import Language
from tests.support.chromium import barriers, chromium, look
from tests.support.command import Terminal, gridcase
from tests.support.reports import a_report, an_empty_report

A4 = (595, 842)
"""Points of a page."""

MARGIN = 36
"""Points at each side that nothing is printed in."""

SCREEN, TELEPHONE = 1920, 390
"""CSS pixels from side to side."""

INSIDE = 680
"""CSS pixels between the margins of A4."""

LIGATURES = {code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""ﬀ, ﬃ and their like, letter by letter."""

AFTERWARDS = "2026-10-01T00:00"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    done = gridcase("demo", "--scale", "300", "--days", "14", "--keep", "city", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "city"


@cache
def report(city: Path, out: str, *more: str) -> Path:
    """The report of the month, written once however many look at it."""
    path = city.parent / out
    Terminal(city).done("report", "assessment", "--period", "2026-09", "--out", str(path), *more, at=AFTERWARDS)
    return path


@pytest.mark.parametrize("language", Language)
def test_in_a_browser_charts_are_drawn_and_nothing_goes_wrong(city: Path, tmp_path: Path, language: Language) -> None:
    page = report(city, f"{language}.html", "--lang", language).read_text("utf-8")
    looked = look(page, tmp_path, INSIDE)
    assert looked.console == []
    assert_drawn(looked.measured["drawn"], page, 3)


def assert_drawn(drawn: list[dict[str, Any]], page: str, least: int) -> None:
    """Every chart of the page, at least so many, shows something and fits."""
    assert len(drawn) == page.count("<svg") >= least
    assert all(chart["marks"] and 0 < chart["width"] <= INSIDE for chart in drawn)


def test_a_page_that_asks_for_something_would_be_noticed(tmp_path: Path) -> None:
    page = rendered(an_empty_report(), Language.ENGLISH, ReportFormat.HTML).decode()
    asking = page.replace(
        "</body>", '<img src="http://example.org/spy.png"><div style="width: 900px">wide</div></body>'
    )
    looked = look(asking, tmp_path, INSIDE)
    assert any("example.org" in line for line in looked.console)
    assert "wide" in looked.measured["beyond"][-1]


@pytest.mark.parametrize("language", Language)
def test_nobody_is_kept_out_on_any_screen(city: Path, tmp_path: Path, language: Language) -> None:
    page = report(city, f"{language}.html", "--lang", language).read_text("utf-8")
    for width in (SCREEN, TELEPHONE):
        problems = barriers(page, tmp_path / str(width), width)
        assert problems["violations"] == []
        assert len(problems["passes"]) > 30


def test_a_page_that_keeps_somebody_out_would_be_noticed(tmp_path: Path) -> None:
    page = rendered(an_empty_report(), Language.ENGLISH, ReportFormat.HTML).decode()
    without = page.replace("<main>", "<div>").replace("</main>", '</div><svg role="img"></svg>')
    problems = {one["id"] for one in barriers(without, tmp_path, SCREEN)["violations"]}
    assert {"landmark-one-main", "svg-img-alt"} <= problems


@pytest.mark.parametrize("language", Language)
def test_on_a_telephone_tables_scroll_and_no_word_is_broken_letter_by_letter(
    city: Path, tmp_path: Path, language: Language
) -> None:
    page = report(city, f"{language}.html", "--lang", language).read_text("utf-8")
    measured = look(page, tmp_path, TELEPHONE).measured
    assert measured["width"] == measured["scroll"] == TELEPHONE
    assert measured["outside"] == measured["broken"] == []


def test_a_word_that_is_broken_letter_by_letter_would_be_noticed(tmp_path: Path) -> None:
    page = rendered(an_empty_report(), Language.CHINESE, ReportFormat.HTML).decode()
    narrow = '<main><ul><li style="width: 1em">综合行政执法支队</li></ul>'
    assert "综合行政执法支队" in look(page.replace("<main>", narrow), tmp_path, TELEPHONE).measured["broken"][0]


def test_the_chinese_page_of_a_city_has_no_word_of_english(city: Path) -> None:
    page = report(city, "zh.html", "--lang", "zh").read_text("utf-8")
    texts = re.sub("<[^>]+>", " ", re.sub(r"(?s)<style>.*?</style>", " ", page))
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    identifiers = r"M26\d{4}-\w+|(matter|assessment):\S+|\bg\d{5}\b|\b[0-9a-f]{64}\b|\bS\("
    assert re.findall("[A-Za-z][A-Za-z'-]+", re.sub(identifiers, " ", unescape(f"{texts} {labels}"))) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("made", ["city", "made up", "empty"])
def test_nothing_is_wider_than_a_page(city: Path, tmp_path: Path, made: str, language: Language) -> None:
    pages = {
        "city": lambda: report(city, f"{language}.html", "--lang", language).read_text("utf-8"),
        "made up": lambda: rendered(a_report(), language, ReportFormat.HTML).decode(),
        "empty": lambda: rendered(an_empty_report(), language, ReportFormat.HTML).decode(),
    }
    page = pages[made]()
    measured = look(page, tmp_path, INSIDE).measured
    assert_drawn(measured["drawn"], page, {"city": 3, "made up": 13, "empty": 0}[made])
    assert measured["width"] == INSIDE
    assert measured["scroll"] <= INSIDE
    assert measured["beyond"] == []


@pytest.mark.parametrize("language", Language)
def test_on_paper_every_page_is_a4_and_nothing_is_cut_off(city: Path, language: Language) -> None:
    chromium()
    pdf = PdfReader(report(city, f"{language}.pdf", "--lang", language))
    assert len(pdf.pages) >= 5
    for page in pdf.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        assert all(MARGIN <= x <= A4[0] - MARGIN and MARGIN / 2 <= y <= A4[1] - MARGIN for x, y in starts(page))
    text = "".join(page.extract_text() for page in pdf.pages)
    workbook = load_workbook(report(city, f"{language}.xlsx", "--lang", language))
    [_, *ranking] = workbook.worksheets[0].values
    assert len(ranking) > 20
    assert all(name_is_in(str(row[3]), text) for row in ranking)


def name_is_in(name: str, text: str) -> bool:
    """Whether a name is in a text, whatever its spaces and its ligatures, which are the font's.

    A PDF may give a radical for a letter of the same shape.
    """
    letters = (f"(?:{re.escape(letter)}|[\u2e80-\u2fdf])" for letter in "".join(name.split()))
    return re.search("".join(letters), "".join(text.split()).translate(LIGATURES)) is not None


def starts(page: Any) -> list[tuple[float, float]]:
    """Where the texts of a page begin, in points from its lower left corner."""
    points: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            x, y = tm[4], tm[5]
            points.append((cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5]))

    page.extract_text(visitor_text=visit)
    return points


@pytest.mark.heavy
def test_the_same_read_models_give_the_same_bytes(city: Path) -> None:
    chromium()
    for form in ("html", "xlsx", "pdf"):
        words = ("--home", str(city), "--at", AFTERWARDS, "report", "assessment", "--period", "2026-09")
        done = gridcase(*words, "--out", f"again.{form}", cwd=city.parent)
        assert done.returncode == 0, done.stderr.decode()
        again = (city.parent / f"again.{form}").read_bytes()
        assert report(city, f"en.{form}", "--lang", "en").read_bytes() == again, form


def test_a_table_is_the_one_that_was_asked_for(city: Path) -> None:
    overdue = report(city, "overdue.csv", "--table", "overdue").read_text("utf-8-sig")
    ranking = report(city, "ranking.csv").read_text("utf-8-sig")
    assert next(csv.reader(io.StringIO(overdue)))[0] == "Matter"
    assert next(csv.reader(io.StringIO(ranking)))[:2] == ["Place", "Moved"]


def test_the_scores_are_those_of_the_scorecard(city: Path) -> None:
    rows = list(csv.reader(io.StringIO(report(city, "scores.csv").read_text("utf-8-sig"))))
    group = rows[0].index("Group")
    ranked = [row for row in rows[1:] if row[0] != "Too few to rank"]
    assert 0 < len(ranked) < len(rows) - 1
    assert {row[5] for row in rows[1:] if row not in ranked} == {""}, "no evidence is no score"
    groups = {row[group] for row in ranked}
    assert len(groups) > 1
    for name in groups:
        places = [(int(row[0]), float(row[5])) for row in ranked if row[group] == name]
        points = [mine for _, mine in places]
        assert points == sorted(points, reverse=True)
        assert places == [(1 + sum(other > mine for other in points), mine) for mine in points]


def table(city: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table of the report, by its headings; ``rehearsal`` left out."""
    path = report(city, f"{name}.csv", "--table", name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def scored(city: Path, of: str, *words: str) -> list[dict[str, Any]]:
    """The rows of ``gridcase score`` of the same month."""
    answer = Terminal(city).done("score", of, "--period", "2026-09", *words, "--json", at=AFTERWARDS)
    rows: list[dict[str, Any]] = json.loads(answer)["rows"]
    return rows


def test_places_and_members_score_what_their_scorecards_say(city: Path) -> None:
    places = table(city, "places")
    for level, title in (("county", "Counties and districts"), ("township", "Townships and streets")):
        cards = scored(city, "units", "--preset", "district-100", "--level", level)
        assert_same([row for row in places if row["Level"] == title], cards, "Code", "unit")
    hosts = [row for row in table(city, "hosts") if row["Level"] == "Villages and communities"]
    cards = scored(city, "units", "--as", "host", "--preset", "department", "--level", "village")
    assert {row["Code"] for row in hosts} == {card["host"] for card in cards} != set()
    assert_same(table(city, "members"), scored(city, "members", "--preset", "grid-member"), "Grid member", "member")


def assert_same(shown: list[dict[str, str]], cards: list[dict[str, Any]], named: str, code: str) -> None:
    """Place, score, grade and every part of each are those of the scorecard; without a place it is told so."""
    by_code = {card[code]: card for card in cards}
    assert {row[named] for row in shown if row["Place"].isdigit()} == {
        key for key, card in by_code.items() if card["place"]
    }
    for row in shown:
        card = by_code[row[named]]
        assert row["Place"] == str(card["place"] or "Too few to rank")
        assert row["Grade"] == card["grade"]
        assert (float(row["Score"]) if row["Score"] else None) == card["score"]
        parts = [part for name, part in row.items() if name and name.endswith((", Numerator", ", Denominator"))]
        counted = [part for metric in card["metrics"].values() for part in (metric["numerator"], metric["denominator"])]
        assert sum(map(int, parts)) == sum(counted)


def test_what_came_in_is_what_the_metrics_say(city: Path) -> None:
    channels = {row["Channel"]: int(row["Number"]) for row in table(city, "channels")}
    counted = scored(city, "channels", "--metric", "reported")
    assert sorted(channels.values()) == sorted(row["numerator"] for row in counted)
    volumes = {row["Metric"]: int(row["Number"]) for row in table(city, "volumes")}
    assert volumes["reported"] == sum(channels.values()) == sum(row["numerator"] for row in counted)
    for metric, name in (("filed", "filed"), ("declined", "declined"), ("closed", "closed")):
        assert volumes[name] == sum(row["numerator"] for row in scored(city, "units", "--metric", metric))


def test_the_greatest_hot_spot_of_a_place_is_its_greatest_class(city: Path) -> None:
    greatest: dict[str, int] = {}
    for row in table(city, "hot_spots"):
        greatest.setdefault(row["Code"], int(row["Number"]))
    assert greatest
    for unit, reports in list(greatest.items())[:5]:
        classes = scored(city, "classes", "--metric", "reported", "--under", unit)
        assert reports == max(row["numerator"] for row in classes)


def test_what_stands_suspended_and_what_is_supervised_is_what_the_read_models_say(city: Path) -> None:
    def counted(question: str) -> int:
        answer = Terminal(city).done("projection", "query", question, "--csv")
        return int(answer.splitlines()[1].split(",")[0])

    end = "timestamp '2026-09-30 16:00:00'"
    suspended = f"select count(*) from stages where stage = 'suspended' and valid_from <= {end} and {end} < valid_to"
    assert len(table(city, "suspended")) == counted(suspended)
    supervised = (
        f"select count(distinct matter_id) from events where tag = 'matter-supervised' and received_at <= {end}"
    )
    assert len(table(city, "supervised")) == counted(supervised)


def test_a_month_that_is_not_over_is_reported_as_far_as_it_has_come(city: Path) -> None:
    words = ("report", "assessment", "--period", "2026-09", "--out", "now.html")
    done = gridcase("--home", str(city), "--at", "2026-09-14T12:00", *words, cwd=city.parent)
    assert done.stderr.decode().startswith("note: 2026-09 is not over")
    assert "The period is not over" in (city.parent / "now.html").read_text("utf-8")


def test_the_schedule_writes_what_is_missing_and_leaves_what_is_there(city: Path) -> None:
    folder = city.parent / "reports"

    def scheduled(at: str) -> str:
        return Terminal(city).done("report", "schedule", "--to", str(folder), at=at)

    assert scheduled("2026-09-30T23:59") == "" and list(folder.iterdir()) == []
    assert scheduled(AFTERWARDS).count("2026-09") == 2
    first = folder / "assessment-2026-09.en.html"
    first.write_text("kept", encoding="utf-8")
    assert scheduled("2026-11-02").count("2026-10") == 2
    assert scheduled("2026-11-02") == ""
    assert first.read_text("utf-8") == "kept"
    assert sorted(path.name for path in folder.iterdir()) == [first.name, "assessment-2026-10.en.html"]


def test_a_half_year_is_reported_when_it_is_over(city: Path) -> None:
    folder = city.parent / "halves"
    words = ("report", "schedule", "--every", "half", "--to", str(folder), "--lang", "zh")
    assert Terminal(city).done(*words, at="2026-12-31T23:59") == ""
    assert Terminal(city).done(*words, at="2027-01-01").count("2026-H2") == 2
    assert "2026年下半年" in (folder / "assessment-2026-H2.zh.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--period", "2026-13", "--out", "x.html"), "2026-Q4"),
        (("--period", "2026-09", "--out", "x.doc"), ".html, .pdf, .xlsx or .csv"),
        (("--period", "2026-09", "--out", "x.csv", "--table", "nonsense"), "ranking, places"),
    ],
)
def test_wrong_usage_is_said_in_one_line(city: Path, words: tuple[str, ...], hint: str) -> None:
    done = gridcase("--home", str(city), "report", "assessment", *words, cwd=city.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = done.stderr.decode().splitlines()
    assert hint in line
    assert not (city.parent / words[3]).exists()


def test_without_a_browser_the_complaint_says_what_to_do(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("report", "assessment", "--period", "2026-09", "--out", str(city.parent / "x.pdf"))
    monkeypatch.delenv("GRIDCASE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    without = Terminal(city).type(*words)
    assert without.exit_code == 1
    assert "install one, or name it in GRIDCASE_CHROMIUM" in without.stderr
    monkeypatch.setenv("GRIDCASE_CHROMIUM", "/nowhere/chromium")
    assert Terminal(city).type(*words).exit_code == 2
    monkeypatch.setenv("GRIDCASE_CHROMIUM", "/bin/false")
    silent = Terminal(city).type(*words)
    assert silent.exit_code == 1 and "did not print" in silent.stderr
    assert not (city.parent / "x.pdf").exists()


def test_a_report_says_where_it_came_from(city: Path) -> None:
    table = csv.reader(io.StringIO(report(city, "source.csv", "--table", "source").read_text("utf-8-sig")))
    assert next(table) == ["", "", "rehearsal"]
    rows = {name: value for name, value, rehearsal in table if rehearsal == "true"}
    assert rows["Period"] == "2026-09"
    assert datetime.fromisoformat(rows["As of"]) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert int(rows["Position in the event feed"]) > 1000
    assert len(rows["Policy version"]) == 64
