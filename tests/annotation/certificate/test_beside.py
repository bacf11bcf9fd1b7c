"""What a certificate promises beside the labels: distinct texts, and answers to questions with two labels."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, freeze
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal
from annotation.models import Item, Snapshot
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.refusals import NoSuchClaim
from generation.models import Codebook, Label, Question
from tests.annotation.conftest import add_samples
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/reviews/certificate"
FITS = {"question": "fits", "wanted": "yes"}


@pytest.fixture
def fits(project, codebook):
    """A second question: does the text fit?"""
    question = Question.objects.create(codebook=codebook, position=1, name="fits", title="Does it fit?")
    for position, name in enumerate(["yes", "no"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)


@pytest.fixture
def rows(project, fits, policy):
    add_samples(project, 200)
    pull(project=project)
    return list(Item.objects.order_by("pk"))


def frozen(project, lead, **chosen) -> Snapshot:
    return freeze(project=project, lead=lead, **({"risk": 0.05, "reference_rule": "one_blind"} | chosen))


def audited(project, lead, count: int, *, lacking: int = 0, wrong: int = 0) -> None:
    for number in range(count):
        said = {"sentiment": "negative" if number < wrong else "positive", "fits": "no" if number < lacking else "yes"}
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers=said)


def told(project) -> dict:
    return reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project)).data


class TestClaims:
    def test_one_that_is_always_met_has_the_bound_of_clean_draws(self, rows, project, lead):
        """Its own bound does not move with the labels' errors."""
        frozen(project, lead, claims=[FITS])
        audited(project, lead, 30, wrong=3)
        report = told(project)
        [claim] = report["claims"]
        assert report["slice_risk"] == 0.05 / 2  # positive, and the claim
        clean = bound(200, [Removal(True, 0.0)] * 30, risk=0.05 / 2)
        assert (claim["at_most_lacking"], claim["audits"], claim["found"]) == (clean.total, 30, 0)
        assert report["found"] == 3

    def test_rows_that_lack_it_are_counted_though_they_were_found(self, rows, project, lead):
        frozen(project, lead, claims=[FITS])
        audited(project, lead, 30, lacking=2)
        [claim] = told(project)["claims"]
        log = [Removal(True, float(number < 2)) for number in range(30)]
        assert claim["at_most_lacking"] == bound(200, log, risk=0.05 / 2).total
        assert claim["lacking"] == claim["at_most_lacking"] / 200
        assert claim["found"] == 2

    def test_a_row_that_is_open_may_lack_it(self, rows, project, lead):
        frozen(project, lead, claims=[FITS])
        hand_out(project=project, user=lead, stream="audit")
        [claim] = told(project)["claims"]
        assert (claim["unresolved"], claim["at_most_lacking"]) == (1, 200)

    @pytest.mark.parametrize(
        "claims",
        [
            [{"question": "fits", "wanted": "maybe"}],
            [{"question": "nothing", "wanted": "yes"}],
            [FITS, {"question": "fits", "wanted": "no"}],
        ],
    )
    def test_what_no_question_asks_cannot_be_promised(self, rows, project, lead, claims, api_client):
        with pytest.raises(NoSuchClaim):
            frozen(project, lead, claims=claims)
        assert api_client(lead).post(PATH, {"claims": claims}, content_type="application/json").status_code == 409
        said = [f"{claim['question']}={claim['wanted']}" for claim in claims]
        with pytest.raises(CommandError, match="questions with two labels"):
            call_command("certify", "reviews", freeze=True, claim=said)
        assert not Snapshot.objects.exists()

    def test_nor_what_not_everybody_answers(self, rows, project, lead):
        Question.objects.filter(name="fits").update(required=False)
        with pytest.raises(NoSuchClaim):
            frozen(project, lead, claims=[FITS])

    def test_they_go_over_to_the_snapshot_in_its_place_as_long_as_they_are_asked(self, rows, project, lead):
        frozen(project, lead, claims=[FITS])
        audited(project, lead, 1)
        add_samples(project, 2, start=500)
        assert bring_up_to_date(project=project).claims == [FITS]
        audited(project, lead, 1)
        newer_version(project, lead)  # which asks for the sentiment alone
        assert bring_up_to_date(project=project).claims == []

    def test_a_lead_chooses_them_on_the_page_by_rest_and_on_the_command_line(
        self, rows, project, lead, signed_in, api_client
    ):
        page = signed_in(lead)
        address = reverse("annotation:certificate", args=["reviews"])
        assert "fits: yes" in page.get(address).text
        page.post(address, {"risk": "0.05", "reference_rule": "one_blind", "claims": ["fits=yes"]})
        body = api_client(lead).post(PATH, {"claims": [FITS]}, content_type="application/json").json()
        call_command("certify", "reviews", freeze=True, claim=["fits=yes"])
        assert body["claims"] == [FITS]
        assert list(Snapshot.objects.values_list("claims", flat=True)) == [[FITS]] * 3

    def test_both_answers_of_a_question_are_refused_at_the_form(self, rows, project, lead, signed_in):
        form = {"risk": "0.05", "reference_rule": "one_blind", "claims": ["fits=yes", "fits=no"]}
        refused = signed_in(lead).post(reverse("annotation:certificate", args=["reviews"]), form)
        assert refused.status_code == 422
        assert "not both" in refused.text


class TestDistinctTexts:
    def test_where_no_two_are_alike_nothing_is_told_and_no_risk_taken(self, rows, project, lead):
        Item.objects.filter(pk=rows[0].pk).update(group=7)
        frozen(project, lead)
        report = told(project)
        assert (report["distinct"], report["slice_risk"]) == (None, 0.05)

    def test_a_text_is_counted_once_however_often_it_was_written(self, rows, project, lead):
        Item.objects.filter(pk__in=[row.pk for row in rows[:100]]).update(group=7)  # all but a hundred say one thing
        frozen(project, lead)
        audited(project, lead, 60)
        report = told(project)
        distinct = report["distinct"]
        assert (distinct["population"], distinct["copies"], distinct["largest"]) == (101, 99, 100)
        first = {rows[0].pk, *(row.pk for row in rows[100:])}
        drawn = list(Snapshot.objects.get().draws.values_list("item", flat=True))
        clean = bound(101, [Removal(True, 0.0)] * len(first & set(drawn)), risk=0.05 / 2)
        assert (distinct["audits"], distinct["at_most_wrong"]) == (clean.audits, clean.remaining)
        assert 0 < distinct["audits"] < 60

    def test_what_is_found_alike_later_changes_nothing(self, rows, project, lead):
        Item.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(group=7)
        frozen(project, lead)
        audited(project, lead, 3)
        before = told(project)["distinct"]
        Item.objects.update(group=1)
        assert told(project)["distinct"] == before


def test_the_page_shows_both(rows, project, lead, signed_in, viewer):
    Item.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(group=7)
    frozen(project, lead, claims=[FITS])
    audited(project, lead, 20, lacking=1)
    report = told(project)
    text = signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "1 rows say what another one says, at most 2 the same." in text
    assert f"{report['claims'][0]['at_most_lacking']} have another answer" in text
    assert f"{report['distinct']['at_most_wrong']} with a wrong label still" in text


def test_each_bound_on_the_page_is_rounded_up(rows, project, lead, signed_in, viewer):
    frozen(project, lead, claims=[FITS])
    audited(project, lead, 30)
    report = told(project) | {"bound": 0.02041, "at_most_wrong": 5, "reviewed": 30, "found": 0}
    report["by_label"]["positive"]["bound"] = 0.03041
    report["claims"][0]["lacking"] = 0.04041
    report["distinct"] = report["by_label"]["positive"] | {"bound": 0.05041, "copies": 1, "largest": 2}
    reports.store(project, "certificate", report, seen=reports.watermark(project))
    text = signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "3.0% of the 170 labels that nobody has settled" in text  # 5 / 170 = 2.94 %
    for bound_told in ("2.1%", "3.1%", "4.1%", "5.1%"):
        assert f">{bound_told}<" in text


def test_a_project_whose_codebook_has_no_such_question_is_offered_none(project, codebook, lead, signed_in, policy):
    assert Codebook.objects.get().questions.count() == 1
    Label.objects.create(question=Question.objects.get(), position=2, name="mixed", verbalizer="mixed")
    page = signed_in(lead).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "Freeze a snapshot" in page
    assert "Promised beside the label" not in page
