"""Triggers of the records."""

from django.db import migrations

from forbear.web.records.guards import GUARDS
from forbear.web.guards import guarded


class Migration(migrations.Migration):
    """See forbear.web.records.guards."""

    dependencies = [("records", "0001_initial")]
    operations = [guarded(GUARDS)]
