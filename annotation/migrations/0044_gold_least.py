import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotation', '0042_estimation'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewpolicy',
            name='gold_least',
            field=models.FloatField(default=0.7, validators=[django.core.validators.MinValueValidator(0.01), django.core.validators.MaxValueValidator(0.99)], verbose_name='share of checks that ought to be right'),
        ),
    ]
