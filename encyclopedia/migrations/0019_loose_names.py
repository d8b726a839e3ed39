"""Room for names as they are looked for where none has them exactly."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0018_former_category_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='alias',
            name='loose',
            field=models.CharField(default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='article',
            name='title_loose',
            field=models.CharField(default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='link',
            name='loose',
            field=models.CharField(default='', help_text='The name as it is looked for where none has it.', max_length=600),
        ),
        migrations.AddIndex(
            model_name='alias',
            index=models.Index(fields=['loose'], name='alias_by_loose_name'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['title_loose'], name='article_by_loose_title'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['loose', 'key'], name='link_by_loose_name'),
        ),
    ]
