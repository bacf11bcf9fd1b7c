"""SymGen: a question about a database with the SQL that answers it, kept where executed queries agree.

J. Ye et al. 2023 (arXiv 2305.13917). Of many queries for a question those with the same result are counted, copies
included; the largest group wins with five votes. The result is not empty, and is another one on other rows.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.chain_of_thought import VERIFIED
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

KINDS = (
    "a filter on one column, a filter on two columns, a count, a sum or a mean, a largest or smallest value, an order "
    "with a limit, groups with a number for each, groups that meet a condition, a join of two tables, what has no "
    "counterpart in another table, distinct values, a comparison with the mean"
)
QUESTION = Template(
    "symgen.question",
    1,
    "{task}",
    "This is a database (SQLite):\n{db_text}\n\n"
    "Write one question of 6 to 39 words that somebody who uses it would ask and that one SELECT answers from its "
    "rows. It names values as they stand in the rows, and no table or column by its technical name.\n"
    "The query needs: {kind}",
)
QUERY = Template(
    "symgen.query",
    1,
    "",
    "This is a database (SQLite):\n{db_text}\n\n"
    "Write one SELECT statement that answers the question, and gives nothing that was not asked for.\n"
    "Question: {asked}",
)

ASKED = (
    {"ask": {"step": "question", "temperature": 0.8, "gives": {"asked": "text"}}},
    {
        "do": {
            "tool": "word_count",
            "reads": {"text": "asked"},
            "settings": {"least": 6, "most": 39},
            "gives": "fits",
        }
    },
    {"require": {"that": "fits", "reason": _("not 6 to 39 words")}},
)


def kept(answer: str, found: str) -> dict:
    """The step that hands on a question with the answer that won, and what running it has `found`."""
    return {
        "item": {
            "fields": {"question": "asked", "answer": f"agreed.{answer}"},
            "label": "verified_label",
            "probability": "agreed.share",
            "keep": {found: f"agreed.{found}", "votes": "agreed.counts", "share": "agreed.share"},
        }
    }


RECIPE = Recipe(
    name="symgen",
    title=_("SymGen: questions for SQL"),
    summary=_("Writes questions about your tables, and many queries for each. Kept is what comes to the same result."),
    when=_("For pairs of question and SQL over your own tables, checked by running them."),
    cites=("arXiv 2305.13917",),
    params=writing(
        Param(
            "schema",
            "text",
            "",
            _("Tables"),
            _("CREATE TABLE and INSERT INTO with some rows. Empty: those in the codebook's purpose."),
        ),
        Param("kinds", "text", KINDS, _("Kinds of query"), _("Each occurs as often; commas between.")),
        Param("queries", "int", 20, _("Queries for each question"), "", 2, 50),
        Param("votes", "int", 5, _("Least votes"), _("So many queries must come to the same result."), 1, 50),
        Param(
            "check_data",
            "bool",
            True,
            _("Try other rows"),
            _("Drops queries with an empty result, or with the same one whatever the rows are."),
        ),
        VERIFIED,
        FIELDS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("given", {"name": "kind", "title": _("Kind of query"), "values": "$kinds"}),),
    templates=(QUESTION, QUERY),
    plan=Part(
        "steps",
        {
            "steps": [
                {"do": {"tool": "database", "reads": {"schema": "schema", "purpose": "purpose"}, "gives": "db"}},
                *ASKED,
                {"ask": {"step": "query", "times": "$queries", "temperature": 0.8, "gives": {"query": "text"}}},
                {
                    "do": {
                        "tool": "query_vote",
                        "reads": {"queries": "query", "data": "db", "least": "votes", "check": "check_data"},
                        "gives": "agreed",
                    }
                },
                kept("query", "result"),
            ]
        },
    ),
    verify=(Part("format", {"optional": ["input"]}), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=2.0,
    reply_tokens=(20, 120),
)
