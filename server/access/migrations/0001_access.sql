-- One set of statements for SQLite and PostgreSQL. Times are unix milliseconds, truth values 0 or 1, ids and sealed
-- bytes text: the types that both engines and the driver over them agree on.

CREATE TABLE resellers (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    connected_at BIGINT NOT NULL
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    -- Trimmed and in lower case.
    login TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    -- The scope: none of them, the first, the first two, or all three.
    reseller_id BIGINT REFERENCES resellers (id),
    customer_id BIGINT,
    subscriber_id BIGINT,
    -- A JSON array of names; only for roles whose permissions are chosen.
    permissions TEXT,
    disabled BIGINT NOT NULL,
    language TEXT,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT
);
CREATE INDEX accounts_scope ON accounts (reseller_id, customer_id, subscriber_id);

CREATE TABLE sessions (
    -- SHA-256 of the session id: who reads this table cannot become anybody.
    key TEXT PRIMARY KEY,
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    data TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_seen ON sessions (seen_at);

CREATE TABLE credentials (
    -- 'operator' or 'reseller:<id>'.
    owner TEXT PRIMARY KEY,
    reseller_id BIGINT REFERENCES resellers (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    -- Empty for somebody who is not signed in.
    owner TEXT NOT NULL,
    page TEXT NOT NULL,
    sealed TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX drafts_owner ON drafts (owner, expires_at);
CREATE INDEX drafts_expiry ON drafts (expires_at);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    -- Unix microseconds, each later than the one before from the same process: also the order of the trail.
    began_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    actor_id TEXT,
    actor_login TEXT,
    actor_role TEXT,
    address TEXT,
    reseller_id BIGINT,
    customer_id BIGINT,
    subscriber_id BIGINT,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_name TEXT NOT NULL,
    change TEXT NOT NULL,
    outcome TEXT,
    detail TEXT,
    completed_at BIGINT
);
CREATE INDEX audit_scope ON audit (reseller_id, began_at);
CREATE INDEX audit_time ON audit (began_at);
CREATE INDEX audit_object ON audit (object_kind, object_id);
