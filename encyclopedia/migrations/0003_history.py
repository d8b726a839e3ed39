import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def date_what_was_public(apps, schema_editor):
    """A revision was public from its change on; the current one of a scheduled article will be from the time set."""
    revisions = apps.get_model("encyclopedia", "Revision").objects
    revisions.filter(public=True).update(public_from=F("created_at"))
    scheduled = apps.get_model("encyclopedia", "Article").objects.filter(
        pk=OuterRef("article"), status="published", revision_number=OuterRef("number")
    )
    revisions.filter(public=False).update(public_from=Subquery(scheduled.values("published_at")))


class Migration(migrations.Migration):

    dependencies = [
        ('encyclopedia', '0002_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Autosave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.TextField(help_text='The fields of the form, urlencoded.')),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('slug', models.CharField(max_length=100)),
                ('revisions', models.PositiveIntegerField(help_text='How many there were.')),
                ('reason', models.TextField()),
                ('by_name', models.CharField(max_length=150, verbose_name='by')),
                ('deleted_at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'ordering': ['-deleted_at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='PendingSave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('author_name', models.CharField(blank=True, max_length=150)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PendingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in review', 'in review'), ('returned', 'returned'), ('rejected', 'rejected')], default='draft', max_length=9)),
                ('remark', models.TextField(blank=True, help_text='What the reviewer said.', max_length=2000)),
                ('reviewer_name', models.CharField(blank=True, max_length=150)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='revision',
            options={'ordering': ['-number'], 'permissions': [('hide_revision', 'Can hide revisions')]},
        ),
        migrations.AddField(
            model_name='revision',
            name='hidden',
            field=models.BooleanField(default=False, help_text='Readers see neither who wrote it nor what.'),
        ),
        migrations.AddField(
            model_name='revision',
            name='public_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(date_what_was_public, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='revision',
            name='public',
        ),
        migrations.AlterField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='encyclopedia.article'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='text',
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['article', 'public_from', 'number', 'hidden', 'author_name'], name='revision_in_article'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['-public_from', '-id', 'article', 'hidden'], name='revision_recent'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['author_name', '-public_from', '-id', 'article', 'hidden'], name='revision_by_author'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('hidden', True), models.Q(('text', ''), _negated=True), _connector='OR'), name='revision_has_a_text'),
        ),
        migrations.AddField(
            model_name='autosave',
            name='article',
            field=models.ForeignKey(blank=True, help_text='None: a new article.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='encyclopedia.article'),
        ),
        migrations.AddField(
            model_name='autosave',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pendingsave',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pendingversion',
            name='article',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pending', to='encyclopedia.article'),
        ),
        migrations.AddField(
            model_name='pendingsave',
            name='pending',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saves', to='encyclopedia.pendingversion'),
        ),
        migrations.AddConstraint(
            model_name='autosave',
            constraint=models.UniqueConstraint(fields=('user', 'article'), name='autosave_once'),
        ),
        migrations.AddConstraint(
            model_name='autosave',
            constraint=models.UniqueConstraint(condition=models.Q(('article', None)), fields=('user',), name='autosave_once_of_a_new_article'),
        ),
        migrations.AddIndex(
            model_name='pendingversion',
            index=models.Index(fields=['state', 'changed_at', 'id'], name='pending_queue'),
        ),
        migrations.AddConstraint(
            model_name='pendingversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in review', 'returned', 'rejected'])), name='pending_state'),
        ),
    ]
