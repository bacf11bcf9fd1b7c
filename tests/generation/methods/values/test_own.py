"""A recipe's own lists: kept by recipe, name and what was asked for; a person's attribute goes before them."""

from generation.methods.conditions import ATTRIBUTE, GIVEN, REMOVED, Dimension, Scope, Value
from generation.methods.values.own import LONGEST_KEY, Keeping, Own, named

LISTED = Scope((Dimension("style", "Style", "listed", values=(Value("dry", source="model"),)),))


def keeping(recipe="clingen", *asked: str, kind="listed") -> Keeping:
    return Keeping.of(recipe, [Own("style", asked, kind)])


def attribute(*values: Value) -> Dimension:
    return Dimension("style", "Style", ATTRIBUTE, values=values)


def texts(scope: Scope) -> list[str]:
    found = scope.dimension("style")
    return [value.text for value in found.kept()] if found else []


def test_what_a_recipe_listed_it_finds_again():
    kept = Scope(keeping().kept(LISTED, Scope()))
    assert texts(keeping().seen(kept)) == ["dry"]
    assert keeping().seen(keeping().seen(kept)) == keeping().seen(kept)
    assert Scope.from_json(kept.to_json()) == kept


def test_no_other_recipe_and_no_other_question_finds_it():
    kept = Scope(keeping("clingen", "tone").kept(LISTED, Scope()))
    assert keeping("roles", "tone").seen(kept) == Scope()
    assert keeping("clingen", "topic").seen(kept) == Scope()


def test_a_person_s_attribute_goes_before_a_list():
    mine = attribute(Value("warm", source="person"), Value("cold", "", REMOVED, "run 1"))
    kept = Scope((mine, *keeping().kept(LISTED, Scope())))
    assert texts(keeping().seen(kept)) == ["warm"]


def test_what_a_person_entered_for_one_label_leaves_the_others_to_the_list():
    mine = attribute(Value("warm", "A", source="person"))
    listed = Scope((attribute(Value("dry", "A", source="model"), Value("wet", "B", source="model")),))
    kept = Scope((mine, *keeping().kept(listed, Scope())))
    assert texts(keeping().seen(kept)) == ["warm", "wet"]


def test_what_a_person_entered_is_not_kept_a_second_time():
    mine = attribute(Value("warm", "A", source="person"))
    seen = keeping().seen(Scope((mine,)))
    hidden, own = keeping().kept(seen, Scope((mine,)))
    assert hidden == mine
    assert own.values == ()


def test_what_a_run_listed_for_attrprompt_is_not_a_person_s_list():
    theirs = attribute(Value("formal", source="run 3"), Value("warm", source="person"))
    assert keeping().seen(Scope((theirs,))) == Scope()


def test_a_setting_goes_before_a_person_s_attribute():
    mine = attribute(Value("warm", source="person"))
    assert keeping(kind=GIVEN).seen(Scope((mine,))) == Scope()


def test_a_key_tells_its_recipe_and_fits_into_a_name():
    for recipe in ("clingen", "my-recipe-" * 8):
        (own,) = keeping(recipe).kept(LISTED, Scope())
        assert len(own.key) <= LONGEST_KEY
        assert recipe.startswith(named(own.key)[0])
        assert named(own.key)[1] == "style"
    assert named("style") == ("", "style")
