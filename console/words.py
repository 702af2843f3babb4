# The command line's words in both languages, after the standards' own terms.
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from operations import Life
    from schema import Level

__all__ = ["condition", "level", "said", "word"]

_WORDS = {
    "dataset": ("数据集", "data set"),
    "level": ("级别", "level"),
    "grade": ("方案级别", "grade"),
    "state": ("状态", "state"),
    "rows": ("行数", "rows"),
    "persons": ("涉及人数", "persons"),
    "factors": ("重要数据因素", "factors"),
    "fields": ("数据项", "fields"),
    "field": ("数据项", "field"),
    "label": ("识别结果", "label"),
    "rate": ("占比", "share"),
    "reason": ("依据", "reason"),
    "source": ("数据源", "source"),
    "id": ("标识", "id"),
    "unit": ("所属单位", "unit"),
    "versions": ("版本", "versions"),
    "found": ("发现时间", "found"),
    "name": ("名称", "name"),
    "url": ("地址", "url"),
    "owner": ("归属单位", "owner"),
    "password": ("口令", "password"),
    "limit": ("限速", "limit"),
    "window": ("时间窗", "window"),
    "sealed": ("已密封", "sealed"),
    "none": ("无", "none"),
    "operator": ("脱敏方式", "masking"),
    "decisions": ("人工决定", "decisions"),
    "reviewed": ("复核", "reviewed"),
    "lowered": ("下调", "lowered"),
    "overtaken": ("失效", "overtaken"),
    "was": ("原为", "before"),
    "is": ("现为", "now"),
    "maturity": ("成熟度", "maturity"),
    "entries": ("条目", "entries"),
    "example": ("样例形态", "example"),
    "mixed": ("含多种类型的数据项", "fields that hold more than one kind"),
    "before": ("处理前（形态）", "before (shape)"),
    "after": ("处理后", "after"),
    "table": ("表", "table"),
    "domain": ("域", "domain"),
    "kind": ("类别", "kind"),
    "contact": ("联系人", "contact"),
    "agreement": ("协议", "agreement"),
    "until": ("期限", "until"),
    "place": ("境内外", "place"),
    "recipient": ("接收方", "recipient"),
    "made": ("生成日期", "made"),
    "shares": ("提供次数", "shares"),
    "share-id": ("提供记录", "share"),
    "asker": ("申请人", "asked by"),
    "approver": ("批准人", "approver"),
    "scope": ("权限", "scope"),
    "purpose": ("用途", "purpose"),
    "expires": ("有效期至", "expires"),
    "in-use": ("使用中", "in use"),
    "version": ("版本", "version"),
    "names": ("字段名", "names"),
    "trees": ("决策树", "trees"),
    "datasets": ("数据集", "data sets"),
    "false": ("误指概率不高于", "false accusation, at most"),
    "agreeing": ("相符标记", "marks that agree"),
    "share-records": ("提供记录", "shares"),
    "figure": ("指标", "figure"),
    "value": ("数值", "value"),
    "classes": ("等价类", "classes"),
    "k": ("最小等价类k", "smallest class, k"),
    "uniques": ("唯一记录", "unique rows"),
    "prosecutor": ("检察官风险（最高）", "prosecutor risk, highest"),
    "at-risk": ("高于阈值的行", "rows above the threshold"),
    "journalist": ("记者风险（最高）", "journalist risk, highest"),
    "marketer": ("营销者风险", "marketer risk"),
    "presence": ("在场推断δ", "delta-presence"),
    "degree": ("去标识化级别", "level of de-identification"),
    "direct": ("直接标识符", "direct identifiers"),
    "quasi": ("准标识符", "quasi-identifiers"),
    "sensitive": ("敏感列", "sensitive columns"),
    "gcp": ("信息损失GCP", "information lost, GCP"),
    "discernibility": ("可辨识度", "discernibility"),
    "suppressed": ("抑制的行", "rows left out"),
    "time": ("时间", "time"),
    "severity": ("严重程度", "severity"),
    "alert": ("预警", "alert"),
    "records": ("记录数", "records"),
    "who": ("主体", "who"),
    "destination": ("去向", "destination"),
    "risk": ("风险类型", "risk"),
    "labels": ("识别结果", "labels"),
    "confidence": ("置信度", "confidence"),
    "alerts": ("预警", "alerts"),
    "drill": ("演练", "drill"),
    "title": ("名称", "title"),
    "fidelity": ("仿真层次", "fidelity"),
    "length": ("时长", "length"),
    "attack-team": ("攻击队", "attack team"),
    "defence-team": ("防守队", "defence team"),
    "technique": ("技术", "technique"),
    "began": ("开始", "began"),
    "effect": ("生效", "took effect"),
    "detected": ("发现用时", "found after"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "on": ("参加", "on"),
    "off": ("不参加", "off"),
    "detect": ("发现得分", "score: detect"),
    "contain": ("遏制得分", "score: contain"),
    "recover": ("恢复得分", "score: recover"),
    "physical": ("物理危害得分", "score: physical harm"),
    "leak": ("泄露得分", "score: leak"),
    "report": ("报告得分", "score: report"),
    "total": ("总分", "total"),
    "false_alarms": ("误报", "false alarms"),
    "false_responses": ("误处置", "false responses"),
    "spill_m3": ("溢出水量（立方米）", "water spilt (m3)"),
    "unserved_m3": ("未供水量（立方米）", "water not served (m3)"),
    "people_without_supply": ("停水人数", "people without water"),
    "outage_minutes": ("停供时长（分钟）", "outage (minutes)"),
    "leaked_records": ("泄露记录数", "records leaked"),
    "persons_leaked": ("折合泄露人数", "persons leaked, scaled"),
    "due": ("须报告主管部门", "to be reported"),
    "in_time": ("按时报告", "reported in time"),
    "incident": ("事件级别", "incident level"),
    "replay_hash": ("回放哈希", "replay hash"),
}


# What is said on stderr, with the numbers of nouns.
_SAID = {
    "replayed": (
        "{events}个事件，{alerts}条预警，{incidents}起事件",
        "{events|event|events}, {alerts|alert|alerts}, {incidents|incident|incidents}",
    ),
    "spans": ("发现{count}处", "{count|span|spans} found"),
    "resumed": (
        "此前已完成{count}个数据集",
        "{count|data set had|data sets had} been finished before",
    ),
    "afresh": ("没有可继续的扫描：已重新扫描", "nothing to go on with: scanned afresh"),
    "skipped": ("未读取 {source}：{error}", "skipped {source}: {error}"),
    "fell-due": (
        "{dataset}在备案（{number}）之后有变化，须在{until}前重新备案",
        "{dataset} changed since it was filed under {number}: file it anew by {until}",
    ),
    "model-used": ("自下次扫描起使用模型{version}", "{version} is in use from the next scan on"),
    "model-trained": (
        "由{count}项复核决定得到模型{version}，学会{names}个字段名，新增{trees}棵决策树；自下次扫描起使用",
        "{version}, with {names} names and {trees} trees from {count} decisions, is in use from the next scan on",
    ),
    "scan-again": ("（须重新扫描）", " (to be scanned again)"),
    "regrade": ("（策略已变更）", " (policies changed)"),
    "exported": ("{count}个数据集 -> {output}", "{count|data set|data sets} -> {output}"),
    "digest": ("  校验值 SHA-256 {digest}", "  SHA-256 {digest}"),
    "recorded": ("决定已记录：{id}", "decision recorded as {id}"),
    "nothing-changed": ("级别和类型均无变化", "neither level nor label changed"),
    "whole": ("整个数据集", "the whole data set"),
    "database-shared": (
        "{count}张表、{rows}行 -> {output}",
        "{count|table|tables}, {rows|row|rows} -> {output}",
    ),
    "loosened": (
        "注意：副本中{table}的{columns}不再唯一",
        "note: {columns} of {table} tells rows apart no more in the copy",
    ),
    "left-out-default": (
        "副本中没有的默认值：{names}",
        "left out: defaults {names}",
    ),
    "left-out-identity": (
        "副本中没有的自增编号：{names}",
        "left out: numbering {names}",
    ),
    "left-out-check": (
        "副本中没有的检查约束：{names}",
        "left out: checks {names}",
    ),
    "left-out-index": (
        "副本中没有的索引：{names}",
        "left out: indexes {names}",
    ),
    "left-out-view": (
        "副本中没有的视图：{names}",
        "left out: views {names}",
    ),
    "left-out-generated": (
        "副本中没有的生成列（其值已复制）：{names}",
        "left out: generated columns (their values are copied) {names}",
    ),
    "left-out-type": (
        "副本中没有的自定义类型（其列为基础类型或文本）：{names}",
        "left out: types of its own (their columns are of those below them, or text) {names}",
    ),
    "left-out-partitions": (
        "副本中没有的分区（各行在一张表中）：{names}",
        "left out: partitions (all rows are in one table) {names}",
    ),
    "left-out-exclusion": (
        "副本中没有的排他约束：{names}",
        "left out: exclusion constraints {names}",
    ),
    "left-out-trigger": (
        "副本中没有的触发器：{names}",
        "left out: triggers {names}",
    ),
    "left-out-routine": (
        "副本中没有的函数与存储过程：{names}",
        "left out: routines {names}",
    ),
    "left-out-event": (
        "副本中没有的定时事件：{names}",
        "left out: events {names}",
    ),
    "left-out-policy": (
        "副本中没有的行级策略：{names}",
        "left out: policies of rows {names}",
    ),
    "left-out-rule": (
        "副本中没有的规则：{names}",
        "left out: rules {names}",
    ),
    "key-made": (
        "已生成密钥{id}（域{domain}，{audience}）",
        "key {id} made, of domain {domain} for {audience}",
    ),
    "key-rotated": (
        "密钥{before}已停用，由{id}接替",
        "key {before} is retired, {id} is in its place",
    ),
    "key-used": (
        "密钥{id}用于{count}次提供：{shares}",
        "key {id} was used for {count|share|shares}: {shares}",
    ),
    "destroy": ("销毁密钥{id}？此操作不可恢复", "Destroy key {id}, for good?"),
    "key-destroyed": ("密钥{id}已销毁", "key {id} is destroyed"),
    "keyring-wrapped": ("密钥库现由{kind}加密", "the keyring is wrapped by {kind} now"),
    "token-made": (
        "令牌{name}已生成，有效期至{until}；仅显示这一次：",
        "token {name} is good until {until}; this is the only time it is shown:",
    ),
    "token-revoked": ("令牌{name}已撤销", "token {name} is revoked"),
    "serving": ("服务地址：{address}", "serving on {address}"),
    "no-server": (
        "缺少HTTP服务组件：请安装tongguan[console]",
        "the HTTP server is not installed: install tongguan[console]",
    ),
    "needs-tls": (
        "{host}可从外部访问：须提供证书（--tls-cert、--tls-key）",
        "{host} can be reached from outside: give a certificate (--tls-cert, --tls-key)",
    ),
    "reveal-asked": (
        "已申请还原，待另一位监管人批准：{id}",
        "asked for as {id}: another custodian is to approve it",
    ),
    "reveal-approved": (
        "已批准；{asker}可在{until}前还原一次",
        "approved: {asker} can open it once until {until}",
    ),
    "reveal-refused": ("还原申请{id}已拒绝", "reveal {id} is refused"),
    "reveal-opened": ("{rows}行 -> {output}", "{rows|row|rows} -> {output}"),
    "shared": (
        "{rows}行 -> {output}，记录编号{share}",
        "{rows|row|rows} -> {output}, recorded as {share}",
    ),
    "traced": (
        "{recipients}个带水印的接收方中指认{named}个",
        "{named} of {recipients|recipient|recipients} with a mark named",
    ),
    "not-traced": (
        "{recipients}个带水印的接收方中无一可指认",
        "none of {recipients|recipient|recipients} with a mark can be named",
    ),
    "anonymised": ("{rows}行 -> {output}", "{rows|row|rows} -> {output}"),
    "columns-left-out": (
        "未提供的列：{columns}（如需保留，用--keep）",
        "columns left out: {columns} (--keep keeps one)",
    ),
    "shown-lowered": (
        "注意：列{column}经人工下调，{operator}；{against}",
        "note: column {column} was lowered by a person and is {operator}; {against}",
    ),
    "progress": (
        "{done}/{known}个数据集，{rows}行，{rate}行/秒，{speed} MB/秒",
        "{done}/{known} data sets, {rows} rows, {rate} rows/s, {speed} MB/s",
    ),
    "left": ("，剩余{seconds}秒", ", {seconds} s left"),
    "held": ("；按数据源的约定有意放慢", "; slowed on purpose by a source's terms"),
    "warning": ("注意：{place}：{problem}", "warning: {place}: {problem}"),
    "registered": (
        "已登记{name}；可用`tongguan source test {name}`试连",
        "registered {name}; `tongguan source test {name}` tries it",
    ),
    "readable": ("{name}可以读取", "{name} can be read"),
    "removed": ("已删除{name}", "{name} removed"),
    "remove": ("删除{name}及其口令？", "remove {name} and its password?"),
    "checked": (
        "运行了{count}个例子，{problems}个问题",
        "{count|example|examples} run, {problems|problem|problems}",
    ),
    "passes": ("{label}：通过校验", "{label}: passes its check"),
    "fails": ("{label}：格式相符，但未通过校验", "{label}: fits, but fails its check"),
    "has-form": ("{label}：格式相符", "{label}: has its form"),
    "only-named": (
        "{label}：只有名称与之相符时才认得",
        "{label}: only with a name that speaks for it",
    ),
    "has-it": ("，且归属于它", ", and has it"),
    "unrecognised": ("没有识别器认得它", "nothing recognises it"),
    "not-alone": (
        "仅凭取值，没有识别器认得它",
        "nothing recognises it by its value alone",
    ),
    "replaced": (
        "{entry}：采用您的定义，而非{file}中的",
        "{entry}: yours is in force, not that of {file}",
    ),
    "unread": (
        "{file}：无人读取；策略包应放在何处，见`tongguan policies check`",
        "{file}: read by nobody; `tongguan policies check` says where packs lie",
    ),
    "verified": (
        "{entries}条，均与签署时一致；根值{root}",
        "{entries|entry|entries}, all as signed; root {root}",
    ),
    "proved": (
        "第{sequence}条（{action}，{actor}，{time}）在{entries}条的账本之中，由密钥{key}签署",
        (
            "entry {sequence} ({action}, {actor}, {time}) is in the ledger of "
            "{entries|entry|entries}, as signed under key {key}"
        ),
    ),
    "own-key": (
        "该密钥取自证明自身：请与您保存的核对（--key或--trusted）",
        "that key is the proof's own: hold it against the one you kept (--key or --trusted)",
    ),
    "drill-run": ("{drill}演练完成，记录为{id}", "drill {drill} done, recorded as {id}"),
    "drill-valid": (
        "{file}有效：{steps}个攻击步骤",
        "{file} is valid: {steps|step|steps} of attack",
    ),
    "drill-made": ("演练模板 -> {output}", "a drill to start from -> {output}"),
    "runs-same": ("两次运行逐字节一致", "the two runs are the same, byte for byte"),
    "runs-differ": ("两次运行不同", "the two runs differ"),
    "no-entries": ("账本尚无条目", "the ledger has no entries yet"),
    "demo-done": (
        "完成：{count}个数据集已定级，账本{entries}条已核验",
        "done: {count|data set|data sets} graded, {entries|ledger entry|ledger entries} verified",
    ),
}


def word(key: str, language: str) -> str:
    """The word for a heading."""
    return _WORDS[key][0 if language == "zh" else 1]


def level(value: Level, language: str) -> str:
    """A level as people read it."""
    from operations import LEVELS

    title = LEVELS[value]
    return title.zh if language == "zh" else title.en


def condition(life: Life, language: str) -> str:
    """Where a data set stands, as people read it, and whether it is to be looked at again."""
    from operations import CONDITIONS

    title = CONDITIONS[life.standing.condition]
    stands = title.zh if language == "zh" else title.en
    if life.scan_again:
        return stands + said("scan-again", language)
    return stands + said("regrade", language) if life.outdated else stands


def said(key: str, language: str, /, **values: object) -> str:
    """A sentence with its values in place, each noun in the number of its value.

    >>> said("exported", "en", count=1, output="a.xlsx")
    '1 data set -> a.xlsx'
    """
    from schema import filled

    chinese, english = _SAID[key]
    return filled(
        chinese if language == "zh" else english,
        {
            name: f"{value:,}" if isinstance(value, int) else str(value)
            for name, value in values.items()
        },
    )
