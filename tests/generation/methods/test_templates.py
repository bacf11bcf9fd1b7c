import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.templates import Template, TemplateError

ASK = Template("test.ask", 1, "{task}", 'Write about {topic}. Answer as {{"text": "…"}}.')


def test_it_fills_named_places_and_keeps_doubled_braces():
    system, user = ASK.render(task="T", topic="rain")
    assert system == {"role": "system", "content": "T"}
    assert user["content"] == 'Write about rain. Answer as {"text": "…"}.'


def test_it_refuses_a_missing_and_an_unknown_value():
    with pytest.raises(TemplateError, match=r"missing \['topic'\], unknown \['subject'\]"):
        ASK.render(task="T", subject="rain")


@pytest.mark.parametrize(
    "text", ["{topic.__class__}", "{0}", "{}", "{topic!r}", "{topic[0]}", "a } b", "{% if x %}", "{Topic}"]
)
def test_it_refuses_what_is_no_plain_placeholder(text):
    with pytest.raises(TemplateError):
        Template("bad", 1, "", text)


def test_a_doubled_brace_reaches_nothing():
    assert Template("jinja", 1, "", "{{ x.__class__ }}").render()[0]["content"] == "{ x.__class__ }"


def test_an_edit_changes_the_reference():
    assert ASK.ref.startswith("test.ask@1#")
    assert Template("test.ask", 1, "{task}", "Write about {topic}!").ref != ASK.ref


@given(st.text(max_size=80))
def test_what_was_put_in_is_never_read_again(text):
    hostile = text + "{task}{topic.__class__}{{}}%(x)s$x"
    assert ASK.render(task=hostile, topic=hostile)[0]["content"] == hostile
