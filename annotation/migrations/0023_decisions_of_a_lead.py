from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotation", "0022_student_training"),
        ("generation", "0005_machine_values"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="resolution",
            index=models.Index(
                condition=models.Q(decided_by__isnull=False), fields=["decided_by", "-id"], name="decisions_of_lead"
            ),
        ),
    ]
