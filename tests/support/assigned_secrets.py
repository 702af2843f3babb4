# Secrets and what only looks like one, as some eighty languages and formats assign them: made up by
# rule, so that every name meets every form. Values are drawn; none is anybody's.
from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterator

__all__ = ["FORMS", "keys", "other_text", "passwords", "stand_ins"]

Form = Callable[[str, str], str]
_SIGNS = {
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "alnum": string.ascii_letters + string.digits,
    "lower": string.ascii_lowercase + string.digits,
    "letters": string.ascii_letters,
    "digits": string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _pascal(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


FORMS: dict[str, Form] = {
    "ini": lambda n, v: f"{n} = {v}",
    "ini quoted": lambda n, v: f'{n} = "{v}"',
    "env": lambda n, v: f"{n.upper()}={v}",
    "export": lambda n, v: f'export {n.upper()}="{v}"',
    "ENV": lambda n, v: f"ENV {n.upper()} {v}",
    "ARG": lambda n, v: f"ARG {n.upper()}={v}",
    "json": lambda n, v: f'{{"{n}": "{v}"}}',
    "json tight": lambda n, v: f'"{_camel(n)}":"{v}",',
    "json in json": lambda n, v: f'"{{\\"{n}\\": \\"{v}\\"}}"',
    "yaml": lambda n, v: f"{n}: {v}",
    "yaml quoted": lambda n, v: f"  {n}: '{v}'",
    "yaml name and value": lambda n, v: f'- name: {n.upper()}\n  value: "{v}"',
    "xml": lambda n, v: f"<{_camel(n)}>{v}</{_camel(n)}>",
    "xml attribute": lambda n, v: f'<add key="{_camel(n)}" value="{v}" />',
    "xml string": lambda n, v: f'<string name="{n}">{v}</string>',
    "plist": lambda n, v: f"<key>{n}</key>\n<string>{v}</string>",
    "python member": lambda n, v: f"self.{n} = '{v}'",
    "python argument": lambda n, v: f'Client({n}="{v}")',
    "python entry": lambda n, v: f"config['{n}'] = '{v}'",
    "python default": lambda n, v: f"os.getenv('{n.upper()}', '{v}')",
    "python typed": lambda n, v: f'{n}: str = "{v}"',
    "javascript": lambda n, v: f"const {_camel(n)} = '{v}';",
    "javascript member": lambda n, v: f"  {_camel(n)}: '{v}',",
    "javascript default": lambda n, v: f"process.env.{n.upper()} || '{v}'",
    "typescript": lambda n, v: f"private {_camel(n)}: string = '{v}';",
    "go": lambda n, v: f'var {_camel(n)} string = "{v}"',
    "go short": lambda n, v: f'{_camel(n)} := "{v}"',
    "go raw": lambda n, v: f"const {_pascal(n)} = `{v}`",
    "java": lambda n, v: f'private static final String {n.upper()} = "{v}";',
    "java property": lambda n, v: f'System.setProperty("{n.upper()}", "{v}");',
    "java setter": lambda n, v: f'client.set{_pascal(n)}("{v}");',
    "kotlin": lambda n, v: f'val {_camel(n)}: String = "{v}"',
    "gradle field": lambda n, v: f'buildConfigField("String", "{n.upper()}", "\\"{v}\\"")',
    "c#": lambda n, v: f'public string {_pascal(n)} = "{v}";',
    "basic": lambda n, v: f'Dim {_camel(n)} As String = "{v}"',
    "c": lambda n, v: f'static const char *{n} = "{v}";',
    "c macro": lambda n, v: f'#define {n.upper()} "{v}"',
    "rust": lambda n, v: f'let {n}: &str = "{v}";',
    "php": lambda n, v: f"${n} = '{v}';",
    "php entry": lambda n, v: f"'{n}' => '{v}',",
    "php constant": lambda n, v: f"define('{n.upper()}', '{v}');",
    "php member": lambda n, v: f'$this->{_camel(n)} = "{v}";',
    "php joined": lambda n, v: f'${_camel(n)} .= "{v}"',
    "php if unset": lambda n, v: f'${_camel(n)} ??= "{v}"',
    "make": lambda n, v: f'{n.upper()} := "{v}"',
    "make if unset": lambda n, v: f'{n.upper()} ?= "{v}"',
    "make by the shell": lambda n, v: f'{n.upper()} :::= "{v}"',
    "xml over lines": lambda n, v: f"<{_camel(n)}>\n    {v}\n</{_camel(n)}>",
    "ruby": lambda n, v: f":{n} => '{v}'",
    "swift": lambda n, v: f'let {_camel(n)} = "{v}"',
    "objective-c": lambda n, v: f'NSString *{_camel(n)} = @"{v}";',
    "flag": lambda n, v: f"tool --{n.replace('_', '-')}={v}",
    "flag apart": lambda n, v: f"tool --{n.replace('_', '-')} {v}",
    "terraform": lambda n, v: f'variable "{n}" {{\n  default = "{v}"\n}}',
    "address": lambda n, v: f"https://api.example.net/v1?{n}={v}",
    "header": lambda n, v: f"X-{'-'.join(part.title() for part in n.split('_'))}: {v}",
    "powershell": lambda n, v: f'$env:{n.upper()} = "{v}"',
    "batch": lambda n, v: f"set {n.upper()}={v}",
    "sql": lambda n, v: f"INSERT INTO config (k, v) VALUES ('{n}', '{v}');",
    "log": lambda n, v: f"INFO using {n}={v} for upload",
    "markdown": lambda n, v: f"| {n} | `{v}` |",
    "properties": lambda n, v: f"{n.replace('_', '.')}={v}",
    "comment": lambda n, v: f"# {n}: {v}",
    "letter": lambda n, v: f"{n}为{v}，请勿外传",
    "letter with colon": lambda n, v: f"{n}：{v}",
}

# What a key is called and the forms that its issuer gives it.
_KEYS = {
    "adafruit_key": "url:32", "algolia_api_key": "lower:32", "asana_client_secret": "lower:32",
    "bitbucket_client_secret": "url:64", "cloudflare_api_key": "url:40", "codecov_token": "lower:32",
    "coinbase_access_token": "url:64", "confluent_secret_key": "lower:64", "datadog_api_key": "hex:32",
    "discord_client_secret": "url:32", "dropbox_api_secret": "lower:15", "etsy_access_token": "lower:24",
    "facebook_secret": "hex:32", "fastly_api_token": "url:32", "finnhub_token": "lower:20",
    "gitter_access_token": "url:40", "kraken_secret": "b64:80", "kucoin_access_token": "hex:24",
    "linkedin_client_secret": "lower:16", "looker_client_secret": "lower:24", "netlify_token": "url:44",
    "okta_access_token": "url:42", "plaid_secret": "lower:30", "sendbird_access_token": "hex:40",
    "trello_access_token": "alnum:32", "twitter_api_secret": "lower:50", "zendesk_secret_key": "lower:40",
    "huawei_secret_access_key": "alnum:40", "tencent_secret_key": "alnum:32", "qiniu_access_key": "url:40",
    "jd_secret_key": "HEX:32", "baidu_secret_key": "alnum:32", "amap_key": "hex:32",
    "wechat_pay_api_v3_key": "alnum:32", "wx_app_secret": "hex:32", "jpush_master_secret": "hex:24",
    "oss_access_key_secret": "alnum:30", "umeng_app_master_secret": "lower:32",
}  # fmt: skip
_PASSWORDS = (
    "password", "db_password", "user_pwd", "admin_passwd", "mysql_root_password", "smtp_password",
    "passphrase", "login_password", "redis_password", "keystore_password",
)  # fmt: skip
_ROOTS = ("Summer", "Welcome", "Qwerty", "zhang", "shadow", "beijing", "Xian", "dragon")
_USUAL = ("P@ssw0rd", "Pa55w0rd!", "1q2w3e4r", "qwe123!@#", "admin@123", "root123", "12345678")
# What stands for a secret: {n} is the name itself.
_STAND_INS = (
    "", "changeme", "your_{n}", "your-{n}-here", "<{n}>", "<your {n}>", "${{{N}}}", "${N}", "{{{{ {n} }}}}",
    "%({n})s", "%s", "xxxxxxxxxxxx", "xxxx-xxxx-xxxx", "********", "...", "REDACTED", "[REDACTED]",
    "null", "none", "undefined", "true", "string", "{n}", "{N}", "example", "example_{n}", "test", "dummy",
    "placeholder", "TODO", "#{{{n}}}", "@{n}@", "__{N}__", "insert_{n}_here", "replace_me",
    "vault:secret/data/app#{n}", "arn:aws:secretsmanager:us-east-1:123456789012:secret:app",
    "/run/secrets/{n}", "file:///etc/app/{n}", "~/.ssh/id_rsa", "certs/server.key", "my-{n}",
    "secretKeyRef", "00000000-0000-0000-0000-000000000000", "abcdefghijklmnopqrstuvwxyz",
    "1234567890abcdef", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "enter your password", "请输入密码", "config.{n}", "self.{n}", "projects/p/secrets/{n}",
    "https://example.com/oauth/token", "user@example.com", "application/json", "Bearer", "oauth2",
    "required", "not_a_real_secret", "fake-{n}", "mock_token_for_tests", "super-secret-password",
    "com.example.auth.TokenProvider", "java.lang.String", "error.password.required", "varchar(255)",
    "aes-256-gcm", "sha256", "RS256", "bcrypt",
)  # fmt: skip
_OTHERS = (
    "commit {hex:40}", '"integrity": "sha512-{b64:86}=="', "sha256:{hex:64}", "{hex:32}  file.tar.gz",
    'ETag: "{hex:32}"', "id: {hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}", "trace-id: {hex:32}",
    "    --hash=sha256:{hex:64} \\", "github.com/pkg/errors v0.9.1 h1:{b64:43}=", 'checksum = "{hex:64}"',
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{b64:300} root@host", 'public_key = "{b64:86}=="',
    "fingerprint: SHA256:{b64:43}", '<img src="data:image/png;base64,iVBORw0KGgo{b64:200}">',
    'resolved "https://registry.example.com/a/-/a-1.0.0.tgz#{hex:40}"', "image: nginx@sha256:{hex:64}",
    '"gitHead": "{hex:40}"', "cache_key: {hex:32}", "Content-MD5: {b64:22}==", "signature: {b64:86}==",
    'client_id = "{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"', '"_id": "{hex:24}"', "订单号：{digits:18}",
    "唯一标识：{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}", "src/main.{hex:8}.chunk.js", "{b64:76}",
    'partition_key = "{alnum:20}"', 'primary_key: "{hex:24}"', 'object_key="{hex:32}"',
    "<Key>photos/2024/{hex:16}.jpg</Key>", "pk_live_{alnum:24}", "tokens: {digits:6}", "key_size: 4096",
    'monkey = "{alnum:10}"', "bypass={digits:6}", "passenger: {lower:12}", "compass_heading={digits:3}",
)  # fmt: skip
_SLOT = re.compile(r"\{(\w+):(\d+)\}")


def keys(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Form, line and secret: every key in every form."""
    for name, kind in _KEYS.items():
        sign, size = kind.split(":")
        for form, assigned in FORMS.items():
            value = _drawn(rng, sign, int(size))
            yield form, assigned(name, value), value


def passwords(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Form, line and secret: passwords as people and as generators choose them."""
    for name in _PASSWORDS:
        for form, assigned in FORMS.items():
            value = rng.choice(
                (
                    rng.choice(_ROOTS)
                    + rng.choice("@!#")
                    + _drawn(rng, "digits", rng.randint(2, 4)),
                    rng.choice(_ROOTS) + _drawn(rng, "digits", 4),
                    rng.choice(_USUAL),
                    _drawn(rng, "alnum", rng.choice((10, 12, 16))),
                    _drawn(rng, "letters", 7) + rng.choice("!#$%^*") + _drawn(rng, "digits", 2),
                    _drawn(rng, "hex", 16),
                )
            )
            yield form, assigned(name, value), value


def stand_ins() -> Iterator[str]:
    """Lines whose value stands for a secret, a name or an expression."""
    for name in ("password", "api_key", "client_secret", "access_token", "aws_secret_access_key"):
        for value in _STAND_INS:
            told = value.format(n=name, N=name.upper())
            for assigned in FORMS.values():
                yield assigned(name, told)


def other_text(rng: random.Random, rounds: int = 8) -> Iterator[str]:
    """Digests, identifiers and names that begin like those of secrets."""
    for _ in range(rounds):
        for line in _OTHERS:
            yield _SLOT.sub(lambda slot: _drawn(rng, slot[1], int(slot[2])), line)


def _drawn(rng: random.Random, sign: str, size: int) -> str:
    return "".join(rng.choices(_SIGNS[sign], k=size))
