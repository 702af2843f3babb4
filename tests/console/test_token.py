# Tokens on the command line: shown once, listed without themselves, ended by name.
from command_line import tongguan

ASKED = (
    *("token", "add", "nightly", "--recipient", "Health Commission"),
    *("--purpose", "share-conditional", "--approver", "Li Hong"),
)


def test_a_token_is_shown_once_and_listed_without_itself(tmp_path):
    made = tongguan(*ASKED, home=tmp_path)
    assert made.code == 0
    assert made.out.startswith("tg_")
    assert "only time" in made.err
    (one,) = tongguan("token", "list", "--json", home=tmp_path).json["tokens"]
    assert (one["name"], one["state"], one["scopes"]) == ("nightly", "active", ["mask"])
    assert made.out.strip() not in tongguan("token", "list", home=tmp_path).out
    assert made.out.strip() not in tongguan("ledger", "show", home=tmp_path).out


def test_a_revoked_token_says_so(tmp_path):
    tongguan(*ASKED, home=tmp_path)
    assert tongguan("token", "revoke", "nightly", home=tmp_path).code == 0
    assert "revoked" in tongguan("token", "list", home=tmp_path).out
    assert tongguan("token", "revoke", "nightly", home=tmp_path).code == 2
    assert tongguan("token", "revoke", "other", home=tmp_path).code == 2


def test_a_token_that_reveals_needs_two_custodians(tmp_path):
    done = tongguan(*ASKED, "--scope", "reveal", home=tmp_path)
    assert done.code == 2
    assert "two custodians" in done.err
