# How requests show who they are from.
import pytest

from monitor.credential import credentials_of

BASIC = "Basic bGk6c2VjcmV0"


@pytest.mark.parametrize(
    ("headers", "target", "told"),
    [
        ({"authorization": BASIC}, b"/", ("basic", "li")),
        ({"authorization": "Bearer eyJh.e.s"}, b"/", ("bearer", None)),
        ({"authorization": 'Digest username="li", realm="a"'}, b"/", ("digest", "li")),
        ({"authorization": "Basic !!"}, b"/", ("basic", None)),
        ({"authorization": "AWS4-HMAC-SHA256 Credential=x"}, b"/", ("other", None)),
        ({"x-api-key": "k"}, b"/", ("key", None)),
        ({"cookie": "theme=dark; JSESSIONID=ab"}, b"/", ("cookie", None)),
        ({}, b"/a?access_token=x", ("key", None)),
        ({}, b"/a?token=", ("none", None)),
        ({"cookie": "theme=dark"}, b"/a?page=1", ("none", None)),
        ({"x-api-key": ""}, b"/", ("none", None)),
    ],
)
def test_kinds_are_told_and_secrets_are_not(
    headers: dict[str, str], target: bytes, told: tuple[str, str | None]
) -> None:
    assert credentials_of(headers, target) == told
