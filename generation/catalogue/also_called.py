"""What people call the fields and methods that recipes are for, where the recipes' own words say it otherwise.

The search of recipes reads these beside their names and descriptions. Nobody sees them; a translation holds the words
of its own language, as many as there are.
"""

from generation.methods.translatable import gettext_noop as _

DIALOGUES = ("camel", "ultrachat", "ultrachat-writing", "ultrachat-material")
PAIRS = ("supergen-pairs", "clingen-pairs")
FROM_DOCUMENTS = ("retrieval-grounded", "lab-knowledge", "regen", "ultrachat-material")
INSTRUCTIONS = (
    "self-instruct", "unnatural-instructions", "evol-instruct", "explore-instruct", "oss-instruct", "ada-instruct",
    "lab", "lab-knowledge", "orca", "tinystories-instruct",
)  # fmt: skip

#: Words that mean the same, and the recipes that they lead to.
ALSO_CALLED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        _("maths math mathematics arithmetic calculus word problems GSM8K"),
        ("exercises", "tool-verified", "metamath", "chain-of-thought", "synthetic-prompting", "symgen-programs"),
    ),
    (
        _("reasoning chain-of-thought chain of thought CoT rationale logic step by step"),
        (
            "chain-of-thought", "determlr", "orca", "metamath", "synthetic-prompting", "tool-verified", "exercises",
            "label-by-vote", "annollm",
        ),
    ),
    (_("corpus corpora raw text web crawl archive"), (*FROM_DOCUMENTS, "oss-instruct", "datatune")),
    (_("RAG retrieval-augmented generation citations hallucination"), (*FROM_DOCUMENTS, "knowledge-grounded")),
    (_("question answering QA reading comprehension"), ("lab-knowledge", "self-prompting", "retrieval-grounded")),
    (
        _("knowledge graph triples ontology Wikidata relation extraction"),
        ("synthie", "knowledge-grounded", "clingen"),
    ),
    (
        _("RLHF RLAIF DPO alignment reward model preference optimisation optimization ranking"),
        ("preference-pairs", "constitutional"),
    ),
    (_("safety harmless constitution self-critique self-refine"), ("constitutional", "plan-draft")),
    (
        _("distillation teacher student compress smaller model"),
        ("orca", "s3", "freeal", "progen", "zerogen", "textbooks", "annollm"),
    ),
    (
        _("few-shot in-context learning ICL demonstrations"),
        (
            "few-shot", "kate", "class-by-class", "gpt3mix", "least-similar", "self-instruct", "unnatural-instructions",
            "vote-k", "annollm", "lab", "synthetic-prompting",
        ),
    ),
    (
        _("zero-shot no examples from scratch cold start"),
        ("zerogen", "attrprompt", "simprompt", "supergen", "progen", "roles", "explore-instruct", "self-prompting"),
    ),
    (_("self-play role-play two agents multi-agent simulation"), DIALOGUES),
    (_("chat chatbot conversation multi-turn support"), DIALOGUES),
    (_("instruction tuning fine-tuning finetuning SFT Alpaca"), (*INSTRUCTIONS, *DIALOGUES)),
    (
        _("active learning uncertainty human-in-the-loop human in the loop"),
        ("vote-k", "coannotating", "wanli", "freeal", "label-by-vote"),
    ),
    (_("adversarial robustness hard negatives red teaming edge cases"), ("alice", "wanli", "s3")),
    (
        _("augmentation augment paraphrase oversampling class imbalance"),
        ("gpt3mix", "few-shot", "class-by-class", "metamath", "wanli", "unnatural-instructions", "datatune"),
    ),
    (_("NLI entailment contradiction sentence pairs similarity"), (*PAIRS, "wanli")),
    (_("NER named entity recognition spans tagging"), ("clingen-entities", "synthie")),
    (_("code coding programming text-to-SQL database"), ("symgen", "symgen-programs", "oss-instruct")),
    (
        _("classification classifier sentiment intent topic detection moderation"),
        (
            "attrprompt", "zerogen", "simprompt", "class-by-class", "supergen", "few-shot", "gpt3mix", "roles",
            "logit-suppression", "regen",
        ),
    ),
    (
        _("annotation labelling labeling pseudo-labels weak supervision self-consistency majority"),
        ("annotate", "kate", "label-by-vote", "coannotating", "freeal", "annollm", "vote-k", "instruction-induction"),
    ),
    (
        _("diversity variety diverse persona"),
        ("attrprompt", "roles", "logit-suppression", "least-similar", "explore-instruct", "lab"),
    ),
    (_("pretraining pre-training stories synthetic textbooks"), ("tinystories", "tinystories-instruct", "textbooks")),
    (
        _("medicine medical clinical legal finance expert domain terminology"),
        ("clingen", "clingen-entities", "clingen-pairs", "lab-knowledge", "knowledge-grounded"),
    ),
)  # fmt: skip


def words_for(recipe: str) -> list[str]:
    """Return the words that lead to a recipe, as one text for each meaning."""
    return [words for words, recipes in ALSO_CALLED if recipe in recipes]
