# What the ledger's actions are called in both languages. An action without a word is shown as
# it stands in the ledger.
from __future__ import annotations

__all__ = ["action_word"]

_ACTIONS = {
    "custodian.add": ("任命密钥监管人", "custodian appointed"),
    "custodian.remove": ("免去密钥监管人", "custodian let go"),
    "adapter.add": ("登记适配器", "adapter registered"),
    "adapter.remove": ("删除适配器", "adapter removed"),
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
    "device.test": ("检测设备", "device tested"),
    "drill.control": ("导调", "exercise control"),
    "drill.decide": ("演练决策", "decision in a drill"),
    "drill.join": ("加入演练", "role of a drill taken"),
    "drill.leave": ("离开演练", "role of a drill left"),
    "drill.run": ("完成演练", "drill run"),
    "field.lower": ("数据项下调", "field lowered"),
    "field.review": ("数据项复核", "field reviewed"),
    "filing.due": ("须重新备案", "filing due again"),
    "filing.stands": ("备案内容恢复一致", "filing stands again"),
    "key.destroy": ("销毁密钥", "key destroyed"),
    "key.new": ("生成密钥", "key made"),
    "key.rotate": ("轮换密钥", "key rotated"),
    "keyring.unchanged": ("密钥库未能重新加密", "keyring not wrapped anew"),
    "keyring.wrap": ("密钥库重新加密", "keyring wrapped anew"),
    "incident.acknowledge": ("受理事件", "incident acknowledged"),
    "incident.close": ("关闭事件", "incident closed"),
    "incident.reopen": ("重新打开事件", "incident reopened"),
    "monitor.interfaces": ("数据接口清单", "data interfaces recorded"),
    "monitor.mute": ("静默预警", "alerts muted"),
    "monitor.unmute": ("撤销静默", "mute withdrawn"),
    "monitor.train": ("监测模型训练", "models of the monitor trained"),
    "monitor.watch": ("日志监测", "logs watched"),
    "monitor.replay": ("回放监测", "captures and logs replayed"),
    "range.down": ("停止靶场", "lab taken down"),
    "range.up": ("启动靶场", "lab brought up"),
    "recipient.add": ("登记接收方", "recipient registered"),
    "recipient.remove": ("删除接收方", "recipient removed"),
    "notice.failed": ("通知未送达", "message given up"),
    "notice.retry": ("通知待重发", "message to be sent again"),
    "notice.sending": ("正在发送通知", "message being sent"),
    "notice.sent": ("通知已送达", "message sent"),
    "respond.approve": ("批准处置步骤", "step of a playbook approved"),
    "respond.begin": ("启动预案", "playbook begun"),
    "respond.done": ("处置步骤完成", "playbook or step done"),
    "respond.dry-run": ("预案演练", "playbook played dry"),
    "respond.failed": ("处置步骤未成功", "playbook or step failed"),
    "respond.refuse": ("不批准处置步骤", "step of a playbook refused"),
    "respond.step": ("到达处置步骤", "steps of a playbook reached"),
    "respond.stop": ("终止预案", "playbook stopped"),
    "respond.action": ("执行处置步骤", "step of a playbook played"),
    "reveal.api": ("经接口还原", "masked values revealed through the API"),
    "reveal.approve": ("批准还原", "reveal approved"),
    "reveal.ask": ("申请还原", "reveal asked for"),
    "reveal.open": ("还原", "masked values revealed"),
    "reveal.refuse": ("拒绝还原", "reveal refused"),
    "model.train": ("训练列识别模型", "model of columns trained"),
    "model.use": ("选用列识别模型", "model of columns chosen"),
    "scan.finish": ("扫描结束", "scan finished"),
    "scan.start": ("扫描开始", "scan started"),
    "share.open": ("经接口提供", "sharing through the API begun"),
    "share.rows": ("登记经接口提供的行数", "rows shared through the API counted"),
    "token.add": ("生成接口令牌", "API token made"),
    "token.revoke": ("撤销接口令牌", "API token revoked"),
    "share": ("对外提供", "masked copy shared"),
    "share.revoke": ("撤销提供", "share revoked"),
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
