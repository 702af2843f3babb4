# The report parsed: one file that loads nothing, every text escaped, both languages whole.
import dataclasses
import datetime as dt
import html.parser
import re
from pathlib import Path

import pytest

from operations.report import write_report
from operations.report_words import METHOD, REPORT_WORDS
from operations.wording import KINDS, LEVELS
from policies import Department, GradingProfile, Header, Policies, Recogniser, Site, System, Title
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Reason, Skipped

TIME = "2026-11-24T03:00:00Z"
POLICIES = Policies(
    {
        "cn.id18": Recogniser(
            id="cn.id18",
            title=Title(zh="居民身份证号", en="Resident identity number"),
            category="pi.identity",
            evidence="header",
            header_hits=(),
            header_misses=(),
        )
    },
    {
        "small": GradingProfile(
            header=Header(
                id="small",
                title=Title(zh="小", en="small"),
                owner="t",
                created=dt.date(2026, 1, 1),
                maturity="stable",
                source="none",
                gaps="all",
            ),
            unlabelled=Level.GENERAL_1,
            unlabelled_rule="H.2",
            matrix=(),
            categories=(),
        )
    },
    {},
    {},
    {},
    digest="d",
)
FIELD = FieldFinding(
    "sfzh",
    "text",
    "cn.id18",
    Level.GENERAL_4,
    0.97,
    0.987,
    50,
    (
        Reason("check", "as found"),
        Reason("floor", "cn.id18 is of class pi.identity, whose floor is general-4 (H.3)"),
    ),
    labels=(LabelRate("cn.id18", 0.99, 0.987), LabelRate("cn.mobile", 0.02, 0.02)),
    category="pi.identity",
    personal=True,
    sensitive=True,
    distinct=48,
    example="##########",
)
PLAIN = dataclasses.replace(
    FIELD, name="state", label=None, level=Level.GENERAL_1, labels=(), validated=0.0, reasons=(),
    personal=False, sensitive=False, category="", comment="状态",
)  # fmt: skip
DATASET = DatasetFinding(
    "ds-1",
    "resident",
    "/data/a.db",
    "u",
    Level.IMPORTANT_CANDIDATE,
    (FIELD, PLAIN),
    1_234_567,
    5_000,
    persons=1_000_000,
    sensitive_persons=1_000,
    important_factors=("p",),
    reasons=(Reason("review", "王敏 on 2026-11-24: confirmed; 无误"),),
    profile="small",
    policy_digest="0123456789abcdef0123",
)
VOID = {"meta", "br", "hr", "img", "input", "link", "rect"}


class Page(html.parser.HTMLParser):
    """The page's tags and text; refuses tags that are not closed in their order."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.open[-1:] != ["style"] and data.strip():
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def count(self, tag: str, name: str = "") -> int:
        return sum(t == tag and name in [*(a.get("class") or "").split(), ""] for t, a in self.tags)


def page(tmp_path: Path, *datasets: DatasetFinding, site: Site | None = None, language: str = "zh",
         skipped: tuple[Skipped, ...] = ()) -> Page:  # fmt: skip
    path = tmp_path / "report.html"
    write_report(
        path, datasets, site or Site(), POLICIES, time=TIME, language=language, skipped=skipped
    )
    return Page(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("datasets", [(), (DATASET,)], ids=["empty", "with data"])
def test_it_loads_nothing(tmp_path, language, datasets) -> None:
    parsed = page(tmp_path, *datasets, language=language)
    for tag, attributes in parsed.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
        assert not {"src", "srcset", "data", "background", "xlink:href"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|url\(|@import", source)
    (policy,) = [a["content"] for t, a in parsed.tags if a.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7*7 }}"


def test_every_text_is_escaped(tmp_path) -> None:
    reason = Reason("values", HOSTILE)
    field = dataclasses.replace(
        FIELD, name=HOSTILE, type=HOSTILE, comment=HOSTILE, label=HOSTILE, example=HOSTILE,
        labels=(LabelRate(HOSTILE, 0.9, 0.9), LabelRate(HOSTILE + "2", 0.1, 0.1)), reasons=(reason,),
    )  # fmt: skip
    other = dataclasses.replace(PLAIN, name=HOSTILE, comment=HOSTILE)
    dataset = DatasetFinding(
        HOSTILE, HOSTILE, HOSTILE, HOSTILE, Level.GENERAL_4, (field, other), 1, 1, comment=HOSTILE,
        important_factors=(HOSTILE,), reasons=(reason,), profile=HOSTILE, policy_digest=HOSTILE,
    )  # fmt: skip
    site = Site(
        name=HOSTILE,
        departments=(Department(id="d", name=HOSTILE),),
        systems=(System(id="s", name=HOSTILE, sources=(HOSTILE,), department="d"),),
    )
    parsed = page(tmp_path, dataset, site=site, skipped=(Skipped(HOSTILE, HOSTILE),))
    assert parsed.count("script") == parsed.count("img") == 0
    assert "49" not in parsed.text
    assert parsed.texts.count(HOSTILE) >= 15


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            ["居民身份证号", "重要数据（候选）", "约1,234,567", "98.7%", "另含", "敏感个人信息",
             "居民身份证号属于pi.identity，该类最低为一般4级（H.3）", "王敏于2026-11-24确认：无误"],
        ),
        (
            "en",
            ["Resident identity number", "important data (candidate)", "about 1,234,567", "98.7%",
             "also", "sensitive personal",
             "Resident identity number is of class pi.identity, whose floor is general 4 (H.3)"],
        ),
    ],
)  # fmt: skip
def test_both_languages_are_whole(tmp_path, language: str, said: list[str]) -> None:
    parsed = page(tmp_path, DATASET, language=language)
    for words in said:
        assert words in parsed.text
    ours = [*REPORT_WORDS.values(), *METHOD, *KINDS.values(), *LEVELS.values()]
    foreign = {title.zh if language == "en" else title.en for title in ours}
    assert not foreign & set(parsed.texts)
    assert ("html", {"lang": "zh-CN" if language == "zh" else "en"}) in parsed.tags


def test_figures(tmp_path) -> None:
    confirmed = dataclasses.replace(
        DATASET, id="ds-2", level=Level.IMPORTANT, persons=5, reasons=()
    )
    parsed = page(tmp_path, DATASET, confirmed)
    big = parsed.texts[parsed.texts.index("概览") :]
    for label, figure in [
        ("数据集", "2"), ("字段", "4"), ("重要数据（候选）", "1"), ("涉及人数（合计）", "1,000,005"),
        ("敏感人数（合计）", "2,000"), ("经人工复核的数据集", "1"),
    ]:  # fmt: skip
        assert big[big.index(label) + 1] == figure
    assert "其中2个识别出类型" in big
    assert "已确认重要或核心：1" in big


def test_the_gravest_stand_first_and_links_meet(tmp_path) -> None:
    open_data = dataclasses.replace(DATASET, name="open", level=Level.GENERAL_1, source="/a")
    core = dataclasses.replace(DATASET, name="core-data", level=Level.CORE, source="/z")
    parsed = page(tmp_path, open_data, DATASET, core)
    order = [parsed.text.index(name) for name in ("core-data", "resident", "open")]
    assert order == sorted(order)
    ids = [a["id"] for _, a in parsed.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in parsed.tags:
        if href := attributes.get("href"):
            assert href[1:] in ids


@pytest.mark.parametrize(("count", "opened"), [(3, True), (40, False)], ids=["short", "long"])
def test_details_of_a_short_report_stand_open(tmp_path, count: int, opened: bool) -> None:
    many = [dataclasses.replace(DATASET, name=f"t{n}") for n in range(count)]
    parsed = page(tmp_path, *many)
    details = [a for t, a in parsed.tags if t == "details"]
    assert len(details) == count
    assert all(("open" in attributes) is opened for attributes in details)


def test_fields_of_no_known_type_are_listed_by_name(tmp_path) -> None:
    parsed = page(tmp_path, DATASET)
    text = parsed.text
    assert text.index("未识别出已知类型的字段") < text.index("state")
    assert parsed.count("table", "fields") == 1


@pytest.mark.parametrize(
    ("skipped", "said"),
    [
        ((), "没有跳过任何内容。"),
        (
            (Skipped("/data/b.mdb", "no reader"),),
            "/data/b.mdb\n原因".replace("\n原因", "\nno reader"),
        ),
    ],
    ids=["nothing", "one file"],
)
def test_skipped(tmp_path, skipped, said) -> None:
    assert said in page(tmp_path, DATASET, skipped=skipped).text


def test_charts_group_by_department_then_source(tmp_path) -> None:
    site = Site(
        departments=(Department(id="d", name="信息中心"),),
        systems=(System(id="s", name="平台", sources=("/data/a",), department="d"),),
    )
    other = dataclasses.replace(DATASET, name="x", source="postgresql://u@host/db?schema=public")
    parsed = page(tmp_path, DATASET, other, site=site)
    at = parsed.texts.index("各部门（来源）数据集级别")
    assert parsed.texts[at + 1 : at + 5] == ["host/db", "1", "信息中心", "1"]


def test_a_dataset_known_by_headers_only_says_so(tmp_path) -> None:
    field = dataclasses.replace(FIELD, sampled=0, distinct=None, validated=0.0, example="")
    only = dataclasses.replace(DATASET, fields=(field,), sampled=0, rows=None, persons=None)
    text = page(tmp_path, only).text
    assert text.count("仅按字段名") >= 1
    assert "0.0%" not in text


def test_another_language_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="'fr'"):
        page(tmp_path, language="fr")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not looked into: its values are nested or binary"),
        ("zh", "未查看：其取值为嵌套结构或二进制"),
    ],
)
def test_what_was_not_looked_into_is_told_with_its_reason(tmp_path, language, said) -> None:
    unread = dataclasses.replace(
        PLAIN,
        name="photo",
        reasons=(Reason("reading", "not looked into: its values are nested or binary"),),
    )
    dataset = dataclasses.replace(DATASET, fields=(FIELD, unread))
    assert said in page(tmp_path, dataset, language=language).text


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", ["下调 1", "复核失效 1", "下调1项，失效1项"]),
     ("en", ["lowered 1", "review overtaken 1", "1 lowered, 1 overtaken"])],
)  # fmt: skip
def test_decisions_below_the_evidence_are_marked(tmp_path, language: str, said: list[str]) -> None:
    lowered = dataclasses.replace(
        FIELD, reasons=(Reason("review", "x"), Reason("lowered", "against it"))
    )
    overtaken = dataclasses.replace(PLAIN, reasons=(Reason("overtaken", "y"),))
    dataset = dataclasses.replace(DATASET, fields=(lowered, overtaken), reasons=())
    parsed = page(tmp_path, dataset, language=language)
    for words in said:
        assert words in parsed.text
    assert parsed.count("span", "lowered") == 3, "in the list, the summary and at its reason"
    assert parsed.count("span", "overtaken") == 3


def test_each_label_of_a_mixed_column_has_its_share(tmp_path) -> None:
    text = page(tmp_path, DATASET).text
    assert "cn.id18" in text
    assert "cn.mobile" in text
    assert "98.7%" in text
    assert "2.0%" in text


def test_marks_that_turn_the_direction_are_shown(tmp_path) -> None:
    field = dataclasses.replace(FIELD, name="a\u202egnp.exe", comment="\u2066x")
    page(tmp_path, dataclasses.replace(DATASET, name="\u200ft", fields=(field,)))
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search("[\u200f\u202e\u2066]", source)
    assert "a\ufffdgnp.exe" in source


@pytest.mark.parametrize(
    ("time", "said"),
    [("2026-11-24T03:00:00Z", "2026-11-24 03:00 UTC"),
     ("2026-11-24T11:00:59+08:00", "2026-11-24 11:00 +08:00")],
)  # fmt: skip
def test_it_is_dated_to_the_minute(tmp_path, time: str, said: str) -> None:
    write_report(tmp_path / "r.html", (), Site(), POLICIES, time=time)
    assert said in Page((tmp_path / "r.html").read_text(encoding="utf-8")).text


def test_what_was_skipped_is_told_in_the_readers_language(tmp_path) -> None:
    skipped = (Skipped("/data/a.csv", "is empty"),)
    assert "内容为空" in page(tmp_path, skipped=skipped).text
    assert "is empty" in page(tmp_path, skipped=skipped, language="en").text


def test_an_empty_catalogue_says_so(tmp_path) -> None:
    assert "目录为空" in page(tmp_path).text
