"""What near misses are found by: the end of the window, and which rules refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_guards")]

    operations = [
        migrations.AddField("permit", "closes_at", models.DateTimeField(null=True)),
        # Nullable, so that SQLite adds them to the table and its guards stay.
        migrations.AddField("permit", "refused_by", models.CharField(null=True)),
        migrations.AddIndex(
            "permit",
            models.Index(
                condition=models.Q(("allowed", False)), fields=["at", "id"], name="permit_refused"
            ),
        ),
    ]
