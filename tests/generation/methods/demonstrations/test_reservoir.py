from generation.methods.demonstrations.reservoir import Reservoir

IDS = [str(i) for i in range(500)]


def test_where_batches_begin_makes_no_difference():
    whole = Reservoir().after(IDS, 7, size=50)
    parts = Reservoir()
    for start in range(0, 500, 37):
        parts = parts.after(IDS[start : start + 37], 7, size=50)
    assert parts == whole
    assert (len(whole.ids), whole.seen) == (50, 500)


def test_the_seed_decides():
    assert Reservoir().after(IDS, 1, size=50) != Reservoir().after(IDS, 2, size=50)


def test_every_row_is_kept_with_the_same_probability():
    kept = [int(id) for seed in range(300) for id in Reservoir().after(IDS, seed, size=50).ids]
    quarters = [sum(start <= id < start + 125 for id in kept) / len(kept) for start in range(0, 500, 125)]
    assert all(abs(share - 0.25) < 0.02 for share in quarters)


def test_until_it_is_full_it_holds_everything():
    assert Reservoir().after(IDS[:30], 0).ids == tuple(IDS[:30])
    assert len(Reservoir().after([str(i) for i in range(1500)], 0).ids) == 1000
