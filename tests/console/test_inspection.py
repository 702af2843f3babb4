# tongguan classify inspect, as a person types it.
import json

from command_line import tongguan

TEXT = "联系人：王芳，电话13800138000，身份证11010519491231002X。\n"


def test_spans_of_a_file_as_json(tmp_path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = tongguan("classify", "inspect", path, "--json", home=tmp_path / "home")
    assert done.code == 0, done.err
    spans = done.json["spans"]
    assert [(each["label"], each["start"], each["end"]) for each in spans] == [
        ("person.name", 4, 6),
        ("cn.mobile", 9, 20),
        ("cn.id18", 24, 42),
    ]
    assert all(set(each) == {"label", "start", "end", "score", "digest"} for each in spans)
    assert all(0 < each["score"] <= 1 and len(each["digest"]) == 32 for each in spans)
    assert "13800138000" not in done.out


def test_a_stream_is_read_from_stdin(tmp_path) -> None:
    done = tongguan(
        "classify", "inspect", "-", home=tmp_path / "home", stdin=TEXT, TONGGUAN_LANG="zh"
    )
    assert done.code == 0, done.err
    assert [line.split()[-1] for line in done.out.splitlines()] == [
        "姓名（person.name）",
        "手机号（cn.mobile）",
        "居民身份证号（cn.id18）",
    ]
    assert done.err.strip() == "发现3处"
    assert "王芳" not in done.out


def test_spans_are_told_in_english_where_that_is_asked(tmp_path) -> None:
    done = tongguan("classify", "inspect", "-", home=tmp_path / "h", stdin=TEXT)
    assert "(person.name)" in done.out
    assert done.err.strip() == "3 spans found"


def test_refusals_are_told_in_chinese(tmp_path) -> None:
    home = tmp_path / "home"
    none = tongguan("classify", "inspect", tmp_path / "none.txt", home=home, TONGGUAN_LANG="zh")
    assert "没有文件" in none.err
    directory = tongguan("classify", "inspect", tmp_path, home=home, TONGGUAN_LANG="zh")
    assert directory.code == 2
    assert "inspect读取一个文件" in directory.err


def test_a_text_without_values_is_an_empty_list(tmp_path) -> None:
    done = tongguan("classify", "inspect", "-", "--json", home=tmp_path / "home", stdin="无事。")
    assert (done.code, json.loads(done.out)) == (0, {"spans": []})


def test_a_file_that_is_not_there_is_misuse(tmp_path) -> None:
    done = tongguan("classify", "inspect", tmp_path / "none.txt", home=tmp_path / "home")
    assert done.code == 2
    assert "there is no file" in done.err


def test_a_picture_is_refused(tmp_path) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(bytes(range(256)) * 100)
    done = tongguan("classify", "inspect", path, home=tmp_path / "home")
    assert done.code == 1
    assert "picture" in done.err
    assert "Traceback" not in done.err
