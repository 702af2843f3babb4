# Why a database server was not read, in Chinese beside the English that connectors give.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SERVERS"]

# In a value called `problem` another of these sentences stands.
SERVERS: Mapping[str, str] = {
    # Sign-in.
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
    "sign-in refused (tried once): check the user, the password and authSource": (
        "登录被拒绝（只试一次）：请核对用户名、口令和authSource"
    ),
    "nothing answers there: check host, port, TLS and replicaSet": (
        "没有响应：请核对主机、端口、TLS和replicaSet"
    ),
    "no ClickHouse server answers there": "该处没有ClickHouse服务器响应",
    "it is no Elasticsearch server, or one before 7.14": "不是Elasticsearch服务器，或早于7.14",
    "the server offers no TLS, and the source asks for it": "服务器不提供TLS，而该数据源要求TLS",
    "the server asks for a way to sign in that is not known here": "服务器要求的登录方式不受支持",
    "the server's certificate is not accepted: check sslmode and sslrootcert": (
        "服务器证书不被接受：请核对sslmode和sslrootcert"
    ),
    "no secure connection could be made: check TLS": "无法建立安全连接：请核对TLS",
    "no secure connection could be made: check the certificate, or sslrootcert": (
        "无法建立安全连接：请核对证书或sslrootcert"
    ),
    "a certificate's file cannot be read": "证书文件无法读取",
    "the server does not take connections from this machine": "服务器不接受来自本机的连接",
    "the server blocks this machine after failed sign-ins": "服务器因登录失败而封锁本机",
    "the account is locked": "账号已锁定",
    "the password has expired": "口令已过期",
    "the account's password has expired": "账号口令已过期",
    "there is no such service": "没有此服务",
    "the account has no connection to spare": "该账号没有空余连接",
    "the account has used up what the server allows it": "该账号已用尽服务器给予的额度",
    "the server turned the session away: check its access rules, the user and TLS; its password "
    "must be kept as md5 or scram-sha-256, the ways known here": (
        "服务器拒绝会话：请核对访问规则、用户和TLS；口令须以md5或scram-sha-256方式保存"
    ),
    # Reading.
    "{problem} (code {code})": "{problem}（代码{code}）",
    "{problem} (status {code})": "{problem}（状态{code}）",
    "{problem} (error {code})": "{problem}（错误{code}）",
    "the driver reports an error": "驱动程序报告错误",
    "the statement was stopped at its time limit": "语句达到时限，已停止",
    "the query was stopped at its time limit of {seconds} s": "查询达到{seconds}秒时限，已停止",
    "the search was stopped at its time limit of {seconds} s": "检索达到{seconds}秒时限，已停止",
    "the reading was stopped at its time limit of {seconds} s": "读取达到{seconds}秒时限，已停止",
    "the query was cancelled": "查询被取消",
    "reading it needs what a read-only session may not do": "读取它需要只读会话不能做的操作",
    "the query would need more memory than the account is allowed": "查询所需内存超过该账号限额",
    "the query would read more than the account is allowed": "查询读取量超过该账号限额",
    "the reading would need more memory than the server allows": "读取所需内存超过服务器限额",
    "a server behind it does not answer": "其后端服务器没有响应",
    "a server in front of it gets no answer": "其前端服务器得不到响应",
    "it is a stream: reading it would take its messages away": "是流：读取会取走其消息",
    "a queue: reading it would take its messages away": "是队列：读取会取走其消息",
    "a table of another system: register that one and scan it there": (
        "其他系统的表：请登记该系统，在那里扫描"
    ),
    "a table of another server: register the database it comes from and scan it there": (
        "其他服务器的表：请登记其来源数据库，在那里扫描"
    ),
    "an engine that keeps no rows: {engine}": "不保存数据行的引擎：{engine}",
    "it has no columns that can be read": "没有可读取的列",
    "it has no fields that can be read": "没有可读取的字段",
    "it has no documents": "没有文档",
    "columns that hold states of aggregates are not read: {names}": "保存聚合状态的列不读取：{names}",
    "fields whose values the index does not keep: {names}": "索引不保存取值的字段：{names}",
    "{count} values were not read: no field describes them": "{count}个值未读取：没有字段描述它们",
    "the index is closed": "索引已关闭",
    "no index of this name or pattern is open to this account": (
        "没有此名称或通配的索引对该账号开放"
    ),
    "no collection in it is open to this account": "其中没有集合对该账号开放",
    "no database named {name} is open to this account": "没有名为{name}的数据库对该账号开放",
    "no column of it is open to this account": "没有列对该账号开放",
    "schema= is for a URL without a database; it was passed over": (
        "schema=用于不含数据库的地址；已忽略"
    ),
    "a view whose tables or columns are gone or not open to its owner": (
        "视图所依赖的表或列已不存在，或未对其所有者开放"
    ),
    "a view that needs itself": "视图依赖自身",
    "it is a view that cannot be computed": "视图无法计算",
    "a function inside it is gone": "其内部函数已不存在",
    "no permission to run a function inside it": "没有执行其内部函数的权限",
    "the server cannot open it: it is damaged, or its engine is not there": (
        "服务器无法打开：已损坏，或其引擎不存在"
    ),
    "the server does not describe it to a read-only session of this account": (
        "服务器不向该账号的只读会话描述它"
    ),
    "it is no longer what it was when it was found, or not open to this account": (
        "它与发现时已不相同，或未对该账号开放"
    ),
    "rows changed for so long that the server no longer has them as they were": (
        "数据行变化过久，服务器已没有当时的状态"
    ),
    "the server gave way to other work (a deadlock)": "服务器让位于其他工作（死锁）",
    "the server gave up the reading after a long rest": "读取停顿过久，服务器已放弃",
    "the server is too old for it": "服务器版本过旧",
    "the server is too busy": "服务器过忙",
    "the server finds the answer too large": "服务器认为应答过大",
    "the server does not understand it": "服务器无法理解请求",
    "the server does not understand it: it is older than 7.12, or a limit of it is passed": (
        "服务器无法理解请求：版本早于7.12，或超出其限制"
    ),
    "the server does not speak this version of the interface": "服务器不支持此接口版本",
    "part of it is not available": "其一部分不可用",
    "the server's disk is full": "服务器磁盘已满",
    "the server ran short of memory": "服务器内存不足",
    "the server met damaged data": "服务器遇到损坏的数据",
    "the server met an error of its storage": "服务器遇到存储错误",
    "the server closed the connection, or nothing answers there": "服务器关闭了连接，或没有响应",
    "the statement was stopped at its time limit of {seconds} s": "语句达到{seconds}秒时限，已停止",
    "the server closed the connection": "服务器关闭了连接",
    "the server's answer makes no sense": "服务器的应答无法理解",
    "the server reports an error": "服务器报告错误",
    "{problem} (SQLSTATE {state})": "{problem}（SQLSTATE {state}）",
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
    "row-level security may hide rows from this account": "行级安全策略可能对该账号隐藏部分行",
    "no permission to look into the schema {schema}": "没有查看模式{schema}的权限",
    "no permission to read some of its columns: {columns}": "没有读取其部分列的权限：{columns}",
    "no tables in a schema named {schema}": "名为{schema}的模式中没有表",
    "a foreign table: register the database it comes from and scan it there": (
        "外部表：请登记其来源数据库，在那里扫描"
    ),
    "it has no columns": "没有列",
    "a materialised view that was never filled": "从未填充的物化视图",
}
