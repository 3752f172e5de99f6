"""A report of made-up numbers: periods, words, tables, and the page in both languages."""

import csv
import io
import re
from datetime import datetime
from decimal import Decimal
from html import unescape
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from gridcase.errors import BadConfiguration
from gridcase.words import MatterWord
from gridcase_projections.metrics.catalogue import METRICS, Metric
from gridcase_projections.metrics.chinese import in_chinese
from gridcase_projections.report.content import AssessmentReport, Share
from gridcase_projections.report.formats import ReportFormat, rendered
from gridcase_projections.report.phrases import PHRASES, Language, Phrases
from gridcase_projections.report.printing import with_nodes_counted, with_time_of_printing
from gridcase_projections.report.sheets import SHEETS
from tests.support.reports import LATE, SPITEFUL, a_report, an_empty_report

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENGLISH, CHINESE = (Phrases(language, SHANGHAI) for language in Language)


def test_a_share_of_nothing_is_neither_all_nor_none() -> None:
    assert ENGLISH.percent(Share(0, 0)) == ENGLISH.share(Share(0, 0)) == "n/a"
    assert CHINESE.percent(Share(0, 0)) == CHINESE.share(Share(0, 0)) == CHINESE.time(None) == "—"
    assert ENGLISH.change(Share(1, 2), Share(0, 0)) == ""


def test_shares_are_rounded_half_up_and_count_in_parts() -> None:
    assert Share(1, 16).percent == Decimal("6.3")
    assert Share(42440, 482, 100).percent == Decimal("88.0")
    assert ENGLISH.share(Share(42440, 482, 100)) == "424.4 / 482"
    assert ENGLISH.share(Share(120_000, 1300, 100)) == "1,200 / 1,300"
    assert ENGLISH.change(Share(1, 4), Share(1, 2)) == "−25.0 pp"


def test_a_name_in_both_languages_is_shown_in_the_reports_own() -> None:
    assert ENGLISH.name("市政设施中心 Roads and Bridges") == "Roads and Bridges"
    assert CHINESE.name("第2网格 Grid 2") == "第2网格"
    assert CHINESE.name("Roads") == ENGLISH.name("Roads") == "Roads"
    assert ENGLISH.name("城管局") == "城管局"


def text_of(page: str) -> str:
    """What is read on the page: all that stands outside of tags."""
    body = re.sub(r"(?s)<style>.*?</style>", "", page)
    return unescape(re.sub("<[^>]+>", "", body)).replace("\N{NO-BREAK SPACE}", " ")


def test_periods_are_spoken_of_as_people_do() -> None:
    periods = ("2026-09", "2026-Q3", "2026-H1", "2026")
    assert [ENGLISH.period(period) for period in periods] == [
        "September 2026",
        "Q3 2026",
        "H1 2026",
        "2026",
    ]
    assert [CHINESE.period(period) for period in periods] == [
        "2026年9月",
        "2026年第三季度",
        "2026年上半年",
        "2026年",
    ]


def test_on_an_axis_the_year_stands_below_the_period_that_begins_it() -> None:
    periods = ("2026-01", "2026-02", "2026-Q1", "2026-Q2", "2026-H1", "2026-H2", "2026")
    assert [ENGLISH.short_period(period) for period in periods] == [
        *("Jan\n2026", "Feb", "Q1\n2026", "Q2", "H1\n2026", "H2", "2026"),
    ]
    assert [CHINESE.short_period(period) for period in periods[:2]] == ["1月\n2026", "2月"]


def test_every_word_is_there_in_both_languages() -> None:
    for key, (english, chinese) in PHRASES.items():
        assert english and chinese, key
        assert set(fields(english)) == set(fields(chinese)) - {"matter"}, key


def fields(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_definition_is_there_in_chinese(metric: Metric) -> None:
    for text in (metric.formula, metric.counts, metric.basis, metric.charged_to, metric.leaves_out):
        assert not re.search("[a-z]{3}", re.sub(r"scoring\.\w+", "", in_chinese(text))), text


def test_a_phrase_that_is_not_known_stays() -> None:
    assert in_chinese("matter; something new") == "事项；something new"
    assert in_chinese("matter; something new", MatterWord.CASE) == "案件；something new"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", [ReportFormat.HTML, ReportFormat.XLSX, ReportFormat.CSV])
@pytest.mark.parametrize("report", [a_report(), an_empty_report()], ids=["full", "empty"])
def test_the_same_report_is_the_same_bytes(report: AssessmentReport, form: ReportFormat, language: Language) -> None:
    assert rendered(report, language, form) == rendered(report, language, form)


@pytest.mark.parametrize("language", Language)
def test_the_page_asks_for_nothing_from_outside(language: Language) -> None:
    page = rendered(a_report(), language, ReportFormat.HTML).decode()
    inside = page.replace("http://www.w3.org/", "").replace('http-equiv="', "")
    assert "http" not in inside
    assert "<script" not in inside and "url(" not in inside and "@import" not in inside
    assert page.count("<svg") == 13


def test_what_others_wrote_is_shown_and_not_obeyed() -> None:
    page = rendered(a_report(city=SPITEFUL, department=SPITEFUL), Language.ENGLISH, ReportFormat.HTML).decode()
    assert "<script" not in page
    assert page.count("</style>") == 1


def test_a_report_of_a_period_that_is_not_over_says_so() -> None:
    page = rendered(a_report(as_of=LATE), Language.ENGLISH, ReportFormat.HTML).decode()
    assert "The period is not over" in page
    assert "The period is not over" not in rendered(a_report(), Language.ENGLISH, ReportFormat.HTML).decode()


@pytest.mark.parametrize("language", Language)
def test_a_city_without_anything_has_a_decent_page(language: Language) -> None:
    page = rendered(an_empty_report(), language, ReportFormat.HTML).decode()
    for key in ("none_ranking", "none_overdue", "none_rework", "none_repeats", "none_rates", "none_standards"):
        assert Phrases(language, SHANGHAI)(key) in page
    assert "None" not in page.replace("None of", "")
    assert text_of(page).count({"en": "n/a", "zh": "—"}[language]) == 8


def test_the_workbook_has_every_table_with_numbers_as_numbers() -> None:
    report = a_report(department="=1+1")
    book = load_workbook(io.BytesIO(rendered(report, Language.ENGLISH, ReportFormat.XLSX)))
    assert len(book.sheetnames) == len(SHEETS)
    ranking = list(book["Ranking of the departments"].values)
    assert ranking[0][:4] == ("Place", "Moved", "Code", "Department")
    assert ranking[1][:7] == (1, 2, "chengguan", "=1+1", "A", 95.5, 80)
    assert book["Ranking of the departments"]["D2"].data_type == "s"
    assert list(book["Overdue"].values)[1][-1].isoformat() == "2026-10-08T17:00:00"


@pytest.mark.parametrize("table", SHEETS)
def test_each_table_can_be_had_as_csv(table: str) -> None:
    text = rendered(a_report(department="=1+1"), Language.CHINESE, ReportFormat.CSV, table).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_another_table_is_said_to_be_none() -> None:
    with pytest.raises(BadConfiguration, match="ranking, places"):
        rendered(a_report(), Language.ENGLISH, ReportFormat.CSV, "nonsense")


def test_a_pdf_says_the_time_of_its_data_and_stays_as_long() -> None:
    made = b"%PDF /CreationDate (D:20270101020304+00'00') /ModDate (D:20270101020304+00'00') xref"
    at = datetime(2026, 10, 31, 8, tzinfo=SHANGHAI)
    assert with_time_of_printing(made, at) == made.replace(b"20270101020304", b"20261031000000")


def test_a_pdf_names_its_headings_by_their_order_however_the_browser_counted() -> None:
    made = b"/Names [(node00000096) 1 0 R (node00000137) 2 0 R] /Headers [(node00000137)]"
    other = made.replace(b"96", b"98").replace(b"137", b"141")
    counted = b"/Names [(node00000000) 1 0 R (node00000001) 2 0 R] /Headers [(node00000001)]"
    assert with_nodes_counted(made) == with_nodes_counted(other) == counted


def test_the_metrics_of_the_made_up_report_are_real() -> None:
    assert {figure.metric for figure in a_report().figures} <= METRICS.keys()


def test_trends_begin_with_the_first_period_in_which_anything_happened() -> None:
    report = a_report()
    nothing = [replace(each, reported=0, closed=0) for each in report.past[:-1]]
    for language in Language:
        first = rendered(replace(report, past=(*nothing, report.past[-1])), language, ReportFormat.HTML).decode()
        assert PHRASES["first_period"][list(Language).index(language)] in first
        assert first.count("<svg") == 4
        two = rendered(replace(report, past=(*nothing[1:], *report.past[-2:])), language, ReportFormat.HTML).decode()
        assert two.count("<svg") == 13


def test_what_failed_a_unit_is_told_by_its_title_and_where_it_lies_by_all_that_is_above() -> None:
    english, chinese = (rendered(a_report(), language, ReportFormat.HTML).decode() for language in Language)
    assert "veto: Accident with casualties" in english and "一票否决：致人伤亡事故" in chinese
    assert "Chengdong County · Xiangyang Street · Wangzhuang" in text_of(english)
    assert "城东县·向阳街道·王庄" in text_of(chinese)
    assert "Villages and communities: Safe unit" in english and "村（社区）：平安单位" in chinese


def test_of_a_great_many_places_the_lowest_level_is_left_to_the_workbook() -> None:
    report = a_report()
    [standard] = report.standards
    many = replace(standard, places=(*standard.places[:2], *standard.places[2:] * 154))
    page = rendered(replace(report, standards=(many,)), Language.ENGLISH, ReportFormat.HTML).decode()
    assert "and 154 units more: the workbook lists all of them" in page
