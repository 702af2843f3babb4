# Why something was not read, in Chinese beside the English that connectors give: tables in
# files here, other files in `format_words`, servers in `server_words`. A sentence each, or the part of one that another sentence holds.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["READING"]

# In a value called `problem` another of these sentences stands.
READING: Mapping[str, str] = {
    # Files, by what the system says of them.
    "does not exist": "不存在",
    "may not be read by this user": "当前用户无权读取",
    "is a directory, a file was expected": "是目录，应为文件",
    "is a symbolic link that leads back to itself": "是指回自身的符号链接",
    "is a symbolic link to nothing": "是指向空处的符号链接",
    "is a symbolic link to a directory it lies in": "是指向其上级目录的符号链接",
    "has a name longer than the file system allows": "文件名超过文件系统允许的长度",
    "cannot be read": "无法读取",
    "cannot be read: the device reports an error": "无法读取：设备报告错误",
    "is on a network file system that lost it": "所在的网络文件系统已丢失该文件",
    "is on a network file system that does not answer": "所在的网络文件系统没有响应",
    "cannot be opened: this program has too many files open": "无法打开：本程序打开的文件过多",
    "cannot be opened: the machine has too many files open": "无法打开：系统打开的文件过多",
    "cannot be written": "无法写入",
    "cannot be written: {problem}": "无法写入：{problem}",
    "the disk is full": "磁盘已满",
    "the file is larger than may be written there": "文件超过该处允许写入的大小",
    "the device reports an error or has no room": "设备报告错误或已无空间",
    "the device reports an error": "设备报告错误",
    "the quota is used up": "配额已用尽",
    "the file system is read-only": "文件系统为只读",
    "SQLite takes no such columns (two of one name, or too many)": (
        "SQLite不接受这样的列（重名或过多）"
    ),
    "is being written already": "正在写入",
    "cannot be written in this format": "无法以此格式写入",
    "is a pipe, socket or device, a file was expected": "是管道、套接字或设备，应为文件",
    "is empty": "内容为空",
    "is not a kind of file that can be read": "不是可读取的文件类型",
    "nothing that can be read matches": "没有可读取的文件与之匹配",
    "holds no file that can be read": "其中没有可读取的文件",
    "reading {product} needs the package {package}: pip install {extra}": (
        "读取{product}需要软件包{package}：pip install {extra}"
    ),
    "no connector reads {scheme}:// sources": "不支持读取{scheme}://类型的数据源",
    "is where this program keeps its own records, which are no data to scan": (
        "是本程序存放自身记录之处，不是待扫描的数据"
    ),
    # Delimited text.
    "is not text in UTF-8, GB18030 or UTF-16": "不是UTF-8、GB18030或UTF-16编码的文本",
    "cannot be understood as delimited text": "无法按分隔文本理解",
    "holds a record longer than {size} MiB, or a quote that is never closed,": (
        "含有超过{size} MiB的记录，或未闭合的引号，"
    ),
    "holds no row in any of the blocks that were looked at": "所查看的各部分均没有数据行",
    "about {percent} % of the rows have {problem}": "约{percent}%的行{problem}",
    "another number of fields": "字段数不一致",
    "wrong encoding": "编码有误",
    "wrong encoding at byte {offset}": "第{offset}字节处编码有误",
    "{problem}: {count} of {total|row is|rows are} left out": (
        "{problem}：共{total}行，其中{count}行未读取"
    ),
    "{count} of {total|row has|rows have} another number of fields, first at data row {row}": (
        "{total}行中有{count}行字段数不一致，首见于第{row}个数据行"
    ),
    "{problem} after {count|row|rows}": "{problem}（已读取{count}行）",
    # Parquet, workbooks, SQLite.
    "is damaged or cut off: it cannot be read as Parquet": "已损坏或不完整：无法按Parquet读取",
    "is encrypted": "已加密",
    "{count} of {total} row groups are damaged, the first is number {first}": (
        "{total}个行组中有{count}个已损坏，首个为第{first}组"
    ),
    "is protected by a password": "受密码保护",
    "is damaged or cut off: it cannot be read as a workbook": "已损坏或不完整：无法按工作簿读取",
    "needs too much memory to read: perhaps a cell stands far outside the table": (
        "读取所需内存过大：可能有单元格远在表格之外"
    ),
    "no sheet of it holds anything": "所有工作表均为空",
    "is a sheet that is damaged": "工作表已损坏",
    "is encrypted, damaged or no SQLite database": "已加密、已损坏或不是SQLite数据库",
    "is damaged: SQLite finds its pages inconsistent": "已损坏：SQLite发现其页面不一致",
    "is locked by another program": "被其他程序锁定",
    "was changed while it was read: scan it again": "读取期间有变化：请重新扫描",
    "has a log without its index (-wal without -shm), which is read from a copy, and {place} has "
    "no room for one": "只有日志而无索引（有-wal而无-shm），须读取其副本，而{place}空间不足",
    "has a change beside it that was never finished (-journal): open it once with its own "
    "program": "旁有未完成的更改（-journal）：请先用其自身程序打开一次",
    "cannot be opened by this user": "当前用户无法打开",
    "cannot be opened: its write-ahead log cannot be used read-only": (
        "无法打开：其预写日志不能以只读方式使用"
    ),
    "cannot be read: the device reports an error or the file is cut off": (
        "无法读取：设备报告错误或文件不完整"
    ),
    "holds a value larger than SQLite hands out": "含有超出SQLite读取上限的值",
    "needs more memory to read than there is": "读取所需内存超过可用内存",
    "cannot be read by SQLite": "SQLite无法读取",
    "was stopped: it gave nothing for {seconds} s": "已停止：{seconds}秒内没有返回数据",
    "has no columns that can be read": "没有可读取的列",
    "has no such table": "没有此表",
    "has no table": "没有表",
    "table {table} {problem}": "表{table}{problem}",
    "{problem}, after {count|row|rows}": "{problem}（已读取{count}行）",
    "{problem}, after {count|line|lines}": "{problem}（已读取{count}行）",
    "the window for reading closed after {count|row|rows}": "读取时间窗已关闭（已读取{count}行）",
    "the window for reading closed after {count|line|lines}": "读取时间窗已关闭（已读取{count}行）",
    "{count} cells were read to {limit} characters, or {octets} bytes of binary, and not to "
    "their end": "{count}个单元格只读取到{limit}个字符（二进制为{octets}字节），未读至末尾",
    # The scan itself.
    "could not be examined: {kind} at {place}": "无法检查：{place}处出现{kind}",
    "the reader crashed on it, twice; nothing else was affected": (
        "读取程序两次在此崩溃；其他数据不受影响"
    ),
    "a package that reads it is not installed: pip install 'tongguan[all]'": (
        "未安装读取它所需的软件包：pip install 'tongguan[all]'"
    ),
    "not read now ({now}): its time window is {begin}-{end}": (
        "现在（{now}）不读取：其时间窗为{begin}-{end}"
    ),
    "reading slowly on purpose, as the source's limit or hours ask": (
        "按数据源的限速或时段有意放慢读取"
    ),
    "a copy that was cut short was finished: {path}": "此前中断的副本已补完：{path}",
    "a copy that was cut short was cleared away: {path}": "此前中断的副本已清除：{path}",
}
