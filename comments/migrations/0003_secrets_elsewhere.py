"""The keys of network addresses belong to the encyclopedia, which tells readers apart by them too."""

from django.db import migrations


def move(apps, schema_editor):
    """What they have turned into keys is still known by them."""
    there = apps.get_model("encyclopedia", "AddressSecret").objects
    for row in apps.get_model("comments", "AddressSecret").objects.all():
        there.update_or_create(month=row.month, defaults={"secret": row.secret})


def move_back(apps, schema_editor):
    here = apps.get_model("comments", "AddressSecret").objects
    for row in apps.get_model("encyclopedia", "AddressSecret").objects.all():
        here.create(month=row.month, secret=row.secret)


class Migration(migrations.Migration):

    dependencies = [("comments", "0002_community"), ("encyclopedia", "0015_seekers")]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(name="AddressSecret"),
    ]
