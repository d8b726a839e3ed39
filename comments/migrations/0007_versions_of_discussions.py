"""Says of each discussion that there is one: of those that have no version nothing is asked."""

from django.db import migrations

AT_ONCE = 1_000


def tell(apps, schema_editor):
    version = apps.get_model("encyclopedia", "Version")
    for model in ("Comment", "Discussion"):
        rows = apps.get_model("comments", model).objects.order_by().values_list("article", flat=True).distinct()
        names = [f"discussion:{article}" for article in rows]
        for start in range(0, len(names), AT_ONCE):
            some = [version(name=name, number=1) for name in names[start : start + AT_ONCE]]
            version.objects.bulk_create(some, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_task_paths"), ("encyclopedia", "0021_kept_pages")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
