"""Self-Prompting: questions with answers out of nothing, to be shown as examples later.

J. Li et al. 2024 (arXiv 2212.08635). A passage on a topic, its sentences told on their own, and a question for each
entity in them. Kept is what is answered alike from the passage and from the sentence alone. The passages may be made
up: they teach a form, and are no source of facts. At use the selector `cluster_argmax` shows one of each group. As
published all is greedy, so a topic gives one passage. Its 128 tokens are asked for as 90 words: a reply that is cut off
is lost here, where the paper drops its last sentence.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.chain_of_thought import VERIFIED
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

PASSAGE = Template(
    "self-prompting.passage",
    1,
    "{task}",
    "Write a passage of three to six sentences that tells facts, with names, places, dates or numbers, in at most "
    "90 words.\nTopic: {topic}",
)
ENTITIES = Template(
    "self-prompting.entities",
    1,
    "",
    "List the names, places, dates and numbers in this sentence, as they stand there, each of at most five words.\n"
    "Sentence: {one}",
)
ALONE = Template(
    "self-prompting.alone",
    1,
    "",
    "Passage: {passage}\n\nSay this sentence so that it is understood without the passage: names instead of “he”, “it” "
    "or “there”, and nothing added.\nSentence: {one}",
)
QUESTION = Template(
    "self-prompting.question",
    1,
    "",
    "Statement: {standalone}\nWrite the question that this answers, so that it needs no context and has no other "
    "answer. Do not name the answer.\nAnswer: {entity}",
)
FROM_PASSAGE = Template(
    "self-prompting.from_passage",
    1,
    "",
    "Passage: {passage}\nSentence: {sentence}\n\nAnswer with as few words as possible.\nQuestion: {asked}",
)
FROM_SENTENCE = Template(
    "self-prompting.from_sentence",
    1,
    "",
    "Statement: {standalone}\n\nAnswer with as few words as possible.\nQuestion: {asked}",
)


def _each(step: str, over: str, kind: str, **gives: str) -> dict:
    return {"ask": {"step": step, "each": over, "temperature": 0.0, "gives": {kind: gives.get("of", "text")}}}


RECIPE = Recipe(
    name="self-prompting",
    title=_("Self-Prompting"),
    summary=_("Writes passages, asks for what stands in them, and keeps questions that are answered alike twice."),
    when=_("When you have no questions with answers at all and need some, as examples for later runs."),
    cites=("arXiv 2212.08635",),
    params=writing(
        listed("topics", 50, _("Topics"), 100),
        Param("double_check", "bool", True, _("Answer twice"), _("Two calls a question: keeps what both agree on.")),
        VERIFIED,
        FIELDS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part(
            "enumerated",
            {
                "name": "topic",
                "title": _("Topic"),
                "what": "things, people, places and events that an encyclopedia would tell of",
                "count": "$topics",
            },
        ),
    ),
    templates=(PASSAGE, ENTITIES, ALONE, QUESTION, FROM_PASSAGE, FROM_SENTENCE),
    plan=Part(
        "steps",
        {
            "candidates": 4.0,
            "steps": [
                {"ask": {"step": "passage", "gives": {"passage": "text"}, "temperature": 0.0, "max_tokens": 256}},
                {"do": {"tool": "sentences", "reads": {"passage": "passage"}, "gives": "told"}},
                _each("entities", "told", "entities", of="texts"),
                _each("alone", "told", "standalones"),
                {
                    "do": {
                        "tool": "entity_pairs",
                        "reads": {"told": "told", "entities": "entities", "alone": "standalones"},
                        "gives": "pairs",
                    }
                },
                _each("question", "pairs", "written"),
                {
                    "do": {
                        "tool": "with_questions",
                        "reads": {"pairs": "pairs", "asked": "written"},
                        "gives": "questions",
                    }
                },
                _each("from_passage", "questions", "first"),
                _each("from_sentence", "questions", "second"),
                {
                    "do": {
                        "tool": "confirmed",
                        "each": "questions",
                        "reads": {"pair": "questions", "first": "first", "second": "second", "check": "double_check"},
                        "gives": "kept_pairs",
                    }
                },
                {"do": {"tool": "constant", "settings": {"value": "unverified"}, "gives": "factuality"}},
                {
                    "item": {
                        "each": "kept_pairs",
                        "fields": {"question": "asked", "context": "standalone", "answer": "entity"},
                        "label": "verified_label",
                        "keep": {"passage": "passage", "sentence": "sentence", "factuality": "factuality"},
                    }
                },
            ],
        },
    ),
    verify=(Part("format", {"optional": ["context"]}), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=1.2,
    reply_tokens=(10, 150),
)
