ALTER TABLE api_tokens ADD COLUMN scope TEXT NOT NULL DEFAULT 'read' CHECK (scope IN ('read', 'append'));

-- Tokens made before scopes existed could do everything, and go on doing so.
UPDATE api_tokens SET scope = 'append';
