-- Templates of call forwards that a reseller made for its customers. The template is JSON.
CREATE TABLE forward_templates (
    id TEXT PRIMARY KEY,
    reseller_id BIGINT NOT NULL REFERENCES resellers (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    template TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (reseller_id, name)
);
