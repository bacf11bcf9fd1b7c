"""Whatever a schedule reports of a round has words for people."""

import ast
from pathlib import Path

import generation.methods.schedules as package
from generation.methods.schedules.words import REPORTED

FOLDER = Path(package.__path__[0])


def reported(source: str) -> set[str]:
    """The keys of every dictionary that is given the name `report`, as a variable or as a key of the notes."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            pairs = [(key.value, value) for key, value in zip(node.keys, node.values, strict=True) if _is_text(key)]
            found |= {name for key, value in pairs if key == "report" for name in _keys(value)}
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "report" for target in targets):
                found |= _keys(node.value)
            found |= {
                target.slice.value
                for target in targets
                if isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == "report"
            }
    return found


def _is_text(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _keys(node) -> set[str]:
    return {key.value for one in ast.walk(node) if isinstance(one, ast.Dict) for key in one.keys if _is_text(key)}


ALL = {path.stem: reported(path.read_text()) for path in FOLDER.glob("*.py")}


def test_every_key_of_every_report_has_a_title():
    assert ALL["extrapolation"] == {"learned_from", "right_of_used", "right_of_unused", "errors_by_label"}
    missing = {name: keys - REPORTED.keys() for name, keys in ALL.items()}
    assert {name: keys for name, keys in missing.items() if keys} == {}


def test_no_title_is_for_what_nobody_reports():
    assert REPORTED.keys() - set().union(*ALL.values()) == set()


def test_a_title_is_no_identifier_and_its_whole_is_reported_too():
    for name, word in REPORTED.items():
        assert " " in word.title, name
        assert "_" not in word.title
        assert not word.of or word.of in REPORTED


def test_the_search_finds_every_way_of_writing_a_report():
    source = 'report = {"a": 1}\nreport["b"] = 2\nreport |= {"c": 3}\nnotes = {"pool": {"x": 1}, "report": {"d": 4}}'
    assert reported(source) == {"a", "b", "c", "d"}
