"""Tries are kept with their times, so that a window ends now and has no border.

What was counted by windows says nothing of times, and counts for an hour at most: it is forgotten.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0015_seekers'),
    ]

    operations = [
        migrations.DeleteModel(name='Attempt'),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('times', models.JSONField(default=list, help_text='Seconds since 1970, as many as may count.')),
                ('newest', models.PositiveBigIntegerField(db_index=True, help_text='The second of the last try.')),
            ],
        ),
    ]
