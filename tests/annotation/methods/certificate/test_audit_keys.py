import subprocess
import sys
import time

from annotation.methods.certificate.audit_keys import audit_keys, commitment, new_seed

SEED = "00" * 31 + "01"


def test_the_same_seed_gives_the_same_keys():
    assert audit_keys(SEED, [1, 2, 3]) == audit_keys(SEED, [1, 2, 3])
    assert audit_keys(SEED, [3]) == audit_keys(SEED, [1, 2, 3])[2:]
    assert audit_keys(SEED, [1]) != audit_keys("00" * 31 + "02", [1])


def test_keys_fit_a_signed_column_and_are_spread_evenly():
    keys = audit_keys(SEED, range(10_000))
    assert all(0 <= key < 2**63 for key in keys)
    assert len(set(keys)) == 10_000
    assert abs(sum(key < 2**62 for key in keys) - 5000) < 250


def test_the_commitment_hides_the_seed_but_binds_to_it():
    first, second = new_seed(), new_seed()
    assert len(first) == 64
    assert commitment(first) == commitment(first) != commitment(second)


def test_a_hundred_thousand_keys_take_less_than_half_a_second():
    started = time.process_time()
    audit_keys(SEED, range(100_000))
    assert time.process_time() - started < 0.5


def test_it_needs_only_the_standard_library():
    code = (
        "import sys; import annotation.methods.certificate.audit_keys; import generation.methods.estimates;"
        "print([m for m in ('numpy', 'pandas', 'scipy', 'django') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
