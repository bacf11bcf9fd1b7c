"""Key parts of recipes of conditional prompting: what each text has to answer to."""

import re
from collections import defaultdict
from statistics import fmean, pstdev

from tests.generation.runs.key_parts.evenness import evenly
from tests.generation.runs.key_parts.key_part import KeyPart, by_chance, dropping, on_steps
from tests.generation.runs.key_parts.seen import Seen, draw_of, drawn, label_of, text_of
from tests.generation.runs.key_parts.sums import outcome

NUMBER = re.compile(r"^\d+\. ")


def a_second_reading_gives_the_label(seen: Seen) -> bool:
    """Class by class: somebody who sees the rivals reads each item, and what that one says is its label."""
    return all(
        any(
            text_of(one) in prompt and "Dull and useless." in prompt and said["label"] == one.current_label
            for prompt, said in zip(
                seen.prompts(one.planned_row, "read"), seen.answers(one.planned_row, "read"), strict=True
            )
        )
        for one in seen.samples
    )


def each_row_is_transformed_by_the_plan(seen: Seen) -> bool:
    """DataTune: one plan for all, and every sample knows the row that it came from."""
    [plan] = [" ".join(seen.values("transform-plan"))]
    known = all(row.source and row.source.fields["text"] in prompt for row in seen.kept for prompt in seen.prompts(row))
    return known and all(plan[:60] in prompt for _draw, prompt in seen.asked("transform"))


def every_solution_works_out(seen: Seen) -> bool:
    """Exercises: the calculator comes to the answer that was given."""
    said = [(seen.answers(row, "write") + seen.answers(row, "repair"))[-1] for row in seen.kept]
    return all(outcome(one["lines"]) == one["answer"] for one in said)


def worn_words_are_forbidden(seen: Seen) -> bool:
    """Logit suppression: later prompts do without words that earlier texts used more than once."""
    before = " ".join(text_of(one) for one in seen.samples if one.planned_row.round == 1).casefold()
    avoided = [(row, word) for row in seen.rows for word in draw_of(row).extra.get("avoid", ())]
    said = all(word in prompt for row, word in avoided for prompt in seen.prompts(row, "write"))
    heat = all(
        call.request["temperature"] == float(drawn(row)["temperature"])
        for row in seen.kept
        for call in seen.calls(row, "write")
    )
    return heat and said and len(avoided) > 0 and all(before.count(word) > 1 and row.round > 1 for row, word in avoided)


def the_likeliest_of_each_wording_stay(seen: Seen) -> bool:
    """SuperGen: of the texts of a label none was likelier, for its wording, than one that stayed."""
    cells = defaultdict(list)
    rows = [row for row in seen.rows if row.candidates and row.candidates[0]["kept"].get("score") is not None]
    for row in rows:
        cells[label_of(row), drawn(row)["wording"]].append(row.candidates[0]["kept"]["score"])
    stayed, gone = defaultdict(list), defaultdict(list)
    for row in rows:
        known = cells[label_of(row), drawn(row)["wording"]]
        score = (row.candidates[0]["kept"]["score"] - fmean(known)) / (pstdev(known) or 1.0)
        (stayed if row.accepted else gone)[label_of(row)].append(score)
    return len(gone) > 0 and all(min(stayed[label]) >= max(gone[label]) for label in gone)


def texts_state_all_of_their_facts(seen: Seen) -> bool:
    """SynthIE: facts come first, and both ends of each stand in the text."""
    facts = [
        (NUMBER.sub("", line).split(" | "), one.fields["text"])
        for one in seen.samples
        for line in one.fields["triples"].splitlines()
    ]
    return all(bare(fact[0]) in text and bare(fact[2]) in text for fact, text in facts)


def bare(name: str) -> str:
    return re.sub(r" \([^()]*\)$", "", name)


def every_topic_comes_for_every_reader(seen: Seen) -> bool:
    """Textbooks: the pair of topic and reader with the fewest sections is next, and both stand in the prompt."""
    said = all(value in prompt for draw, prompt in seen.asked("write") for _name, value in draw.conditions)
    return said and evenly(seen, "topic", "audience", cells=8)


def every_text_has_its_words(field: str):
    """TinyStories: the words drawn for a story stand in it, and no three come twice."""

    def holds(seen: Seen) -> bool:
        drew = [(one.metadata["words"], one.fields[field].casefold()) for one in seen.samples]
        apart = len({tuple(words) for words, _text in drew}) == len(drew)
        asked = all(
            word in one.fields.get("instruction", word) for one in seen.samples for word in one.metadata["words"]
        )
        return apart and asked and all(word in text for words, text in drew for word in words)

    return holds


def every_leaf_gets_as_many_talks(seen: Seen) -> bool:
    """UltraChat: a tree of topics, each leaf as often, and two sides that speak in turn."""
    said = all(drawn(row)["leaf"] in seen.prompts(row, "opening")[0] for row in seen.kept)
    return said and evenly(seen, "leaf")


def every_kind_of_text_is_asked_for_as_often(seen: Seen) -> bool:
    said = all(drawn(row)["text-kind"] in seen.prompts(row, "request")[0] for row in seen.kept)
    return said and evenly(seen, "text-kind")


def the_passage_stands_in_the_talk(seen: Seen) -> bool:
    """UltraChat's third sector: what the assistant is given is before it, and in the sample."""
    shown = all(
        one.metadata["passage"] in prompt
        for one in seen.samples
        for prompt in seen.prompts(one.planned_row, "assistant")
    )
    return shown and all(one.metadata["passage"] in text_of(one) for one in seen.samples)


def _unjoined(kind: str, settings: dict) -> dict | None:
    """The request is all of the first message: the passage is not laid beside it."""
    if settings.get("tool") == "laid_before":
        return None
    return {**settings, "gives": {"first": "text"}} if settings.get("step") == "request" else settings


KEY_PARTS = {
    "class-by-class": KeyPart(
        a_second_reading_gives_the_label, without={"second_reading": False}, knobs={"label_noise": 0.3}
    ),
    "datatune": KeyPart(each_row_is_transformed_by_the_plan, dropping("transform", "{transform_plan}")),
    "exercises": KeyPart(every_solution_works_out, without={"check": False}, knobs={"label_noise": 0.5}),
    "logit-suppression": KeyPart(worn_words_are_forbidden, without={"most": 0}, settings={"strength": 5.0}, count=24),
    "supergen": KeyPart(the_likeliest_of_each_wording_stay, without={"by_chance": 1.0}, settings={"by_chance": 0.0}),
    "supergen-pairs": KeyPart(
        the_likeliest_of_each_wording_stay, without={"by_chance": 1.0}, settings={"by_chance": 0.0}
    ),
    "synthie": KeyPart(texts_state_all_of_their_facts, without={"check": False}, model={"facts.FORGETS": 0.5}),
    "textbooks": KeyPart(every_topic_comes_for_every_reader, by_chance, settings={"topics": 2}, count=8),
    "tinystories": KeyPart(every_text_has_its_words("text"), without={"check_words": False}, knobs={"obedience": 0.5}),
    "tinystories-instruct": KeyPart(
        every_text_has_its_words("response"), without={"check_words": False}, knobs={"obedience": 0.5}
    ),
    "ultrachat": KeyPart(every_leaf_gets_as_many_talks, by_chance, count=8),
    "ultrachat-writing": KeyPart(every_kind_of_text_is_asked_for_as_often, by_chance, count=9),
    "ultrachat-material": KeyPart(the_passage_stands_in_the_talk, on_steps(_unjoined)),
}
