"""Triggers of the journal."""

from django.db import migrations

from forbear.web.journal.guards import GUARDS
from forbear.web.guards import guarded


class Migration(migrations.Migration):
    """See forbear.web.journal.guards."""

    dependencies = [("journal", "0001_initial")]
    operations = [guarded(GUARDS)]
