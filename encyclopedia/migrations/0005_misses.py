from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0004_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Miss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=180, unique=True)),
                ('name', models.CharField(help_text='As it was first typed.', max_length=60)),
                ('times', models.PositiveIntegerField()),
                ('first_day', models.DateField(db_index=True)),
                ('last_day', models.DateField(db_index=True)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['-times', 'key'], name='miss_often')],
            },
        ),
    ]
