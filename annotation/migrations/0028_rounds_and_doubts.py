"""A next round of an enhancement, and the rows that its judge doubts.

Stored reports of before and after are forgotten: the worker makes them anew, with the examples that pages show.
"""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("annotation", "Report").objects.filter(kind__startswith="audited-").delete()


class Migration(migrations.Migration):
    dependencies = [("annotation", "0026_check_of_what_is_dropped")]

    operations = [
        migrations.AddField(
            model_name="enhancement",
            name="doubted",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="annotation.selection"
            ),
        ),
        migrations.AddField(
            model_name="enhancement",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="next_rounds",
                to="annotation.enhancement",
            ),
        ),
        migrations.AddField(
            model_name="enhancement",
            name="number_of_round",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
