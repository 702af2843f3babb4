# What is refused about masking keys, custodians and reveals, in Chinese beside the English that
# is raised.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KEY_REFUSALS"]

# `part` is a kind of wrapping or the state of a reveal, with a word of its own.
KEY_REFUSALS: Mapping[str, str] = {
    # The keyring.
    "{path} is missing: without it no masking key of this installation is left; restore it from "
    "your backup": "缺少{path}：没有它，本系统的脱敏密钥全部无法使用；请从备份恢复",
    "{path} is no keyring, or is damaged; restore it from your backup": (
        "{path}不是密钥库或已损坏；请从备份恢复"
    ),
    "the keyring {path} cannot be written: {reason}": "密钥库{path}无法写入：{reason}",
    "key {key} is not in the keyring; restore the keyring from your backup": (
        "密钥库中没有密钥{key}；请从备份恢复密钥库"
    ),
    "a key of the keyring does not open: it was changed or moved": (
        "密钥库中有密钥无法解开：已被改动或移位"
    ),
    "the keyring is wrapped by another {part} than the one given": (
        "密钥库不是由所给的{part}加密的"
    ),
    "the keyring names a way to stretch its passphrase that is not ours": (
        "密钥库所写的口令派生方式不是本程序的"
    ),
    "the keyring is wrapped by the installation's own key: leave TONGGUAN_KEK out, or wrap it anew "
    "(tongguan mask keys wrap)": (
        "密钥库由本系统密钥加密：请去掉TONGGUAN_KEK，或重新加密（tongguan mask keys wrap）"
    ),
    "the keyring is wrapped by a {part}: say where it is (TONGGUAN_KEK={where})": (
        "密钥库由{part}加密：请指明其位置（TONGGUAN_KEK={where}）"
    ),
    "the keyring's key is passphrase:FILE, file:FILE or pkcs11:…": (
        "密钥库的加密密钥应写作passphrase:文件、file:文件或pkcs11:…"
    ),
    "a key service is reached by its PKCS#11 library (pkcs11:…), not as {scheme}; or let it write a "
    "key file (file:FILE) or a passphrase file (passphrase:FILE)": (
        "密钥管理服务请通过其PKCS#11库接入（pkcs11:…），不支持{scheme}；"
        "也可由其写出密钥文件（file:文件）或口令文件（passphrase:文件）"
    ),
    "the keyring does not say what its token is to digest": "密钥库未写明令牌应计算摘要的内容",
    "a PIN does not belong in a name that others can read: pin-source=file:FILE": (
        "PIN不得写在他人可见的名称里：请用pin-source=file:文件"
    ),
    "a key in a token is pkcs11:token=NAME;object=KEY?module-path=LIBRARY&pin-source=file:FILE": (
        "令牌中的密钥应写作pkcs11:token=令牌;object=密钥?module-path=库&pin-source=file:文件"
    ),
    "there is no token of this name or serial number": "没有此名称或序列号的令牌",
    "more than one token has this name: say its serial number": "有多个令牌叫此名称：请写明序列号",
    "the token has no secret key of this label": "令牌中没有此标签的密钥",
    "more than one key of the token has this label": "令牌中有多个密钥用此标签",
    "the token refuses the PIN": "令牌不接受此PIN",
    "the token has locked its PIN": "令牌的PIN已锁定",
    "the token's library {path} cannot be loaded": "令牌的库{path}无法加载",
    "the token did not answer: {problem}": "令牌没有应答：{problem}",
    "a key in a token needs the extra pkcs11: pip install 'tongguan[pkcs11]'": (
        "使用令牌中的密钥需安装附加组件：pip install 'tongguan[pkcs11]'"
    ),
    "the file of the keyring's key can be used by others: chmod 600 it": (
        "密钥库加密密钥所在文件其他人也能读写：请chmod 600"
    ),
    "the file of the keyring's key cannot be read: {reason}": (
        "密钥库加密密钥所在文件无法读取：{reason}"
    ),
    "a key file holds 32 bytes, or 64 hexadecimal digits": (
        "密钥文件应为32字节，或64位十六进制数字"
    ),
    "a passphrase has {least} characters at least": "口令至少{least}个字符",
    # Keys.
    "a recipient cannot be called {name}: circles are named so": (
        "接收方不能称为{name}：圈子才这样命名"
    ),
    "no policy declares a domain {domain}; there are: {known}": (
        "没有策略声明域{domain}；现有：{known}"
    ),
    "domain {domain} has no circle or recipient of this name": "域{domain}没有这个圈子或接收方",
    "domain {domain} has key {key} for {audience} already: rotate it, or leave it": (
        "域{domain}对{audience}已有密钥{key}：请轮换，或继续使用"
    ),
    "domain {domain} has no key for {audience}: nothing to rotate": (
        "域{domain}对{audience}没有密钥：无可轮换"
    ),
    "there is no key {key} (tongguan mask keys list)": ("没有密钥{key}（tongguan mask keys list）"),
    "destroying a key needs its reason": "销毁密钥须说明理由",
    "destroying a key needs an approver who is another person": "销毁密钥须由另一人批准",
    "key {key} of domain {domain} was never of this keyring": (
        "域{domain}的密钥{key}不属于本密钥库"
    ),
    "key {key} of domain {domain} was destroyed on {date}: what was made under it can be undone by "
    "nobody": "域{domain}的密钥{key}已于{date}销毁：由它生成的内容任何人都不能还原",
    # Recipients.
    "a recipient has a name": "接收方须有名称",
    "a recipient is one of {kinds}, not {kind}": "接收方应为{kinds}之一，不是{kind}",
    "agreed until {date}: expected a date, as 2027-12-31": (
        "协议期限{date}：应为日期，如2027-12-31"
    ),
    "no recipient is registered as {name}": "没有登记接收方{name}",
    "recipient {name} is not registered (tongguan mask recipients add)": (
        "接收方{name}未登记（tongguan mask recipients add）"
    ),
    "recipient {name} is out of the country, and purpose {purpose} is not for that": (
        "接收方{name}在境外，而用途“{purpose}”不适用于出境"
    ),
    "the agreement with {name} ended on {date}: register the new one first (tongguan mask "
    "recipients add)": (
        "与{name}的协议已于{date}到期：请先登记新协议（tongguan mask recipients add）"
    ),
    "the agreement with {name} ends on {date}, before the copy would expire": (
        "与{name}的协议于{date}到期，早于副本的到期日"
    ),
    # Custodians and reveals.
    "a custodian has a name": "监管人须有姓名",
    "{name} is no custodian (tongguan mask reveal custodians)": (
        "{name}不是监管人（tongguan mask reveal custodians）"
    ),
    "this is not the passphrase of custodian {name}": "这不是监管人{name}的口令",
    "there are two custodians already: another one agrees to any change (--agreed-by NAME "
    "--agreed-passphrase-file FILE)": (
        "已有两名监管人：变更须经另一名监管人同意（--agreed-by 姓名 --agreed-passphrase-file 文件）"
    ),
    "a reveal needs its reason": "申请还原须说明理由",
    "there is no share {share} (tongguan ledger show)": (
        "没有提供记录{share}（tongguan ledger show）"
    ),
    "{file}: there is no such file": "{file}：没有该文件",
    "{file}: expected a file with one table in it": "{file}：应为只含一张表的文件",
    "{file} has no column {column}": "{file}没有列{column}",
    "column {column} was not masked in a way that can be undone": "列{column}的脱敏方式不可还原",
    "{file} has no column that was masked in a way that can be undone": ("{file}没有可还原的列"),
    "nobody asked for a reveal {reveal} (tongguan mask reveal list)": (
        "没有还原申请{reveal}（tongguan mask reveal list）"
    ),
    "reveal {reveal} is {part}: this cannot follow (tongguan mask reveal list)": (
        "还原申请{reveal}的状态是“{part}”：不能再这样做（tongguan mask reveal list）"
    ),
    "who asked for a reveal cannot approve it: another custodian does": (
        "申请人不能批准自己的申请：须由另一名监管人批准"
    ),
    "reveal {reveal} is opened by who asked for it, and nobody else": (
        "还原申请{reveal}只能由申请人还原"
    ),
    "the approval of reveal {reveal} has run out: ask again": (
        "还原申请{reveal}的批准已过期：请重新申请"
    ),
    "{file} is another file than the one this reveal was asked for": (
        "{file}不是该还原申请所针对的文件"
    ),
}
