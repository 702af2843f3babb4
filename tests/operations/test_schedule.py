# Schedules that a cron would take, and their near misses.
import pytest

from operations.schedule import refuse_schedule
from schema import MisuseError


@pytest.mark.parametrize(
    "text",
    ["", "0 2 * * *", "*/15 * * * *", "0 22-23,0-5 1,15 * *", "30 2 * jan-mar MON-fri",
     "0 0 * * 7", "0  2 *  * *", "5/10 * * * *", "@daily", "@Weekly", "0-30/5 * * * sun"],
)  # fmt: skip
def test_a_cron_expression_is_taken(text: str) -> None:
    refuse_schedule(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("whenever", "five fields", id="a word"),
        pytest.param("2:00", "five fields", id="a time of day"),
        pytest.param("0 2 * *", "five fields", id="four fields"),
        pytest.param("0 2 * * * *", "five fields", id="six fields"),
        pytest.param("@nightly", "five fields", id="no nickname"),
        pytest.param("60 2 * * *", "'60' is no minute; expected 0 to 59", id="minute 60"),
        pytest.param("0 24 * * *", "'24' is no hour", id="hour 24"),
        pytest.param("0 2 0 * *", "'0' is no day of the month", id="day 0"),
        pytest.param("0 2 * 13 *", "'13' is no month", id="month 13"),
        pytest.param("0 2 * * 8", "'8' is no day of the week", id="day 8 of the week"),
        pytest.param("0 2 * * may", "'may' is no day of the week", id="a month for a day"),
        pytest.param(
            "mon 2 * * *", "'mon' is no minute; expected 0 to 59", id="a day for a minute"
        ),
        pytest.param("0 6-2 * * *", "'6-2' is no hour", id="a range that runs back"),
        pytest.param("*/0 2 * * *", "'*/0' is no minute", id="a step of nothing"),
        pytest.param("1,,2 2 * * *", "'' is no minute", id="a list with a hole"),
        pytest.param("-5 2 * * *", "'-5' is no minute", id="below zero"),
        pytest.param("٣ 2 * * *", "is no minute", id="digits of another script"),
    ],
)
def test_anything_else_is_refused_by_its_field(text: str, said: str) -> None:
    with pytest.raises(MisuseError) as refused:
        refuse_schedule(text)
    assert said in str(refused.value)
