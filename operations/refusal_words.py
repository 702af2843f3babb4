# Refusals, misuse and failures in Chinese beside the English that is raised: what was found,
# what was expected, and the next step.
from __future__ import annotations

from collections.abc import Mapping

from .anonymity_words import ANONYMITY_REFUSALS
from .api_words import API_REFUSALS
from .control_refusals import CONTROL_REFUSALS
from .copy_words import COPY_REFUSALS
from .drill_words import DRILL_REFUSALS
from .key_words import KEY_REFUSALS
from .lifecycle_refusals import LIFECYCLE_REFUSALS
from .marking_words import MARKING_REFUSALS
from .plant_words import PLANT_REFUSALS
from .range_words import RANGE_REFUSALS

__all__ = ["REFUSALS"]

# In a value called `problem`, `next`, `against` or `faults` other sentences stand; `label`,
# `level`, `operator`, `part` and `purpose` are ids with words of their own.
REFUSALS: Mapping[str, str] = {
    **LIFECYCLE_REFUSALS,
    **API_REFUSALS,
    **KEY_REFUSALS,
    **COPY_REFUSALS,
    **ANONYMITY_REFUSALS,
    **DRILL_REFUSALS,
    **PLANT_REFUSALS,
    **CONTROL_REFUSALS,
    **RANGE_REFUSALS,
    **MARKING_REFUSALS,
    # What is asked of the catalogue.
    "the catalogue has no data set {name}; scan it, or see `catalogue list`": (
        "目录中没有数据集{name}；请先扫描，或用`catalogue list`查看"
    ),
    "{name} fits several data sets: {ids}": "{name}对应多个数据集：{ids}",
    "{dataset} was graded under profile {profile}, which is not loaded: say where it is "
    "(--policies DIRECTORY)": (
        "{dataset}按分级方案{profile}定级，而该方案未加载：请指明其位置（--policies 目录）"
    ),
    "{file}: expected a name ending in {endings}": "{file}：文件名应以{endings}结尾",
    "{file} exists already; choose another name or --overwrite": (
        "{file}已存在；请换一个名称，或用--overwrite"
    ),
    "no grading profile {profile}; there are: {known}": "没有分级方案{profile}；现有：{known}",
    # Decisions.
    "a decision is confirmed or overruled": "决定只能是确认或改判",
    "a decision needs its reason": "决定须说明理由",
    "overruling needs a label or a level to put in its place": "改判须给出新的类型或级别",
    "confirming keeps what was found: to give another label, overrule": (
        "确认即维持识别结果：如需改为其他类型，请用--overrule"
    ),
    "confirming keeps the level as found: to give {level}, overrule": (
        "确认即维持所定级别：如需改为{level}，请用--overrule"
    ),
    "no recogniser {name}; `tongguan policies list` shows them": (
        "没有识别器{name}；可用`tongguan policies list`查看"
    ),
    "a label belongs to a field: name the field, or give a level": (
        "类型属于字段：请指明字段，或给出级别"
    ),
    "{dataset} has no field {field}": "{dataset}没有字段{field}",
    "{dataset}, field {field}: what is known stands against this decision ({against}). If it is "
    "so all the same, decide with --lower, and the reason why": (
        "{dataset}的字段{field}：已有事实与此决定不符（{against}）。如确属如此，请加--lower并说明理由"
    ),
    "{dataset}: what is known stands against this decision ({against}). If it is so all the "
    "same, decide with --lower, and the reason why": (
        "{dataset}：已有事实与此决定不符（{against}）。如确属如此，请加--lower并说明理由"
    ),
    "{dataset}, field {field}: nothing stands against this decision; leave --lower out": (
        "{dataset}的字段{field}：没有与此决定不符的事实；请去掉--lower"
    ),
    "{dataset}: nothing stands against this decision; leave --lower out": (
        "{dataset}：没有与此决定不符的事实；请去掉--lower"
    ),
    # Teaching the model of columns.
    "there are {count} decisions about labels of fields, and it takes {least} to learn from: "
    "review more with `tongguan classify catalogue review`": (
        "目前仅有{count}项关于字段类型的复核决定，至少需要{least}项才能训练："
        "请用`tongguan classify catalogue review`继续复核"
    ),
    "no model {name}; there are: {known}": "没有模型{name}；现有：{known}",
    "the model {name} is gone: there is no {path}; {hint}": "模型{name}的文件{path}已不存在；{hint}",
    "{path} is not as it was recorded; {hint}": "{path}与登记时不一致；{hint}",
    "go back to the shipped model with `tongguan classify train --revert`": (
        "可用`tongguan classify train --revert`恢复随附模型"
    ),
    "--list, --use and --revert exclude each other": "--list、--use与--revert不能同时使用",
    # Looking into a text.
    "{path} is a directory; inspect takes one file, or - for a stream": (
        "{path}是目录；inspect读取一个文件，或以-读取标准输入"
    ),
    # A policy that borrows from Presidio.
    "recogniser {name}: presidio-analyzer is not installed; pip install 'tongguan[presidio]'": (
        "识别器{name}：未安装presidio-analyzer；pip install 'tongguan[presidio]'"
    ),
    "recogniser {name}: Presidio has no recogniser {wanted}": (
        "识别器{name}：Presidio没有识别器{wanted}"
    ),
    "recogniser {name}: Presidio cannot make {wanted} here: {kind}": (
        "识别器{name}：此处无法创建Presidio的{wanted}：{kind}"
    ),
    "recogniser {name}: {wanted} finds {entities}, not {entity}": (
        "识别器{name}：{wanted}识别{entities}，不识别{entity}"
    ),
    # What may be shared.
    "no purpose {name}; there are: {known}": "没有用途{name}；现有：{known}",
    "purpose {purpose} cannot share {dataset}: {faults}. Say what such a column is (tongguan "
    "classify catalogue review) or leave it out (--drop COLUMN)": (
        "{dataset}不能按“{purpose}”提供：{faults}。请复核说明这些列是什么"
        "（tongguan classify catalogue review），或不提供该列（--drop 列名）"
    ),
    "{place}: column {column}, which goes out in clear, holds {label} in {share} of its cells; the "
    "scan did not read them. Scan every row (tongguan classify scan --sample all), then share": (
        "{place}：原样提供的列{column}有{share}的单元格为{label}，扫描时未读到。"
        "请扫描全部行（tongguan classify scan --sample all）后再提供"
    ),
    "nothing is left of {dataset} to share: every column is dropped": (
        "{dataset}没有可提供的内容：所有列都已去掉"
    ),
    "no column is called {names}: nothing to drop there": "没有名为{names}的列：无可去掉",
    "column {column} is unrecognised and nobody has reviewed it": "列{column}未识别出类型且未经复核",
    "column {column} ({label}, {level}) fits no rule": "列{column}（{label}，{level}）不适用任何规则",
    "column {column} also holds {label}, which fits no rule": (
        "列{column}另含{label}，不适用任何规则"
    ),
    "column {column}: rule {rule} is wrong, {operator} {fault}": (
        "列{column}：规则{rule}有误，{operator} {fault}"
    ),
    "a share needs its {part} by name": "提供数据须写明{part}",
    "expiry {date}: expected a date, as 2027-12-31": "到期日{date}：应为日期，如2027-12-31",
    "expiry {date} is not after today": "到期日{date}应在今天之后",
    "{place} has changed since it was scanned: {next}": "{place}在扫描之后有变化：{next}",
    "{place} has other columns than when scanned: {next}": "{place}的列与扫描时不同：{next}",
    "{place} was graded by its headers alone, no value was looked at: {next}": (
        "{place}仅按字段名定级，未查看取值：{next}"
    ),
    "{place} changed while it was read: {next}": "{place}在读取过程中有变化：{next}",
    "scan it again (tongguan classify scan), then share": (
        "请重新扫描（tongguan classify scan）后再提供"
    ),
    "{place} was graded by profile {profile}, which is not loaded": (
        "{place}按分级方案{profile}定级，而该方案未加载"
    ),
    "{place} is not in the catalogue: scan it first (tongguan classify scan)": (
        "目录中没有{place}：请先扫描（tongguan classify scan）"
    ),
    "{source} has several tables, add #NAME of one: {names}": (
        "{source}有多个表，请加上#表名指明其一：{names}"
    ),
    "has no table {name}": "没有表{name}",
    "a copy is of one data set: name one file, not a pattern": (
        "一份副本只对应一个数据集：请指明一个文件，而不是通配符"
    ),
    "{place}: {problem}. The copy would lack those rows without saying so; repair the source and "
    "scan it again": "{place}：{problem}。副本将缺少这些行而无从得知；请修复数据源后重新扫描",
    "{place}: {problem}": "{place}：{problem}",
    "column {column} cannot be given to {operator}: {fault}; redact it or leave it out": (
        "列{column}不能用{operator}处理：{fault}；请改为删除取值或不提供该列"
    ),
    "column {column}: {problem}": "列{column}：{problem}",
    "{operator} goes by {by}, no column here": "{operator}依据的列{by}不存在",
    "there is no column {by} beside it": "没有可依据的列{by}",
    "{operator} needs the column in one piece; give the whole table at once": (
        "{operator}须一次取得整列；请一次给出整个表"
    ),
    "a cell is none that {operator} can take": "有单元格不能用{operator}处理",
    "{count} of {rows} cells cannot be encrypted as {form}: they hold other characters, fail its "
    "check or have a domain under {least} values, which NIST SP 800-38G (revision 1, 5.1) rules "
    "out (at least {length} characters of {radix}). Say what becomes of them (others: hide or null)": (
        "{rows}个单元格中有{count}个不能按{form}加密：含有其他字符、未通过校验，或值域少于{least}，"
        "为NIST SP 800-38G（修订版1，5.1）所不容（{radix}个字符的字母表至少{length}位）。"
        "请指明如何处理（others：hide或null）"
    ),
    "column {column} cannot be restored: {problem}": "列{column}不能还原：{problem}",
    "{count} distinct values of {values} do not open: they were made under another key or domain, "
    "or altered since": (
        "{values}个不同取值中有{count}个无法打开：系用其他密钥或域生成，或其后被改动"
    ),
    "no key for the domain {domain} was given": "没有给出域{domain}的密钥",
    "cells are not written as {type}": "单元格不是{type}的写法",
    "{value} is no value of a column of {type}": "{value}不是{type}列的取值",
    "columns stand there twice: {names}": "列名重复：{names}",
    "its columns cannot be written as {kind}": "其列无法写为{kind}",
    "{file} was made by someone else meanwhile and is not overwritten": (
        "{file}此间已由他人创建，不予覆盖"
    ),
    "the copy could not be put in its place": "副本无法放到指定位置",
    "{file} exists and is not overwritten; choose another name": "{file}已存在且不会覆盖；请换一个名称",
    "{file}: there is no directory {directory}; make it first": (
        "{file}：没有目录{directory}；请先创建"
    ),
    "{file} is a directory; name the file to write in it": "{file}是目录；请写明其中的文件名",
    "{file} is named twice": "{file}写了两次",
    # Bounds on a scan.
    "bound {bound}: expected NAME=FIGURE, NAME one of {names}": (
        "界限{bound}：应写为 名称=数值，名称为下列之一：{names}"
    ),
    "bound {bound}: {problem}": "界限{bound}：{problem}",
    "expected a number of bytes of 64MiB and more, as 4GiB": "应为不小于64MiB的字节数，如4GiB",
    "expected a number of bytes above zero, as 16GiB": "应为大于零的字节数，如16GiB",
    "expected a number above zero, without a unit": "应为大于零的数，不带单位",
    # Sources.
    "a {scheme} URL with a password in it is refused; register the source with `tongguan source "
    "add NAME URL --password-file F` and use its name": (
        "拒绝含口令的{scheme}地址；请用`tongguan source add 名称 地址 --password-file 文件`登记"
        "数据源并使用其名称"
    ),
    "a URL must not hold a password: register the source with tongguan source add NAME URL "
    "--password-file FILE and name it instead": (
        "地址中不得含口令：请用tongguan source add 名称 地址 --password-file 文件登记并使用其名称"
    ),
    "the database's URL starts with {schemes}": "数据库地址应以{schemes}开头",
    "sslmode of {product} is verify-full, or require for any certificate": (
        "{product}的sslmode应为verify-full，或require（接受任何证书）"
    ),
    "sslmode is one of {modes}": "sslmode应为{modes}之一",
    "a user or password for ClickHouse has no line end in it": (
        "ClickHouse的用户名或口令中不能有换行"
    ),
    "{name} of MongoDB is true or false": "MongoDB的{name}应为true或false",
    "the database's URL cannot be read; check its host and port": (
        "数据库地址无法解析；请核对主机和端口"
    ),
    "unknown parameter in the database's URL: {names}": "数据库地址中有未知参数：{names}",
    "name one host in the database's URL, not a list of them": "数据库地址中只能写一个主机",
    "the port in the database's URL is not a number": "数据库地址中的端口不是数字",
    "the URL names no database: postgresql://user@host:port/database": (
        "地址中没有数据库名：postgresql://用户@主机:端口/数据库"
    ),
    "a source's name begins with a letter or digit and has no spaces or slashes": (
        "数据源名称以字母或数字开头，不含空格和斜杠"
    ),
    "limits must be greater than zero, and finite": "限额须大于零且有限",
    "a target is a path, a URL or the name of a source, and not empty": (
        "目标应为路径、地址或数据源名称，不能为空"
    ),
    "a source needs its path or URL": "数据源须有路径或地址",
    "{name}: its name is no UTF-8; register the folder it is in, or rename it": (
        "{name}：名称不是UTF-8；请登记其所在目录，或改名"
    ),
    "{problem}; expected a path, or a URL that starts with {schemes}": (
        "{problem}；应为路径，或以{schemes}开头的地址"
    ),
    "the {scheme} URL cannot be read; check its host, port and path": (
        "{scheme}地址无法解析；请核对主机、端口和路径"
    ),
    "schedule {text}: expected a cron expression of five fields, as '0 2 * * *' (minute, hour, "
    "day of the month, month, day of the week)": (
        "计划{text}：应为五段的cron表达式，如'0 2 * * *'（分、时、日、月、星期）"
    ),
    "schedule {text}: {item} is no {part}; expected {limits}": (
        "计划{text}：{item}不能作为{part}；应为{limits}"
    ),
    "no source is registered as {name}": "没有登记名为{name}的数据源",
    "window {window}: expected from-until, as 22:00-06:00": (
        "时间窗{window}：应为起止时间，如22:00-06:00"
    ),
    "{directory} is not empty, and no demo made it: choose another": (
        "{directory}不是空目录，也不是演示生成的：请换一个"
    ),
    # Ledger and store.
    "the proof's own parts do not agree about entry {sequence}": "证明自身各部分对第{sequence}条不一致",
    "the proof is under key {own}, the key kept is {key}": "证明由密钥{own}签署，而保存的密钥为{key}",
    "the ledger was rewritten: a head kept elsewhere has another root": (
        "账本已被改写：另处保存的账本头根值不同"
    ),
    "{path}: expected a public key, 64 hex digits": "{path}：应为公钥（64位十六进制数字）",
    "{path} is read-only: nothing can be recorded in it, so nothing was done; make it writable or "
    "use another (--home)": "{path}为只读：无法记账，因此未做任何事；请使其可写，或换用其他目录（--home）",
    "{path} is read-only and its database is of another version of this program: copy the "
    "directory, and use the copy": "{path}为只读，且其数据库属于本程序的其他版本：请复制该目录并使用副本",
    "{path} is read-only and has changes in {log} that can only be brought in by writing: copy the "
    "directory, and use the copy (--home)": (
        "{path}为只读，而{log}中的更改须写入才能并入：请复制该目录并使用副本（--home）"
    ),
    "{path}: this is not the JSON of a ledger's head": "{path}：不是账本头的JSON",
    "there is no entry {sequence}; the ledger has {count}": "没有第{sequence}条；账本共有{count}条",
    "there are versions of records that no entry speaks of": "有的记录版本在账本中没有条目",
    "{place} is not stored as it was recorded": "{place}的存储内容与记账时不符",
    "{path}, kept at the last verification, was changed": "上次核验时保存的{path}已被改动",
    "a text in the ledger {fault}": "账本中有一条文本有误（{fault}）",
    "the head of {count} entries names key {key}, and the key to verify with is {other}": (
        "{count}条时的账本头所用密钥为{key}，而核验密钥为{other}"
    ),
    "the signature of the head of {count} entries is wrong": "{count}条时的账本头签名有误",
    "the frontier of the ledger {fault}": "账本的边界数据有误（{fault}）",
    "the ledger has {last} entries, a head for {signed} and a frontier for {size}; nothing is "
    "added until `tongguan ledger verify` has been looked into": (
        "账本有{last}条，签名头为{signed}条，边界为{size}条；请先用`tongguan ledger verify`查明，"
        "此前不再记账"
    ),
    "the newest head of the ledger is not the JSON of a head": "账本最新的头不是合法JSON",
    "entry {sequence} is not in the ledger of this head": "第{sequence}条不在该账本头之下",
    "the ledger of {second} entries did not grow from that of {first}": (
        "{second}条的账本不是由{first}条的账本增长而来"
    ),
    "entry {sequence} has no signed head": "第{sequence}条没有签名头",
    "entry {sequence}: {problem}": "第{sequence}条：{problem}",
    "its head was written for something else": "其签名头属于别的内容",
    "its head is not the JSON of a head": "其签名头不是合法JSON",
    "entry {sequence} is missing": "缺少第{sequence}条",
    "entry {sequence} is missing: heads go on to entry {last}": (
        "缺少第{sequence}条：签名头延续到第{last}条"
    ),
    "entry {sequence} is missing: a head kept elsewhere was signed for {count} entries": (
        "缺少第{sequence}条：另处保存的账本头签署时有{count}条"
    ),
    "entry {sequence} cannot be: entries are counted from 1, a head is not": (
        "不可能有第{sequence}条：条目从1起计"
    ),
    "the stored frontier is not that of the ledger after entry {sequence}": (
        "存储的边界数据与第{sequence}条之后的账本不符"
    ),
    "entry {sequence} or one before it was rewritten: a head kept elsewhere has another root": (
        "第{sequence}条或之前的条目被改写：另处保存的账本头根值不同"
    ),
    "the ledger's tables cannot be read: {fault}": "账本的表无法读取：{fault}",
    "entry {sequence} is not what was signed when it was written": "第{sequence}条与写入时签署的不符",
    "the stored hash of entry {sequence} is not that of its text": "第{sequence}条的存储摘要与其文本不符",
    "entry {sequence} says it is entry {other}": "第{sequence}条自称为第{other}条",
    "{path} can be written by others (mode {mode}): run `chmod 700 {path}`": (
        "{path}可被他人写入（权限{mode}）：请执行`chmod 700 {path}`"
    ),
    "{path} cannot be used as a directory: {fault}": "{path}不能用作目录：{fault}",
    "{path} is on a file system without write-ahead logging": "{path}所在的文件系统不支持预写日志",
    "this database was written by a newer version (its {family} tables are at step {done}, this "
    "program knows {known}): upgrade the program": (
        "数据库由更新的版本写成（{family}表在第{done}步，本程序只知{known}步）：请升级程序"
    ),
    "{path} is not an ordinary file": "{path}不是普通文件",
    "{path} cannot be used: {fault}": "{path}无法使用：{fault}",
    "{path} cannot be opened: {fault}": "{path}无法打开：{fault}",
    "the database cannot be used: {fault}": "数据库无法使用：{fault}",
    "a {kind} was written in schema {found}, this program knows {known}: upgrade the program": (
        "有一条{kind}记录的模式版本为{found}，本程序只知{known}：请升级程序"
    ),
    "a stored {kind} cannot be read: its body is damaged": "存储的{kind}记录无法读取：内容已损坏",
    "the columns of {kind} {identifier} are not those of its body": (
        "{kind} {identifier}的各列与其内容不符"
    ),
    "{path} is not a key of {count} bytes; restore it from your backup": (
        "{path}不是{count}字节的密钥；请从备份恢复"
    ),
    "{path} can be used by others (mode {mode}): take it as known to them, or run `chmod 600 "
    "{path}` if it is not": (
        "{path}可被他人使用（权限{mode}）：应视为已泄露；如确未泄露，请执行`chmod 600 {path}`"
    ),
    "{path} is missing: without it this installation's ledger cannot be verified nor its "
    "passwords opened; restore it from your backup": (
        "缺少{path}：没有它便无法核验账本、也无法启封口令；请从备份恢复"
    ),
    # Policies.
    "{file}:{line}:{column}: {problem}": "{file}:{line}:{column}: {problem}",
    "a PostgreSQL location starts with postgresql://": "PostgreSQL位置应以postgresql://开头",
    "{home} is read-only and its database is of another version of this program": (
        "{home}为只读，其数据库属于本程序的另一版本"
    ),
    "{problem}: copy the directory, and use the copy": "{problem}：请复制该目录并使用副本",
    "this directory of policies does not exist": "策略目录不存在",
    "holds no packs: they lie in recognisers/, grading/, masking/, filing/, derivation/, anonymity/, "
    "detection/, drills/, flow/, duties/ and playbooks/ "
    "(*.yaml) and lexicons/ (*.txt) inside it": (
        "其中没有策略包：应位于recognisers/、grading/、masking/、filing/、derivation/、anonymity/、detection/、drills/、flow/、duties/和playbooks/（*.yaml）和lexicons/（*.txt）之下"
    ),
    "{identifier} stands in {file} already": "{identifier}已在{file}中定义",
    "not UTF-8 at byte {offset}": "第{offset}字节处不是UTF-8",
    "a character that YAML does not allow": "含有YAML不允许的字符",
    "the file is empty": "文件为空",
}
