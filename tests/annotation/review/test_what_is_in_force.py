"""The page of the rules says how far WANLI's review has come; page and room say why similar items are not offered."""

import pytest

from annotation.models import DoneWhen, ReviewPolicy
from annotation.review.actions import two_people_revise
from annotation.review.policy_form import PolicyForm
from generation.codebooks.actions import publish

pytestmark = pytest.mark.django_db

RULES = "/projects/reviews/settings/review/"
ROOM = "/projects/reviews/review/"
IN_FORCE = "these rules are in force"


@pytest.fixture
def page(signed_in, lead):
    return lambda address=RULES: " ".join(signed_in(lead).get(address).text.split())


class TestTwoPeopleRevise:
    def test_nothing_is_said_before_it_was_chosen(self, queue, page):
        assert IN_FORCE not in page()
        assert "not in force yet" not in page()

    def test_a_draft_has_to_be_published_first(self, queue, page, project, lead):
        two_people_revise(project=project, lead=lead)
        said = page()
        assert "not in force yet" in said
        assert "the questions for it stand in version 2 of the codebook, which is a draft. Publish it." in said
        assert 'href="/projects/reviews/codebooks/2/"' in said
        assert IN_FORCE not in said

    def test_once_it_is_published_it_is_in_force(self, queue, page, project, lead):
        publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
        assert IN_FORCE in page()
        assert "You have changed some of the rules since" not in page()

    @pytest.mark.parametrize("change", [{"overlap_share": 0.5}, {"suggestion": "shown"}])
    def test_what_was_changed_since_is_said(self, queue, page, project, lead, change):
        publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
        ReviewPolicy.objects.update(**change)
        assert "You have changed some of the rules since" in page()

    def test_rules_whose_codebook_asks_for_nothing_of_it_say_what_to_do(self, queue, page, policy):
        ReviewPolicy.objects.update(done_when=DoneWhen.MERGE, overlap_share=1.0)
        assert "the codebook does not ask people to revise or to throw away" in page()

    def test_it_costs_the_same_whatever_the_project_holds(self, queue, signed_in, lead, django_assert_max_num_queries):
        client = signed_in(lead)
        client.get(RULES)
        with django_assert_max_num_queries(40):
            client.get(RULES)


class TestSimilarItems:
    SAYS = "Each item is asked of several people here, so items are answered one by one."

    def test_the_room_offers_them_where_they_can_be(self, queue, page, policy):
        ReviewPolicy.objects.update(batches=True)
        assert 'href="/projects/reviews/review/similar/"' in page(ROOM)
        assert "Nobody is offered similar items" not in page()

    def test_where_the_rules_forbid_them_room_and_rules_say_why(self, queue, page, policy):
        ReviewPolicy.objects.update(batches=True, overlap_share=1.0)
        assert f"No similar items now: {self.SAYS}" in page(ROOM)
        assert f"Nobody is offered similar items now, ticked or not: {self.SAYS}" in page()

    def test_who_allows_them_beside_rules_that_forbid_them_is_told_before_and_after_saving(
        self, queue, signed_in, lead, policy
    ):
        client, told = signed_in(lead), f"Nobody is offered similar items, although you allow it: {self.SAYS}"
        sent = {name: value for name, value in PolicyForm(instance=policy).initial.items() if value is not False}
        shares = {"audit_share": "25", "overlap_share": "100", "gold_share": "0", "gold_least": "70"}
        sent |= shares | {"batches": "on"}
        assert told in client.post(f"{RULES}mix/", sent).text
        assert told in client.post(RULES, sent, follow=True).text
        assert told not in client.post(f"{RULES}mix/", sent | {"overlap_share": "10"}).text

    def test_where_the_codebook_asks_in_another_way_they_say_so_too(self, queue, page, project, lead):
        publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
        ReviewPolicy.objects.update(batches=True)
        for address in (ROOM, RULES):
            assert "this one asks in another way" in page(address)

    def test_where_a_lead_does_not_offer_them_the_room_says_nothing(self, queue, page, policy):
        assert "No similar items now" not in page(ROOM)


def test_a_rule_for_all_questions_stands_once_in_the_guide(queue, page, project, lead):
    codebook = publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
    rule = codebook.rules.filter(label="").first()
    assert rule is not None, "the codebook of the tests has a rule for all questions"
    said = page("/projects/reviews/codebooks/2/").split("codebook-guide", 1)[1].split("</section> </div>", 1)[0]
    assert said.count(f">{rule.key}</span>") == 1
    assert "Rules for all questions" in said
