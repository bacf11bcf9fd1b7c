"""A version cut with weights has a column more, and says on its card what they come to."""

import hashlib
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.curation.filters import WEIGHTS, filters_from
from annotation.datasets import weights
from annotation.datasets.columns import weight_column
from annotation.datasets.exports import card_text, write
from annotation.datasets.forms import VersionForm
from annotation.datasets.opening import open_version
from annotation.models import DatasetVersion
from generation.children import carry_out_open_jobs
from generation.models import Origin, Sample
from tests.annotation.making import answer, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


def records(version):
    return [json.loads(row.payload) for row in version.frozen_rows.order_by("position")]


def test_rows_to_train_on_get_a_weight_with_a_mean_of_1_within_each_label(samples, cut):
    rows = records(cut(weights="sungen"))
    assert {row["sample_weight"] is None for row in rows if row["split"] != "train"} == {True}
    for label in ("negative", "positive"):
        own = [row["sample_weight"] for row in rows if row["split"] == "train" and row["label"] == label]
        assert np.mean(own) == pytest.approx(1, abs=1e-3)
        assert min(own) >= 0


def test_no_row_is_left_out_and_a_version_without_weights_is_what_it_was(samples, cut):
    plain, weighed = cut(), cut(weights="sungen")
    assert plain.rows == weighed.rows == 40
    assert "sample_weight" not in records(plain)[0]
    assert "sample_weight" not in [name for name, _kind in plain.card["columns"]]
    assert [{**row, "sample_weight": None} for row in records(plain)] == [
        {**row, "sample_weight": None} for row in records(weighed)
    ]


@pytest.mark.parametrize("export_format", ["jsonl", "csv", "parquet"])
def test_it_exports_to_the_same_bytes_and_is_cut_the_same_again(samples, cut, export_format):
    first, second = cut(weights="sungen"), cut(weights="sungen")
    assert first.hash == second.hash
    once, again, other = (b"".join(write(version, export_format)) for version in (first, first, second))
    assert once == again == other
    assert b"sample_weight" in once
    if export_format == "jsonl":
        assert hashlib.sha256(once).hexdigest() == first.hash


def test_checked_labels_teach_the_weights_of_the_others_and_weigh_1_themselves(samples, annotator, cut):
    for sample in samples[:24]:
        answer(annotator, sample, sample.current_label)
    version = cut(weights="reweighting")
    rows = [row for row in records(version) if row["split"] == "train"]
    assert {row["sample_weight"] for row in rows if row["label_source"] == "person"} == {1}
    assert len({row["sample_weight"] for row in rows if row["label_source"] == "machine"}) > 1


@pytest.mark.parametrize("method", ["reweighting", "meta_weights"])
def test_where_people_checked_every_row_there_is_nothing_to_weigh_and_all_weigh_1(samples, annotator, cut, method):
    for sample in samples:
        answer(annotator, sample, sample.current_label)
    version = cut(weights=method)
    assert version.state == DatasetVersion.State.READY, version.error
    assert {row["sample_weight"] for row in records(version) if row["split"] == "train"} == {1}
    told = version.card["weights"]
    assert told["effective"] == told["rows"]
    assert "all weigh 1" in told["notes"][0]


def test_with_too_few_checked_labels_no_version_is_cut_and_the_reason_is_told(samples, annotator, cut):
    answer(annotator, samples[0], "negative")
    version = cut(weights="reweighting")
    assert version.state == DatasetVersion.State.FAILED
    assert "checked labels; 5 are needed" in version.error
    assert not version.frozen_rows.exists()


def test_the_card_says_what_they_come_to(samples, cut):
    version = cut(weights="sungen")
    told = version.card["weights"]
    assert (told["method"], told["column"]) == ("sungen", "sample_weight")
    assert 0 < told["effective"] <= told["rows"] == version.card["splits"]["train"]
    assert "The column sample\\_weight weighs the" in card_text(version)


def test_a_field_called_like_the_column_keeps_its_name(codebook):
    codebook.fields = [{"name": "sample_weight", "title": "Weight", "type": "text"}]
    assert weight_column(codebook) == "row_sample_weight"


@pytest.fixture
def real(project, samples):
    """Thirty texts as people write them, of which nobody has a label, beside forty that a model wrote."""
    texts = [f"{sample.fields['text']} in real life" for sample in samples if sample.current_label == "negative"]
    return [make_sample(project, f"{text} {n}", origin=Origin.UNLABELLED) for n in (0, 1) for text in texts[:15]]


@pytest.mark.parametrize("method", ["label_shift", "covariate_shift"])
def test_weights_towards_the_texts_that_no_model_wrote_are_a_column_like_the_others(real, samples, cut, method):
    first, second = cut(weights=method), cut(weights=method)
    assert (first.state, first.error, first.rows) == ("ready", "", 40)
    assert first.hash == second.hash
    own = [row["sample_weight"] for row in records(first) if row["split"] == "train"]
    assert np.mean(own) == pytest.approx(1, abs=1e-3)  # over all rows: the shares of the labels are what may move
    assert min(own) >= 0
    assert {row["sample_weight"] is None for row in records(first) if row["split"] != "train"} == {True}
    assert first.card["weights"]["method"] == method
    assert "sample_weight" in b"".join(write(first, "jsonl")).decode()


@pytest.mark.parametrize("method", ["label_shift", "covariate_shift"])
def test_without_real_texts_it_says_what_to_import(samples, cut, method):
    version = cut(weights=method)
    assert version.state == "failed"
    assert "texts that no model wrote; the project has 0" in version.error


def test_where_every_row_is_real_there_is_nothing_to_weigh(project, samples, cut):
    Sample.objects.filter(project=project).update(origin=Origin.IMPORTED)
    assert "nothing to weigh" in cut(weights="covariate_shift").error


def test_of_many_real_texts_a_part_is_read_and_no_further_one(project, real, samples, monkeypatch):
    monkeypatch.setattr("annotation.datasets.weights.CHUNK", 1)
    monkeypatch.setattr("annotation.datasets.weights.MOST_TARGET", 7)
    read = []
    texts = weights._texts
    monkeypatch.setattr(weights, "_texts", lambda *told: (read.append(text) or text for text in texts(*told)))
    rows = [SimpleNamespace(sample=sample.pk) for sample in samples]
    assert weights._target(project, rows, {real[0].pk}) == read
    assert len(read) == 7


GIVEN = {"negative": 0.1, "positive": 0.9}


def test_shares_that_a_lead_knows_are_met_exactly_and_need_no_real_text(samples, cut):
    version = cut(weights="label_shift", target_shares=GIVEN)
    assert (version.state, version.error) == ("ready", "")
    rows = [row for row in records(version) if row["split"] == "train"]
    for label, share in GIVEN.items():
        own = [row["sample_weight"] for row in rows if row["label"] == label]
        assert own == pytest.approx([share * len(rows) / len(own)] * len(own), abs=1e-4)
        assert sum(own) / len(rows) == pytest.approx(share, abs=1e-3)


def test_the_version_and_its_card_say_which_shares_were_given(samples, cut):
    version = cut(weights="label_shift", target_shares=GIVEN)
    assert version.filters["target_shares"] == version.card["weights"]["target_shares"] == GIVEN
    assert version.card["weights"]["notes"] == ["The target's labels are given: negative 10.0%, positive 90.0%."]
    assert "given: negative 10.0%, positive 90.0%" in card_text(version)
    assert "target_shares" not in cut(weights="sungen").card["weights"]


def test_a_label_that_no_row_has_is_told_and_the_others_keep_their_proportion(project, samples, cut):
    Sample.objects.filter(project=project, current_label="negative").update(current_label="")
    version = cut(weights="label_shift", target_shares=GIVEN)
    assert {row["sample_weight"] for row in records(version) if row["split"] == "train"} == {1}
    assert "“negative” makes up 10.0% of the target, but no row has it." in version.card["weights"]["notes"]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"negative": 0.1, "positive": 0.8}, "add up to 90 %, not to 100 %"),
        ({"negative": 10, "positive": 90}, "0 to 1"),
        ({"negative": -0.1, "positive": 1.1}, "0 to 1"),
        ({"negative": True}, "0 to 1"),
        ({"negative": float("nan"), "positive": 1}, "0 to 1"),
        ({}, "0 to 1"),
        ([0.1, 0.9], "0 to 1"),
    ],
)
def test_shares_that_are_none_are_refused(shares, said):
    with pytest.raises(ValidationError, match=said):
        filters_from({"weights": "label_shift", "target_shares": shares})


def test_shares_go_with_the_weights_that_take_them_and_with_labels_of_the_codebook(project, codebook, lead):
    with pytest.raises(ValidationError, match="goes with the weights label_shift"):
        filters_from({"weights": "sungen", "target_shares": GIVEN})
    filters = filters_from({"weights": "label_shift", "target_shares": {"angry": 0.1, "positive": 0.9}})
    with pytest.raises(ValidationError, match="no label “angry”; it has: negative, positive"):
        open_version(project=project, filters=filters, note="", by=lead)
    assert not DatasetVersion.objects.exists()


def test_thirds_that_are_written_short_are_no_mistake():
    thirds = {"a": 0.333, "b": 0.333, "c": 0.333}
    assert filters_from({"weights": "label_shift", "target_shares": thirds}).target_shares == thirds


def test_shares_by_page_by_command_and_by_rest(samples, project, signed_in, api_client, lead):
    client, page = signed_in(lead), reverse("annotation:version-create", args=[project.slug])
    assert "negative, %" in client.get(page).text
    chosen = {"machine_labels": "on", "drop_flagged": "on", "weights": "label_shift"}
    short = client.get(page, chosen | {"preview": "1", "share-0": "10"}, headers={"hx-request": "true"}).text
    assert "add up to 10 %, not to 100 %" in short
    said = {"share-0": "10", "share-1": "90"}
    assert "no text is looked at" in client.get(page, chosen | said | {"preview": "1"}).text
    carry_out_open_jobs()
    counted = re.search(r'name="counted" value="(\w+)"', client.get(page, chosen | said | {"preview": "1"}).text)[1]
    assert client.post(page, chosen | said | {"counted": counted}).status_code == 302
    shares = ["--target-share", "negative=0.1", "--target-share", "positive=0.9"]
    call_command("cut_version", project.slug, "--weights", "label_shift", *shares)
    address = f"/api/v1/projects/{project.slug}/versions"
    wanted = {"filters": {"weights": "label_shift", "target_shares": GIVEN}}
    assert api_client(lead).post(address, wanted, content_type="application/json").status_code == 202
    carry_out_open_jobs()
    versions = DatasetVersion.objects.filter(project=project)
    assert {version.state for version in versions} == {"ready"}
    assert len({version.hash for version in versions}) == 1
    assert [version.filters["target_shares"] for version in versions] == [GIVEN] * 3
    wanted["filters"]["target_shares"] = {"positive": 0.5}
    answer = api_client(lead).post(address, wanted, content_type="application/json")
    assert "add up to 50 %" in answer.text
    with pytest.raises(CommandError, match="LABEL=0.1"):
        call_command("cut_version", project.slug, "--weights", "label_shift", "--target-share", "negative")


def test_shares_left_in_the_form_count_for_no_other_weights(samples, codebook, project):
    given = {"weights": "sungen", "share-0": "10"}
    form = VersionForm(given, project=project, codebook=codebook)
    assert form.is_valid()
    assert form.filters().target_shares is None


def test_a_way_that_is_none_is_refused():
    assert list(WEIGHTS) == ["sungen", "reweighting", "meta_weights", "label_shift", "covariate_shift"]
    for wrong in ("x", None, True, 3, ["sungen"]):
        with pytest.raises(ValidationError, match="weights is empty or one of"):
            filters_from({"weights": wrong})


def test_by_page_by_command_and_by_rest(samples, project, signed_in, api_client, lead):
    client = signed_in(lead)
    page = client.get(reverse("annotation:version-create", args=[project.slug])).text
    assert all(f'<option value="{name}">' in page for name in WEIGHTS)
    call_command("cut_version", project.slug, "--weights", "sungen")
    address, wanted = f"/api/v1/projects/{project.slug}/versions", {"filters": {"weights": "sungen"}}
    assert api_client(lead).post(address, wanted, content_type="application/json").status_code == 202
    carry_out_open_jobs()
    by_command, by_rest = DatasetVersion.objects.filter(project=project).order_by("number")
    assert by_command.hash == by_rest.hash
    assert "sample_weight" in client.get(reverse("annotation:version-detail", args=[project.slug, 2])).text
