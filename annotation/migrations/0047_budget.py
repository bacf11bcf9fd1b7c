import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotation", "0044_gold_retired")]

    operations = [
        migrations.AddField(
            model_name="routeprices",
            name="budget",
            field=models.FloatField(
                default=0.0,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1000000000.0),
                ],
            ),
        ),
    ]
