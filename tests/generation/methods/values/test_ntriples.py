import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.ntriples import NTriplesError, Statement, graph, local_name, read

A = "<http://example.org/a>"


def test_the_forms_of_the_recommendation_are_read():
    lines = f"""# a comment
{A} <http://example.org/knows> <http://example.org/b> . # behind
_:x1 <http://example.org/knows> _:y.z .

{A} <http://example.org/name> "Ann \\"A.\\" \\u00e9\\U0001F600\\n" .
{A} <http://example.org/name> "Anna"@de-AT .
\t{A}<http://example.org/age>"42"^^<http://www.w3.org/2001/XMLSchema#integer>.
""".splitlines()
    found = list(read(lines))
    assert found[0] == Statement("http://example.org/a", "http://example.org/knows", "http://example.org/b")
    assert (found[1].subject, found[1].object) == ("_:x1", "_:y.z")
    assert (found[2].object, found[2].literal) == ('Ann "A." é😀\n', True)
    assert (found[3].object, found[3].language) == ("Anna", "de-at")
    assert (found[4].object, found[4].datatype) == ("42", "http://www.w3.org/2001/XMLSchema#integer")


@pytest.mark.parametrize(
    "line",
    [
        f"{A} {A} {A}",
        f"{A} {A} .",
        f"{A} _:p {A} .",
        f'"a" {A} {A} .',
        f"{A} {A} {A} . {A} {A} {A} .",
        f"{A} {A} <relative> .",
        f"{A} {A} <http://example.org/with space> .",
        f"{A} {A} 'single' .",
        f'{A} {A} "broken .',
        f'{A} {A} "bad \\q" .',
        f'{A} {A} "\\ud800" .',
        f'{A} {A} "\\U00110000" .',
        f'{A} {A} "a\\u0000b" .',
        f'{A} {A} "a\x00b" .',
        f'{A} {A} "a"@ .',
        f'{A} {A} "a"^^integer .',
        f"{A} {A} _: .",
        "@prefix a: <http://example.org/> .",
        "a b c .",
    ],
)
def test_any_other_line_is_refused_with_its_number(line):
    with pytest.raises(NTriplesError, match="line 2"):
        list(read([f"{A} {A} {A} .", line]))


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_every_text_comes_back_as_it_was_written(text):
    escaped = "".join(f"\\U{ord(char):08X}" if char in '"\\' or not char.isprintable() else char for char in text)
    [statement] = read([f'{A} {A} "{escaped}" .'])
    assert statement.object == text


LINES = """
<http://e.org/Berlin> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/City> .
<http://e.org/Berlin> <http://www.w3.org/2000/01/rdf-schema#label> "Berlin"@en .
<http://e.org/Berlin> <http://www.w3.org/2000/01/rdf-schema#label> "Berlino"@it .
<http://e.org/Berlin> <http://www.w3.org/2004/02/skos/core#altLabel> "Spree Athens"@en .
<http://e.org/Berlin> <http://e.org/capitalOf> <http://e.org/Federal_Republic> .
<http://e.org/Berlin> <http://e.org/founded> "1237" .
<http://e.org/founded> <http://www.w3.org/2000/01/rdf-schema#label> "was founded in"@en .
<http://e.org/Berlin> <http://e.org/motto> "Etwas"@de .
""".strip().splitlines()


def test_a_file_becomes_a_graph_with_names_types_and_aliases():
    found = graph(LINES, source="dump")
    berlin = found.entities[found.resolve("spree athens")]
    assert (berlin.name, berlin.types) == ("Berlin", ("City",))
    assert {(t.relation, t.object, t.literal) for t in found.about[berlin.id]} == {
        ("capital of", "http://e.org/Federal_Republic", False),
        ("was founded in", "1237", True),
    }
    assert found.shown("http://e.org/Federal_Republic") == "Federal Republic"
    assert {t.source for t in found.facts.values()} == {"dump"}
    assert set(found.entities) == {"http://e.org/Berlin", "http://e.org/Federal_Republic"}


@pytest.mark.parametrize(
    ("iri", "name"),
    [("http://e.org/birthPlace", "birth place"), ("http://e.org#New_York", "New York"), ("urn:isbn:1", "1")],
)
def test_an_iri_without_label_is_named_by_its_end(iri, name):
    assert local_name(iri) == name
