import pytest

from histor.code.countries import home_country, spoken_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Police in Kenya told Kenyan officials of it.", "KEN"),
        ("The South said that the North had fired.", None),
        ("A court in South Philadelphia convicted him.", "USA"),
        ("A woman of Alexandria was charged. Alexandria has a mayor.", None),
        ("A woman of Alexandria was charged in Egypt.", "EGY"),
        ("A man of Kingston upon Hull was told of it in Hull.", None),
        ("A fire on Dublin Road was put out. It had begun in Dublin Road.", None),
        ("The talks at Downing Street failed.", "GBR"),
    ],
)
def test_the_country_that_a_report_is_about(text, code):
    assert home_country(text, 0.4) == code


def test_a_namesake_counts_where_nothing_else_does():
    assert spoken_of("the mayor of Dublin") == "IRL"
