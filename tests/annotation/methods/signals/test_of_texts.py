"""What is the matter with a text, whoever labelled it."""

import numpy as np
import pytest

from annotation.methods.signals.contamination import contamination
from annotation.methods.signals.generic import discriminativeness, generic
from annotation.methods.signals.label_leak import announced, label_leak, lower_limit
from annotation.methods.signals.language import language
from annotation.methods.signals.length import length
from annotation.methods.signals.near_duplicates import near_duplicates, similarity
from annotation.methods.signals.templates import templates
from annotation.methods.signals.toxicity import toxicity
from annotation.methods.signals.vocabulary import Vocabulary
from generation.methods.estimates import wilson
from generation.methods.measures.near_duplicates import near_duplicate_groups
from tests.annotation.methods.signals.making import evidence, facts, values_of

SENTENCE = "the quick brown fox jumps over the lazy dog and then it sleeps until noon"


def grouped(texts, **more):
    return evidence(texts, groups=near_duplicate_groups(texts), **more)


class TestNearDuplicates:
    def test_jaccard_by_hand(self):
        assert similarity(frozenset("abcd"), frozenset("bcde")) == pytest.approx(3 / 5)

    def test_an_equal_text_is_named_with_the_size_of_its_group(self):
        said = near_duplicates(grouped([SENTENCE, "something else entirely", f"{SENTENCE}!", f"{SENTENCE} today"]))
        assert values_of(said)[:3] == pytest.approx([1, 0, 1])
        assert 0.8 <= values_of(said)[3] < 1
        assert (said.details["n"][0], said.details["of"][0]) == (3, 12)


class TestTemplates:
    def test_texts_after_one_opening_are_counted(self):
        texts = [f"I am writing to complain {word}" for word in ("loudly", "gently", "again")] + ["A word."]
        said = templates(grouped(texts))
        assert values_of(said) == pytest.approx([np.log10(3) / 3] * 3 + [0])
        assert (said.details["n"][0], said.details["pattern"][0]) == (3, "i am writing to complain …")

    def test_a_thousand_are_all(self):
        texts = [f"could you please tell me number {n}" for n in range(1000)]
        assert templates(evidence(texts)).values.min() == pytest.approx(1)

    def test_what_differs_in_the_middle_is_a_pattern_too(self):
        texts = [f"{name} said that the film was not for {other}" for name, other in zip("abcd", "wxyz", strict=True)]
        said = templates(evidence([*texts, "nothing of the kind"]))
        assert said.details["pattern"][0] == "… said that the film was not for …"
        assert said.details["n"][0] == 4

    def test_near_duplicates_are_one_text(self):
        texts = ["please send me the money now"] * 5
        assert values_of(templates(grouped(texts))) == [0] * 5


class TestLabelLeak:
    def test_a_text_that_announces_its_label(self):
        rows = evidence(["Label: a. I want it back", "b is a letter", "nothing"], given=[0, 1, 0], names={})
        said = label_leak(rows)
        assert values_of(said) == [1, 0.5, 0]
        assert said.details["word"][1] == "b"

    def test_what_a_label_is_called_counts_as_well(self):
        rows = evidence(["money back, please"] * 2, given=[0, 1], names={"a": ("a", "money back"), "b": ("b",)})
        assert values_of(label_leak(rows)) == [0.5, 0]

    def test_a_word_that_one_label_alone_has(self):
        texts = [f"hello {'xyzzy' if n < 30 else ''} {n % 7}" for n in range(60)] + ["xyzzy"]
        said = label_leak(evidence(texts, given=[0] * 30 + [1] * 31))
        assert values_of(said)[0] == pytest.approx(wilson(30, 31).low, abs=1e-6) if wilson(30, 31).low >= 0.9 else True
        texts[-1] = "plugh"
        said = label_leak(evidence(texts, given=[0] * 30 + [1] * 31))
        expected = wilson(30, 30).low
        assert expected < 0.9
        assert values_of(said)[0] == 0  # thirty texts are too few to be sure of

    def test_enough_texts_make_it_sure(self):
        texts = [f"{'xyzzy' if n < 100 else 'plugh'} {n % 7}" for n in range(200)]
        said = label_leak(evidence(texts, given=[0] * 100 + [1] * 100))
        assert values_of(said)[0] == pytest.approx(wilson(100, 100).low, abs=1e-6)
        assert (said.details["word"][0], said.details["n"][0], said.details["of"][0]) == ("xyzzy", 100, 100)

    def test_the_limit_is_wilsons(self):
        assert lower_limit(np.array([80, 0]), np.array([100, 0])) == pytest.approx([wilson(80, 100).low, 0], abs=1e-6)

    @pytest.mark.parametrize("text", ["category = refund", "[refund] hello", "refund: hello", "answer: “refund”"])
    def test_ways_to_announce(self, text):
        assert announced("Refund", text)

    def test_to_mention_is_not_to_announce(self):
        assert not announced("refund", "i want a refund: now")


class TestGeneric:
    def test_tokens_by_hand(self):
        """p = .4 against .1: -ln(.4 / .5) = .2231; equal: ln 2 = .6931."""
        assert -np.log(0.4 / 0.5) == pytest.approx(0.2231, abs=1e-4)
        texts = ["own shared"] * 399 + ["shared"] * 600 + ["own shared"] + ["own shared"] * 100 + ["shared"] * 900
        given = np.array([0] * 1000 + [1] * 1000)
        words = Vocabulary.of(texts)
        deltas = discriminativeness(words.presence(), given, 2)
        first = dict(zip([words.words[one] for one in words.presence()[[0]].indices], deltas[:2], strict=True))
        assert np.log(2) - first["own"] == pytest.approx(0.2231, abs=2e-3)
        assert np.log(2) - first["shared"] == pytest.approx(0.6931, abs=2e-3)

    def test_a_text_of_words_that_all_labels_have_says_nothing(self):
        texts = [f"please send it now {'money' if n % 2 else 'parcel'}" for n in range(80)] + ["please send it now"]
        said = generic(evidence(texts, given=[n % 2 for n in range(80)] + [0]))
        assert values_of(said)[-1] > 0.9
        assert max(values_of(said)[:-1]) < 0.6

    def test_a_word_that_no_other_text_has_does_not_speak_for_it(self):
        texts = [f"please send it now {'money' if n % 2 else 'parcel'}" for n in range(80)] + [
            "please send it xylograph"
        ]
        assert values_of(generic(evidence(texts, given=[n % 2 for n in range(80)] + [0])))[-1] > 0.9


class TestLength:
    def test_only_what_is_far_off_is_told(self):
        texts = ["x" * (90 + n % 20) for n in range(100)] + ["x" * 2000]
        said = length(evidence(texts))
        assert [place for place, value in enumerate(values_of(said)) if value] == [100]
        assert said.details["characters"][100] == 2000
        assert 70 < said.details["low"][100] < said.details["high"][100] < 200

    def test_it_is_odd_within_its_label(self):
        texts = ["x" * (100 + n % 9) for n in range(60)] + ["x" * (1000 + n % 9) for n in range(60)]
        texts[0] = "x" * 1000
        said = length(evidence(texts, given=[0] * 60 + [1] * 60))
        assert np.flatnonzero(said.values).tolist() == [0]

    def test_texts_of_one_length_are_not_odd(self):
        assert values_of(length(evidence(["abc"] * 9))) == [0] * 9


class TestLanguage:
    ENGLISH = "I have not been told what is the matter with it"

    def test_another_script_shows_by_itself(self):
        said = language(
            evidence(
                [self.ENGLISH] * 5 + ["배송이 너무 늦어서 화가 납니다", "これは日本語の文章です", "Где моя посылка"]
            )
        )
        assert values_of(said)[:5] == [0] * 5
        assert min(values_of(said)[5:]) > 0.9
        assert said.details["language"][5:] == ["korean", "japanese", "cyrillic"]
        assert said.details["usual"][5] == "english"

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("ich habe das nicht bestellt und möchte mein Geld zurück", "german"),
            ("je ne suis pas content parce que le colis n'est pas arrivé avec les autres", "french"),
            ("no he recibido el paquete y quiero que me lo devuelvan porque es muy tarde", "spanish"),
            ("ik heb het niet gekregen en dat is voor mij een probleem", "dutch"),
        ],
    )
    def test_languages_in_latin_letters_show_by_their_frequent_words(self, text, name):
        assert language(evidence([self.ENGLISH] * 5 + [text])).details["language"][5] == name

    def test_no_usual_language_no_other_one(self):
        korean = "배송이 너무 늦어서 화가 납니다"
        assert values_of(language(evidence([self.ENGLISH, korean] * 3))) == [0] * 6

    def test_what_shows_no_language_is_not_another_one(self):
        assert values_of(language(evidence([self.ENGLISH] * 5 + ["12345", "", "ok", "Visa!"]))) == [0] * 9


class TestToxicity:
    def test_words_of_the_list_are_counted(self):
        said = toxicity(evidence(["What a shitty, fucking idiot", "a classic assessment", "이 개새끼들아", ""]))
        assert values_of(said) == [0.75, 0, 0.5, 0]
        assert (said.details["n"][0], said.details["words"][0]) == (3, ["shitty", "fucking", "idiot"])

    @pytest.mark.parametrize("word", ["시발점", "시발역", "새끼손가락", "새끼고양이", "새끼줄", "꺼져요"])
    def test_words_that_only_begin_like_a_rude_one_are_not_counted(self, word):
        assert values_of(toxicity(evidence([f"{word}"]))) == [0]

    @pytest.mark.parametrize("word", ["시발아", "새끼들아", "개새끼야"])
    def test_a_rude_one_counts_with_what_is_attached_to_it(self, word):
        assert values_of(toxicity(evidence([word]))) == [0.5]


class TestContamination:
    def test_eight_words_in_a_row_and_no_fewer(self):
        gold = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        texts = [
            gold,
            "so one two three four five six seven eight!",
            "one two three four five six seven",
            f"x {gold} y",
        ]
        said = contamination(evidence(texts, facts=facts(4, benchmark=[True, False, False, False])))
        assert np.isnan(said.values.iloc[0])
        assert values_of(said)[1:] == pytest.approx([8 / 13, 0, 1])
        assert (said.details["words"][3], said.details["of"][3]) == (14, 10)

    def test_two_pieces_are_no_longer_run(self):
        eight = "one two three four five six seven eight"
        other = "a b c d e f g h"
        texts = [eight, other, f"{eight} {other}", f"{eight} and then {other}"]
        said = contamination(evidence(texts, facts=facts(4, benchmark=[True, True, False, False])))
        assert said.details["words"][3] == 8

    def test_a_run_does_not_go_on_in_the_next_text(self):
        texts = ["one two three four five six seven eight", "one two three four", "five six seven eight"]
        assert values_of(contamination(evidence(texts, facts=facts(3, benchmark=[True, False, False]))))[1:] == [0, 0]

    @pytest.mark.parametrize(
        ("gold", "row", "value"),
        [
            ("a gorgeous , witty , seductive movie", "A gorgeous, witty, seductive movie!", 1),
            ("What is an atom ?", "Tell me: what is an atom?", 1),
            ("one two three four five six seven eight", "so one two three four five six seven eight", 1),
            ("Too long.", "too long", 1),
            ("Too long.", "The queue was too long for me.", 0),
            ("What is an atom ?", "What is an apple?", 0),
            ("", "", 0),
        ],
    )
    def test_a_whole_text_of_the_benchmark_counts_however_short(self, gold, row, value):
        said = contamination(evidence([gold, row], facts=facts(2, benchmark=[True, False])))
        assert said.values.iloc[1] == value

    def test_it_names_the_text_that_stands_there_whole(self):
        texts = ["who wrote it", "what is an atom", "Say what is an atom and who wrote it"]
        said = contamination(evidence(texts, facts=facts(3, benchmark=[True, True, False])))
        assert (said.details["words"][2], said.details["of"][2]) == (4, 11)

    def test_without_a_benchmark_it_says_nothing(self):
        assert np.isnan(values_of(contamination(evidence(["one two"])))).all()
