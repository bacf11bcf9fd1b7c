"""What problems of the simulated model come to, by a calculation of the tests' own."""

import re

from generation.methods.tools.calculator import CannotCalculate, calculate, decimal

GIVEN = re.compile(r"\b([a-z]\w*) = ([\w +*]+?)(?=[,.])")


def truth(question: str) -> str:
    """What a problem such as “boxes = 3, pens = 5. Then sum1 = boxes * pens. How much is sum1?” comes to."""
    known: dict = {}
    for name, source in GIVEN.findall(question):
        known[name] = calculate(source, known)
    return decimal(known[re.search(r"How much is (\w+)\?", question)[1]])


def outcome(lines: list[str]) -> str:
    """What the lines of a calculation come to; '' where they cannot be followed."""
    known: dict = {}
    try:
        for line in lines:
            name, _equals, source = line.rpartition(" = ")
            known[name.strip()] = found = calculate(source, known)
    except CannotCalculate:
        return ""
    return decimal(found) if lines else ""
