"""A draft of the demo's codebook, tried on what its people have answered."""

import time

from docs.pictures.served import DEMO, Site

PROJECT = f"projects/{DEMO}"
DELIVERY = "Everything about an order: when it comes, what it costs, and money back for it."
PATIENCE_S = 120


def try_a_draft(site: Site) -> None:
    """The version in force against a draft that blurs two labels; returns once it is done."""
    draft = site.get("lena", f"{PROJECT}/codebooks/2")
    spec = {name: draft[name] for name in ("purpose", "role", "fields", "questions", "rules")}
    for label in spec["questions"][0]["labels"]:
        label["examples"] = []
        if label["name"] == "delivery":
            label["definition"] = DELIVERY
    site.post("lena", f"{PROJECT}/codebooks", spec | {"note": "Delivery is wider, no examples"})
    site.post("lena", f"{PROJECT}/tries/split", {"development": 30, "held_out": 30, "seed": 7})
    number = site.post("lena", f"{PROJECT}/tries", {"budget_usd": "0.50"})["id"]
    deadline = time.monotonic() + PATIENCE_S
    while (state := site.get("lena", f"{PROJECT}/tries/{number}")["state"]) != "done":
        if state in ("paused", "stopped") or time.monotonic() > deadline:
            raise RuntimeError(f"The try ended as {state}.")
        time.sleep(1)
