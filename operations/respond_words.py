# What is said about playbooks and responses, in Chinese beside English: steps and states, what an
# adapter did, and why something was refused.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["ANSWERS", "OUTCOMES", "PLAYBOOK_FAULTS", "RESPONDING", "ROLES", "WORDS"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


ROLES: Final[Mapping[str, Title]] = {
    "command": _both("指挥", "command"),
    "assess": _both("研判", "assessment"),
    "handle": _both("处置", "handling"),
    "recover": _both("恢复", "recovery"),
    "report": _both("报告", "reporting"),
    "control": _both("导调", "exercise control"),
}

WORDS: Final[Mapping[str, Title]] = {
    "response": _both("处置编号", "response"),
    "step": _both("步骤", "step"),
    "what": _both("内容", "what"),
    "outcome": _both("结果", "outcome"),
    "by": _both("经手人", "by"),
    "done": _both("执行情况", "what was done"),
    "role": _both("角色", "role"),
    "waits": _both("等待", "waits for"),
    "until": _both("时限", "until"),
    "approval": _both("审批", "approval"),
    "doing": _both("人工完成", "somebody to do it"),
    "proceed": _both("到期自动执行", "then goes on"),
    "hold": _both("到期不执行", "then is left"),
    "playbook": _both("预案", "playbook"),
    "title": _both("名称", "title"),
    "automatic": _both("自动启动", "begins by itself"),
    "incident": _both("事件", "incident"),
    "mode": _both("方式", "mode"),
    "state": _both("状态", "state"),
    "adapter": _both("适配器", "adapter"),
    "kind": _both("类型", "kind"),
    "settings": _both("配置", "settings"),
    "secret": _both("密钥", "secret"),
    "sealed": _both("已封存", "sealed"),
    "attempts": _both("次数", "tries"),
    "problem": _both("原因", "why not"),
    "file": _both("文件", "file"),
    "dry-run": _both("演练", "dry run"),
    "for-real": _both("实际执行", "for real"),
    "running": _both("进行中", "running"),
    "waiting": _both("待人工", "waiting"),
    "failed": _both("部分未完成", "not all done"),
    "stopped": _both("已中止", "stopped"),
    "finished": _both("已完成", "done"),
    "queued": _both("待发送", "queued"),
    "sending": _both("发送中", "being sent"),
    "sent": _both("已送达", "taken"),
    "given-up": _both("已放弃", "given up"),
    "block-address": _both("阻断地址", "block the address"),
    "quarantine-host": _both("隔离主机", "quarantine the machine"),
    "disable-account": _both("停用账号", "disable the account"),
    "revoke-share": _both("撤销共享", "revoke the share"),
    "notify": _both("发送通知", "tell people"),
}
OUTCOMES: Final[Mapping[str, Title]] = {
    "": _both("未完成", "open"),
    "done": _both("已执行", "done"),
    "failed": _both("失败", "failed"),
    "held": _both("未批准", "held"),
}
ANSWERS: Final[Mapping[str, Title]] = {
    "yes": _both("已批准", "approved"),
    "no": _both("未批准", "refused"),
    "proceed": _both("到期执行", "went on by time"),
    "hold": _both("到期未执行", "held by time"),
}

# What was done or would be, and why something was refused.
RESPONDING: Final[Mapping[str, str]] = {
    "{adapter} would do {action} to {value}": "{adapter}将对{value}执行{action}",
    "{adapter} would be asked for {target}": "将向{adapter}请求{target}",
    "{adapter} would be told": "将通知{adapter}",
    "message {notice} is queued for {adapter}": "消息{notice}已排队，发往{adapter}",
    "nobody is told: no adapter does notify (tongguan monitor adapter add)": (
        "未通知任何人：没有通知类适配器（tongguan monitor adapter add）"
    ),
    "no adapter does {action} (tongguan monitor adapter add)": (
        "没有可执行{action}的适配器（tongguan monitor adapter add）"
    ),
    "no interface is registered as {agent} (tongguan monitor adapter add)": (
        "没有登记名为{agent}的接口（tongguan monitor adapter add）"
    ),
    "the incident names no {variable}": "事件中没有{variable}",
    "{adapter}: {value} is spared by its settings": "{adapter}：按配置不处置{value}",
    "{adapter}: {value} is blocked": "{adapter}：已阻断{value}",
    "{adapter}: {value} is quarantined": "{adapter}：已隔离{value}",
    "{adapter}: account {account} is disabled, {count} sessions ended": (
        "{adapter}：账号{account}已停用，结束会话{count}个"
    ),
    "{adapter}: share {share} is revoked, {count} keys destroyed": (
        "{adapter}：共享{share}已撤销，销毁密钥{count}个"
    ),
    "{adapter} answered {about} with status {status}": "{adapter}对{about}返回状态{status}",
    "{adapter}: {value} is no address": "{adapter}：{value}不是地址",
    "no open response is recorded as {name}": "没有编号为{name}的进行中的处置",
    "several responses are open there, name one: {several}": "有多个处置在进行，请指明：{several}",
    "step {step} of {response} waits for nobody; these do: {known}": (
        "{response}的步骤{step}没有在等待；正在等待的有：{known}"
    ),
    "step {step} waits for {wanted}": "步骤{step}等待的是{wanted}",
    "step {step} is for the role {role}, which {actor} does not have": (
        "步骤{step}须由角色{role}答复，{actor}不在其列"
    ),
    "no playbook is for incident {incident}: name one (--playbook)": (
        "没有适用于事件{incident}的预案：请指定（--playbook）"
    ),
    "several playbooks are for incident {incident}, name one (--playbook): {several}": (
        "多个预案适用于事件{incident}，请指定（--playbook）：{several}"
    ),
    "playbook {playbook} is not what it was when {response} began: stop that one (--stop), and begin anew": (
        "预案{playbook}在{response}启动后已改动：请先中止（--stop），再重新启动"
    ),
    "an adapter's name is small letters, digits, dots and hyphens, and none of tongguan and lab": (
        "适配器名称由小写字母、数字、点和连字符组成，且不得为tongguan或lab"
    ),
    "no source is registered as {name}": "没有登记名为{name}的数据源",
    "no adapter is registered as {name}": "没有登记名为{name}的适配器",
    "there is no kind of adapter {kind}, there are {known}": "没有适配器类型{kind}，可用{known}",
    "an adapter of kind {kind} needs the secret {missing}": "{kind}适配器须有密钥{missing}",
    "an adapter of kind {kind} takes no secret {strange}": "{kind}适配器不接受密钥{strange}",
    "an adapter of kind {kind} needs {missing}": "{kind}适配器须配置{missing}",
    "an adapter of kind {kind} takes no {strange}": "{kind}适配器不接受配置{strange}",
    "{name} is one of {known}": "{name}应为{known}之一",
    "port is a number from 1 to 65535": "端口是1到65535之间的数字",
    "actions are of {known}, not {strange}": "actions应取自{known}，而非{strange}",
    "a password goes to a mail server by TLS only: security tls or starttls": (
        "口令只能经TLS交给邮件服务器：security应为tls或starttls"
    ),
    "share {share} was revoked: nothing of it is shown again": "共享{share}已撤销：不再还原其内容",
    "key {key} is of a circle, and others undo their copies by it: it is not destroyed": (
        "密钥{key}属于多个接收方共用，不予销毁"
    ),
    "accounts are disabled on PostgreSQL, MySQL and MariaDB: name a source of these": (
        "可停用PostgreSQL、MySQL和MariaDB的账号：请指定此类数据源"
    ),
    "it is the account that this is done by": "这正是执行本操作的账号",
    "there is no such account on the server": "服务器上没有该账号",
    "the account could not be disabled: {problem}": "账号未能停用：{problem}",
    "nft is not installed here": "本机未安装nft",
    "nft did not answer within {seconds} s": "nft在{seconds}秒内没有响应",
    "nft may not change rules here: it takes the right CAP_NET_ADMIN": (
        "nft无权修改规则：需要CAP_NET_ADMIN权限"
    ),
    "nft refused the change": "nft拒绝了修改",
    "the address cannot be read; check its host and port": "地址无法解析，请检查主机和端口",
    "an address begins with https:// or http:// and names a host": (
        "地址应以https://或http://开头并写明主机"
    ),
    "an address must not hold a password: give it as the secret": "地址中不得含口令：请作为密钥提供",
    "secrets go by https:// only; http:// is for this machine itself": (
        "密钥只能经https://传送；http://仅限本机"
    ),
    "its certificate is not trusted": "其证书不受信任",
    "its certificate is for another name than the host's": "其证书所载名称与主机名不符",
    "its certificate has expired or is not valid yet": "其证书已过期或尚未生效",
    "it asks for a certificate of ours or agrees on no cipher": "对方要求我方出示证书，或双方没有共同的加密套件",
    "no TLS is spoken there, or the connection broke off": "对方不使用TLS，或连接中断",
    "the file of authorities to trust cannot be read, or holds no certificate": (
        "受信任的证书颁发机构文件无法读取，或其中没有证书"
    ),
    "no answer within {seconds} s": "{seconds}秒内没有响应",
    "the host's name is not known": "主机名无法解析",
    "nothing answers there, or the connection broke off": "对方没有响应，或连接中断",
    "the receiver answered with status {status}": "接收方返回状态{status}",
    "the {kind} robot's answer makes no sense": "{kind}机器人的应答无法理解",
    "the {kind} robot refused the message with code {code}": "{kind}机器人拒收消息，代码{code}",
    "the adapter is registered no more": "该适配器已注销",
    "the server offers no TLS or no sign-in": "服务器不提供TLS或登录",
    "the server refused the mail with code {code}": "服务器拒收邮件，代码{code}",
    "the server refused every receiver": "服务器拒绝了全部收件人",
    "the server refused {count} of the receivers": "服务器拒绝了{count}个收件人",
}

# What is wrong with a playbook's file.
PLAYBOOK_FAULTS: Final[Mapping[str, str]] = {
    "it does {done} and not {wanted}": "实际执行{done}，而非{wanted}",
    "an example does not begin it": "正例未能启动该预案",
    "it begins for an incident that it should be quiet on": "不应启动的事件却启动了该预案",
    "a playbook has one step of type start, and this has {count}": (
        "预案应有一个start步骤，此处有{count}个"
    ),
    "step {step}: there is no step {other}": "步骤{step}：没有步骤{other}",
    "step {step}: nothing leads back to the start": "步骤{step}：不能回到起点",
    "step {step}: it leads back to {other}, which led to it: a playbook has no circles": (
        "步骤{step}：又回到了{other}，预案不能循环"
    ),
    "step {step}: it stands in two branches; give each its own": (
        "步骤{step}：同属两个分支，请分别编写"
    ),
    "step {step}: each branch has an end of its own": "步骤{step}：各分支应有各自的结束步骤",
    "step {step}: nothing leads to it": "步骤{step}：没有任何步骤通向它",
    "step {step}: it needs on_completion, or on_success and on_failure, to go on": (
        "步骤{step}：须写明on_completion，或on_success与on_failure"
    ),
    "step {step}: with on_success it needs on_failure too": (
        "步骤{step}：有on_success时须同时有on_failure"
    ),
    "step {step}: a person does it or an interface does, not both in one step": (
        "步骤{step}：一个步骤要么由人完成，要么由接口完成"
    ),
    "step {step}: there is no action {action}, there are {known}": (
        "步骤{step}：没有动作{action}，可用{known}"
    ),
    "step {step}: a lab has no action {action}, it has {known}": (
        "步骤{step}：靶场没有动作{action}，可用{known}"
    ),
    "step {step}: {action} needs {missing}": "步骤{step}：{action}须写明{missing}",
    "step {step}: {action} takes no {strange}": "步骤{step}：{action}不接受{strange}",
    "step {step}: there is no variable {variable}": "步骤{step}：没有变量{variable}",
    "step {step}: it plays a playbook that is not there, or that leads back to {name}": (
        "步骤{step}：所调用的预案不存在，或又回到{name}"
    ),
    "there is no playbook {name}, there are {known}": "没有预案{name}，可用{known}",
    "{name} has no examples: say what it does for which incident": (
        "{name}没有示例：请写明对何种事件做什么"
    ),
    "{name} says when it starts: give an incident for which it is `quiet`": (
        "{name}写明了启动条件：请给出不应启动的事件（`quiet`）"
    ),
}
