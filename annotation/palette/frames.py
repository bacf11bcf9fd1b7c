"""What the palette finds beyond pages: other projects by name, and samples by id or by their whole text."""

from django.db.models import Q, QuerySet

from annotation.samples.frames import Filters, filtered
from generation.models import Project
from generation.talks import in_short, talks_in

MOST = 8
MOST_QUERY = 200
TEXT_CHARS = 90


def projects_named(user, words: str) -> QuerySet[Project]:
    """A few of the projects that this person is a member of."""
    called = Q(name__icontains=words) | Q(slug__icontains=words)
    return Project.objects.visible_to(user).filter(called).only("slug", "name").order_by("name", "pk")[:MOST]


def samples_named(project: Project, words: str) -> list[dict]:
    """A few samples with this id, outer id or whole text: {id, text}. Found by index, however many
    there are. Nothing is told of them but their text, which every member may read at any time."""
    found = list(filtered(project, Filters(q=words)).order_by("-pk").values("id", "fields")[:MOST])
    talks = talks_in(project) if found else []
    return [{"id": row["id"], "text": in_short(row["fields"], talks, most=TEXT_CHARS)} for row in found]
