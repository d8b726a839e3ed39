import django.db.models.deletion
import encyclopedia.site.address_secret
from django.db import migrations, models


def forget_what_requests_have_counted(apps, schema_editor):
    """Of what is not readable yet nobody knows how many have looked for it: three requests may have been one reader's."""
    apps.get_model("encyclopedia", "Miss").objects.filter(name="").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0014_name_counts'),
    ]

    operations = [
        migrations.RunPython(forget_what_requests_have_counted, migrations.RunPython.noop),
        migrations.CreateModel(
            name='AddressSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month.', unique=True)),
                ('secret', models.BinaryField(default=encyclopedia.site.address_secret.new_secret, max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='miss',
            name='times',
            field=models.PositiveIntegerField(help_text='How many have looked for it.'),
        ),
        migrations.CreateModel(
            name='Seeker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='A keyed hash of a network address; see AddressSecret.', max_length=64)),
                ('day', models.DateField(db_index=True)),
                ('miss', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='seekers', to='encyclopedia.miss')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('miss', 'key'), name='seeker_once')],
            },
        ),
    ]
