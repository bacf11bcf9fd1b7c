"""What the OpenAPI document says of each operation: its docstring, the first line as its summary."""

from typing import Any


def by_docstrings(schema: dict[str, Any]) -> dict[str, Any]:
    """Ninja takes the whole docstring for the description, and the function's name for the summary."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            summary, _gap, description = operation.get("description", "").partition("\n\n")
            operation["summary"], operation["description"] = summary.removesuffix("."), description.strip()
    return schema
