CREATE TABLE zendesk_tokens (`key` TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER);
CREATE TABLE replies (id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, text TEXT NOT NULL);
