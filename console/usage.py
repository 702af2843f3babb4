# Misuse of the command line, and its sudden ends, in Chinese beside the English: click's own
# sentences and ours. What an operation refuses is told by `operations`.
from __future__ import annotations

import functools
from collections.abc import Mapping

import click

from schema import Phrases, filled

__all__ = ["show", "told"]

# A value called `problem` is another of these sentences.
_USAGE: Mapping[str, str] = {
    "a number of rows, or all": "应为行数，或all",
    "0 or more": "应为0或更大",
    "there is no file {name}": "没有文件{name}",
    "say what to watch: --log, --interface, --icap, --mirror": (
        "请说明监测什么：--log、--interface、--icap、--mirror"
    ),
    "say --confirm or --overrule": "请用--confirm或--overrule说明决定",
    "a decision and a step of the whole data set are two commands": (
        "复核决定与整个数据集的备案等步骤须分两次执行"
    ),
    "say one of --filed, --trigger and --derived-from": (
        "请用--filed、--trigger、--derived-from之一"
    ),
    "say by which --operation it was made": "请用--operation说明加工方式",
    "{option} belongs to {step}": "{option}须与{step}同用",
    "one of {choices}": "应为{choices}之一",
    "the ledger has no entries yet": "账本尚无条目",
    "say which entry to prove, or --check FILE": "请指明要证明的条目，或用--check 文件",
    "--key and --trusted go with --check": "--key和--trusted与--check一起使用",
    "an argument is not UTF-8 text": "有参数不是UTF-8文本",
    "--replace is for databases: a file is never overwritten": "--replace只用于数据库：文件不会被覆盖",
    "{one} or {other}, not both": "{one}与{other}只能用一个",
    "--agreed-by needs --agreed-passphrase-file": "--agreed-by须与--agreed-passphrase-file同用",
    "the acting custodian's passphrase is needed: --passphrase-file FILE": (
        "须给出操作者本人作为监管人的口令：--passphrase-file 文件"
    ),
    "nobody to ask on a terminal: say --yes to destroy it": "没有终端可供询问：请用--yes确认销毁",
    "bytes a second, as 500k or 4M": "应为每秒字节数，如500k或4M",
    "its first line is empty": "其首行为空",
    "{name} is not set": "{name}未设置",
    "{name} is empty": "{name}为空",
    "the file is not UTF-8": "文件不是UTF-8",
    "nobody to ask on a terminal: say --yes to remove it": "没有终端可供询问：请用--yes确认删除",
    "the package {name} is not installed: pip install 'tongguan[all]'": (
        "未安装软件包{name}：pip install 'tongguan[all]'"
    ),
    "internal error {kind} at {place}": "内部错误{kind}，位于{place}",
    "stopped": "已中止",
    # The system's, behind the name of a file.
    "{name}: {problem}": "{name}：{problem}",
    "No such file or directory": "没有该文件或目录",
    "Permission denied": "没有权限",
    "Is a directory": "是目录",
    "Not a directory": "不是目录",
    "File exists": "已存在",
    "No space left on device": "磁盘已满",
    "Read-only file system": "文件系统为只读",
    "File name too long": "文件名过长",
    # click's.
    "Missing argument '{name}'.": "缺少参数“{name}”。",
    "Missing option '{name}'.": "缺少选项“{name}”。",
    "Missing argument '{name}'. Choose from:{choices}": "缺少参数“{name}”，应为下列之一：{choices}",
    "Missing option '{name}'. Choose from:{choices}": "缺少选项“{name}”，应为下列之一：{choices}",
    "Missing command.": "缺少命令。",
    "No such option '{name}'.": "没有选项“{name}”。",
    "No such option '{name}'. Did you mean {other}?": "没有选项“{name}”；是否指{other}？",
    "No such option '{name}'. (Did you mean one of: {other}?)": (
        "没有选项“{name}”；是否指其一：{other}？"
    ),
    "No such command '{name}'.": "没有命令“{name}”。",
    "No such command '{name}'. Did you mean {other}?": "没有命令“{name}”；是否指{other}？",
    "No such command '{name}'. (Did you mean one of: {other}?)": (
        "没有命令“{name}”；是否指其一：{other}？"
    ),
    "Option '{name}' requires an argument.": "选项“{name}”需要一个值。",
    "Option '{name}' does not take a value.": "选项“{name}”不带值。",
    "Got unexpected extra argument ({names})": "多余的参数（{names}）",
    "Got unexpected extra arguments ({names})": "多余的参数（{names}）",
    "Invalid value for {name}: {problem}": "{name}的值无效：{problem}",
    "'{value}' is not one of {choices}.": "“{value}”不在{choices}之中。",
    "'{value}' is not a valid integer.": "“{value}”不是整数。",
    "'{value}' is not a valid integer range.": "“{value}”不是整数。",
    "'{value}' is not a valid float.": "“{value}”不是数。",
    "'{value}' is not a valid float range.": "“{value}”不是数。",
    "{value} is not in the range {limits} (four for each core)": (
        "{value}不在{limits}范围内（每核四个）"
    ),
    "{value} is not in the range {limits}.": "{value}不在{limits}范围内。",
    "{kind} '{name}' is a directory.": "“{name}”是目录。",
    "{kind} '{name}' is a file.": "“{name}”是文件。",
    "{kind} '{name}' does not exist.": "“{name}”不存在。",
    "{kind} '{name}' is not readable.": "“{name}”无法读取。",
    "Usage: {usage}": "用法：{usage}",
    "Try '{command}' for help.": "帮助：{command}",
}


def told(message: str, language: str) -> str:
    """A sentence of the command line in this language; as it is where nobody knows it.

    >>> told("0 or more", "zh")
    '应为0或更大'
    """
    found = _phrases().read(message) if language == "zh" else None
    if found is None:
        return message
    values = {
        key: told(value, language) if key == "problem" else value
        for key, value in found.values.items()
    }
    return filled(tuple(_USAGE.values())[found.number], values)


def show(error: click.ClickException, language: str) -> None:
    """The error on stderr, with the command's usage where it belongs to one."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    lines = []
    if context is not None:
        helped = f"{context.command_path} {context.help_option_names[-1]}"
        lines += [context.get_usage(), f"Try '{helped}' for help.", ""]
    lines = [told(line, language) for line in lines]
    prefix = "错误：" if language == "zh" else "Error: "
    lines.append(prefix + told(error.format_message(), language))
    click.echo("\n".join(lines), err=True)


@functools.cache
def _phrases() -> Phrases:
    return Phrases(_USAGE)
