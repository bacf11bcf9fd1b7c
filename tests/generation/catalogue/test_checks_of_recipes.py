"""Each recipe has a test of what its entry in the catalogue of methods says must hold, and one of what no longer does
with its key part switched off.

Which they are is written out here, so that a recipe without them fails, and so does one whose tests go. Where both
names are the same, one test compares the two.
"""

from importlib import import_module

import pytest

from generation.catalogue.registry import RECIPES

#: Recipe: its file of tests, its check, and the test with the key part off.
CHECKS = {
    "attrprompt": (
        "test_attrprompt",
        "test_all_pairs_are_covered_within_a_fifth_of_the_least_possible",
        "test_without_the_ambiguity_filter_similar_labels_are_taken_for_each_other",
    ),
    "zerogen": (
        "test_zerogen",
        "test_every_label_gets_the_same_contexts",
        "test_drawing_contexts_by_chance_would_let_the_subject_give_the_label_away",
    ),
    "simprompt": (
        "test_simprompt",
        "test_its_labels_are_wrong_the_oftener_the_more_the_model_errs",
        "test_without_the_label_in_its_prompt_labels_are_wrong_by_chance",
    ),
    "class-by-class": (
        "conditions.test_class_by_class",
        "test_the_second_reading_halves_the_confusion_with_neighbours_at_least",
        "test_without_it_they_stay_where_the_list_put_them",
    ),
    "datatune": (
        "conditions.test_datatune",
        "test_labels_follow_the_plan_and_say_why",
        "test_without_the_plan_in_its_prompts_labels_are_guessed_and_useless_rows_are_kept",
    ),
    "exercises": (
        "conditions.test_textbooks",
        "test_every_solution_works_out_after_one_repair_at_most",
        "test_without_the_calculator_wrong_answers_stay",
    ),
    "logit-suppression": (
        "conditions.test_logit_suppression",
        "test_texts_vary_more_the_stronger_words_are_suppressed_while_labels_go_wrong",
        "test_texts_vary_more_the_stronger_words_are_suppressed_while_labels_go_wrong",
    ),
    "supergen": (
        "conditions.test_supergen",
        "test_the_likeliest_are_more_faithful_than_those_kept_by_chance",
        "test_without_probabilities_they_are_as_faithful_as_chance",
    ),
    "supergen-pairs": (
        "conditions.test_supergen",
        "test_of_the_second_texts_too_the_likeliest_of_every_wording_stay",
        "test_chosen_by_chance_they_are_no_likelier_than_others",
    ),
    "synthie": (
        "conditions.test_synthie",
        "test_what_is_accepted_states_its_facts_and_nothing_else",
        "test_without_the_check_texts_leave_out_and_add",
    ),
    "textbooks": (
        "conditions.test_textbooks",
        "test_sections_are_as_hard_to_read_as_their_readers_can_take",
        "test_without_its_readers_a_section_is_as_hard_for_all",
    ),
    "tinystories": (
        "conditions.test_tinystories",
        "test_every_story_has_its_words_after_one_more_try",
        "test_without_the_check_a_teller_that_repairs_nothing_leaves_words_out",
    ),
    "tinystories-instruct": (
        "conditions.test_tinystories",
        "test_an_answer_has_the_words_that_its_instruction_asks_for_after_one_more_try",
        "test_an_answer_has_the_words_that_its_instruction_asks_for_after_one_more_try",
    ),
    "ultrachat": (
        "conditions.test_ultrachat",
        "test_every_leaf_gets_the_same_number_of_dialogues",
        "test_drawn_by_chance_some_leaves_are_left_out",
    ),
    "ultrachat-writing": (
        "conditions.test_ultrachat_sectors",
        "test_every_kind_of_text_is_asked_for_as_often",
        "test_every_kind_of_text_is_asked_for_as_often",
    ),
    "ultrachat-material": (
        "conditions.test_ultrachat_sectors",
        "test_the_passage_stands_in_the_talk_joined_in_different_ways",
        "test_without_joining_them_the_assistant_would_not_see_the_passage",
    ),
    "clingen": (
        "test_clingen",
        "test_every_text_mentions_a_topic_of_its_label",
        "test_without_the_check_texts_forget_their_topic",
    ),
    "clingen-entities": (
        "test_clingen_entities",
        "test_names_that_are_not_in_the_text_are_left_out_and_the_text_stays",
        "test_without_the_gate_and_the_mending_they_stay",
    ),
    "clingen-pairs": (
        "test_clingen_pairs",
        "test_the_first_text_does_not_tell_the_label_and_the_second_answers_to_it",
        "test_written_at_once_it_does",
    ),
    "roles": (
        "test_roles",
        "test_every_role_is_heard_and_no_text_speaks_of_its_own",
        "test_without_the_gate_roles_leak",
    ),
    "gpt3mix": (
        "specification.test_gpt3mix",
        "test_soft_labels_are_as_unsure_as_people_are",
        "test_hard_labels_are_further_from_what_people_say",
    ),
    "camel": (
        "specification.test_camel",
        "test_a_side_that_plays_the_other_s_part_at_turn_five_ends_the_talk_there",
        "test_without_the_detectors_it_goes_on",
    ),
    "few-shot": (
        "demonstrations.test_few_shot",
        "test_texts_are_more_faithful_and_more_like_the_real_source_than_without_examples",
        "test_texts_are_more_faithful_and_more_like_the_real_source_than_without_examples",
    ),
    "kate": (
        "demonstrations.test_kate",
        "test_labels_are_better_than_with_as_many_random_examples",
        "test_labels_are_better_than_with_as_many_random_examples",
    ),
    "lab": (
        "demonstrations.test_lab",
        "test_each_leaf_gets_its_share_although_judges_are_harder_on_one",
        "test_without_the_quota_it_does_not",
    ),
    "lab-knowledge": (
        "demonstrations.test_lab_knowledge",
        "test_what_is_kept_follows_from_its_passage_belongs_to_it_and_stands_alone",
        "test_without_its_gate_each_flaw_stays",
    ),
    "least-similar": (
        "demonstrations.test_least_similar_recipe",
        "test_later_texts_are_less_alike_than_with_random_examples_and_as_faithful",
        "test_without_the_reservoir_the_same_examples_come_again_and_again",
    ),
    "progen": (
        "demonstrations.test_progen",
        "test_helpful_examples_give_righter_texts_than_those_by_chance_and_harmful_ones_fewer",
        "test_helpful_examples_give_righter_texts_than_those_by_chance_and_harmful_ones_fewer",
    ),
    "self-instruct": (
        "demonstrations.test_self_instruct",
        "test_no_two_instructions_of_the_pool_are_alike_seeds_included",
        "test_without_the_comparison_they_are",
    ),
    "vote-k": (
        "demonstrations.test_vote_k",
        "test_with_well_chosen_examples_labels_are_righter_than_with_as_many_by_chance",
        "test_with_well_chosen_examples_labels_are_righter_than_with_as_many_by_chance",
    ),
    "annollm": (
        "demonstrations.test_annollm",
        "test_with_explanations_labels_depend_less_on_the_wording_than_without",
        "test_with_explanations_labels_depend_less_on_the_wording_than_without",
    ),
    "self-prompting": (
        "demonstrations.test_self_prompting",
        "test_asked_again_nearly_all_kept_questions_have_the_same_answer",
        "test_without_the_double_check_one_in_three_has_another",
    ),
    "chain-of-thought": (
        "stepwise.test_chain_of_thought",
        "test_the_more_solutions_agree_the_oftener_the_answer_is_right",
        "test_with_the_answer_before_the_reasons_agreement_says_nothing",
    ),
    "label-by-vote": (
        "stepwise.test_label_by_vote",
        "test_a_majority_is_right_oftener_than_one_vote",
        "test_with_one_vote_it_is_not_and_no_share_tells_what_is_wrong",
    ),
    "constitutional": (
        "stepwise.test_constitutional",
        "test_texts_break_fewer_rules_with_each_revision",
        "test_without_its_turns_the_texts_stay_as_they_were_drafted",
    ),
    "symgen": (
        "stepwise.test_symgen",
        "test_the_kept_queries_are_right_though_four_of_ten_were_wrong",
        "test_one_query_alone_is_wrong_as_often_as_the_model",
    ),
    "symgen-programs": (
        "stepwise.test_symgen_programs",
        "test_the_kept_programs_are_right_though_four_of_ten_were_wrong",
        "test_one_program_alone_is_wrong_as_often_as_the_model",
    ),
    "ada-instruct": (
        "stepwise.test_ada_instruct",
        "test_instructions_are_as_long_as_those_it_was_tuned_on_and_not_so_where_a_list_is_shown",
        "test_without_the_comparison_seeds_come_back",
    ),
    "plan-draft": (
        "stepwise.test_plan_draft",
        "test_texts_contradict_themselves_less_than_without_rewriting",
        "test_texts_contradict_themselves_less_than_without_rewriting",
    ),
    "determlr": (
        "stepwise.test_determlr",
        "test_every_step_follows_and_the_steps_alone_prove_the_answer",
        "test_without_the_check_some_steps_do_not_follow",
    ),
    "evol-instruct": (
        "rounds.test_evol_instruct",
        "test_difficulty_rises_from_round_to_round",
        "test_it_does_not_where_every_round_starts_from_the_seeds",
    ),
    "s3": (
        "rounds.test_s3",
        "test_what_the_first_set_lacks_is_written_in_the_next_round",
        "test_by_chance_instead_of_by_errors_less_of_it_is_written",
    ),
    "instruction-induction": (
        "rounds.test_instruction_induction",
        "test_the_planted_rule_wins_and_of_equals_the_shortest",
        "test_with_a_single_try_whatever_comes_first_is_taken",
    ),
    "regen": (
        "rounds.test_regen",
        "test_passages_get_the_label_that_they_are_about",
        "test_unchecked_stray_words_mislead_it",
    ),
    "metamath": (
        "rounds.test_metamath",
        "test_solving_them_again_comes_to_the_stored_answer",
        "test_without_comparing_answers_some_are_wrong",
    ),
    "freeal": (
        "rounds.test_freeal",
        "test_labels_get_righter_in_each_round_and_only_what_is_not_clean_is_asked_again",
        "test_without_the_choice_everything_is_asked_again",
    ),
    "unnatural-instructions": (
        "rounds.test_unnatural_instructions",
        "test_a_rewording_is_in_other_words_and_leads_to_the_same_answer",
        "test_unchecked_they_are_copies_and_other_tasks",
    ),
    "wanli": (
        "rounds.test_wanli",
        "test_a_student_errs_more_on_what_stays_than_on_what_is_dropped",
        "test_a_student_errs_more_on_what_stays_than_on_what_is_dropped",
    ),
    "oss-instruct": (
        "rounds.test_oss_instruct",
        "test_problems_that_real_text_inspires_are_less_alike",
        "test_problems_that_real_text_inspires_are_less_alike",
    ),
    "orca": (
        "rounds.test_orca",
        "test_explanations_differ_by_manner",
        "test_with_one_manner_they_do_not",
    ),
    "explore-instruct": (
        "rounds.test_explore_instruct",
        "test_it_covers_more_kinds_of_tasks_than_the_domain_as_a_whole",
        "test_without_coming_back_nodes_stay_as_full_as_one_reply",
    ),
    "synthetic-prompting": (
        "rounds.test_synthetic_prompting",
        "test_problems_of_every_length_from_the_seeds_to_four_steps_more",
        "test_without_a_length_in_the_prompt_problems_stay_as_long_as_the_seeds",
    ),
    "coannotating": (
        "rounds.test_coannotating",
        "test_people_are_worth_more_where_the_answers_differ_than_by_chance",
        "test_people_are_worth_more_where_the_answers_differ_than_by_chance",
    ),
    "alice": (
        "rounds.test_alice",
        "test_a_classifier_errs_on_what_stays_far_more_than_on_candidates_by_chance",
        "test_without_the_blind_reading_labels_are_wrong",
    ),
    "tool-verified": (
        "future.test_tool_verified",
        "test_every_answer_is_right_and_the_model_never_wrote_it",
        "test_without_blind_solutions_some_words_do_not_lead_to_their_answer",
    ),
    "preference-pairs": (
        "future.test_preference_pairs",
        "test_only_what_is_the_same_in_both_orders_becomes_a_label",
        "test_judged_in_one_order_a_bias_becomes_a_label",
    ),
    "retrieval-grounded": (
        "future.test_retrieval_grounded",
        "test_what_is_said_is_in_what_is_cited",
        "test_without_the_check_inventions_stay",
    ),
    "knowledge-grounded": (
        "future.test_knowledge_grounded",
        "test_what_contradicts_the_facts_is_dropped",
        "test_unchecked_it_stays",
    ),
    "annotate": (
        "test_annotate",
        "test_with_the_codebook_in_the_prompt_labels_are_right",
        "test_without_it_they_are_guessed",
    ),
}


@pytest.mark.parametrize("name", RECIPES)
def test_it_has_a_check_and_one_with_its_key_part_off(name):
    file, check, off = CHECKS[name]
    tests = vars(import_module(f"tests.generation.catalogue.{file}"))
    assert any(value is RECIPES[name] for value in tests.values())  # it is tests of this recipe
    assert callable(tests[check])
    assert callable(tests[off])


def test_no_recipe_is_checked_that_there_is_not():
    assert set(CHECKS) == set(RECIPES)
