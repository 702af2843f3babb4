# Why something was not read, in Chinese beside the English that connectors give: a sentence
# each, or the part of one that another sentence holds.
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
    "cannot be written: {problem}": "无法写入：{problem}",
    "the disk is full": "磁盘已满",
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
    "unpacks to more than 4 GiB": "解压后超过4 GiB",
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
    # PostgreSQL: sign-in.
    "the host's name is not known": "主机名无法解析",
    "no answer within {seconds} s": "{seconds}秒内没有响应",
    "the database is not there, or not open to this account": "数据库不存在，或未对该账号开放",
    "the server asks for a password and none is registered for this source": (
        "服务器要求口令，而该数据源未登记口令"
    ),
    "sign-in refused": "登录被拒绝",
    "sign-in refused (tried once): check the user and the password": (
        "登录被拒绝（只试一次）：请核对用户名和口令"
    ),
    "nothing answers there: check host and port, and that the server runs": (
        "没有响应：请核对主机和端口，并确认服务器已启动"
    ),
    "the server turned the session away: check its access rules, the user and TLS": (
        "服务器拒绝会话：请核对访问规则、用户和TLS"
    ),
    # PostgreSQL: reading.
    "the statement was stopped at its time limit of {seconds} s": "语句达到{seconds}秒时限，已停止",
    "the server closed the connection": "服务器关闭了连接",
    "the server's answer makes no sense": "服务器的应答无法理解",
    "the server reports an error": "服务器报告错误",
    "{problem} (SQLSTATE {state})": "{problem}（SQLSTATE {state}）",
    "{problem}, after {count|row|rows}": "{problem}（已读取{count}行）",
    "the connection was lost": "连接中断",
    "a value in it cannot be computed or shown as text": "其中有值无法计算或转为文本",
    "a rule inside it fails on some row": "其内部规则在某行上失败",
    "reading it would run a function that writes, and the session is read-only": (
        "读取它会执行写操作的函数，而会话为只读"
    ),
    "the server closed the session for idling inside a transaction": (
        "会话因事务中空闲而被服务器关闭"
    ),
    "there is no such database": "没有此数据库",
    "the server gave way to other work (a standby replaying changes, or a deadlock)": (
        "服务器让位于其他工作（备库回放变更，或死锁）"
    ),
    "no permission to read it": "没有读取权限",
    "it is no longer what it was when it was found": "它与发现时已不相同",
    "its schema is no longer there": "其所在模式已不存在",
    "the server has no connection to spare": "服务器没有空余连接",
    "the server ran short of memory, disk or connections": "服务器内存、磁盘或连接不足",
    "it goes beyond a limit of the server": "超出服务器的限制",
    "another session keeps it locked": "被其他会话锁定",
    "it is in no state to be read (a materialised view never filled, say)": (
        "其状态不可读取（例如从未填充的物化视图）"
    ),
    "the statement went beyond its time limit, or was cancelled": "语句超时或被取消",
    "the server closed the connection (shutting down)": "服务器关闭了连接（正在停机）",
    "the server closed the connection (after a crash)": "服务器关闭了连接（崩溃之后）",
    "the server is starting up or shutting down": "服务器正在启动或停机",
    "the server closed the session for idling": "会话因空闲而被服务器关闭",
    "the server met an error of its system or disk": "服务器遇到系统或磁盘错误",
    "the server does not support reading it this way": "服务器不支持以此方式读取",
    "a function inside it reports an error": "其内部函数报告错误",
    "the server met an internal error or damaged data": "服务器遇到内部错误或损坏的数据",
    "names in its catalogue are not UTF-8; the database's encoding is SQL_ASCII": (
        "其目录中的名称不是UTF-8；数据库编码为SQL_ASCII"
    ),
    "{count} cells were read to {limit} characters, or {octets} bytes of binary, and not to "
    "their end": "{count}个单元格只读取到{limit}个字符（二进制为{octets}字节），未读至末尾",
    "row-level security may hide rows from this account": "行级安全策略可能对该账号隐藏部分行",
    "no permission to look into the schema {schema}": "没有查看模式{schema}的权限",
    "no permission to read some of its columns: {columns}": "没有读取其部分列的权限：{columns}",
    "no tables in a schema named {schema}": "名为{schema}的模式中没有表",
    "a foreign table: register the database it comes from and scan it there": (
        "外部表：请登记其来源数据库，在那里扫描"
    ),
    "it has no columns": "没有列",
    "a materialised view that was never filled": "从未填充的物化视图",
    "the window for reading closed after {count|row|rows}": "读取时间窗已关闭（已读取{count}行）",
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
}
