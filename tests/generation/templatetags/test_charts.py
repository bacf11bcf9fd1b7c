import re

import pytest
from django.template import Context, Template
from django.utils import translation

LINE = '{% load charts %}{% line_chart title="Agreement" series=series summary="n = 300" %}'
SERIES = [{"name": "People", "points": [{"x": 0, "y": 0.6, "low": 0.5, "high": 0.7, "n": 300}, {"x": 1, "y": 0.8}]}]


def draw(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_a_line_has_a_name_a_band_and_a_table_behind_it():
    series = [{"name": "People", "points": [{**point, "low": 0.5, "high": 0.9} for point in SERIES[0]["points"]]}]
    page = draw(LINE, series=series)
    assert "<title>Agreement</title><desc>n = 300</desc>" in page
    assert 'class="band"' in page
    assert "50.0–90.0%" in page
    assert 'd="M0,40L100,20"' in page


def test_a_single_interval_is_a_whisker():
    assert 'class="whisker" d="M0,12.5V37.5"' in draw(LINE, series=SERIES)


@pytest.mark.parametrize("series", [[], [{"name": "People", "points": []}]])
def test_nothing_yet_says_so(series):
    assert "nothing to draw yet" in draw(LINE, series=series)


def test_no_chart_needs_a_style_or_a_script():
    bars = '{% bar_chart title="A" rows=rows %}{% funnel title="F" rows=steps %}{% histogram title="H" bins=bins %}'
    page = draw(
        "{% load charts %}" + bars + '{% confusion title="C" labels=labels rows=cells %}',
        rows=[{"label": "<b>", "value": 0.5, "low": 0.4, "high": 0.6, "n": 10}],
        steps=[{"label": "Generated", "count": 200}, {"label": "Kept", "count": 50}],
        bins=[{"low": 0, "high": 0.5, "count": 0}, {"low": 0.5, "high": 1, "count": 3}],
        labels=["a", "b"],
        cells=[{"label": "a", "cells": [{"count": 9}, {"count": 1}]}, {"label": "b", "cells": [{"count": 0}] * 2}],
    )
    assert not re.search(r"style=|<script|on\w+=", page)
    assert "&lt;b&gt;" in page
    assert "25.0% of the step before" in page
    assert "90.0%" in page


FOREST = '{% load charts %}{% forest_chart title="By person" rows=rows %}'


def test_a_forest_stands_around_zero_and_a_row_without_a_value_says_why():
    rows = [
        {"label": "anna", "value": 0.1, "low": -0.1, "high": 0.3, "n": 40},
        {"label": "arno", "value": None, "low": None, "high": None, "n": 3, "note": "no blind answer yet"},
    ]
    page = draw(FOREST, rows=rows)
    assert 'class="axis" d="M25.0,0V10"' in page
    assert 'class="whisker" d="M0,5H100M0,2.5V7.5M100,2.5V7.5"' in page
    assert 'class="points" d="M50.0,5h0"' in page
    assert page.count('<path class="points"') == 1
    for words in ("+10.0", "−10.0 to +30.0", "n = 40", "no blind answer yet", "<span>−10.0</span><span>+30.0</span>"):
        assert words in page


def test_a_forest_of_nothing_known_has_no_axis():
    page = draw(FOREST, rows=[{"label": "anna", "value": None, "low": None, "high": None, "n": 0}])
    assert 'class="edges"' not in page
    assert "nothing to draw yet" in draw(FOREST, rows=[])


def test_svg_numbers_keep_their_point_in_every_language():
    with translation.override("de"):
        page = draw('{% load charts %}{% bar_chart title="A" rows=rows high=3 %}', rows=[{"label": "a", "value": 1}])
    assert 'width="33.33"' in page


def test_a_chart_of_no_counts_divides_by_nothing():
    page = draw('{% load charts %}{% funnel title="F" rows=rows %}', rows=[{"label": "Generated", "count": 0}] * 2)
    assert 'width="0.0"' in page
