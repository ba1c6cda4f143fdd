package quotastore

import (
	"crypto/sha1" //nolint:gosec // names of scripts
	"encoding/hex"
)

// ask takes from buckets and gives back to them. A bucket is kept as the time at which all that was taken will have come
// back, in microseconds since 2026, and the limit by which it was taken; it is forgotten when that time has passed.
// KEYS are buckets; ARGV has for each the limit, what is owed, what is needed, and what else is wanted. What is owed is
// always taken; what is needed from all or from none. Of what is left then, at most one part in 32 is given besides.
// It answers 0 or the first bucket that has too little, and for each bucket: what was given, and in microseconds what is
// taken now and how long there is to wait.
const askScript = `local clock = redis.call('TIME')
local now = (tonumber(clock[1]) - 1767225600) * 1000000 + tonumber(clock[2])
local minute = 60000000
local refused, buckets = 0, {}
for i, key in ipairs(KEYS) do
  local a = (i - 1) * 4
  local b = {limit = tonumber(ARGV[a + 1]), need = tonumber(ARGV[a + 3]), want = tonumber(ARGV[a + 4]), taken = 0, given = 0, wait = 0}
  local full, limit = string.match(redis.call('GET', key) or '', '^(%d+%.%d+) (%d+)$')
  if full then
    b.taken = math.min(math.max(tonumber(full) - now, 0) * tonumber(limit) / b.limit, minute)
  end
  b.taken = math.min(math.max(b.taken + tonumber(ARGV[a + 2]) / b.limit * minute, 0), minute)
  b.cost = b.need / b.limit * minute
  b.wait = math.max(b.taken + b.cost - minute, 0)
  if b.need > 0 and b.wait > 1 and refused == 0 then refused = i end
  buckets[i] = b
end
local answer = {refused}
for i, key in ipairs(KEYS) do
  local b = buckets[i]
  if refused == 0 then
    b.taken = math.min(b.taken + b.cost, minute)
    local more = math.min(b.want, math.floor((minute - b.taken) / minute * b.limit / 32))
    b.taken = b.taken + more / b.limit * minute
    b.given = b.need + more
    b.wait = 0
  end
  if b.taken > 0 then
    redis.call('SET', key, string.format('%.3f %d', now + b.taken, b.limit), 'PX', math.ceil(b.taken / 1000) + 1)
  else
    redis.call('DEL', key)
  end
  answer[#answer + 1] = b.given
  answer[#answer + 1] = math.ceil(b.taken)
  answer[#answer + 1] = math.ceil(b.wait)
end
return answer`

// beatScript says that a replica is there. KEYS are the set of replicas and the name of what the server remembers; ARGV are
// the replica and a name for that, should there be none. It answers how many replicas there are, and the name.
const beatScript = `local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 6)
redis.call('EXPIRE', KEYS[1], 60)
redis.call('SET', KEYS[2], ARGV[2], 'NX')
return {redis.call('ZCARD', KEYS[1]), redis.call('GET', KEYS[2])}`

// The braces keep all keys in one slot of a cluster.
const (
	bucketPrefix   = "{keyless}:quota:"
	replicasKey    = "{keyless}:replicas"
	generationName = "{keyless}:memory"
)

// The names under which the server keeps the scripts.
var askHash, beatHash = hashOf(askScript), hashOf(beatScript)

// hashOf is SHA-1 because the protocol has it so; nothing relies on it.
func hashOf(script string) string {
	sum := sha1.Sum([]byte(script)) //nolint:gosec // see above
	return hex.EncodeToString(sum[:])
}
