"""What an export writes: named columns of five kinds."""

from dataclasses import dataclass

KINDS = ("text", "integer", "number", "boolean", "json")


@dataclass(frozen=True)
class Column:
    """A column of an export. `json` holds nested values: as they are in JSONL, as JSON text in flat formats."""

    name: str
    kind: str = "text"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of column: {', '.join(KINDS)}.")
