# What stands where a secret would stand, checked as the kernel checks it: many at once.
import pytest

from classify.cells import from_strings
from classify.check_secret import (
    connection_secret,
    key_body,
    key_value,
    password_bare,
    password_quoted,
)

CASES = [
    (
        password_quoted,
        ["hunter2", "P@ssw0rd", "Admin@123", "root", "123456", "qWxZvBnM", "Xy7kd92q", "password123"],
        ["password", "string", "required|min:8", "12345", "abc", "user_password", "sha256_password",
         "${X}", "CorrectHorse", "correct-horse", "", "self.password", "xxxxxxxx", "Password",
         "aes-256-gcm", "RS256", "1234567890abcdef", "@password@"],
    ),
    (
        password_bare,
        ["hunter2", "P@ss!word", "admin123", "Qwe123!@#", "123456", "Xy7kd92q.", "HqLmXvZtRw"],
        ["getPassword", "password", "password2", "rc4_decrypt", "sha256", "md5", "config.pass",
         "/home/user1", "my_pass", "String", "8", "2026-01-01", "$PASSWORD"],
    ),
    (
        key_value,
        ["9d8f7a6b5c4e3d2f1a0b", "kWcrlUX5JEDGM/LtmEENI/aVmYvHNif5zB+d9+ct", "7Fh3kd92Ls0qPz8x",
         "TLTJ3YOFVUPUN3ABDQ7T", "743b294a-cd03-11ec-9d64-0242ac120002", "x7k2m9q4", "w%K)d}s[q$z!y(Re@v]Lh&"],
        ["YOUR_API_KEY", "include", "same-origin", "user_session", "my-app-secret-token", "XSRF-TOKEN",
         "1234567890abcdef", "3600", "Bearer", "xxxxxxxxxxxxxxxx", "process.env.API_KEY",
         "getAccessTokenSilentlyWithPopup", "/run/secrets/token1", "short1",
         "aes-256-gcm", "^[A-Za-z0-9_]{20,40}$", "{0}-{1}-{2}-{3}-{4}"],
    ),
    (
        key_body,
        ["AKIAIOSFODNN7QWZRTLK", "ghp_00a1b2"],
        ["AKIAXXXXXXXXXXXXXXXX", "sk_live_xxxxxxxxxxxx", "AKIAIOSFODNN7EXAMPLE", "xoxb-your-token-here"],
    ),
    (
        connection_secret,
        ["postgres://app:Xy7kd92q@db/x", "mysql://root:root@h/d", "Server=a;Password=Xy7kd92q;",
         "jdbc:oracle:thin:hr/Xy7kd92q@h:1521:o", "redis://:k2j3h4@h"],
        ["postgres://user:password@localhost/db", "https://u:${PASS}@h", "a://u:<password>@h",
         "Server=a;Password=changeme;", "https://host/path", "mysql://u:xxxxxxxx@h"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        pytest.param(check, value, expected, id=f"{number}: {value}")
        for number, (check, secrets, others) in enumerate(CASES)
        for expected, values in ((True, secrets), (False, others))
        for value in values
    ],
)
def test_a_secret_is_told_from_what_stands_for_one(check, value, expected):
    assert check(from_strings([value])).tolist() == [expected]


@pytest.mark.parametrize(("check", "secrets", "others"), CASES)
def test_many_are_checked_as_one_by_one(check, secrets, others):
    values = [value for value in secrets + others if value]
    answer = check(from_strings(values)).tolist()
    assert answer == [check(from_strings([value]))[0] for value in values]
