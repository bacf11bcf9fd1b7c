"""What the gates make sure of, in a line for users. Apart from registry.py, so that pages need no numpy."""

from generation.methods.translatable import gettext_noop as _

TITLES = {
    "format": _("Every field is filled in"),
    "refusal": _("No refusals"),
    "length": _("As long as drawn"),
    "label_leak": _("Does not announce its label"),
    "label_margin": _("A blind reading gives the intended label"),
    "demonstration_copy": _("No copies of examples"),
    "demonstration_vocabulary": _("Words of its own, not an example's"),
    "context_copy": _("More than its context"),
    "own_parts": _("No field says what another says"),
    "passage_copy": _("No long copies of its source"),
    "quote_literal": _("Quotes stand in the item"),
    "answers": _("Answers that the codebook takes"),
    "role_phrase": _("Does not speak of its role"),
    "prompt_leak": _("Does not speak of its prompt"),
    "word_inclusion": _("Uses the drawn words"),
    "mention": _("Mentions its topic"),
    "entity_literal": _("Listed entities stand in the text"),
    "instruction_form": _("An instruction for a text model"),
    "instance_form": _("A whole input and output"),
    "repeated_run": _("Does not repeat itself"),
    "no_content": _("Says something"),
    "apology": _("Answers instead of apologising"),
    "word_growth": _("Not just longer than before"),
    "drift": _("Of the same subject as before"),
    "opening_cap": _("Beginnings vary"),
    "duplicates": _("No near-duplicates"),
}

#: What turns a candidate away besides gates.
BESIDE = {
    "usable": _("A usable answer"),
    "unique": _("Not there before"),
    "choice": _("Chosen at the round's end"),
}

#: Reasons that are stored as codes: how an answer came to nothing, and its text's end.
REASONS = {
    "refused": _("the model refused"),
    "truncated": _("the answer was cut off"),
    "empty": _("the answer was empty"),
    "malformed": _("the answer had another form than was asked for"),
    "content_filter": _("the endpoint held the answer back"),
    "unavailable": _("no answer came"),
    "unusable": _("no answer that the codebook takes"),
    "not_taken": _("the codebook does not take the answer"),
    "not_asked": _("answered though it is not asked"),
    "duplicate": _("the same text was there before"),
    "turned away": _("a gate turned it away"),
    "others were better": _("others were better"),
    "enough were accepted before": _("enough were accepted before"),
}

#: Requests without an answer, by the code that their error begins with.
REQUESTS = {
    "unreachable": _("the endpoint could not be reached"),
    "timeout": _("no answer in time"),
    "server_error": _("the endpoint failed"),
    "rate_limited": _("too many requests for the endpoint"),
    "quota": _("the endpoint's account has nothing left"),
    "configuration": _("key, model or address of the endpoint do not fit"),
    "rejected": _("the endpoint does not accept the request"),
    "too_late": _("it was answered before"),
    "late": _("answered after the run had ended"),
}
