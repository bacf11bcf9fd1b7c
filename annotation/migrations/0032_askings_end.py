from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("annotation", "0031_asking")]

    operations = [
        migrations.AddField(
            model_name="asking",
            name="retry_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="asking",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="asking",
            name="state",
            field=models.CharField(
                choices=[("running", "running"), ("done", "done"), ("failed", "failed")],
                default="running",
                max_length=10,
            ),
        ),
    ]
