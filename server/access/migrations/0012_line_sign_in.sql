-- The account of somebody who signs in with the login of a phone line: the line that it stands for, and nobody else's.
ALTER TABLE accounts ADD COLUMN line_id BIGINT;
CREATE UNIQUE INDEX accounts_line ON accounts (line_id);
-- Whether the lines of a reseller may sign in so. They may unless the reseller says no: nobody has to set anything up.
ALTER TABLE sign_in_policies ADD COLUMN line_sign_in BIGINT NOT NULL DEFAULT 1;
