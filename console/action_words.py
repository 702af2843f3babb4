# What the ledger's actions are called in both languages. An action without a word is shown as
# it stands in the ledger.
from __future__ import annotations

__all__ = ["action_word"]

_ACTIONS = {
    "anonymise": ("生成匿名化副本", "anonymous copy made"),
    "anonymise.undelivered": ("匿名化副本未送达", "anonymous copy not delivered"),
    "dataset.derive": ("登记衍生关系", "derived data declared"),
    "dataset.file": ("备案", "data set filed"),
    "dataset.grade": ("数据集定级", "data set graded"),
    "dataset.lower": ("数据集下调", "data set lowered"),
    "dataset.recognise": ("认出已提供的副本", "copy of our own recognised"),
    "dataset.regrade": ("按新策略重新定级", "regraded by new policies"),
    "dataset.review": ("数据集复核", "data set reviewed"),
    "dataset.trigger": ("声明须动态更新", "occasion for regrading stated"),
    "field.lower": ("数据项下调", "field lowered"),
    "field.review": ("数据项复核", "field reviewed"),
    "filing.due": ("须重新备案", "filing due again"),
    "filing.stands": ("备案内容恢复一致", "filing stands again"),
    "scan.finish": ("扫描结束", "scan finished"),
    "scan.start": ("扫描开始", "scan started"),
    "share": ("对外提供", "masked copy shared"),
    "share.undelivered": ("提供未送达", "masked copy not delivered"),
    "source.add": ("登记数据源", "source registered"),
    "source.remove": ("删除数据源", "source removed"),
}


def action_word(action: str, language: str) -> str:
    """What a person calls the action.

    >>> action_word("source.add", "en")
    'source registered'
    """
    both = _ACTIONS.get(action)
    return action if both is None else both[0 if language == "zh" else 1]
