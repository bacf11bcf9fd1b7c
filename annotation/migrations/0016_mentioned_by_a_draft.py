from django.db import migrations, models
from django.db.models import Q, deletion

KINDS = ("comment", "annotation", "draft_answer")


def only(name: str) -> Q:
    return Q(**{f"{one}__isnull": one != name for one in KINDS})


class Migration(migrations.Migration):
    dependencies = [
        ("annotation", "0015_named_rule"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="mention", name="a_mention_is_of_one_thing"),
        migrations.AddField(
            model_name="mention",
            name="draft_answer",
            field=models.ForeignKey(
                null=True, on_delete=deletion.CASCADE, related_name="mentions", to="annotation.trialanswer"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("user", "draft_answer"), name="one_mention_a_draft_answer"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=only("comment") | only("annotation") | only("draft_answer"), name="a_mention_is_of_one_thing"
            ),
        ),
    ]
