"""Addresses beside comments are stored as they are compared, so that no database has to leave case out."""

from django.db import migrations

import encyclopedia.site.mailboxes

BATCH = 1000


def store_keys(apps, schema_editor):
    comment = apps.get_model('comments', 'Comment')
    changed = []
    rows = comment.objects.exclude(email='').only('pk', 'email')
    for row in rows.iterator(chunk_size=BATCH):
        if row.email != encyclopedia.site.mailboxes.key_of(row.email):
            changed.append(row)
        if len(changed) == BATCH:
            comment.objects.bulk_update(changed, ['email'])
            changed = []
    comment.objects.bulk_update(changed, ['email'])


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0003_secrets_elsewhere'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='email',
            field=encyclopedia.site.mailboxes.MailboxField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='email',
            field=encyclopedia.site.mailboxes.MailboxField(max_length=254),
        ),
        migrations.RunPython(store_keys, migrations.RunPython.noop),
    ]
