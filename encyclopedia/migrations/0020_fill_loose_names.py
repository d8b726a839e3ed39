"""Names as they are looked for where none has them exactly.

By itself: PostgreSQL makes no index of a table in the transaction that has changed its rows.
"""

from django.db import migrations
from django.db.models import F

from encyclopedia.document.folding import loosely


def fill(apps, schema_editor):
    """From the folded names, of which it is the same. Most are their own plain form: they are written at once."""
    for model, key, loose in (("Article", "title_key", "title_loose"), ("Alias", "key", "loose"), ("Link", "key", "loose")):
        rows = apps.get_model("encyclopedia", model).objects.order_by()
        rows.update(**{loose: F(key)})
        # All at once: no other question may come in between on SQLite, and names are short.
        for name in list(rows.values_list(key, flat=True).distinct()):
            if (found := loosely(name)) != name:
                rows.filter(**{key: name}).update(**{loose: found})


class Migration(migrations.Migration):
    dependencies = [("encyclopedia", "0019_loose_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
