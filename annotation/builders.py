"""Which function makes which kind of report. Imports pandas: for the process that carries a job out."""

from annotation.aggregation.actions import aggregation_report
from annotation.agreement.actions import agreement_report
from annotation.attention.report import attention_report
from annotation.certificate.reckoning import certificate_report
from annotation.compare.actions import compare_report, pair_report
from annotation.curation.actions import preview
from annotation.dashboard.actions import dashboard_report
from annotation.datasets.frames import diff_report
from annotation.effects.actions import effects_report
from annotation.enhance.audited import audited_report
from annotation.estimation.report import estimation_report
from annotation.filters.basis import filters_report
from annotation.judges.actions import judges_report
from annotation.learning.report import learning_report
from annotation.reports import Builder
from annotation.review.gold import gold_report
from annotation.routing.report import routes_report
from annotation.stopping.report import stopping_report

BUILDERS: dict[str, Builder] = {
    "aggregation": aggregation_report,
    "agreement": agreement_report,
    "audited": audited_report,
    "attention": attention_report,
    "certificate": certificate_report,
    "compare": compare_report,
    "pair": pair_report,
    "preview": preview,
    "dashboard": dashboard_report,
    "diff": diff_report,
    "effects": effects_report,
    "estimation": estimation_report,
    "filters": filters_report,
    "gold": gold_report,
    "judges": judges_report,
    "learning": learning_report,
    "routes": routes_report,
    "stopping": stopping_report,
}
