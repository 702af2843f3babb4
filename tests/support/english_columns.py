# Columns as English tables have them, of measurements, sports, trade, flowers and the rest,
# with what they hold where that is of a fixed kind. Names and values are made up.
from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

__all__ = ["english_columns"]

_Draw = Callable[[random.Random], str]


def _one_of(words: str) -> _Draw:
    choices = words.split(",")
    return lambda rng: rng.choice(choices)


def _decimal(low: float, high: float, places: int = 2) -> _Draw:
    return lambda rng: f"{rng.uniform(low, high):.{places}f}"


def _whole(low: int, high: int) -> _Draw:
    return lambda rng: str(rng.randrange(low, high))


def _code(form: str) -> _Draw:
    """`#` is a digit, `@` a letter."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return lambda rng: "".join(
        rng.choice("0123456789") if sign == "#" else rng.choice(letters) if sign == "@" else sign
        for sign in form
    )


_FIRST = "James,Mary,Robert,Linda,Michael,Susan,David,Karen,Thomas,Nancy"
_LAST = "Smith,Johnson,Brown,Miller,Davis,Wilson,Taylor,Clark,Lewis,Walker"


def _person(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST.split(','))} {rng.choice(_LAST.split(','))}"


# What a column holds, then the names of such columns.
_NOTHING: Sequence[tuple[_Draw, str]] = (
    (
        _decimal(0.1, 9.0),
        "sepal_length petal_width bill_depth_mm wing_span price lambda sigma weight_kg carat rainfall_mm",
    ),
    (
        _decimal(-5, 40, 1),
        "temperature temp_c dew_point max_temp delta residual z_score slope coef effect",
    ),
    (
        _decimal(0, 1, 4),
        "p_value rate ratio share accuracy precision_score probability gini r_squared loading",
    ),
    (
        _decimal(0, 5000),
        "sales revenue_total cost_usd gdp_per_capita tuition spend budget_share fare tip total_bill",
    ),
    (
        _whole(0, 2),
        "survived smoker treatment_flag is_active outcome churn default target diabetic urban",
    ),
    (
        _whole(0, 300),
        "count views clicks horsepower mpg cylinders displacement goals points rebounds assists",
    ),
    (_whole(1900, 2026), "year release_year vintage model_year season_start yr founded period"),
    (
        _whole(1, 100000),
        "id row_id passenger_id sample_no index observation zip3 population votes capacity",
    ),
    (
        _code("2024-0#-1#"),
        "date order_date game_date updated_at week_of timestamp observed_on ship_date",
    ),
    (_code("@@##"), "gate flight aircraft_code ticker symbol plot section"),
    (_code("SKU-#####"), "sku item_code part_no barcode lot"),
    (_code("@@@"), "airport iata country_code currency team_abbr carrier"),
    (_one_of("setosa,versicolor,virginica"), "species class label variety cultivar"),
    (_one_of("Adelie,Gentoo,Chinstrap"), "species_name genus taxon breed"),
    (_one_of("Biscoe,Dream,Torgersen"), "island site station habitat zone"),
    (_one_of("Ohio,Texas,Maine,Idaho,Utah,Iowa"), "state state_name home_state region province"),
    (
        _one_of("France,Brazil,Japan,Kenya,Norway"),
        "country nation_name country_name origin destination",
    ),
    (_one_of("Boston,Chicago,Denver,Seattle,Miami"), "city city_name town metro departure_city"),
    (_one_of("ford,toyota,honda,mazda,volvo"), "make brand manufacturer_brand vehicle_make"),
    (_one_of("corolla,civic,focus,golf,astra"), "model car_model trim vehicle"),
    (_one_of("Ideal,Premium,Good,Fair,Very Good"), "cut quality rating_text condition grade"),
    (_one_of("red,green,blue,black,white"), "color colour paint hue"),
    (_one_of("yes,no"), "answer response returned passed approved insured"),
    (_one_of("low,medium,high"), "level severity risk priority demand"),
    (_one_of("Jan,Feb,Mar,Apr,May,Jun"), "month mon birth_month period_name"),
    (_one_of("Mon,Tue,Wed,Thu,Fri"), "day weekday dow day_name"),
    (_one_of("Action,Drama,Comedy,Horror"), "genre category film_type theme"),
    (
        _one_of("The Long Road,Blue Water,Night Train,A Quiet Town"),
        "title film movie_title album track_title",
    ),
    (_one_of("pump,valve,motor,filter,bearing"), "part component item product equipment"),
    (_one_of("drug A,placebo,drug B"), "arm group drug treatment cohort"),
    (_one_of("QB,WR,RB,TE,LB"), "pos position_code role slot"),
    (_one_of("Lakers,Bulls,Celtics,Heat"), "team opponent club home_team winner_team"),
    (_one_of("1.2.0,2.0.1,3.4.5,0.9.8"), "version release app_version build"),
    (
        _one_of("good product,arrived late,works as expected,would buy again"),
        "review comment text feedback",
    ),
    (_one_of("http://a.example/x,http://b.example/y"), "url link homepage source_url"),
    (_one_of("report.pdf,a.csv,b.xlsx"), "file file_name attachment document"),
    (_one_of("0-9,10-19,20-29,30-39"), "bin range bucket bracket"),
    (_one_of("A,B,C,D"), "quadrant panel block type letter"),
)
_FIXED: Sequence[tuple[_Draw, str, str]] = (
    (_one_of("male,female"), "person.gender", "sex gender"),
    (_person, "person.name", "name full_name player_name"),
    (
        lambda rng: f"{rng.choice('abcdefgh')}{rng.randrange(999)}@example.com",
        "contact.email",
        "email contact_email",
    ),
    (_decimal(-90, 90, 5), "geo.coordinate", "latitude lat"),
    (_one_of("single,married,divorced,widowed"), "person.marital", "marital_status"),
    (_one_of("bachelor,master,doctor,high school"), "person.education", "education"),
    (_code("10.#.1#.2"), "net.ip", "ip client_ip"),
)


def english_columns(rows: int, seed: int) -> Iterator[tuple[str, str | None, list[str]]]:
    """Name, fixed label (None for most) and values of each column; the same for a seed."""
    rng = random.Random(seed)
    kinds = [(draw, None, names) for draw, names in _NOTHING]
    for draw, label, names in (*kinds, *_FIXED):
        for name in names.split():
            yield name, label, [draw(rng) for _ in range(rows)]
