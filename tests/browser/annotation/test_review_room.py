"""The annotator's room in a real browser, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, Item, ReviewPolicy
from annotation.queue.actions import dispense
from annotation.queue.actions.decide import decide
from annotation.queue.actions.pull import pull
from annotation.queue.frames import spec_of
from generation.models import Label, Question, Sample
from tests.annotation.conftest import add_samples
from tests.annotation.making import newer_version
from tests.browser.annotation.asking import until
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

ROOM = "/projects/reviews/review/"
SHOWN = ".review-card:not([hidden])"
TEXT = f"{SHOWN} .sample"
REVIEWS = [
    "A warm and funny film about two brothers who open a bakery in Busan, told with a light hand and a big heart.",
    "이 영화는 처음부터 끝까지 따뜻하고 재미있다. 배우들의 연기가 특히 훌륭하다.",
    "فيلم جميل ومؤثر، لكن النهاية طويلة أكثر من اللازم.",
    "It tries hard to be funny, and the effort is all that you see.",
]


@pytest.fixture
def room(project, codebook, annotator, signed_in_page, monkeypatch):
    """The page of an annotator with twelve items; what the server did is read from the database."""
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.9)  # no overlap, nothing blind
    ReviewPolicy.objects.create(project=project)
    for sample, text in zip(add_samples(project, 12), REVIEWS, strict=False):
        Sample.objects.filter(pk=sample.pk).update(fields={"text": text})
    pull(project=project)
    page = signed_in_page(annotator)
    page.open(ROOM)
    return page


def text(page) -> str:
    return page.locator(TEXT).inner_text()


def settled(page, *, last: bool = True) -> None:
    """The answer has arrived and the item after next is here."""
    expect(page.locator(".review-card")).to_have_count(2)
    if last:
        expect(page.locator("#review-last")).to_be_visible()


def answer(page, key: str) -> None:
    page.keyboard.press(key)
    page.keyboard.press("Enter")


def test_ten_items_by_keyboard(room):
    seen = []
    for number in range(10):
        seen.append(text(room))
        answer(room, "12"[number % 2])
        settled(room)
    assert len(set(seen)) == 10
    assert list(Annotation.objects.order_by("id").values_list("label", flat=True)) == ["negative", "positive"] * 5
    assert all(seconds is not None for seconds in Annotation.objects.values_list("seconds", flat=True))
    assert_no_complaints(room)


def test_the_next_item_is_there_at_once(room):
    room.keyboard.press("1")
    waited = room.evaluate(
        """() => {
          const shown = () => document.querySelector('.review-card:not([hidden])').id;
          const before = shown(), start = performance.now();
          document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
          return shown() === before ? Infinity : performance.now() - start;
        }"""
    )
    assert waited < 100


def test_who_wants_no_motion_sees_none(room):
    """A change of colour takes 1 ms at most: nothing of it is seen, and the scripts that wait for its end go on."""
    moving = """() => [...document.querySelectorAll("*")].filter(one => {
      const style = getComputedStyle(one);
      const seconds = [style.animationDuration, style.transitionDuration].join().split(",").map(parseFloat);
      const runs = one.getAnimations().map(run => run.effect.getComputedTiming().duration);
      return Math.max(...seconds) > 0.001 || Math.max(0, ...runs) > 1;
    }).map(one => one.outerHTML.slice(0, 80))"""
    assert room.evaluate(moving) != []  # buttons change their colour softly
    room.emulate_media(reduced_motion="reduce")
    room.reload()
    room.locator(SHOWN).wait_for()
    assert room.evaluate(moving) == []
    answer(room, "1")
    settled(room)
    room.keyboard.press("?")
    expect(room.locator("dialog[open]")).to_be_visible()
    assert room.evaluate(moving) == []


def test_undo_brings_the_item_back_and_the_answer_is_taken_back(room):
    first = text(room)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    room.keyboard.press("Control+z")
    room.locator(TEXT, has_text=first[:20]).wait_for()
    assert Annotation.objects.get().undone_at is not None


def test_an_answer_that_was_taken_back_stands_there_to_be_changed_also_after_a_reload(room):
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("half of it")
    room.keyboard.press("Control+Enter")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    for _time in range(2):
        if _time:
            room.reload()
        else:
            room.keyboard.press("Control+z")
        expect(room.locator(f"{SHOWN} input[value=positive]")).to_be_checked()
        expect(room.locator(f"{SHOWN} [data-comment]")).to_have_value("half of it")
    room.keyboard.press("1")
    room.keyboard.press("Enter")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    newest = Annotation.objects.order_by("-pk").first()
    assert (newest.label, newest.comment) == ("negative", "half of it")


def test_skip_flag_comment_and_help_by_key(room, annotator):
    skipped = text(room)
    room.keyboard.press("Control+Space")
    settled(room)
    assert text(room) != skipped
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Enter")
    room.get_by_text("A lead will look at it").wait_for()
    settled(room)
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("12 shades of it")
    room.keyboard.press("Control+Enter")
    settled(room)
    answered = Annotation.objects.get()
    assert (answered.label, answered.comment) == ("positive", "12 shades of it")
    states = list(Item.objects.exclude(state=Item.State.OPEN).order_by("id").values_list("state", flat=True))
    assert states[:3] == ["waiting", "flagged", "answered"]
    room.keyboard.press("?")
    expect(room.get_by_role("dialog").get_by_text("Submit the answer", exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    room.keyboard.press("Backspace")
    assert room.url.endswith(ROOM)
    assert_no_complaints(room)


def flagged(page, why: str = "cannot read it") -> None:
    page.keyboard.press("f")
    page.keyboard.type(why)
    page.keyboard.press("Enter")
    page.get_by_text("A lead will look at it").wait_for()
    settled(page)


def test_a_flag_is_taken_back_like_a_skip_and_what_it_told_is_gone(room):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    shown = text(room)
    flagged(room)
    expect(room.locator("#review-last")).to_contain_text("You flagged item")
    assert_accessible(room)
    screenshots(room, "review-flagged", widths=(1280, 375))
    room.keyboard.press("Control+z")
    expect(room.locator(TEXT)).to_have_text(shown)
    expect(room.get_by_text("A lead will look at it")).to_have_count(0)
    assert not Item.objects.filter(state=Item.State.FLAGGED).exists()
    assert Annotation.objects.get().undone_at is None
    expect(room.locator("#review-last")).to_contain_text("Your last answer")


def test_the_toast_of_a_skip_goes_with_its_undo(room):
    room.keyboard.press("Control+Space")
    expect(room.get_by_text("Skipped: the item goes to somebody else")).to_be_visible()
    settled(room)
    room.keyboard.press("Control+z")
    expect(room.get_by_text("Skipped: the item goes to somebody else")).to_have_count(0)


def test_from_the_empty_box_enter_leads_to_the_button_and_passes_nothing_on(room):
    shown = text(room)
    for key, button in (("f", "Flag it for a lead"), ("s", "Skip it")):
        for enter in ("Enter", "Control+Enter"):
            room.keyboard.press(key)
            room.keyboard.press(enter)
            expect(room.get_by_role("button", name=button)).to_be_focused()
            room.keyboard.press("Escape")
    assert text(room) == shown
    room.keyboard.press("f")
    room.keyboard.press("Enter")
    room.keyboard.press("Enter")
    room.get_by_text("A lead will look at it").wait_for()
    assert reasons("flagged") == [""]


def test_after_a_flag_that_stands_the_undo_key_says_who_can_help(room, codebook, lead):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    flagged(room)
    decide(item=Item.objects.get(state="flagged"), lead=lead, codebook=codebook, answers={"sentiment": "negative"})
    room.reload()
    room.keyboard.press("Control+z")
    room.get_by_text("so your flag stands").wait_for()
    room.keyboard.press("Control+z")
    room.get_by_text("The key takes back only what you did last").wait_for()
    expect(room.get_by_text("A lead can send a flagged item back to the queue").first).to_be_visible()
    screenshots(room, "review-rests", widths=(1280, 375))
    room.keyboard.press("Control+z")
    room.wait_for_timeout(200)
    expect(room.get_by_text("The key takes back only what you did last")).to_have_count(1)
    assert Annotation.objects.get().undone_at is None
    answer(room, "2")
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(1)
    room.reload()
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(1)


def test_the_undo_key_walks_back_over_answers_and_skips_also_after_a_closed_tab(room):
    seen = []
    for key in ("1", "Control+Space", "2"):
        seen.append(text(room))
        if key == "Control+Space":
            room.keyboard.press(key)
            expect(room.locator("#review-last")).to_contain_text("You skipped item")
            assert_accessible(room, themes=("light",))
        else:
            answer(room, key)
            expect(room.locator("#review-last")).to_contain_text("Your last answer")
        settled(room)
    for before in reversed(seen):
        room.keyboard.press("Control+z")
        expect(room.locator(TEXT)).to_have_text(before)
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(0)
    room.goto(room.url.split("?")[0])  # the address that a tab opens with
    for label, shown in (("negative", seen[0]), (None, seen[1]), ("positive", seen[2])):
        expect(room.locator(TEXT)).to_have_text(shown)
        if label:
            expect(room.locator(f"{SHOWN} input[value={label}]")).to_be_checked()
        else:
            room.keyboard.press("1")
        room.keyboard.press("Enter")
        expect(room.locator("#review-last")).to_contain_text("Your last answer")
    until(room, lambda: Annotation.objects.valid().count() == 3)
    assert_no_complaints(room)


@pytest.mark.parametrize(("key", "box"), [("s", ".skip-box [data-reason]"), ("c", "[data-comment]")])
def test_in_a_text_box_the_undo_key_takes_back_what_was_typed_there_and_nothing_else(room, key, box):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    shown = text(room)
    room.keyboard.press(key)
    room.keyboard.type("a")
    for _time in range(3):  # once too often, too
        room.keyboard.press("Control+z")
    expect(room.locator(f"{SHOWN} {box}")).to_have_value("")
    room.wait_for_timeout(300)
    assert text(room) == shown
    assert room.locator("#toasts .toast").count() == 0
    assert Annotation.objects.get().undone_at is None


def test_from_a_box_in_which_nothing_was_typed_the_undo_key_undoes_the_answer_and_the_help_says_so(room):
    first = text(room)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    room.keyboard.press("?")
    told = "Undo the last answer; in a text box, what you typed there"
    expect(room.get_by_role("dialog").get_by_text(told, exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    room.keyboard.press("s")
    room.keyboard.press("Control+z")
    expect(room.locator(TEXT)).to_have_text(first)
    assert Annotation.objects.get().undone_at is not None


def test_the_badge_beside_review_counts_down_with_the_answers(room):
    badge = room.locator("#sidebar a", has_text="Review").locator(".count")
    left = int(badge.inner_text())
    for done in (1, 2):
        answer(room, "1")
        expect(badge).to_have_text(str(left - done))


def test_leaving_the_flag_box_gives_the_keys_back_to_the_item(room):
    room.keyboard.press("1")
    room.keyboard.press("f")
    room.keyboard.press("Escape")
    room.keyboard.press("Enter")
    room.get_by_text("Your last answer").wait_for()
    assert Annotation.objects.get().label == "negative"


def test_the_flag_box_is_sent_by_either_enter(room):
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Control+Enter")
    room.get_by_text("A lead will look at it").wait_for()
    assert Item.objects.filter(state="flagged").count() == 1


def reasons(state: str) -> list[str]:
    return list(Assignment.objects.filter(state=state).order_by("pk").values_list("reason", flat=True))


def test_skip_with_a_reason_by_key_which_the_help_lists(room):
    room.keyboard.press("?")
    expect(room.get_by_role("dialog").get_by_text("Skip with a reason", exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    skipped = text(room)
    room.keyboard.press("s")
    expect(room.get_by_role("textbox", name="Why do you skip this item?")).to_be_focused()
    room.keyboard.type("not my language, 1 <b>of two")
    assert_accessible(room)
    screenshots(room, "review-skip", widths=(1440, 390, 320))
    room.keyboard.press("Enter")
    settled(room, last=False)
    assert text(room) != skipped
    for ending in ("Control+Space", "Control+Enter"):
        room.keyboard.press("s")
        room.keyboard.type(f"so be it, {ending}")
        room.keyboard.press(ending)
        settled(room, last=False)
    room.keyboard.press("Control+Space")
    settled(room, last=False)
    written = ["not my language, 1 <b>of two", "so be it, Control+Space", "so be it, Control+Enter", ""]
    assert reasons("skipped") == written
    assert not Annotation.objects.exists()
    assert_no_complaints(room)


def test_the_boxes_of_a_skip_and_of_a_flag_make_room_for_each_other_and_keep_apart_what_they_hold(room):
    room.keyboard.press("s")
    room.keyboard.type("of a skip")
    room.locator(f"{SHOWN} .flag-box:not(.skip-box) summary").click()
    expect(room.locator(f"{SHOWN} .flag-box[open]")).to_have_count(1)
    room.keyboard.type("of a flag")
    room.wait_for_function("() => Object.values(localStorage).some(kept => kept.includes('of a flag'))")
    room.reload()
    expect(room.locator(f"{SHOWN} .skip-box [name=reason]")).to_have_value("of a skip")
    expect(room.locator(f"{SHOWN} .flag-box:not(.skip-box) [name=reason]")).to_have_value("of a flag")
    room.keyboard.press("s")
    room.keyboard.press("Escape")
    room.keyboard.press("1")
    room.keyboard.press("Enter")
    settled(room)
    assert Annotation.objects.get().label == "negative"


def test_skip_with_a_reason_by_touch_on_a_small_phone(room):
    room.set_viewport_size({"width": 320, "height": 640})
    room.locator(f"{SHOWN} .skip-box summary").click()
    assert_fits(room)
    room.get_by_role("textbox", name="Why do you skip this item?").fill("내 언어가 아님")
    room.get_by_role("button", name="Skip it").click()
    settled(room, last=False)
    assert reasons("skipped") == ["내 언어가 아님"]


def test_the_last_item_is_followed_by_what_comes_next(room, annotator):
    Item.objects.filter(state=Item.State.OPEN).update(state=Item.State.ANSWERED)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    answer(room, "1")
    room.get_by_text("Nothing left for you").wait_for()
    assert_accessible(room)


def test_it_is_accessible_and_fits_a_small_phone(room):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    assert_accessible(room)
    screenshots(room, "review", widths=(1440, 360))
    room.set_viewport_size({"width": 320, "height": 640})
    assert_accessible(room)


def test_a_very_long_text_scrolls_inside_its_box(room, project):
    Sample.objects.update(fields={"text": "word " * 100_000})
    room.reload()
    assert room.evaluate("document.documentElement.scrollHeight") < 3000
    expect(room.get_by_role("button", name="Submit")).to_be_visible()


# -- on a phone --------------------------------------------------------------------------------------------------------
PHONES = [(360, 740), (320, 640)]
# The labels of the item on the screen that a finger does not reach: outside the window, or something lies over them.
OUT_OF_REACH = """
() => [...document.querySelector(".review-card:not([hidden])")
  .querySelectorAll(".choices label, .review-bar :is(button, summary)")]
  .filter((part) => part.checkVisibility()).filter((part) => {
    const {left, right, top, bottom} = part.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return true;
    return [top + 2, bottom - 2].some((y) => !part.contains(document.elementFromPoint((left + right) / 2, y)));
  }).map((part) => part.innerText)
"""


@pytest.fixture
def phone(room, codebook, request):
    """A phone with a long text and these labels; the browser asks for this language."""
    labels, language = request.param
    question = codebook.questions.get()
    question.labels.all().delete()
    Label.objects.bulk_create(Label(question=question, position=i, name=name) for i, name in enumerate(labels))
    Question.objects.update(title="Which team of the shop should answer this message first?")
    spec_of.cache_clear()
    Sample.objects.update(fields={"text": "A message of a customer that goes on for a while. " * 30})
    room.set_extra_http_headers({"Accept-Language": language})
    return room


FOUR = ["billing", "delivery", "account", "praise"]
NINE = [f"a label of five words {number}" for number in range(1, 10)]


@pytest.mark.parametrize("phone", [(FOUR, "en"), (FOUR, "ko")], indirect=True, ids=["English", "Korean"])
@pytest.mark.parametrize(("width", "height"), PHONES)
def test_on_a_phone_every_label_is_in_sight_with_the_text(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.reload()
    for _ in range(3):
        assert phone.evaluate(OUT_OF_REACH) == []
        assert phone.locator(".review-card:not([hidden]) .review-text").bounding_box()["height"] > 100
        answer(phone, "1")
        settled(phone)
    assert_fits(phone)


@pytest.mark.parametrize("phone", [(NINE, "en"), (NINE, "ko")], indirect=True, ids=["English", "Korean"])
@pytest.mark.parametrize(("width", "height"), PHONES)
def test_on_a_phone_many_long_labels_are_reached_by_scrolling(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.reload()
    unreached = set(NINE)
    for _ in range(20):
        unreached -= {label for label in NINE if label not in "".join(phone.evaluate(OUT_OF_REACH))}
        phone.mouse.wheel(0, 60)
        phone.wait_for_timeout(30)
    assert not unreached
    assert_fits(phone)


def test_on_a_phone_the_text_makes_room_for_a_comment(room):
    Sample.objects.update(fields={"text": "A message of a customer that goes on for a while. " * 30})
    room.set_viewport_size({"width": 360, "height": 740})
    room.reload()
    before = room.locator(".review-card:not([hidden]) .review-text").bounding_box()["height"]
    room.keyboard.press("c")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_focused()
    room.wait_for_function(
        "before => document.querySelector('.review-card:not([hidden]) .review-text').offsetHeight < before", arg=before
    )


# -- what the model had said -------------------------------------------------------------------------------------------
SAID = "#review-last .suggestion"


@pytest.fixture
def blind_room(room, project):
    """The same room where every item is asked blind; one is answered."""
    ReviewPolicy.objects.update(suggestion="hidden")
    Assignment.objects.update(blind=True)
    room.reload()
    answer(room, "1")
    settled(room)
    return room


def test_the_button_for_the_models_word_says_that_the_answer_then_stands(blind_room):
    expect(blind_room.locator("[data-reveal] button")).to_contain_text("then it stands")


def test_what_the_model_said_of_an_item_goes_with_the_next_answer(blind_room):
    blind_room.keyboard.press("v")
    expect(blind_room.locator(SAID)).to_contain_text("positive")
    answer(blind_room, "1")
    settled(blind_room)
    expect(blind_room.locator(SAID)).to_have_count(0)


@pytest.mark.parametrize("away", ["Control+Space", "f"])
def test_what_the_model_said_of_an_item_goes_with_a_skip_or_a_flag_too(blind_room, away):
    blind_room.keyboard.press("v")
    expect(blind_room.locator(SAID)).to_be_visible()
    shown = text(blind_room)
    blind_room.keyboard.press(away)
    if away == "f":
        blind_room.keyboard.type("cannot read it")
        blind_room.keyboard.press("Enter")
        blind_room.get_by_text("A lead will look at it").wait_for()
    expect(blind_room.locator(TEXT)).not_to_have_text(shown)
    settled(blind_room, last=False)
    expect(blind_room.locator(SAID)).to_have_count(0)
    blind_room.reload()
    expect(blind_room.locator(SAID)).to_have_count(0)


def test_escape_leaves_the_comment_and_what_is_written_in_it_stays(room):
    room.keyboard.press("c")
    box = room.locator(".review-card:not([hidden]) [data-comment]")
    room.keyboard.type("Read it twice.")
    room.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(box).to_be_visible()
    answer(room, "1")
    settled(room)
    given = Annotation.objects.get()
    assert (given.label, given.comment) == ("negative", "Read it twice.")


def test_escape_folds_a_comment_that_is_empty(room):
    room.keyboard.press("c")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_focused()
    room.keyboard.press("Escape")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_hidden()
    answer(room, "1")
    settled(room)


@pytest.mark.parametrize("key", ["v", "1"])
def test_above_the_next_item_the_line_of_the_last_answer_is_in_sight(blind_room, key):
    """However far down a longer item had been scrolled."""
    blind_room.evaluate("document.querySelector('#main').style.paddingBottom = '120rem'")
    blind_room.evaluate("window.scrollTo(0, document.querySelector('#review-cards').offsetTop - 90)")
    if key == "v":
        blind_room.keyboard.press("v")
        expect(blind_room.locator(SAID)).to_be_visible()
    else:
        answer(blind_room, key)
        settled(blind_room)
    blind_room.wait_for_function(
        """() => {
          const box = (part) => document.querySelector(part).getBoundingClientRect();
          return box("#review-last").top >= box(".site-header").bottom;
        }"""
    )


def test_what_the_model_said_never_comes_late_above_another_item(blind_room):
    """Asked for, and the next item answered before the server has told it."""
    blind_room.evaluate(
        """() => {
          window.seen = false;
          const look = () => { window.seen ||= !!document.querySelector("#review-last:not([hidden]) .suggestion"); };
          new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
          document.querySelector("[data-reveal]").requestSubmit();
          const card = document.querySelector(".review-card:not([hidden])");
          card.querySelector("input[type=radio]").checked = true;
          card.querySelector("[data-submit]").click();
        }"""
    )
    expect(blind_room.locator("#review-last [data-reveal]")).to_be_visible()
    settled(blind_room)
    assert Annotation.objects.filter(revealed_at=None).count() == 1
    assert not blind_room.evaluate("window.seen")


def test_an_item_that_nobody_has_read_goes_by_the_version_published_meanwhile(room, project, lead):
    newer_version(project, lead)
    answer(room, "1")
    expect(room.locator("#review-version")).to_contain_text("From here on version 2")
    expect(room.locator("#review-guide .badge")).to_have_text("version 2")
    answer(room, "3")
    settled(room)
    expect(room.locator("#review-version")).to_be_empty()
    assert list(Annotation.objects.order_by("id").values_list("codebook__number", "label")) == [
        (1, "negative"), (2, "mixed"),
    ]  # fmt: skip
    assert_no_complaints(room)


def test_an_item_that_was_read_by_the_older_version_says_so_and_its_answer_is_kept(room, project, lead):
    room.evaluate("() => { const now = performance.now.bind(performance); performance.now = () => now() * 100; }")
    newer_version(project, lead)
    answer(room, "1")
    expect(room.locator("#review-version")).to_contain_text("This item still goes by version 1")
    assert_fits(room)
    answer(room, "1")
    expect(room.locator("#review-guide .badge")).to_have_text("version 2")
    assert Annotation.objects.filter(codebook__number=1).count() == 2
    assert_no_complaints(room)
