"""Key parts of recipes that write or label by one prompt, and of those that specify a task or a role."""

from collections import Counter

from generation.methods.demonstrations.vectors import Space, cosines
from generation.methods.verifiers.occurrence import occurs
from tests.generation.runs.key_parts.evenness import evenly
from tests.generation.runs.key_parts.key_part import (
    KeyPart,
    adding,
    by_chance,
    dropping,
    saying,
    showing,
    turning,
    ungated,
)
from tests.generation.runs.key_parts.seen import Seen, draw_of, drawn, label_of, system_of, text_of


def combinations_are_said_and_none_comes_twice(seen: Seen) -> bool:
    """AttrPrompt: a text's own combination stands in its prompt, and no pair of values of a label comes twice."""
    said = all(
        value in prompt for draw, prompt in seen.asked("write") for name, value in draw.conditions if name != "length"
    )
    combined = Counter((label_of(row), *sorted(drawn(row).items())) for row in seen.rows)
    return said and max(combined.values()) == 1 and len(drawn(seen.rows[0])) > 2


def each_context_gets_each_label(seen: Seen) -> bool:
    """ZeroGen: the same contexts for every label, so that the subject tells nothing of it: no pair comes twice."""
    pairs = Counter((drawn(row)["context"], label_of(row)) for row in seen.rows)
    said = all(dict(draw.conditions)["context"] in prompt for draw, prompt in seen.asked("write"))
    return said and len(pairs) == min(len(seen.rows), 2 * len(seen.values("context")))


def one_prompt_a_label_which_it_names(seen: Seen) -> bool:
    """SimPrompt: the same words again and again, and nothing but the label differs."""
    prompts = {(label, prompt) for draw, prompt in seen.asked("write") for label in draw.labels.values()}
    return len(prompts) == 2 and all(prompt.endswith(f"Label: {label}") for label, prompt in prompts)


def every_text_names_its_topic(seen: Seen) -> bool:
    """ClinGen: the drawn term of the domain stands in the text."""
    return all(_names(text_of(one), drawn(one.planned_row)["topic"]) for one in seen.samples)


def _names(text: str, topic: str) -> bool:
    return occurs(topic.casefold(), text.casefold())


def every_listed_name_stands_in_its_text(seen: Seen) -> bool:
    listed = [(line, one.fields["text"]) for one in seen.samples for line in one.fields["triples"].splitlines()]
    return len(listed) > 0 and all(name in text for name, text in listed)


def the_first_text_is_asked_for_without_a_label(seen: Seen) -> bool:
    """And the second one by its label, with the first before it."""
    first = [prompt for _draw, prompt in seen.asked("premise")]
    second = all(
        f"Label: {label_of(row)}" in prompt and answer["premise"] in prompt
        for row in seen.kept
        for answer, prompt in zip(seen.answers(row, "premise"), seen.prompts(row, "hypothesis"), strict=True)
    )
    return second and not any("Label:" in prompt for prompt in first)


def many_roles_write_each_in_its_own(seen: Seen) -> bool:
    """Role pool: each text is asked for as the role that was drawn, and they are many."""
    roles = {drawn(row)["role"] for row in seen.kept}
    asked = all(drawn(row)["role"] in system_of(call) for row in seen.kept for call in seen.calls(row, "write"))
    return asked and len(roles) > 2


def labels_mix_and_the_sample_keeps_how(seen: Seen) -> bool:
    """GPT3Mix: examples of several labels, and a distribution over labels of what came of them."""
    soft = [one.metadata.get("soft_label") or {} for one in seen.samples]
    return all(len(shares) == 2 and abs(sum(shares.values()) - 1) < 0.01 for shares in soft) and any(
        all(f"Its label: {label}" in prompt or f"Label: {label}" in prompt for label in ("dull", "funny"))
        for _draw, prompt in seen.asked("write")
    )


def a_talk_ends_where_its_task_is_done(seen: Seen) -> bool:
    """CAMEL: the side that instructs ends it by a token, which is no part of the talk; every pair of roles in turn."""
    ended = Counter(one.metadata["ended"] for one in seen.samples)
    silent = not any("TASK DONE" in text_of(one) for one in seen.samples)
    return silent and ended["done"] > 0 and evenly(seen, "solver", "asker")


def labels_follow_the_codebook_and_are_right(seen: Seen) -> bool:
    """Annotate: each prompt holds definitions and rules, and what is said there decides."""
    prompts = [prompt for _draw, prompt in seen.asked("label")]
    told = ("Dull and useless.", "Warm and funny.", "A sample must not name a real person.")
    right = all(said in row.source.fields["text"] for row, label in seen.labelled() for said in [WORDS_OF[label]])
    return right and all(text in prompt for prompt in prompts for text in told)


WORDS_OF = {"dull": "dull and useless", "funny": "warm and funny"}


def neighbours_stand_before_the_item_the_nearest_last(seen: Seen) -> bool:
    """KATE: no seed is nearer to the item than one that is shown, and they come nearer and nearer."""
    seeds = {str(one.pk): text_of(one) for one in seen.run.project.samples.filter(origin="seed").order_by("pk")}
    space, names = Space([*seeds.values()]), [*seeds]
    vectors = space.of([*seeds.values()])
    for row in seen.kept:
        near = dict(zip(names, cosines(vectors, space.of([text_of(row.source)]))[:, 0], strict=True))
        shown = [near[name] for name in draw_of(row).demonstrations]
        if not shown or shown != sorted(shown) or any(near[one] > shown[0] + 1e-9 for one in _others(row, near)):
            return False
        if not all(seeds[name] in prompt for name in draw_of(row).demonstrations for prompt in seen.prompts(row)):
            return False
    return True


def _others(row, near: dict[str, float]) -> list[str]:
    """Seeds that are not shown, and are no copies of the item."""
    return [name for name, cosine in near.items() if name not in draw_of(row).demonstrations and cosine <= 0.95]


KEY_PARTS = {
    "attrprompt": KeyPart(
        combinations_are_said_and_none_comes_twice,
        without={"allocator": "uniform"},
        settings={"dimensions": 2, "values": 3, "lengths": "30", "most_removed": 0, "near_duplicates": False},
        count=12,
        knobs={"obedience": 1.0},
    ),
    "zerogen": KeyPart(each_context_gets_each_label, by_chance, count=24),
    "simprompt": KeyPart(one_prompt_a_label_which_it_names, dropping("write", "\nLabel: {label}")),
    "clingen": KeyPart(every_text_names_its_topic, without={"mention": False}, knobs={"obedience": 0.5}),
    "clingen-entities": KeyPart(
        every_listed_name_stands_in_its_text,
        ungated("entity_literal"),
        without={"mend": False},
        model={"facts.INVENTS": 0.6},
    ),
    "clingen-pairs": KeyPart(
        the_first_text_is_asked_for_without_a_label,
        adding("premise", "\nLabel: {label}"),
    ),
    "roles": KeyPart(many_roles_write_each_in_its_own, saying(write_system="{task}", write="Write one.\n{label}")),
    "gpt3mix": KeyPart(labels_mix_and_the_sample_keeps_how, without={"soft_labels": False}),
    "camel": KeyPart(
        a_talk_ends_where_its_task_is_done,
        turning(done=""),
        settings={"solvers": 2, "askers": 2, "rounds": 4},
        count=8,
    ),
    "annotate": KeyPart(labels_follow_the_codebook_and_are_right, dropping("label", "{task}"), count=24),
    "kate": KeyPart(
        neighbours_stand_before_the_item_the_nearest_last,
        showing("mixed_label", k="$demonstrations"),
        settings={"demonstrations": 3, "per_label": 3},
    ),
}
