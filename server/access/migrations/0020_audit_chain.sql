-- The audit trail becomes a chain: every row names its place in it and the hash over itself and the row before. Rows are
-- only ever added; how an act ended is a row of its own.

DROP INDEX audit_scope;
DROP INDEX audit_time;
DROP INDEX audit_object;
ALTER TABLE audit RENAME TO audit_unchained;

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    -- Unix microseconds.
    began_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    actor_id TEXT,
    actor_login TEXT,
    actor_role TEXT,
    -- The reseller in whose view an administrator acted.
    acting_as BIGINT,
    address TEXT,
    reseller_id BIGINT,
    customer_id BIGINT,
    subscriber_id BIGINT,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_name TEXT NOT NULL,
    change TEXT NOT NULL
);
CREATE INDEX audit_scope ON audit (reseller_id, sequence);
CREATE INDEX audit_time ON audit (began_at);
CREATE INDEX audit_object ON audit (object_kind, object_id);
CREATE INDEX audit_request ON audit (request_id);

CREATE TABLE audit_ends (
    id TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    -- Unix microseconds.
    ended_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    -- What was created.
    object_id TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_ends_time ON audit_ends (ended_at);

INSERT INTO audit (id, sequence, hash, began_at, request_id, actor_id, actor_login, actor_role, address, reseller_id,
    customer_id, subscriber_id, action, object_kind, object_id, object_name, change)
SELECT id, 2 * ROW_NUMBER() OVER (ORDER BY began_at, id) - 1, '', began_at, request_id, actor_id, actor_login, actor_role,
    address, reseller_id, customer_id, subscriber_id, action, object_kind, object_id, object_name, change
FROM audit_unchained;
INSERT INTO audit_ends (id, sequence, hash, ended_at, outcome, detail)
SELECT old.id, audit.sequence + 1, '', old.completed_at * 1000, old.outcome, COALESCE(old.detail, '')
FROM audit_unchained AS old JOIN audit ON audit.id = old.id
WHERE old.outcome IS NOT NULL;

-- 'head' is the last row of the chain. What comes up to 'anchor' is not in it: it was removed because of its age, or is
-- older than the chain.
CREATE TABLE audit_chain (
    place TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_chain (place, sequence, hash) SELECT 'head', 2 * COUNT(*), '' FROM audit_unchained;
INSERT INTO audit_chain (place, sequence, hash) SELECT 'anchor', 2 * COUNT(*), '' FROM audit_unchained;

DROP TABLE audit_unchained;
