"""What signals are told beside texts and labels: recorded confidences, likelihoods, names, models of sources."""

import numpy as np
import pandas as pd
import pytest

from annotation.machine.beside import beside
from generation.models import Call, Codebook, Endpoint, Label, Origin, Run, Sample
from tests.annotation.making import machine_label, make_sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


@pytest.fixture
def endpoint(project):
    return Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1/v1", model="tiny-1")


@pytest.fixture
def run(project, codebook, endpoint):
    """Makes a run of `annotate`, and a label of it with the reply that it was read from."""

    def made(**params):
        return Run.objects.create(
            project=project, recipe="annotate", params=params, codebook=codebook, endpoint=endpoint, seed=1, count=1
        )

    return made


def label_of(run, sample, label="positive", **reply):
    call = Call.objects.create(run=run, step=f"{sample.pk}", request_hash="0" * 64, request={}, reply=reply)
    machine_label(sample, label, source=f"peer #{run.pk}", call=call)


def told(project):
    found = beside(project, Codebook.objects.current(project))
    return found, found.table.set_index("sample")


def test_tokens_and_words_of_one_answer_are_told_apart(project, run):
    sample = make_sample(project, "a film")
    label_of(run(), sample, probability=0.75, fields={"label": "positive", "confidence": 90})
    _found, table = told(project)
    assert table.loc[sample.pk, ["logprob", "verbalised"]].tolist() == [0.75, 0.9]


def test_an_answer_among_others_has_its_own_words(project, run):
    sample = make_sample(project, "a film")
    label_of(run(), sample, fields={"sentiment": "positive", "sentiment.confidence": 0.6})
    _found, table = told(project)
    assert pd.isna(table.loc[sample.pk, "logprob"])
    assert table.loc[sample.pk, "verbalised"] == 0.6


def test_nonsense_is_no_confidence(project, run):
    sample = make_sample(project, "a film")
    label_of(run(), sample, probability="sure", fields={"confidence": "very"})
    _found, table = told(project)
    assert table.loc[sample.pk, ["logprob", "verbalised"]].isna().all()


def test_the_label_in_use_counts_not_a_second_opinion(project, run):
    sample = make_sample(project, "a film", "positive", source="import")
    label_of(run(), sample, probability=0.3)
    _found, table = told(project)
    assert table.loc[sample.pk, "source"] == "import"
    assert pd.isna(table.loc[sample.pk, "logprob"])


def test_likelihoods_come_from_recipes_and_imports(project, run):
    written = make_sample(project, "a film", "positive", run=run(), metadata={"score": -1.5})
    brought = make_sample(project, "b film", "positive", metadata={"logprob": -2.5, "score": 7})
    under = make_sample(project, "c film", "positive", metadata={"logprobs": {"positive": -40.0, "negative": -50.0}})
    odd = make_sample(project, "d film", "positive", metadata={"logprob": "low", "logprobs": {"positive": None}})
    _found, table = told(project)
    assert table.loc[[written.pk, brought.pk], "likelihood"].tolist() == [-1.5, -2.5]
    assert table.loc[under.pk, "contrast"] == pytest.approx(np.log(2) - np.log(1 + np.exp(-10)))
    assert table.loc[odd.pk, ["likelihood", "contrast"]].isna().all()


def test_gold_samples_are_the_benchmark(project, codebook):
    gold = make_sample(project, "a film", origin=Origin.GOLD)
    make_sample(project, "b film", "positive")
    _found, table = told(project)
    assert table["benchmark"].tolist() == [True, False]
    assert table.index[0] == gold.pk
    Sample.objects.filter(pk=gold.pk).update(state="rejected")
    assert len(told(project)[1]) == 1


def test_a_label_is_called_by_its_name_and_its_verbalizer(project, codebook):
    Label.objects.filter(question__codebook=codebook, name="positive").update(verbalizer="a praise")
    found, _table = told(project)
    assert found.names["positive"] == ("positive", "a praise")


def test_a_run_again_is_one_model_in_one_form_and_other_settings_are_another_form(project, run):
    sample = make_sample(project, "a film")
    same, again, other = run(), run(), run(ask_confidence=True)
    for one in (same, again, other):
        label_of(one, sample)
    found, _table = told(project)
    first, second, third = (found.sources[f"peer #{one.pk}"] for one in (same, again, other))
    assert first == second
    assert first[0] == third[0] == "tiny-1"
    assert first[1] != third[1]


def test_which_rows_a_run_took_and_its_temperature_change_no_word_of_its_prompt(project, run, codebook):
    sample = make_sample(project, "a film")
    first, again = run(which="unlabelled", temperature=0.0), run(which="all", temperature=0.7)
    newer = run(which="unlabelled", temperature=0.0)
    Run.objects.filter(pk=newer.pk).update(
        codebook=Codebook.objects.create(project=project, number=9, created_by=codebook.created_by)
    )
    for one in (first, again, newer):
        label_of(one, sample)
    found, _table = told(project)
    a, b, c = (found.sources[f"peer #{one.pk}"] for one in (first, again, newer))
    assert a == b
    assert a != c  # by another codebook it was told other words


def test_the_names_of_imported_sources_say_which_model_and_form_they_are(project, codebook):
    sample = make_sample(project, "a film", "positive", source="gpt #1")
    for source in ("gpt #2", "gpt @short", "other"):
        machine_label(sample, "positive", source=source)
    found, _table = told(project)
    assert found.sources["gpt #1"] == found.sources["gpt #2"] == ("imported gpt", "")
    assert found.sources["gpt @short"] == ("imported gpt", "short")
    assert found.sources["other"][0] != "imported gpt"


def test_the_queries_do_not_grow_with_the_rows(project, run, django_assert_max_num_queries):
    one = run()
    for number in range(20):
        label_of(one, make_sample(project, f"film {number}"), probability=0.5)
    codebook = Codebook.objects.with_parts().get(pk=Codebook.objects.current(project).pk)
    with django_assert_max_num_queries(7):
        beside(project, codebook)
