# The words people read in the workbook and the report, in Chinese and English: levels,
# kinds of reasons, titles of labels and classes. A machine's important finding is always
# 重要数据（候选）, never 重要数据.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from classify.grade import OBJECTS
from classify.sentence import in_chinese
from policies import GradingProfile, Policies, Title
from schema import Level, Reason

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
    "review": Title(zh="人工复核", en="Review"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, with the titles that the policies give labels and classes.

    `names` maps label ids, class ids and level values to their words; an id it does not
    have is shown as it is.
    """

    language: Language
    names: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    factors: Mapping[str, str] = field(default_factory=dict)

    def of(self, title: Title) -> str:
        """The title in this language."""
        return title.zh if self.language == "zh" else title.en

    def name(self, identifier: str) -> str:
        """The words for a label or class id, or the id."""
        return self.names.get(identifier, identifier)

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

    def reason(self, reason: Reason) -> str:
        """What a reason says; a sentence with no Chinese form stays as it was recorded."""
        if self.language == "en":
            return reason.detail
        return in_chinese(reason.detail, self.names) or reason.detail


def wording(language: str, policies: Policies) -> Wording:
    """The words of a language, "zh" or "en", with the titles of these policies.

    Raises ValueError for any other language.
    """
    if language not in ("zh", "en"):
        raise ValueError(f"language is zh or en, not {language!r}")
    chosen: Language = "zh" if language == "zh" else "en"
    words = Wording(chosen)
    names = {level.value: words.of(title) for level, title in LEVELS.items()}
    names |= {one.id: words.of(one.title) for one in policies.recognisers.values()}
    names |= {one.id: words.of(one.title) for one in policies.others.values()}
    if chosen == "zh":
        names |= {"confirmed": "确认", "overruled": "改判", "none": "非已知类型"}
        names |= CHECK_WORDS
        names |= {english: chinese for chinese, english in OBJECTS.items()}
    paths: dict[str, tuple[str, ...]] = {}
    factors: dict[str, str] = {}
    for profile in policies.profiles.values():
        _add_profile(profile, words, names, paths, factors)
    return Wording(chosen, names, paths, factors)


def _add_profile(
    profile: GradingProfile,
    words: Wording,
    names: dict[str, str],
    paths: dict[str, tuple[str, ...]],
    factors: dict[str, str],
) -> None:
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
