"""Tasks that wait are known by the module they stand in, and these modules have moved."""

from django.db import migrations

MOVED = {
    "comments.tasks.deliver": "comments.mail.tasks.deliver",
    "comments.notices.tell_of_replies": "comments.mail.notices.tell_of_replies",
    "comments.notices.ask_to_confirm": "comments.mail.notices.ask_to_confirm",
    "comments.notices.tell_of_decision": "comments.mail.notices.tell_of_decision",
    "comments.notices.tell_moderators": "comments.mail.digest.tell_moderators",
}


def move(apps, paths):
    results = apps.get_model("django_tasks_database", "DBTaskResult").objects
    for old, new in paths.items():
        results.filter(task_path=old).update(task_path=new)


def forwards(apps, schema_editor):
    move(apps, MOVED)


def backwards(apps, schema_editor):
    move(apps, {new: old for old, new in MOVED.items()})


class Migration(migrations.Migration):

    dependencies = [
        ("comments", "0005_undo"),
        ("django_tasks_database", "0018_rename_succeeded_status"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
