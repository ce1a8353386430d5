-- Forms that were sent, each by the key that its page gave it: one that is sent twice is carried out once.
CREATE TABLE submissions (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    -- SHA-256 of what was sent: who types something else means something else.
    form TEXT NOT NULL,
    -- 'running', 'undone' or 'done'.
    state TEXT NOT NULL,
    -- The answer; absent while it is running.
    status BIGINT,
    location TEXT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
);
CREATE INDEX submissions_expiry ON submissions (expires_at);
