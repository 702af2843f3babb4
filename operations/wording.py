# The words people read in the workbook and the report, in Chinese and English: levels,
# kinds of reasons, titles of labels and classes. A machine's important finding is always
# 重要数据（候选）, never 重要数据.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from classify.grade import OBJECTS
from classify.sentence import in_words
from policies import GradingProfile, Policies, Title
from schema import Level, Phrases, Reason

from .check_words import CHECK_WORDS

__all__ = ["KINDS", "LEVELS", "Language", "Wording", "wording"]

Language = Literal["zh", "en"]

LEVELS: Mapping[Level, Title] = {
    Level.GENERAL_1: Title(zh="一般1级", en="general 1"),
    Level.GENERAL_2: Title(zh="一般2级", en="general 2"),
    Level.GENERAL_3: Title(zh="一般3级", en="general 3"),
    Level.GENERAL_4: Title(zh="一般4级", en="general 4"),
    Level.IMPORTANT_CANDIDATE: Title(zh="重要数据（候选）", en="important data (candidate)"),
    Level.IMPORTANT: Title(zh="重要数据", en="important data"),
    Level.CORE: Title(zh="核心数据", en="core data"),
}

KINDS: Mapping[str, Title] = {
    "values": Title(zh="取值", en="Values"),
    "check": Title(zh="校验", en="Check"),
    "dictionary": Title(zh="词典", en="Dictionary"),
    "header": Title(zh="字段名", en="Header"),
    "comment": Title(zh="注释", en="Comment"),
    "chance": Title(zh="偶然", en="Chance"),
    "precedence": Title(zh="优先", en="Precedence"),
    "reading": Title(zh="读取", en="Reading"),
    "floor": Title(zh="最低级别", en="Floor"),
    "matrix": Title(zh="危害研判", en="Harm"),
    "combination": Title(zh="组合", en="Combination"),
    "scale": Title(zh="规模", en="Scale"),
    "factor": Title(zh="重要数据因素", en="Factor"),
    "derived": Title(zh="衍生关系", en="Lineage"),
    "review": Title(zh="人工复核", en="Review"),
    "lowered": Title(zh="下调", en="Lowered against"),
    "overtaken": Title(zh="复核失效", en="Review overtaken"),
}

# What goes by a word of ours: decisions, operators, parts of a share or a schedule.
_NAMES: Mapping[str, Title] = {
    "confirmed": Title(zh="确认", en="confirmed"),
    "overruled": Title(zh="改判", en="overruled"),
    "none": Title(zh="非已知类型", en="none"),
    "unlabelled": Title(zh="未识别类型", en="unlabelled"),
    "keep": Title(zh="原样提供", en="kept"),
    "presidio": Title(zh="Presidio算子", en="masked by an operator of Presidio"),
    "free_text": Title(zh="文中遮盖", en="masked inside its text"),
    "clip": Title(zh="顶底截断", en="cut off at top and bottom"),
    "round": Title(zh="取整", en="rounded"),
    "noise": Title(zh="加噪", en="given noise"),
    "date_shift": Title(zh="日期偏移", en="moved by days"),
    "date_precision": Title(zh="日期降精度", en="cut to month, quarter, year or decade"),
    "bins": Title(zh="分段", en="put in bins"),
    "region": Title(zh="地区上卷", en="cut to a wider region"),
    "groups": Title(zh="归组", en="put in groups"),
    "truncate": Title(zh="截断", en="cut short"),
    "shuffle": Title(zh="置乱", en="shuffled"),
    "replace": Title(zh="仿真替换", en="replaced by a realistic value"),
    "fpe": Title(zh="保留格式加密", en="encrypted in its own format"),
    "tokenise": Title(zh="令牌化", en="replaced by a token"),
    "encrypt": Title(zh="加密", en="encrypted"),
    "constant": Title(zh="固定值替换", en="replaced by one value"),
    "mask": Title(zh="部分遮盖", en="masked in part"),
    "keyed_hash": Title(zh="假名替换", en="replaced by a pseudonym"),
    "redact": Title(zh="取值置空", en="left empty"),
    "drop": Title(zh="整列不提供", en="column left out"),
    "left out on request": Title(zh="按要求不提供", en="left out on request"),
    "minute": Title(zh="分钟", en="minute"),
    "hour": Title(zh="小时", en="hour"),
    "day of the month": Title(zh="日", en="day of the month"),
    "month": Title(zh="月", en="month"),
    "day of the week": Title(zh="星期", en="day of the week"),
    "installation": Title(zh="本系统密钥", en="installation key"),
    "key-file": Title(zh="密钥文件", en="key file"),
    "token": Title(zh="令牌", en="token"),
    "passphrase": Title(zh="口令", en="passphrase"),
    "active": Title(zh="在用", en="active"),
    "retired": Title(zh="停用", en="retired"),
    "revoked": Title(zh="已撤销", en="revoked"),
    "destroyed": Title(zh="已销毁", en="destroyed"),
    "asked": Title(zh="待批准", en="asked for"),
    "approved": Title(zh="已批准", en="approved"),
    "refused": Title(zh="已拒绝", en="refused"),
    "opened": Title(zh="已还原", en="opened"),
    "authority": Title(zh="政务部门", en="authority"),
    "company": Title(zh="企业", en="company"),
    "institution": Title(zh="事业单位", en="institution"),
    "person": Title(zh="个人", en="person"),
    "public": Title(zh="社会公众", en="public"),
    "abroad": Title(zh="境外", en="abroad"),
    "in the country": Title(zh="境内", en="in the country"),
    "recipient": Title(zh="接收方", en="recipient"),
    "approver": Title(zh="批准人", en="approver"),
}
# How a plan gives its reason for a column (masking/planning.py).
_PLANNED = Phrases(["{rule}: {text}", "{rule}: {text} (some cells are {label})"])
# Rules whose id begins so are the profile's own and stand in no standard.
_OWN_RULE = "O-"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, with the titles that the policies give labels and classes.

    `names` maps label ids, class ids and level values to their words; an id it does not
    have is shown as it is. `rules` are the reasons of the rules of purposes, `checked` the
    labels that have a check to pass.
    """

    language: Language
    names: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    factors: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()

    def of(self, title: Title) -> str:
        """The title in this language."""
        return title.zh if self.language == "zh" else title.en

    def name(self, identifier: str) -> str:
        """The words for a label or class id, or the id."""
        return self.names.get(identifier, identifier)

    def label(self, identifier: str) -> str:
        """The words for a label with its id behind them, for who has to write it."""
        name = self.name(identifier)
        if name == identifier:
            return name
        return self.of(Title(zh=f"{name}（{identifier}）", en=f"{name} ({identifier})"))

    def level(self, level: Level) -> str:
        """The words for a level."""
        return self.of(LEVELS[level])

    def grade(self, profile: str, grade: str) -> str:
        """The words for a grade of a profile's own, or its id."""
        return self.names.get(f"{profile}:{grade}", grade)

    def kind(self, kind: str) -> str:
        """The words for a reason's kind."""
        title = KINDS.get(kind)
        return kind if title is None else self.of(title)

    def planned(self, reason: str) -> str:
        """Why a column is masked as it is: the reason of the rule that a plan names."""
        found = _PLANNED.read(reason)
        if found is None or found.values["rule"] not in self.rules:
            return self.name(reason)
        rule = found.values["rule"]
        more = ""
        if label := found.values.get("label"):
            name = self.name(label)
            more = self.of(Title(zh=f"；部分单元格为{name}", en=f"; some cells are {name}"))
        return self.of(
            Title(zh=f"{self.rules[rule]}（{rule}{more}）", en=f"{self.rules[rule]} ({rule}{more})")
        )

    def reason(self, reason: Reason) -> str:
        """What a reason says; a sentence nobody knows stays as it was recorded."""
        chinese = self.language == "zh"
        return in_words(reason.detail, self.names, chinese=chinese) or reason.detail


def wording(language: str, policies: Policies) -> Wording:
    """The words of a language, "zh" or "en", with the titles of these policies.

    Raises ValueError for any other language.
    """
    if language not in ("zh", "en"):
        raise ValueError(f"language is zh or en, not {language!r}")
    chosen: Language = "zh" if language == "zh" else "en"
    words = Wording(chosen)
    names = {level.value: words.of(title) for level, title in LEVELS.items()}
    names |= {one: words.of(title) for one, title in {**_NAMES, **CHECK_WORDS}.items()}
    names |= {one.id: words.of(one.title) for one in policies.recognisers.values()}
    names |= {one.id: words.of(one.title) for one in policies.others.values()}
    names |= {one.id: words.of(one.title) for one in policies.purposes.values()}
    names |= {one.id: words.of(one.title) for one in policies.derivations.values()}
    names |= {one.rule.en: words.of(one.rule) for one in policies.derivations.values()}
    if chosen == "zh":
        names |= {english: chinese for chinese, english in OBJECTS.items()}
    paths: dict[str, tuple[str, ...]] = {}
    factors: dict[str, str] = {}
    for profile in policies.profiles.values():
        _add_profile(profile, words, names, paths, factors)
    rules = {
        rule.id: words.of(rule.reason)
        for purpose in policies.purposes.values()
        for rule in purpose.rules
    }
    checked = frozenset(one.id for one in policies.recognisers.values() if one.check is not None)
    return Wording(chosen, names, paths, factors, rules, checked)


def _add_profile(
    profile: GradingProfile,
    words: Wording,
    names: dict[str, str],
    paths: dict[str, tuple[str, ...]],
    factors: dict[str, str],
) -> None:
    names.setdefault(profile.header.id, words.of(profile.header.title))
    for rule in _rules(profile):
        if rule.startswith(_OWN_RULE):
            names.setdefault(rule, words.of(Title(zh=f"自定规则{rule}", en=f"our own rule {rule}")))
    for category in profile.categories:
        names.setdefault(category.id, words.of(category.title))
        # A path is written once, in the language of its standard; English shows the title.
        shown = category.path if words.language == "zh" else (category.title.en,)
        paths.setdefault(category.id, shown)
    for grade in profile.grades:
        names.setdefault(f"{profile.header.id}:{grade.id}", words.of(grade.title))
    for combination in profile.combinations:
        names.setdefault(combination.id, words.of(combination.title))
    for scale in profile.scales:
        names.setdefault(scale.id, words.of(scale.title))
    for factor in profile.factors:
        names.setdefault(factor.key, words.of(factor.title))
        factors.setdefault(factor.letter, words.of(factor.title))


def _rules(profile: GradingProfile) -> Iterator[str]:
    yield profile.unlabelled_rule
    yield from (category.rule for category in profile.categories)
    yield from (combination.rule for combination in profile.combinations)
    yield from (scale.rule for scale in profile.scales)
