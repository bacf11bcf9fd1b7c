"""What the palette offers: every page that stands for itself and that the person may open, and no other."""

import re

import pytest
from django.urls import reverse

from annotation.comments.actions import say
from annotation.models import Item, ReviewPolicy
from annotation.models.queue import number_of
from annotation.queue.actions.pull import pull
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.turns import answer as answer_by_draft
from annotation.trials.actions.turns import take
from generation.codebooks.actions import publish, save_draft
from generation.methods.content import content_hash
from generation.models import Membership, Project, Run, Sample
from tests.annotation.conftest import add_samples
from tests.annotation.trials.drafting import make_trial
from tests.permission_table import LET_IN, PAGES, ROLES

#: Pages of one thing that may not be there: a cell of a table, a draft, a reason for doubt.
OF_ONE_THING = {"annotation:compare-items", "annotation:doubt-items", "annotation:trial-create"}


def hrefs(response) -> list[str]:
    return re.findall(r'href="([^"#]*)"', re.sub(r"<svg.*?</svg>", "", response.content.decode()))


def names(response) -> list[str]:
    return re.findall(r'data-name="([^"]*)"', response.content.decode())


def standing_pages(role: str) -> set[str]:
    """The addresses of the permission table that need nothing but the project."""
    place, found = ROLES.index(role), set()
    for row in PAGES:
        if row.method != "GET" or not row.is_page or row.ok != 200 or row.who[place] is not LET_IN:
            continue
        if row.address in OF_ONE_THING or ":" not in row.address:
            continue
        for kwargs in ({"slug": "reviews"}, {}):
            try:
                found.add(reverse(row.address, kwargs=kwargs))
            except Exception:  # noqa: S112 - it needs more than a project, or no project
                continue
    return found


#: Pages that show something only where something is there, by what makes them show it.
SOMETIMES = {
    "mentions": "/projects/reviews/mentions/",
    "similar": "/projects/reviews/review/similar/",
    "draft": "/projects/reviews/review/draft/",
    "draft answers": "/projects/reviews/review/draft/answers/",
    "flagged": "/projects/reviews/review/flagged/",
    "doubts": "/projects/reviews/codebooks/doubts/",
    "two runs": "/projects/reviews/runs/compare/",
}


@pytest.fixture
def becomes(project, codebook, lead, annotator):
    """`becomes(what, person)`: it is there for them."""

    def mentions(person) -> None:
        say(project=project, sample=add_samples(project, 1)[0], author=annotator if person == lead else lead,
            text=f"@{person.username}")  # fmt: skip

    def similar(_person) -> None:
        ReviewPolicy.objects.update_or_create(project=project, defaults={"batches": True, "overlap_share": 0.0})

    def draft(person) -> None:
        ask_people(trial=make_trial(project, codebook, lead, annotator), by=lead, items=1, people=[person.username])

    def draft_answers(person) -> None:
        draft(person)
        turn = take(project=project, user=person)
        answer_by_draft(project=project, user=person, lease=turn.lease, answers={"sentiment": "mixed"})

    def flagged(_person) -> None:
        add_samples(project, 1, start=500)
        pull(project=project)
        Item.objects.update(state=Item.State.FLAGGED)

    def doubts(_person) -> None:
        publish(
            codebook=save_draft(project=project, spec=codebook.as_spec() | {"purpose": "Now"}, author=lead), author=lead
        )

    def two_runs(_person) -> None:
        endpoint = project.endpoints.create(name="peer", base_url="http://127.0.0.1:9", model="m")
        for seed in (1, 2):
            Run.objects.create(
                project=project, recipe="zerogen", codebook=codebook, endpoint=endpoint, seed=seed, count=1
            )

    made = [mentions, similar, draft, draft_answers, flagged, doubts, two_runs]
    by_name = {function.__name__.replace("_", " "): function for function in made}
    return lambda what, person: by_name[what](person)


@pytest.mark.parametrize("role", ["lead", "annotator", "viewer"])
def test_it_offers_each_page_that_the_person_may_open_and_that_has_something_to_show(
    role, request, codebook, signed_in
):
    client = signed_in(request.getfixturevalue(role))
    offered = set(hrefs(client.get("/projects/reviews/palette/")))
    assert offered == standing_pages(role) - set(SOMETIMES.values())


@pytest.mark.parametrize("what", SOMETIMES)
@pytest.mark.parametrize("role", ["lead", "annotator", "viewer"])
def test_a_page_is_offered_once_it_has_something_to_show_to_this_person(what, role, request, becomes, signed_in):
    person = request.getfixturevalue(role)
    may = SOMETIMES[what] in standing_pages(role)
    if role != "viewer" or what not in ("draft", "draft answers"):  # nobody asks a viewer
        becomes(what, person)
    offered = hrefs(signed_in(person).get("/projects/reviews/palette/"))
    assert (SOMETIMES[what] in offered) == may


def test_what_is_another_persons_is_not_offered(becomes, annotator, annotator2, signed_in):
    becomes("mentions", annotator2)
    becomes("draft answers", annotator2)
    offered = hrefs(signed_in(annotator).get("/projects/reviews/palette/"))
    assert not {SOMETIMES["mentions"], SOMETIMES["draft answers"], SOMETIMES["draft"]} & set(offered)


def test_outside_projects_it_offers_what_belongs_to_no_project(stranger, project, signed_in):
    offered = hrefs(signed_in(stranger).get("/palette/"))
    assert offered == ["/", "/projects/new/", "/tokens/", "/password/"]


def test_a_page_is_known_by_its_english_name_too(lead, codebook, signed_in):
    client = signed_in(lead)
    client.cookies["django_language"] = "ko"
    assert 'data-also="Audit log"' in client.get("/projects/reviews/palette/").content.decode()


def test_other_projects_are_found_by_name_a_few_at_a_time_and_only_one_s_own(lead, stranger, project, signed_in):
    for number in range(12):
        other = Project.objects.create(slug=f"films-{number}", name=f"Films {number}", created_by=lead)
        Membership.objects.create(project=other, user=lead, role="viewer")
    Project.objects.create(slug="secret-films", name="Secret films", created_by=lead)
    found = names(signed_in(lead).get("/projects/reviews/palette/found/", {"q": "FILMS"}))
    assert len(found) == 8
    assert "Secret films" not in found
    assert names(signed_in(stranger).get("/palette/found/", {"q": "film"})) == []


def test_a_sample_is_found_by_its_number_and_by_its_whole_text(annotator, project, codebook, signed_in):
    one, other, *_rest = add_samples(project, 3)
    Sample.objects.filter(pk=other.pk).update(content_hash=content_hash(other.fields))
    client, address = signed_in(annotator), "/projects/reviews/palette/found/"
    assert hrefs(client.get(address, {"q": f"#{one.pk}"})) == [f"/projects/reviews/samples/{one.pk}/"]
    for said in ("{}", "#{}", "Item {}"):
        found = client.get(address, {"q": said.format(number_of(one.pk))})
        assert hrefs(found) == [f"/projects/reviews/samples/{one.pk}/"]
        assert names(found)[0].startswith(f"#{number_of(one.pk)} ")
    assert hrefs(client.get(address, {"q": other.fields["text"]})) == [f"/projects/reviews/samples/{other.pk}/"]


@pytest.mark.parametrize("words", ["", "  ", "9" * 300, "%", "<script>", "'; drop table"])
def test_odd_words_find_nothing_and_break_nothing(words, lead, project, codebook, signed_in):
    response = signed_in(lead).get("/projects/reviews/palette/found/", {"q": words})
    assert response.status_code == 200
    assert names(response) == []
    assert "<script>" not in response.content.decode()


def test_it_asks_as_little_of_a_large_project_as_of_a_small_one(
    lead, project, codebook, signed_in, django_assert_max_num_queries
):
    client = signed_in(lead)
    add_samples(project, 40)
    client.get("/projects/reviews/palette/")
    with django_assert_max_num_queries(6):
        client.get("/projects/reviews/palette/")
    with django_assert_max_num_queries(7):
        client.get("/projects/reviews/palette/found/", {"q": "1"})


def test_whoever_is_not_signed_in_gets_no_palette(client, db):
    assert 'id="palette"' not in client.get("/sign-in/").content.decode()
