import numpy as np

from generation.methods.students.features import reduced_view, text_features

TEXTS = [
    "a warm and funny film",
    "a dull and lifeless film",
    "따뜻하고 재미있는 영화",
    "지루하고 따분한 영화",
    "warm 영화",
]


def test_texts_of_any_language_become_numbers():
    features = text_features(TEXTS)
    assert features.shape[0] == 5
    assert (features.getnnz(axis=1) > 0).all()
    korean = (features[2] @ features[3].T).toarray()[0, 0]
    assert korean > (features[0] @ features[2].T).toarray()[0, 0]


def test_edges_give_rows_of_zeros_or_nothing():
    assert text_features([]).shape[0] == 0
    assert text_features(["", "  ", "!!!"]).nnz == 0


def test_the_reduced_view_has_unit_rows():
    view = reduced_view(text_features([*TEXTS, ""]))
    assert np.allclose(np.linalg.norm(view[:5], axis=1), 1, atol=1e-3)
    assert not view[5].any()
    assert reduced_view(text_features(["alone"])).shape == (1, 1)


def test_the_same_texts_give_the_same_numbers():
    features = text_features(TEXTS)
    assert (features != text_features(TEXTS)).nnz == 0
    assert np.array_equal(reduced_view(features), reduced_view(features))
