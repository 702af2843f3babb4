# What is said of the store that records are kept in as well, in Chinese beside its English.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["STORE_REFUSALS"]

STORE_REFUSALS: Mapping[str, str] = {
    "Elasticsearch has no room for {count} of {total} documents now": (
        "Elasticsearch目前无法接收{total}个文档中的{count}个"
    ),
    "a {kind} in Elasticsearch is not as it was handed over": (
        "Elasticsearch中的一条{kind}记录与送达时不一致"
    ),
    "no store is set: --store, or TONGGUAN_STORE": "未设置存储：请用--store或TONGGUAN_STORE",
    "a store is an Elasticsearch: elasticsearch+https://user@host:port, or a registered one": (
        "存储须为Elasticsearch：elasticsearch+https://用户@主机:端口，或已登记的数据源"
    ),
    "the store's URL cannot be read; behind its host stands nothing, or the small letters and "
    "digits that its indices' names begin with": (
        "存储地址无法识别；主机之后应为空，或为索引名开头的小写字母和数字"
    ),
    "{path}: the store's password cannot be read from it": "{path}：无法从中读取存储的口令",
    "{kind} is no kind of record; there are {kinds}": "没有{kind}这一类记录；可用的有{kinds}",
}
