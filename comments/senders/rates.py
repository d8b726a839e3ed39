"""How much one party may send within how long, whichever process it meets.

Redis keeps the counts where the site names one. One that is gone, slow or filled with something else lets nobody
through unseen: the database counts for as long, beginning anew.
"""

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import lru_cache

import redis
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

from comments.models import Charge
from comments.refusals import TooFast

from .sender import Sender

logger = logging.getLogger(__name__)

Limits = Sequence[tuple[int, timedelta]]

#: What one party may do of each kind, without and with an account: how often within how long, the longest last.
ANONYMOUS: dict[str, Limits] = {
    "comment": ((1, timedelta(seconds=30)), (5, timedelta(minutes=10)), (20, timedelta(days=1))),
    "edit": ((1, timedelta(seconds=5)), (10, timedelta(minutes=10)), (40, timedelta(days=1))),
    "question": ((3, timedelta(days=1)),),
    "question to": ((1, timedelta(days=1)),),
}
ACCOUNT: dict[str, Limits] = {
    "comment": ((1, timedelta(seconds=10)), (30, timedelta(hours=1))),
    "edit": ((1, timedelta(seconds=5)), (30, timedelta(hours=1))),
    "opinion": ((60, timedelta(hours=1)),),
}

PATIENCE = 0.5  # seconds that Redis may take to answer
#: Seconds in which Redis is not asked again after it did not answer: a lock of the database waits for it.
LEFT_ALONE = 10
#: What redis-py raises for a server that is gone, refuses, or speaks something else.
NO_REDIS = (redis.RedisError, OSError, ValueError)

# Times are whole milliseconds: Lua would round longer numbers when it writes them.
_CHARGE = """
local now, longest, times = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
for _, key in ipairs(KEYS) do
    local found = redis.call('ZRANGEBYSCORE', key, '(' .. ARGV[3], ARGV[4], 'WITHSCORES')
    for place = 2, #found, 2 do table.insert(times, tonumber(found[place])) end
end
table.sort(times, function(one, other) return one > other end)
local wait = 0
for place = 6, #ARGV, 2 do
    local oldest = times[tonumber(ARGV[place])]
    if oldest then wait = math.max(wait, oldest + tonumber(ARGV[place + 1]) - now) end
end
if wait == 0 and ARGV[5] ~= '' then
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
    redis.call('ZADD', KEYS[1], now, ARGV[5])
    redis.call('PEXPIRE', KEYS[1], longest)
end
return wait
"""

_alone_until = float("-inf")


@contextmanager
def charged(kind: str, party: Sender, *, now: datetime) -> Iterator[None]:
    """Count what is done inside against the party's rate; where it raises, nothing has been counted.

    Raises TooFast when the party has done as much of this kind as one may for now. The party is alone until the
    transaction ends; see `senders.sender`.
    """
    limits = _limits(kind, party)
    mark = secrets.token_hex(8)
    counted = _ask_redis(kind, party, limits, now, mark)
    if not counted:
        check(_times(kind, party, limits, now), limits, now)
        Charge.objects.create(kind=kind, key=party.keys[0], at=now)
    try:
        yield
    except BaseException:
        # What the database has counted goes with its transaction.
        if counted:
            with suppress(*NO_REDIS):
                _server(settings.REDIS_URL).zrem(_key(kind, party.keys[0]), mark)
        raise


def check_pace(kind: str, party: Sender, *, now: datetime) -> None:
    """Raise TooFast where `charged` would; count nothing."""
    limits = _limits(kind, party)
    if not _ask_redis(kind, party, limits, now, mark=""):
        check(_times(kind, party, limits, now), limits, now)


def check(times: list[datetime], limits: Limits, now: datetime) -> None:
    """Raise TooFast when one more, after those at `times` (newest first), is more than the limits let through."""
    waits = [
        times[number - 1] + window - now
        for number, window in limits
        if len(times) >= number and times[number - 1] + window > now
    ]
    if waits:
        raise _too_fast(max(waits))


def _limits(kind: str, party: Sender) -> Limits:
    return (ACCOUNT if party.account else ANONYMOUS)[kind]


def _too_fast(wait: timedelta) -> TooFast:
    return TooFast(int(wait.total_seconds()) + 1)


def _times(kind: str, party: Sender, limits: Limits, now: datetime) -> list[datetime]:
    """When the database counted something, newest first."""
    most, longest = limits[-1]
    # A clock that once was far ahead must not keep anybody out.
    charges = Charge.objects.filter(kind=kind, key__in=party.keys, at__gt=now - longest, at__lte=now + longest)
    return list(charges.order_by("-at").values_list("at", flat=True)[:most])


def _ask_redis(kind: str, party: Sender, limits: Limits, now: datetime, mark: str) -> bool:
    """Whether Redis keeps the count. It has charged the party then, under `mark` if there is one.

    Raises TooFast.
    """
    global _alone_until  # noqa: PLW0603
    if not settings.REDIS_URL or time.monotonic() < _alone_until:
        return False
    at, longest = int(now.timestamp() * 1000), _milliseconds(limits[-1][1])
    arguments: list[str | int] = [at, longest, at - longest, at + longest, mark]
    for number, window in limits:
        arguments += [number, _milliseconds(window)]
    try:
        keys = [_key(kind, key) for key in party.keys]
        wait = _server(settings.REDIS_URL).eval(_CHARGE, len(keys), *keys, *arguments)
        if not isinstance(wait, int):
            raise redis.InvalidResponse
    except NO_REDIS as error:
        logger.warning("Redis does not count rates, the database does: %s", type(error).__name__)
        # A server that has answered, even with a refusal, costs no time.
        if not isinstance(error, redis.ResponseError):
            _alone_until = time.monotonic() + LEFT_ALONE
        return False
    if wait > 0:
        raise _too_fast(timedelta(milliseconds=wait))
    return True


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def _key(kind: str, key: str) -> str:
    return cache.make_key(f"rate:{kind}:{key}")


@lru_cache(maxsize=1)
def _server(url: str) -> redis.Redis:
    # By itself redis-py tries again and again, longer and longer.
    return redis.Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )
