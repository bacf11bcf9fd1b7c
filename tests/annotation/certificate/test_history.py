"""What becomes of a snapshot when labels are added while its audit is open: told before, and kept after."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, freeze, open_snapshot, publish_seed
from annotation.certificate.frames import current_snapshot
from annotation.certificate.reckoning import certificate_report
from annotation.certificate.shapes import with_shares
from annotation.certificate.statement import as_known
from annotation.methods.certificate.audit_keys import audit_keys, commitment
from annotation.models import Snapshot
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull_present
from annotation.queue.refusals import SeedIsSecret
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Sample
from synthlab.drawing import at_most
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

WARNING = "its audit counts from zero"
NDJSON = '{"text": "Brand new.", "label": "positive"}\n'


@pytest.fixture
def snapshot(queue, project, lead):
    return freeze(project=project, lead=lead, risk=0.1, reference_rule="one_blind")


@pytest.fixture
def audited(snapshot, project, lead):
    """Four of ten rows were drawn; three are answered, the first of them was wrong."""
    drawn = [hand_out(project=project, user=lead, stream="audit") for _turn in range(4)]
    for number, assignment in enumerate(drawn[:3]):
        submit(assignment=assignment, answers={"sentiment": "negative" if not number else "positive"})
    return snapshot


def stored(project) -> dict:
    """The certificate as the worker has computed it."""
    return reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project)).data


class TestHistory:
    def test_new_rows_close_a_snapshot_which_keeps_its_bound(self, audited, project):
        before = stored(project)
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        now = stored(project)
        [old] = now["history"]
        assert (now["snapshot"], now["audits"], now["population"]) == (2, 0, 11)
        for name in (
            "snapshot",
            "population",
            "risk",
            "audits",
            "answered",
            "audit_errors",
            "at_most_wrong",
            "estimate",
        ):
            assert old[name] == before[name]
        assert (old["answered"], old["audit_errors"], old["because"]) == (3, 1, "labelled")
        assert old["closed_at"] == Snapshot.objects.get(number=2).created_at.isoformat()

    def test_changed_labels_a_seed_and_a_second_freeze_are_told_apart(self, snapshot, project, lead):
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        hand_out(project=project, user=lead, stream="audit")
        undrawn = Snapshot.objects.get(number=2).items.filter(removal=None).first()
        Sample.objects.filter(pk=undrawn.item.sample_id).update(current_label="negative")
        bring_up_to_date(project=project)
        publish_seed(project=project, lead=lead, number=3)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        assert [one["because"] for one in stored(project)["history"]] == ["seed", "relabelled", "again"]

    def test_the_page_lists_them_also_while_the_new_numbers_are_being_made(self, audited, project, signed_in, viewer):
        stored(project)
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        look = signed_in(viewer).get
        address = reverse("annotation:certificate", args=[project.slug])
        text = look(address).text
        assert "Snapshots before this one" in text
        assert "rows with a model&#x27;s label were added" in text
        stored(project)
        text = look(address).text
        assert "rows with a model&#x27;s label were added" in text
        assert "3 settled, 1 wrong" in text

    def test_the_page_says_what_rows_are_that_lack_a_final_label(self, audited, project, signed_in, viewer):
        stored(project)
        text = signed_in(viewer).get(reverse("annotation:certificate", args=[project.slug])).text
        assert "1 wrong label found · 1 more row was handed out and has no final label yet" in text

    def test_each_of_several_closed_since_the_last_report_says_why_and_when(self, audited, project, lead):
        before = stored(project)
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        second, first = as_known(current_snapshot(project), before)["history"]
        assert [(one["snapshot"], one["because"]) for one in (second, first)] == [(2, "again"), (1, "labelled")]
        assert [one["closed_at"] for one in (second, first)] == [
            Snapshot.objects.get(number=after).created_at.isoformat() for after in (3, 2)
        ]
        assert (first["answered"], first["bound"]) == (before["answered"], before["bound"])
        assert (second["answered"], second["bound"]) == (None, 1.0)  # no report told of it: not known yet, and safe

    def test_they_stay_while_the_new_one_is_being_frozen(self, audited, project, lead):
        add_samples(project, 5, start=50)
        pull_present(project=project)
        opened = open_snapshot(project=project, author=lead)
        assert opened.frozen_at is None
        [old] = as_known(opened, stored(project))["history"]
        assert (old["snapshot"], old["answered"], old["because"]) == (1, 3, "labelled")

    def test_looking_costs_the_same_queries_however_often_it_was_frozen(
        self, audited, project, lead, signed_in, viewer, django_assert_max_num_queries
    ):
        stored(project)
        add_samples(project, 5, start=50)
        for _turn in range(10):
            bring_up_to_date(project=project)
            freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        client = signed_in(viewer)
        with django_assert_max_num_queries(20):
            client.get(reverse("annotation:certificate", args=[project.slug]))

    def test_bound_and_estimate_beside_it_count_the_same_errors(self, audited, project, signed_in, viewer):
        told = stored(project)
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        stored(project)
        text = signed_in(viewer).get(reverse("annotation:certificate", args=[project.slug])).text
        table = text[text.index("Snapshots before this one") :]
        shown = with_shares(told)
        assert shown["bound_frozen"] >= told["high"] > told["estimate"]
        assert f"{at_most(shown['bound_frozen'])}<br>" in table
        assert f"{told['at_most_wrong']} of the 7 that nobody settled" in table
        assert f"{told['at_most_wrong'] + 1} rows, the 1 found among them" in table

    def test_the_headline_says_the_promise_also_for_the_rows_that_nobody_settled(
        self, audited, project, signed_in, viewer
    ):
        told = stored(project)
        text = signed_in(viewer).get(reverse("annotation:certificate", args=[project.slug])).text
        assert f"{at_most(told['at_most_wrong'] / 7)} of the 7 labels that nobody has settled" in text

    def test_the_first_snapshot_has_none(self, audited, project, signed_in, viewer):
        stored(project)
        assert "Snapshots before" not in signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text

    def test_the_api_gives_them(self, audited, project, api_client, viewer):
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        stored(project)
        [old] = api_client(viewer).get("/api/v1/projects/reviews/certificate").json()["history"]
        assert (old["snapshot"], old["because"], old["answered"]) == (1, "labelled", 3)


class TestSeedOfAClosedSnapshot:
    """What no longer draws can be replayed by anybody, whatever came in its place."""

    @pytest.fixture
    def closed(self, audited, project):
        stored(project)
        add_samples(project, 5, start=50)
        bring_up_to_date(project=project)
        stored(project)
        return audited

    def test_its_draws_replay(self, closed, project, lead):
        seed = publish_seed(project=project, lead=lead, number=1).published_seed
        items = list(closed.items.order_by("item").values_list("item", flat=True))
        order = sorted(zip(audit_keys(seed, items), items, strict=True))
        drawn = list(closed.draws.values_list("item", flat=True))
        assert commitment(seed) == closed.seed_commitment
        assert len(drawn) == 4
        assert drawn == [item for _key, item in order[:4]]

    def test_the_audit_of_the_one_in_its_place_goes_on(self, closed, project, lead):
        publish_seed(project=project, lead=lead, number=1)
        assert current_snapshot(project).published_seed == ""
        assert hand_out(project=project, user=lead, stream="audit") is not None
        with pytest.raises(SeedIsSecret):
            publish_seed(project=project, lead=lead, number=1)

    @pytest.mark.parametrize("number", [0, 3])
    def test_of_none_there_is_none(self, closed, project, lead, number):
        with pytest.raises(SeedIsSecret):
            publish_seed(project=project, lead=lead, number=number)

    def test_by_the_row_of_the_page(self, closed, project, signed_in, lead, viewer):
        page = reverse("annotation:certificate", args=[project.slug])
        assert '<input type="hidden" name="snapshot" value="1">' in signed_in(lead).get(page).text
        assert '<input type="hidden" name="snapshot" value="2">' in signed_in(lead).get(page).text
        assert '<input type="hidden" name="snapshot"' not in signed_in(viewer).get(page).text
        text = (
            signed_in(lead)
            .post(reverse("annotation:certificate-seed", args=["reviews"]), {"snapshot": "1"}, follow=True)
            .text
        )
        closed.refresh_from_db()
        assert "The seed of snapshot 1 is published" in text
        assert f"<code>{closed.published_seed}</code>" in text
        assert len(closed.published_seed) == 64

    def test_the_page_that_was_open_while_another_took_its_place_ends_no_audit(self, closed, project, signed_in, lead):
        signed_in(lead).post(reverse("annotation:certificate-seed", args=["reviews"]), {"snapshot": "1"})
        assert current_snapshot(project).published_seed == ""

    @pytest.mark.parametrize("asked", [{}, {"snapshot": "two"}, {"snapshot": "-2"}, {"snapshot": "2" * 30}])
    def test_what_names_no_snapshot_publishes_nothing(self, closed, signed_in, lead, asked):
        address = reverse("annotation:certificate-seed", args=["reviews"])
        assert signed_in(lead).post(address, asked).status_code == 404
        assert set(Snapshot.objects.values_list("published_seed", flat=True)) == {""}

    def test_rest_needs_the_number_too(self, closed, api_client, lead):
        address = "/api/v1/projects/reviews/certificate/seed"
        assert api_client(lead).post(address).status_code == 422
        assert api_client(lead).post(address + "?snapshot=two").status_code == 422
        assert set(Snapshot.objects.values_list("published_seed", flat=True)) == {""}

    def test_by_rest(self, closed, project, api_client, lead, viewer):
        address = "/api/v1/projects/reviews/certificate/seed?snapshot=1"
        assert api_client(viewer).post(address).status_code == 403
        told = api_client(lead).post(address).json()
        assert (told["number"], len(told["published_seed"])) == (1, 64)
        assert api_client(lead).post(address).status_code == 409


class TestWarning:
    def send(self, api_client, lead, **query):
        address = "/api/v1/projects/reviews/samples"
        client = api_client(lead)
        return client.post(address, NDJSON, content_type="application/x-ndjson", query_params=query).json()

    def test_an_import_by_api_says_what_happens_to_the_audit(self, audited, api_client, lead):
        [tried] = self.send(api_client, lead, dry_run="true")["warnings"]
        [done] = self.send(api_client, lead)["warnings"]
        assert tried == done
        assert "100% of its labels may be wrong" in done
        assert "snapshot 1 with the bound it has come to for its 10 rows" in done

    def test_without_a_drawn_row_nothing_is_lost_and_nothing_said(self, snapshot, api_client, lead):
        assert self.send(api_client, lead)["warnings"] == []

    def test_an_audit_that_ended_is_not_begun_anew(self, audited, project, api_client, lead):
        publish_seed(project=project, lead=lead, number=1)
        assert self.send(api_client, lead)["warnings"] == []

    def test_the_import_page_says_it_before_the_button(self, audited, project, signed_in, lead):
        client = signed_in(lead)
        shown = client.post(reverse("generation:import-list", args=["reviews"]), {"rows": NDJSON}, follow=True).text
        assert shown.index(WARNING) < shown.index('value="start"')

    def test_the_command_says_it(self, audited, tmp_path):
        path = tmp_path / "rows.ndjson"
        path.write_text(NDJSON)
        out, err = io.StringIO(), io.StringIO()
        call_command("import_samples", "reviews", str(path), dry_run=True, json=True, stdout=out, stderr=err)
        assert WARNING in err.getvalue()
        assert WARNING in json.loads(out.getvalue().splitlines()[-1])["warnings"][0]

    def test_the_run_page_and_its_preview_say_it(self, audited, project, signed_in, lead, api_client):
        simulated_endpoint(project)
        page = signed_in(lead).get(reverse("generation:recipe-detail", args=["reviews", "simprompt"])).text
        assert page.index("those of a pilot too") < page.index(WARNING) < page.index('id="start-run"')
        assert page.index(WARNING) < page.index('id="start-pilot"')
        client = api_client(lead)
        preview = client.post(
            "/api/v1/projects/reviews/recipes/simprompt/preview", {"count": 3}, content_type="application/json"
        )
        begun = client.post(
            "/api/v1/projects/reviews/runs", {"recipe": "simprompt", "count": 3}, content_type="application/json"
        )
        assert WARNING in preview.json()["warnings"][0]
        assert WARNING in begun.json()["warnings"][0]


class TestPublishing:
    """Another version of the codebook does to an open audit what new labels do, and says so as early."""

    ADDRESS = "/api/v1/projects/reviews/codebooks"

    def test_the_question_before_it_says_what_happens_to_the_audit(self, audited, signed_in, lead):
        page = signed_in(lead).get(reverse("generation:codebook-edit", args=["reviews"])).text
        [asked] = re.findall(r'<div id="publish-words"[^>]*>(.*?)</div>', page, re.DOTALL)
        assert WARNING in asked
        assert "snapshot 1 with the bound it has come to for its 10 rows" in asked

    def test_it_is_silent_where_nothing_is_lost(self, snapshot, signed_in, lead):
        assert WARNING not in signed_in(lead).get(reverse("generation:codebook-edit", args=["reviews"])).text

    def test_by_api_the_draft_says_it_and_so_does_its_publishing(self, audited, api_client, lead):
        client = api_client(lead)
        spec = client.get(f"{self.ADDRESS}/1").json()
        assert spec["warnings"] == []
        changed = {"questions": spec["questions"], "fields": spec["fields"], "purpose": "Another."}
        draft = client.post(self.ADDRESS, changed, content_type="application/json").json()
        published = client.post(f"{self.ADDRESS}/2/publish").json()
        assert WARNING in draft["warnings"][0]
        assert draft["warnings"] == published["warnings"]
        assert client.get(f"{self.ADDRESS}/2").json()["warnings"] == []
