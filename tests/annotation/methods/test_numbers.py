"""Numbers in a secret order: each once, none of which tells when its thing came."""

from annotation.methods.numbers import permuted, restored

KEY, SIZE = b"a key", 900_000


def test_each_has_its_own_number_and_is_found_again_by_it():
    values = range(0, SIZE, 450)
    numbers = [permuted(value, size=SIZE, key=KEY) for value in values]
    assert len(set(numbers)) == len(values)
    assert all(0 <= number < SIZE for number in numbers)
    assert [restored(number, size=SIZE, key=KEY) for number in numbers] == list(values)


def test_neighbours_are_far_from_each_other_and_another_key_has_another_order():
    numbers = [permuted(value, size=SIZE, key=KEY) for value in range(200)]
    near = sum(abs(one - other) < SIZE // 100 for one, other in zip(numbers, numbers[1:], strict=False))
    assert near < 15  # 2 of 100 by chance
    assert numbers != [permuted(value, size=SIZE, key=b"another") for value in range(200)]
