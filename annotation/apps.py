from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationConfig(AppConfig):
    name = "annotation"
    verbose_name = _("Annotation")

    def ready(self) -> None:
        from annotation.asked.sweeps import ask_on_where_answers_differ, score_what_was_graded  # noqa: PLC0415 - models are loaded only now
        from annotation.certificate.notices import new_codebook_begins_anew, new_labels_begin_anew  # noqa: PLC0415 - models are loaded only now
        from annotation.certificate.sweeps import freeze_again  # noqa: PLC0415 - as above
        from annotation.dashboard.sweeps import follow_answers  # noqa: PLC0415 - as above
        from annotation.enhance.shapes import called  # noqa: PLC0415 - as above
        from annotation.enhance.sweeps import go_on_after_runs  # noqa: PLC0415 - as above
        from annotation.joined.sweeps import join_new_answers  # noqa: PLC0415 - as above
        from annotation.queue.actions.spent import look_for_checks  # noqa: PLC0415 - as above
        from annotation.queue.blind import silent_samples  # noqa: PLC0415 - as above
        from annotation.queue.sweeps import apply_all_rules, ask_for_scores, pull_all  # noqa: PLC0415 - as above
        from annotation.review.notices import answers_by_version, what_waits_for_a_lead  # noqa: PLC0415 - as above
        from annotation.trials.notices import what_the_draft_touches, what_the_trial_found  # noqa: PLC0415 - as above
        from annotation.trials.sweeps import advance_tries  # noqa: PLC0415 - as above
        from generation.adding import ANSWERED, BEFORE_ADDING, BEFORE_PUBLISHING  # noqa: PLC0415 - as above
        from generation.audit_words import SUBJECTS  # noqa: PLC0415 - as above
        from generation.silence import SILENT  # noqa: PLC0415 - as above
        from generation.sweeper import SWEEPS  # noqa: PLC0415 - as above

        SWEEPS.extend([pull_all, apply_all_rules, ask_for_scores, freeze_again, advance_tries, follow_answers])
        SWEEPS.extend([ask_on_where_answers_differ, score_what_was_graded, go_on_after_runs, join_new_answers])
        SWEEPS.append(look_for_checks)
        SUBJECTS["enhancement"] = called
        SILENT.append(silent_samples)
        BEFORE_ADDING.append(new_labels_begin_anew)
        BEFORE_PUBLISHING.extend([what_the_draft_touches, what_the_trial_found, new_codebook_begins_anew])
        ANSWERED.append(answers_by_version)
        BEFORE_PUBLISHING.append(what_waits_for_a_lead)
