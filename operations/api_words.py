# What is refused at the HTTP API and about its tokens, in Chinese beside the English that is
# raised.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["API_REFUSALS"]

API_REFUSALS: Mapping[str, str] = {
    "a token is called by small letters, digits, dots and hyphens: {name}": (
        "令牌名称只能由小写字母、数字、点和连字符组成：{name}"
    ),
    "the scopes of a token are of: {known}": "令牌的权限可以是：{known}",
    "a token lasts from 1 to {days} days": "令牌的有效期为1至{days}天",
    "a token needs its recipient and its approver by name": "令牌须写明接收方和批准人的名称",
    "a token serves one purpose at least": "令牌至少须有一个用途",
    "there is a token {name} already, or there was: take another name": (
        "令牌{name}已存在或曾经存在：请换一个名称"
    ),
    "there is no token {name} (tongguan token list)": "没有令牌{name}（tongguan token list）",
    "token {name} is revoked already": "令牌{name}已经撤销",
    "a token that reveals needs two custodians with their passphrases": (
        "可还原的令牌须由两名密钥监管人各以口令确认"
    ),
    "who makes a token that reveals cannot approve it: another custodian does": (
        "可还原的令牌不能由生成人自己批准：须由另一名密钥监管人批准"
    ),
    "the token is unknown, expired or revoked": "令牌不存在、已过期或已撤销",
    "the token is not for {scope}": "该令牌没有此权限：{scope}",
    "the token is for the purposes: {known}": "该令牌的用途为：{known}",
    "the token's recipient has no such share": "令牌的接收方没有这次提供",
    "a reveal names one column at least": "还原至少须指明一列",
    "the share has no column {column}": "这次提供中没有列{column}",
    "name either a data set of the catalogue or the columns' labels": (
        "请指明目录中的数据集，或各列的类型，二者择一"
    ),
    "there is no data set {dataset} in the catalogue": "目录中没有数据集{dataset}",
    "column {column}: there is no label {label}": "列{column}：没有类型{label}",
    "records need one column at least": "记录至少须有一列",
    "record {number} has no column {column}": "第{number}条记录缺少列{column}",
    "record {number} has columns that nobody planned for": "第{number}条记录含有计划之外的列",
    "column {column} holds values of several types": "列{column}的值类型不一",
    "column {column} holds a value that is no text or number": (
        "列{column}含有既非文本也非数值的值"
    ),
    "sign in with a token (Authorization: Bearer …)": "请使用令牌登录（Authorization: Bearer …）",
    "the body is larger than {size} bytes": "请求体超过{size}字节",
    "the body must be {kind}": "请求体须为{kind}",
    "the body is no JSON in UTF-8": "请求体不是UTF-8编码的JSON",
    "the body has another shape: {problem}": "请求体的结构不符：{problem}",
    "something is wrong in this server": "服务器内部出错",
    "the body is no Arrow IPC stream": "请求体不是Arrow IPC流",
    "the connection ended before the body did": "请求体尚未传完，连接已中断",
    "masked values are texts": "脱敏后的值须为文本",
    "every record names the same columns in the same order": ("每条记录的列名及其顺序须相同"),
    "a column has no `label` in its metadata, and no data set is named": (
        "有列的元数据中没有`label`，也没有指明数据集"
    ),
    "{label}: a value is none that {operator} can take": "{label}：有值无法用{operator}处理",
}
