"""Write to each row of PostgreSQL's index in which band its number lies, see `encyclopedia.search.postgresql`."""

from django.db import migrations

BANDED = """
UPDATE encyclopedia_search
SET words = words || (
    CASE WHEN number < 1::bigint << 40 THEN '\ue001' || (number >> 14) ELSE '\ue001high' END
)::tsvector
"""


def band(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BANDED)


class Migration(migrations.Migration):
    dependencies = [("encyclopedia", "0009_entry_due")]
    operations = [migrations.RunPython(band, migrations.RunPython.noop)]
