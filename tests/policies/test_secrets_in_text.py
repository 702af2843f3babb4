# Secrets where people leave them: source code, settings, shell histories, letters. The true
# lines are forms filled with random characters from a fixed seed, so that no key stands in
# this file; the others are what such lines look like where nothing is given away.
import base64
import random
import re
import string

import pytest
from spans_by_hand import spans

from policies import load_policies

POLICIES = load_policies()
SECRETS = [each for each in POLICIES.recognisers.values() if each.id.startswith("secret.")]
ALPHABETS = {
    "an": string.ascii_letters + string.digits,
    "up": string.ascii_uppercase + "234567",
    "hex": "0123456789abcdef",
    "url": string.ascii_letters + string.digits + "-_",
    "dig": "123456789",
    "low": string.ascii_lowercase + string.digits,
    "crypt": string.ascii_letters + string.digits + "./",
    "abc": string.ascii_letters,
}

TRUE = r"""
aws_access_key_id = AKIA{up16}
aws_secret_access_key={b64_30}
"AccessKeyId": "ASIA{up16}"
const key = "AIza{url35}";
client_secret: GOCSPX-{url28}
client_secret = "{an3}8Q~{an34}"
DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={b64_64};EndpointSuffix=example.net
accessKeyId: LTAI5t{an18}
accessKeySecret: {an30}
SecretId=AKID{an32}
"SecretKey": "{an32}"
hw_sk = "{an40}"
access_key: {up20}
QIANFAN=bce-v3/ALTAK-{an21}/{hex40}
VOLC_ACCESS_KEY=AKLT{an43}
token: ghp_{an36}
GITHUB_TOKEN=github_pat_{an22}_{an59}
git clone https://oauth2:glpat-{url20}@git.example.com/x/y.git
//npm.example/:_authToken=npm_{an36}
SLACK=xoxb-{dig12}-{dig12}-{an24}
curl https://hooks.slack.com/services/T{up8}/B{up8}/{an24}
https://oapi.dingtalk.com/robot/send?access_token={hex64}
https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={hex8}-{hex4}-{hex4}-{hex4}-{hex12}
bot{dig10}:AA{url33}/sendMessage
stripe.api_key = "sk_live_{an24}"
OPENAI_API_KEY=sk-proj-{url60}
SG.{url22}.{url43}
VAULT_TOKEN=hvs.{url90}
dop_v1_{hex64}
Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJ{url40}.{url43}
curl -H "Authorization: token {hex40}" https://api.example.com
Authorization: Basic {b64_18}
api_key = "{hex32}"
app.config['SECRET_KEY'] = '{hex32}'
consumer_secret => "{an44}"
X-Api-Key: {hex20}
-----BEGIN RSA PRIVATE KEY-----\n{b64_48}\n{b64_48}\n{b64_48}\n-----END RSA PRIVATE KEY-----
"private_key": "-----BEGIN PRIVATE KEY-----\\n{b64_48}\\n{b64_48}\\n-----END PRIVATE KEY-----\\n"
DATABASE_URL=postgres://app:{an12}@db.internal:5432/prod
mongodb+srv://admin:{an10}@c0.example.net/test
jdbc:mysql://10.1.1.1:3306/a?user=root&password={an9}7
Server=.;Database=a;User Id=sa;Password={an9}!;
spring.datasource.password={an9}!1
password = '{an11}5'
"db_password": "{an8}@1"
$password = "{an9}3";
define("DB_PASSWORD", "{an9}4");
setPassword("{an8}1");
<password>{an10}9</password>
<property name="password" value="{an10}2"/>
CREATE USER x IDENTIFIED BY '{an9}!'
ENV MYSQL_ROOT_PASSWORD {an9}6
mysql -uroot -p{an9}8 -h 10.0.0.1
curl -u admin:{an9}7 https://example.com
PGPASSWORD={an8}2 psql -h db
DB_PASS=Admin@123
password: "hunter2"
password: "root"
初始密码为Ab@{dig4}，请尽快修改
登录账号zhangsan，密码：{low7}3
管理员口令是{an8}#1
访问密钥：{an32}
root:$6${an8}${crypt86}:18000:0:99999:7:::
$2b$12${crypt53}
$argon2id$v=19$m=65536,t=3,p=4${an16}${an43}
admin:$apr1${an8}${crypt22}
password_hash = 'pbkdf2_sha256$260000${an22}${b64_32}'
""".strip().splitlines()

FALSE = r"""
password = os.getenv("DB_PASSWORD")
password: ${DB_PASSWORD}
password = "<password>"
api_key = "YOUR_API_KEY"
token = request.headers["Authorization"]
String password = getPassword();
private String password;
"password": "string"
self.password = password
if password == user.password:
passwordField.setText("Password");
password_hash = hash_password(password)
"password": "required|min:8"
password = null
password = ""
password=changeme
secret = "changeme"
"token_type": "Bearer"
token = get_token()
const token = localStorage.getItem("token");
Authorization: Bearer <token>
Authorization: Bearer ${TOKEN}
Authorization: Basic xxxxxxxxxxxxxxxx
AKIAXXXXXXXXXXXXXXXX
ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
postgres://user:password@localhost/db
postgres://${USER}:${PASS}@${HOST}/db
https://user:<password>@example.com
-----BEGIN PUBLIC KEY-----
if (line.startsWith("-----BEGIN PRIVATE KEY-----")) {
public_key = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"
primary_key = "user_id_2024"
sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
commit 3f786850e387550fdab836ed7e6dc881de23001b
uuid = 550e8400-e29b-41d4-a716-446655440000
cache_key = "session_v2_2024"
token_expires_in = 3600
"access_token_url": "/oauth/access_token"
auth_token_header = "X-Auth-Token"
private_key_path = "/etc/ssl/private/server.key"
password_reset_token_expiry = 24
csrf_token = "{{ csrf_token }}"
<input type="password" name="password" placeholder="Password">
log.error("Invalid password: too short")
密码：请输入密码
密码长度不能少于8位
密码是否正确
口令重置流程见附件2024
passwd: files sss
tokens = text.split()
max_tokens: 4096
apiKey: process.env.REACT_APP_API_KEY,
client_secret = settings.CLIENT_SECRET
key = hashlib.sha256(b"x").hexdigest()
user_password = rc4_decrypt(key, user_password)
password=%s
UPDATE users SET password = ? WHERE id = 1
password: !vault |
export TOKEN=$(cat token.txt)
--password-file /run/pw
curl -u "$USER:$PASS" https://example.com
aws_secret_access_key = YOUR_SECRET_ACCESS_KEY
accessKeySecret: "<your-access-key-secret>"
password: 'password'
bypass: enabled123x
secretary: Zhangsan2024
"credentials": "same-origin"
token = token2
md5 d41d8cd98f00b204e9800998ecf8427e
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 user@host
password: "********"
spring.datasource.password=ENC(nrmZtkF7T0kjG/VodDvBw93Ct8EgjCA+)
password?: string | null
I forgot my password yesterday
access key: Alt+Shift+1
pwd=/tmp/build-123
""".strip().splitlines()


def filled(line: str, chance: random.Random) -> str:
    """A form with its blanks filled: {an36} by 36 letters and digits, {b64_30} by 30 octets."""

    def fill(blank: re.Match[str]) -> str:
        alphabet, size = blank[1], int(blank[2])
        if alphabet == "b64_":
            return base64.b64encode(chance.randbytes(size)).decode()
        return "".join(chance.choice(ALPHABETS[alphabet]) for _ in range(size))

    return re.sub(
        r"\{([a-z]+(?:64_)?)(\d+)\}", fill, line.replace(r"\n", "\n").replace("\\\n", r"\n")
    )


def found(text: str) -> list[str]:
    return [each.id for each in SECRETS if spans(text, each, POLICIES)]


@pytest.mark.parametrize("line", TRUE)
def test_a_secret_is_found_whatever_it_is_drawn_from(line: str) -> None:
    chance = random.Random(line)
    missed = [text for text in (filled(line, chance) for _ in range(8)) if not found(text)]
    # A password drawn at random may look like a word now and then.
    assert len(missed) <= 1


@pytest.mark.parametrize("line", TRUE)
def test_a_secret_is_found_inside_han_text(line: str) -> None:
    text = filled(line, random.Random(f"han {line}"))
    assert found(f"经核实{text}，已登记") or found(f"经核实，{text}")


@pytest.mark.parametrize("line", FALSE)
def test_nothing_is_found_where_nothing_is_given_away(line: str) -> None:
    assert found(line) == []
