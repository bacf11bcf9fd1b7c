"""From a reply to the candidate of a new item."""

from generation.methods.steps import Answer, Candidate, LabelDraft

QUOTES = ('""', "“”", "''", "‘’")


def written(answer: Answer, labels: tuple[LabelDraft, ...], steps: tuple[str, ...]) -> Candidate:
    """Return the candidate of a reply that holds a new item: its fields stripped, or why there are none."""
    if answer.fields is None:
        return Candidate({}, labels, steps=steps, problem=answer.problem, detail=answer.detail, raw=answer.text)
    fields = {name: unquoted(str(text)) for name, text in answer.fields.items()}
    return Candidate(fields, labels, steps=steps, raw=answer.text)


def unquoted(text: str) -> str:
    """Return the text stripped of white space and of a pair of quotation marks around all of it."""
    text = text.strip()
    for left, right in QUOTES:
        if len(text) > 1 and text[0] == left and text[-1] == right and left not in text[1:-1]:
            return text[1:-1].strip()
    return text
