import django.db.models.deletion
from django.db import migrations, models

from encyclopedia.document.codec import loads
from encyclopedia.document.names import fold
from encyclopedia.links.links import mentions_of


def read_links(apps, schema_editor):
    """Fill the table from the current revisions of the articles that are there."""
    link = apps.get_model("encyclopedia", "Link")
    revisions = apps.get_model("encyclopedia", "Revision").objects.filter(
        number=models.F("article__revision_number")
    )
    for revision in revisions.iterator(200):
        link.objects.bulk_create(
            link(
                article_id=revision.article_id,
                position=position,
                name=mention.name,
                key=fold(mention.name),
                by_address=mention.by_address,
                section=mention.section,
                sentence=mention.sentence,
            )
            for position, mention in enumerate(mentions_of(loads(revision.text)))
        )


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0003_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(help_text='As written: a name of an article, or the slug in its address.', max_length=200)),
                ('key', models.CharField(max_length=600)),
                ('by_address', models.BooleanField(help_text='Whether it names the address, and not the article.')),
                ('section', models.CharField(blank=True, help_text='The anchor that it leads to.', max_length=300)),
                ('sentence', models.TextField(blank=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='encyclopedia.article')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['key', 'by_address', 'article'], name='link_by_name')],
            },
        ),
        migrations.RunPython(read_links, migrations.RunPython.noop),
    ]
