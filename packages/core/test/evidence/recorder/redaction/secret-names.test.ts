import { describe, expect, test } from "vitest";

import { looksSecret } from "../../../../src/evidence/recorder/redaction/secret-names.js";

describe("looksSecret", () => {
  test.each([
    "password",
    "Password",
    "PASSWORD",
    "passwd",
    "pwd",
    "user_password_digest",
    "password_hash",
    "passwordHash",
    "passwordhash",
    "hashed_password",
    "hashedpassword",
    "encrypted password",
    "userpassword",
    "secret",
    "client_secret",
    "clientSecret",
    "clientsecret",
    "secrets",
    "totp.secret",
    "token",
    "access_token",
    "accessToken",
    "accesstoken",
    "refresh-token",
    "APIToken",
    "csrf_token",
    "token2",
    "api_key",
    "apiKey",
    "API-KEY",
    "APIKEY",
    "api key",
    "stripe_api_keys",
    "private_key",
    "privateKeyPem",
    "secret_access_key",
    "salt",
    "password_salt",
    "passphrase",
  ])("takes %s for a secret", (name) => {
    expect(looksSecret(name)).toBe(true);
  });

  test.each([
    "passport",
    "passport_number",
    "tokenizer",
    "tokenized_text",
    "secretary_name",
    "secretariat",
    "salted_peanuts",
    "basalt",
    "desalination",
    "key",
    "public_key",
    "primary_key",
    "keyboard",
    "passwordless_login",
    "password_changed_at",
    "has_password",
    "isSecret",
    "token_count",
    "max_tokens",
    "compass",
    "passed",
    "author",
    "",
    "_",
    "名前",
  ])("does not take %s for one", (name) => {
    expect(looksSecret(name)).toBe(false);
  });
});
