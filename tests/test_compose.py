# compose.yaml as users start it: security on, on loopback alone, no password in it.
from pathlib import Path

import yaml

COMPOSE = yaml.safe_load((Path(__file__).parents[1] / "compose.yaml").read_text(encoding="utf-8"))
SERVER = COMPOSE["services"]["elasticsearch"]


def test_security_is_on_and_tls_with_it():
    settings = SERVER["environment"]
    for name in ("enabled", "http.ssl.enabled", "transport.ssl.enabled"):
        assert settings[f"xpack.security.{name}"] == "true"
    assert SERVER["ports"] == ["127.0.0.1:9200:9200"]


def test_passwords_come_from_files():
    assert SERVER["environment"]["ELASTIC_PASSWORD_FILE"] == "/run/secrets/elastic-password"
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"secrets/{name}"}
    ignored = (Path(__file__).parents[1] / ".gitignore").read_text(encoding="utf-8")
    assert "/secrets/" in ignored.splitlines()


def test_what_one_waits_for_is_there():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in COMPOSE["volumes"]


def test_the_account_may_touch_our_indices_alone():
    (script,) = COMPOSE["services"]["account"]["command"]
    assert '"names": ["tongguan-*"], "privileges": ["all"]' in script
    assert "superuser" not in script
