# Columns as open English tables have them: cities, trade, sensors, sport, science, transport and
# public bodies. Values are made up in the forms of such tables; what is truly of a fixed kind says
# so. Written for measuring what is labelled falsely, with look-alikes in every field.
from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

__all__ = ["open_columns"]

Draw = Callable[[random.Random], str]


def _of(words: str) -> Draw:
    chosen = words.split("|")
    return lambda rng: rng.choice(chosen)


def _between(low: float, high: float, places: int = 2) -> Draw:
    return lambda rng: f"{rng.uniform(low, high):.{places}f}"


def _whole(low: int, high: int) -> Draw:
    return lambda rng: str(rng.randrange(low, high))


def _code(form: str) -> Draw:
    """`#` is a digit, `@` a capital, `x` a hexadecimal digit."""
    signs = {"#": "0123456789", "@": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "x": "0123456789abcdef"}
    return lambda rng: "".join(rng.choice(signs[c]) if c in signs else c for c in form)


def _day(form: str) -> Draw:
    return lambda rng: form.format(
        y=rng.randrange(2009, 2026), m=rng.randrange(1, 13), d=rng.randrange(1, 29),
        h=rng.randrange(24), n=rng.randrange(60), s=rng.randrange(60),
    )  # fmt: skip


_STREETS = _of("Main St|Oak Ave|Maple Dr|Elm St|Park Blvd|Cedar Ln|Washington Ave|Lake Rd")


def _block(rng: random.Random) -> str:
    return f"{rng.randrange(1, 99)}00 BLOCK OF {_STREETS(rng).upper()}"


def _person(rng: random.Random) -> str:
    first = rng.choice(
        [
            "James",
            "Mary",
            "Robert",
            "Linda",
            "Michael",
            "Susan",
            "David",
            "Karen",
            "Carlos",
            "Priya",
        ]
    )
    return f"{first} {rng.choice(['Smith', 'Johnson', 'Garcia', 'Miller', 'Davis', 'Chen', 'Patel', 'Clark'])}"


_SITES = _of("Riverside|Hilltop|Mill Creek|Eastgate|North Fork|Cedar Grove|Summit|Bayview")
_SPECIES = _of("Quercus alba|Acer rubrum|Canis lupus|Ursus arctos|Bubo bubo|Pinus taeda")
_TEAMS = _of("Hawks|Tigers|Rovers|United|Wanderers|Comets|Wolves|Sharks")
_WORDS = _of(
    "reported by phone|closed, no action|referred to another agency|duplicate|pothole filled"
)

# What a column holds, then the names of such columns.
_NOTHING: Sequence[tuple[Draw, str]] = (
    # City and public bodies.
    (_code("24-00###"), "case_number incident_number service_request_id permit_number complaint_id license_id"),
    (_code("1#########"), "call_number unique_key bin parcel_id docket_id"),
    (_code("#######"), "objectid global_fid asset_tag facility_id inspection_id violation_id camis"),
    (_of("Open|Closed|Pending|In Progress|Referred"), "status request_status permit_status case_status disposition resolution"),
    (_of("Graffiti|Pothole|Noise|Street Light Out|Abandoned Vehicle"), "complaint_type request_type service_name descriptor incident_type primary_type offense"),
    (_of("Police|Fire|Parks|Public Works|Transportation"), "agency department_name responsible_party owner_department division bureau"),
    (_of("Ward 1|Ward 2|Ward 3|District 7|Zone B"), "ward council_district police_district fire_zone precinct beat planning_area"),
    (_of("BRONX|QUEENS|BROOKLYN|MANHATTAN"), "borough boro community_board neighborhood_name city_area"),
    (_block, "block_address block hundred_block"),
    (_day("{y}-{m:02d}-{d:02d}T{h:02d}:{n:02d}:{s:02d}.000"), "created_date closed_date updated_on reported_at received_dttm entry_dttm"),
    (_day("{m:02d}/{d:02d}/{y}"), "issue_date inspection_date filing_date expiration_date date_opened grade_date hire_date"),
    (_whole(10001, 99950), "census_tract zip_code incident_zip postal census_block"),
    (_WORDS, "resolution_description notes comments remarks narrative violation_description"),
    (_whole(0, 2), "arrest domestic is_recycled has_permit ada_accessible flagged"),
    (_whole(1000, 900000), "assessed_value land_value building_area total_payments award_amount fee_paid"),
    (_of("Residential|Commercial|Mixed Use|Industrial"), "land_use zoning property_class building_type occupancy"),
    (_of("A|B|C|Z|P"), "grade rating score_letter inspection_grade band"),
    (_of("E911|Online|Mobile App|Phone|Walk-in"), "source submitted_via channel method_received origin_type"),
    # Trade.
    (_code("CA-20##-1#####"), "order_id invoice_no transaction_ref receipt_number quote_id"),
    (_code("FUR-BO-1000####"), "product_id sku item_number material_no catalog_number"),
    (_of("Furniture|Technology|Office Supplies|Toys"), "category sub_category product_line segment_name department"),
    (_of("Bush Somerset Bookcase|Logitech Mouse|Xerox 1967|Eldon Base|Newell 322"), "product_name item_description goods_name article variant_title"),
    (_of("Standard Class|Second Class|First Class|Same Day"), "ship_mode delivery_type shipping_method priority service_level"),
    (_of("Consumer|Corporate|Home Office"), "segment customer_type customer_segment market channel_name"),
    (_between(1, 3000), "sales unit_price list_price total_amount subtotal cost_of_goods freight"),
    (_between(0, 0.8), "discount tax_rate margin conversion_rate bounce_rate churn_probability"),
    (_whole(1, 15), "quantity qty_ordered units line_item order_line pack_size"),
    (_of("USD|EUR|GBP|JPY"), "currency currency_code iso_currency price_currency"),
    (_of("Visa|Mastercard|Cash|Bitcoin"), "payment_method payment_type tender card_type card_brand"),
    (_whole(1, 6), "review_score stars customer_rating satisfaction nps_bucket"),
    (_code("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), "review_id session_hash order_hash customer_unique_id etag checksum_md5"),
    (_code("5901#########"), "ean upc gtin barcode_value"),
    # Sensors and energy.
    (_between(-10, 45, 1), "air_temp temperature_c soil_temp dew_point_f wind_chill heat_index"),
    (_between(950, 1050, 1), "pressure_hpa barometer station_pressure sea_level_pressure"),
    (_between(0, 100, 1), "humidity battery_pct cloud_cover soil_moisture signal_quality"),
    (_between(0, 500, 3), "pm25 pm10 no2 ozone co2_ppm voltage_v current_a power_kw"),
    (_between(-1, 1, 6), "accel_x accel_y gyro_z mag_x roll pitch"),
    (_code("SN-xxxx-xxxx"), "sensor_id node_id device_eui gateway_ref probe_code"),
    (_whole(1_500_000_000, 1_760_000_000), "ts epoch unix_time recorded_at_s"),
    (_whole(1_500_000_000_000, 1_760_000_000_000), "timestamp_ms event_time time_ms"),
    (_of("OK|WARN|FAIL|CALIBRATING"), "sensor_status qc_flag health state_name alarm"),
    (_code("v#.##.#"), "firmware fw_version sw_version build_number"),
    (_code("#.#.##.#"), "library_version release_number schema_version"),
    (_whole(0, 100000), "meter_reading pulse_count kwh_total flow_count vehicle_count"),
    # Sport.
    (_TEAMS, "home_team away_team team_name club winner opponent franchise"),
    (_of("PG|SG|SF|PF|C|GK|CB"), "position pos role_code fielding_pos"),
    (_of("W|L|D"), "result outcome_letter win_loss ftr htr"),
    (_whole(0, 140), "goals_scored rebounds_total yards minutes_played runs_batted assists_per_season shots"),
    (_between(0, 1, 3), "batting_avg win_pct save_pct on_base_pct field_goal_pct"),
    (_of("2019-20|2020-21|2021-22|2022-23"), "season league_year campaign"),
    (_of("Wembley|Old Oval|Fenway|Garden Arena|Anfield"), "venue stadium arena ground court_name"),
    (_of("12:31.4|9:58.2|1:02.7|2:15.9"), "finish_time lap_time split best_time"),
    (_whole(1, 99), "jersey_number rank seed round_no draft_pick heat"),
    (_of("Gold|Silver|Bronze|NA"), "medal award prize_level trophy"),
    # Science.
    (_SPECIES, "species scientific_name taxon_name binomial organism accepted_name"),
    (_of("Aves|Mammalia|Insecta|Plantae"), "class_name kingdom phylum taxon_group"),
    (_SITES, "site_name plot_name station_label reserve sampling_site locality"),
    (_code("SAMP-####-@"), "sample_id specimen_no catalog_id barcode_id accession"),
    (_code("GSM######"), "geo_accession run_id experiment_id assay_code"),
    (_of("ACGTTGCA|GGCTAACC|TTAGGCAT|CCGATGAC"), "sequence primer index_seq barcode_sequence"),
    (_between(0, 14), "ph dissolved_oxygen turbidity conductivity_ms salinity"),
    (_between(1e-6, 0.2, 6), "p_value q_value std_error residual_norm loss learning_rate"),
    (_of("control|treated|placebo|baseline"), "treatment arm_name condition_label group_name cohort_name"),
    (_of("BRCA1|TP53|EGFR|MYC|KRAS"), "gene gene_symbol marker locus_name"),
    (_code("10.####/abc.####"), "doi reference_doi citation_key"),
    (_whole(1, 5000), "abundance reads depth_m elevation_m sample_size area_ha population_estimate"),
    (_of("1.5 m|2 m|10 cm|30 cm"), "depth_label height_class layer stratum"),
    # Transport and the rest.
    (_code("@@####"), "flight_number train_no trip_short_name vessel_code line_id"),
    (_code("N###@@"), "tail_number aircraft_reg registration_mark"),
    (_code("@@@"), "origin_airport dest_airport iata_code carrier_code station_code stop_code"),
    (_SITES, "stop_name station_name start_station_name end_station trip_headsign route_long_name"),
    (_whole(-30, 300), "arr_delay dep_delay_min trip_duration headway dwell_time"),
    (_whole(100, 99999), "bike_id trip_id route_id ride_number shape_id"),
    (_of("Subscriber|Customer|member|casual"), "user_type member_casual rider_type fare_class"),
    (_of("https://example.org/a|https://example.org/b/1|https://example.org/c?x=2"), "url link_to_record image_url homepage"),
    (_of("Drama|Comedy|Action|Horror"), "genre listed_in content_category theme_name"),
    (_of("The Quiet Hour|Blue Harvest|Long Way North|Paper Moon"), "title film_title album_name track show"),
    (_of("Ford|Tesla|Honda|Subaru|Lincoln"), "make vehicle_make manufacturer_name brand_name"),
    (_of("F-150|Model 3|Civic|Outback|Navigator"), "model model_name trim_level vehicle_model"),
    (_of("en|fr|es|de|zh"), "language lang locale_code original_language"),
    (_of("United States|Kenya|Brazil|Norway|Japan"), "country country_name nation entity location"),
    (_whole(1950, 2025), "year birth_cohort_year vintage_year year_built model_year fiscal_year"),
    (_of("18-24|25-34|35-44|45-54"), "age_group age_range age_bracket bucket"),
    (_between(0, 90), "life_expectancy unemployment_rate literacy gdp_growth fertility_rate"),
)  # fmt: skip
_FIXED: Sequence[tuple[Draw, str, str]] = (
    (_of("M|F"), "person.gender", "sex gender vict_sex"),
    (_person, "person.name", "player_name author_name inspector_name"),
    (_between(24, 49, 6), "geo.coordinate", "latitude start_lat"),
    (_between(-124, -66, 6), "geo.coordinate", "longitude start_lng"),
    (_code("##.1##.#.2##"), "net.ip", "client_ip source_ip"),
)


def open_columns(rows: int, seed: int) -> Iterator[tuple[str, str | None, list[str]]]:
    """Name, fixed label (None for most) and values of each column; the same for a seed."""
    rng = random.Random(seed)
    kinds = [(draw, None, names) for draw, names in _NOTHING]
    for draw, label, names in (*kinds, *_FIXED):
        for name in names.split():
            yield name, label, [draw(rng) for _ in range(rows)]
