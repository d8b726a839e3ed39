"""Names, and how many link to them and have them. Filled by `manage.py reindex`, like the index of search."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0013_origins'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='waits',
            field=models.BooleanField(default=False, help_text='Nothing of it is found or counted before its time comes.'),
        ),
        migrations.CreateModel(
            name='NameCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=600, unique=True)),
                ('name', models.CharField(blank=True, help_text='As the first of the links writes it.', max_length=200)),
                ('linking', models.IntegerField(help_text='How many articles link to it, other than by its address.')),
                ('named', models.IntegerField(help_text='How many articles have it as title, slug, other name or former slug.')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('named', 0)), fields=['-linking', 'key'], name='name_wanted'), models.Index(condition=models.Q(('linking__gt', 0), ('named__gt', 1)), fields=['key'], name='name_shared')],
            },
        ),
    ]
