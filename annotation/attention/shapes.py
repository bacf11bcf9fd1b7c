"""From the stored report to what the page and the command say."""

from annotation.attention.words import (
    hints,
    order_told,
    rise_told,
    share_told,
    suggestions,
    time_told,
    why_worn,
)


def rows(people: list[dict]) -> list[dict]:
    """Each person, by name, in words; what their reader is not told is left out."""
    return [
        {
            "person": one["person"],
            "answers": one["answers"],
            "gold": share_told(one["gold"]) if "gold" in one else "",
            "time": time_told(one["time"]["median"]),
            "fast": share_told(one["time"]["fast"]),
            "most": share_told(one["most"]),
            "label": one["most"]["label"] if one["most"] else "",
            "order": order_told(one["order"]),
            "tiring": rise_told(one["tiring"]) if "value" in one.get("tiring", {}) else "",
            "changed": share_told(one["changed"]) if "changed" in one else "",
        }
        for one in people
    ]


def talks(people: list[dict]) -> list[dict]:
    """Those of whom something stands out, by name."""
    found = [{"person": one["person"], "said": suggestions(one)} for one in people]
    return [one for one in found if one["said"]]


def own(people: list[dict]) -> dict | None:
    """The reader's own line and hints; None before their first answer."""
    if not people:
        return None
    told = rows(people)[0]
    if not people[0].get("gold", {}).get("n"):
        told["gold"] = ""
    return told | {"hints": hints(people[0])}


def worn(items: list[dict], retired: list[dict]) -> list[dict]:
    """Without those that a lead has retired since."""
    out = {one["sample"] for one in retired}
    return [one | {"told": why_worn(one)} for one in items if one["sample"] not in out]
