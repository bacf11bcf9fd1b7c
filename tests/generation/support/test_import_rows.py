"""What rows become: the semantics of the public surface, on both databases."""

import gc
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from generation.models import Import, LabelSource, MachineLabel, Origin, Sample, SampleState
from generation.support import actions
from generation.support.actions import ImportTakenOver, import_rows, try_rows
from generation.support.mapping import Mapping
from generation.support.readers.lines import FileProblem
from tests.generation.support.bringing import begun, bring, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.scaled, pytest.mark.usefixtures("codebook")]

FUNNY, DULL = "A warm and funny film.", "A dull and lifeless film."


def state_of(project) -> list:
    rows = Sample.objects.filter(project=project).order_by("external_id", "content_hash")
    return [
        (
            s.fields, s.origin, s.external_id, s.reference, s.current_label, s.label_source, s.state, s.metadata,
            sorted(s.machine_labels.values_list("source", "label", "probability")),
        )
        for s in rows
    ]  # fmt: skip


def test_a_label_is_a_machine_label_of_an_imported_sample(project):
    record = bring(project, [{"text": FUNNY, "label": "positive", "confidence": 0.9, "metadata": {"year": 1999}}])

    sample, label = Sample.objects.get(), MachineLabel.objects.get()
    assert (record.created, record.labels_added, record.rejected, record.state) == (1, 1, 0, Import.State.DONE)
    assert (sample.fields, sample.origin, sample.metadata) == ({"text": FUNNY}, Origin.IMPORTED, {"year": 1999})
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.MACHINE)
    assert (sample.state, sample.reference) == (SampleState.ACCEPTED, "")
    assert (label.question, label.source, label.label, label.probability) == ("sentiment", "import", "positive", 0.9)
    assert label.codebook_number is None  # labelled elsewhere: by what words is not known
    assert sample.created_at
    assert sample.project == project


def test_a_row_without_a_label_is_unlabelled(project):
    bring(project, [{"text": FUNNY}])
    sample = Sample.objects.get()
    assert (sample.origin, sample.current_label, sample.label_source) == (Origin.UNLABELLED, "", LabelSource.NONE)


@pytest.mark.parametrize("origin", [Origin.SEED, Origin.GOLD])
def test_the_label_of_seed_and_gold_is_the_reference(project, origin):
    bring(project, [{"text": FUNNY, "label": "positive", "origin": origin}])
    sample = Sample.objects.get()
    assert (sample.reference, sample.current_label) == ("positive", "positive")
    assert sample.label_source == LabelSource.REFERENCE
    assert not MachineLabel.objects.exists()


def test_several_sources_label_one_text(project):
    labels = [{"source": "gpt-4", "label": "positive", "confidence": 0.8}, {"source": "claude", "label": "negative"}]
    bring(project, [{"text": FUNNY, "machine_labels": labels}])
    assert list(MachineLabel.objects.values_list("source", "label", "probability")) == [
        ("gpt-4", "positive", 0.8),
        ("claude", "negative", None),
    ]
    assert Sample.objects.get().current_label == "positive"


def test_the_source_of_a_file_names_its_labels(project):
    bring(project, [{"text": FUNNY, "label": "positive"}], source="gpt-4")
    assert MachineLabel.objects.get().source == "gpt-4"


def test_a_verbalizer_serves_as_a_label(project, codebook):
    codebook.questions.get().labels.filter(name="positive").update(verbalizer="Thumbs up")
    bring(project, [{"text": FUNNY, "label": " thumbs UP"}])
    assert MachineLabel.objects.get().label == "positive"


def test_the_same_text_is_a_duplicate_whatever_its_white_space(project):
    record = bring(project, [{"text": FUNNY}, {"text": f"  {FUNNY}\n"}, {"text": FUNNY.replace(" ", "\u00a0")}])
    assert (record.created, record.duplicates) == (1, 2)
    again = bring(project, [{"text": FUNNY}])
    assert (again.created, again.duplicates) == (0, 1)


def test_composed_and_decomposed_letters_are_the_same_text(project):
    assert bring(project, [{"text": "caf\u00e9"}, {"text": "cafe\u0301"}]).duplicates == 1


def test_a_label_from_another_source_is_added_to_a_text_that_is_there(project):
    bring(project, [{"text": FUNNY, "label": "positive"}])
    record = bring(project, [{"text": FUNNY, "label": "negative"}], source="gpt-4")

    assert (record.created, record.duplicates, record.labels_added) == (0, 1, 1)
    assert list(MachineLabel.objects.values_list("source", "label")) == [("import", "positive"), ("gpt-4", "negative")]
    assert Sample.objects.get().current_label == "positive"


def test_the_first_label_of_a_source_stays(project):
    bring(project, [{"text": FUNNY, "label": "positive"}, {"text": FUNNY, "label": "negative"}])
    assert MachineLabel.objects.get().label == "positive"


def test_an_unlabelled_text_takes_the_label_that_comes_later(project):
    bring(project, [{"text": FUNNY}])
    bring(project, [{"text": FUNNY, "label": "positive"}])
    sample = Sample.objects.get()
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.MACHINE)


CONTRADICTION = [
    {"text": FUNNY, "label": "positive", "origin": "gold"},
    {"text": FUNNY, "label": "negative", "source": "gpt-4"},
]


@pytest.mark.parametrize("rows", list(itertools.permutations(CONTRADICTION)))
@pytest.mark.parametrize("at_once", [True, False])
def test_a_label_against_the_reference_needs_a_person_in_whatever_order_they_come(project, rows, at_once):
    records = [bring(project, list(rows))] if at_once else [bring(project, [row]) for row in rows]
    sample = Sample.objects.get()
    assert sample.state == SampleState.NEEDS_PERSON
    assert (sample.reference, sample.current_label) == ("positive", "positive")
    assert sample.label_source == LabelSource.REFERENCE
    assert sum(record.conflicts for record in records) == 1


def test_a_label_that_a_later_round_replaced_contradicts_no_reference(project):
    bring(project, [{"text": FUNNY, "label": "negative"}])
    MachineLabel.objects.update(replaced_at=timezone.now())
    bring(project, [{"text": FUNNY, "label": "positive"}], source="peer #7.2")
    record = bring(project, [{"text": FUNNY, "label": "positive"}], origin="gold")
    assert (record.conflicts, Sample.objects.get().state) == (0, SampleState.ACCEPTED)


def test_two_references_that_contradict_need_a_person(project):
    bring(project, [{"text": FUNNY, "label": "positive"}], origin="gold")
    record = bring(project, [{"text": FUNNY, "label": "negative"}], origin="gold")
    assert record.conflicts == 1
    assert Sample.objects.get().reference == "positive"


def test_what_a_person_decided_is_not_opened_again(project):
    bring(project, CONTRADICTION)
    Sample.objects.update(current_label="negative", label_source=LabelSource.PERSON, state=SampleState.ACCEPTED)
    bring(project, [*CONTRADICTION, {"text": FUNNY, "label": "negative", "source": "claude"}])
    sample = Sample.objects.get()
    assert (sample.current_label, sample.state) == ("negative", SampleState.ACCEPTED)
    assert sample.machine_labels.count() == 2


def test_the_students_guess_is_no_label(project):
    bring(project, [{"text": FUNNY}])
    MachineLabel.objects.create(
        sample=Sample.objects.get(), question="sentiment", source="student", label="negative", probability=0.9
    )
    bring(project, [{"text": FUNNY}])
    assert Sample.objects.get().current_label == ""
    bring(project, [{"text": FUNNY, "origin": "gold", "label": "positive"}])
    sample = Sample.objects.get()
    assert (sample.current_label, sample.label_source) == ("positive", LabelSource.REFERENCE)
    assert sample.state != SampleState.NEEDS_PERSON


def test_an_external_id_belongs_to_one_text(project):
    rows = [{"text": FUNNY, "external_id": 7}, {"text": DULL, "external_id": "7"}, {"text": FUNNY, "external_id": "7"}]
    record = bring(project, rows)
    assert (record.created, record.duplicates) == (1, 1)
    assert reasons(record) == [(2, "The external id “7” belongs to another text already.")]
    assert reasons(bring(project, [{"text": DULL, "external_id": "7"}]))[0][0] == 1


def test_two_projects_share_nothing(project, lead):
    from generation.codebooks.actions import publish, save_draft
    from generation.models import Codebook, Project

    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    spec = Codebook.objects.current(project).as_spec()
    publish(codebook=save_draft(project=other, spec=spec, author=lead), author=lead)
    bring(project, [{"text": FUNNY, "external_id": "7"}])
    assert bring(other, [{"text": FUNNY, "external_id": "7"}]).created == 1


ROWS = [
    {"text": f"Film number {n % 7}", "label": ("positive", "negative", "none")[n % 3], "external_id": str(n % 11)}
    for n in range(30)
] + [{"text": f"Film number {n}", "label": "positive", "origin": "gold"} for n in range(9)]


@pytest.mark.parametrize("batch", [1, 4, 1000])
def test_the_end_state_does_not_depend_on_batches_or_on_running_again(project, monkeypatch, batch):
    bring(project, ROWS)
    wanted = state_of(project)
    Sample.objects.filter(project=project).delete()

    monkeypatch.setattr(actions, "BATCH_ROWS", batch)
    first = bring(project, ROWS)
    assert state_of(project) == wanted
    again = bring(project, ROWS)
    assert state_of(project) == wanted
    assert (again.created, again.labels_added, again.conflicts) == (0, 0, 0)
    assert again.rejected >= first.rejected


def test_an_import_that_died_goes_on_where_it_was(project, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_ROWS", 4)
    whole = bring(project, ROWS)
    wanted, lines = state_of(project), reasons(whole)
    Sample.objects.filter(project=project).delete()

    record = begun(project)
    rows = [(n, row, "") for n, row in enumerate(ROWS, 1)]

    def die(record):
        if record.rows >= 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_rows(record, iter(rows), progress=die)
    record = Import.objects.get(pk=record.pk)
    assert (record.rows, record.state) == (12, Import.State.OPEN)
    import_rows(record, iter(rows))

    assert state_of(project) == wanted
    counts = ("rows", "created", "duplicates", "labels_added", "conflicts", "rejected", "state")
    assert [getattr(record, name) for name in counts] == [getattr(whole, name) for name in counts]
    assert reasons(record) == lines


def test_a_second_process_on_the_same_import_stops(project):
    record = begun(project)
    Import.objects.filter(pk=record.pk).update(rows=5)
    with pytest.raises(ImportTakenOver):
        import_rows(record, iter([(1, {"text": FUNNY}, "")]))
    assert not Sample.objects.exists()
    assert gc.isenabled()  # it rests while a batch is read and stored


def test_a_trial_says_what_would_happen_and_changes_nothing(project, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_ROWS", 4)
    rows = [(n, row, "") for n, row in enumerate(ROWS, 1)]
    tried = try_rows(project, Mapping(), iter(rows))
    assert not Sample.objects.exists()
    assert not Import.objects.exists()
    done = bring(project, ROWS)
    assert tried.created == done.created
    assert tried.duplicates == done.duplicates
    assert len(tried.rejected) == done.rejected


def test_only_so_many_rejected_lines_are_kept_but_all_are_counted(project, monkeypatch):
    monkeypatch.setattr(actions, "REJECTED_KEPT", 3)
    monkeypatch.setattr(actions, "BATCH_ROWS", 2)
    record = bring(project, [{"text": ""}] * 7)
    assert record.rejected == 7
    assert [line for line, _reason in reasons(record)] == [1, 2, 3]


def test_long_texts_make_short_batches(project, monkeypatch):
    monkeypatch.setattr(actions, "BATCH_CHARS", 100)
    sizes = []
    record = begun(project)
    rows = [(n, {"text": f"{n} " + "x" * 60}, "") for n in range(1, 6)]
    import_rows(record, iter(rows), progress=lambda record: sizes.append(record.rows))
    assert sizes == [2, 4, 5]


def test_a_column_is_looked_for_in_the_first_rows_and_may_be_empty_in_each(project):
    rows = [{"review": FUNNY}, {"review": DULL, "gpt": "negative"}]
    record = bring(project, rows, columns={"review": "text", "gpt": "label"})
    assert (record.created, record.labels_added, record.rejected) == (2, 1, 0)


def test_a_mapping_that_names_no_column_of_the_file_begins_nothing(project):
    with pytest.raises(ValidationError) as refusal:
        bring(project, [{"review": FUNNY, "gpt": "positive"}], columns={"reviw": "text", "gpt": "label"})
    message = "The file has no column “reviw”. Did you mean “review”? Its columns are review, gpt."
    assert refusal.value.message_dict == {"map": [message]}
    assert not Import.objects.exists()


def test_a_file_with_many_columns_tells_the_first_of_them(project):
    with pytest.raises(ValidationError, match="Its columns are c0, c1, .*, c19 and 30 more"):
        bring(project, [{f"c{n}": "x" for n in range(50)}], columns={"c-7": "text"})


def test_a_mapping_without_a_text_begins_nothing(project):
    with pytest.raises(ValidationError, match="No column is the text that the codebook asks about"):
        bring(project, [{"review": FUNNY, "gpt": "positive"}], columns={"gpt": "label"})
    assert not Import.objects.exists()


def test_a_file_of_which_nothing_can_be_read_is_not_recorded(project):
    with pytest.raises(FileProblem, match="Save it as UTF-8"):
        bring(project, b"\xff\xfe\x00\x00", kind="csv")
    assert not Import.objects.exists()


def test_what_is_refused_at_once_is_told_in_the_person_s_language(project):
    with translation.override("ko"), pytest.raises(FileProblem) as refused:
        bring(project, b"text,label\nA warm film.\nA dull film.\n", kind="csv")
    assert "줄의 셀 수: 1, 머리글의 셀 수: 2." in str(refused.value)


@pytest.mark.parametrize(
    ("said", "labelled", "unlabelled"),
    [
        ("", Origin.IMPORTED, Origin.UNLABELLED),
        ("collected", Origin.COLLECTED, Origin.UNLABELLED),
        ("generated", Origin.GENERATED, Origin.GENERATED),
    ],
)
def test_who_wrote_the_texts_is_what_the_import_says(project, said, labelled, unlabelled):
    """Synthetic texts are told from real ones by the origin; where nobody says, neither is claimed."""
    bring(project, [{"text": FUNNY, "label": "positive"}, {"text": DULL}], origin=said)
    assert list(Sample.objects.order_by("id").values_list("origin", flat=True)) == [labelled, unlabelled]


TWO = b"text,gpt,llama\nA warm film.,positive,negative\nA dull film.,negative,negative\n"
COLUMNS = {"gpt": "label@gpt", "llama": "label@llama", "text": "text"}


@pytest.mark.parametrize(("first", "label"), [("", "positive"), ("gpt", "positive"), ("llama", "negative")])
def test_the_mapping_says_whose_label_becomes_the_row_s(project, first, label):
    record = bring(project, TWO, kind="csv", columns=COLUMNS, first=first)
    assert Sample.objects.order_by("id").first().current_label == label
    assert (record.differing, MachineLabel.objects.count()) == (1, 4)


def test_a_label_that_is_left_out_is_in_the_report_with_its_line(project):
    bring(project, b"text,label\nA warm film.,positive\n", kind="csv")
    record = bring(project, b"text,label\nA dull film.,sad\nA warm film.,negative\n", kind="csv")
    assert (record.rejected, record.labels_left_out, record.told) == (1, 1, 2)
    assert list(record.rejected_lines.values_list("line", "came_in")) == [(2, False), (3, True)]
    assert reasons(record)[1][1] == (
        "The label “negative” is left out: “import” had given this text “positive”, which stays."
    )
