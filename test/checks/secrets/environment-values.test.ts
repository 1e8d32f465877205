import { expect, test } from "vitest";
import { environmentValues, judgeEnvironmentValue } from "../../../src/checks/secrets/environment-values.ts";

test.each([
  ["DB_PASSWORD", "plain"],
  ["DB_PASSWORD_2", "12345678"],
  ["smtpPass", "correct-horse"],
  ["MYSQL_PWD", "correct-horse"],
  ["GITHUB_TOKEN", "abc123"],
  ["JWT_SECRET", "Tr0ub4dor"],
  ["API_KEY", "f00f"],
  ["AWS_SECRET_ACCESS_KEY", "wJalr/XUtn"],
  ["admin-credentials", "root:toor"],
  ["ROOT_PASSWORD", "/x$y z"],
  ["TLS_KEY_PASSPHRASE", "secret"],
])("%s: %s is a secret in plain text", (name, value) => {
  expect(judgeEnvironmentValue(name, value)).toBe("plain");
});

test.each([
  ["SECRET_NAME", "my-secret"],
  ["TLS_SECRET", "shop-tls"],
  ["IMAGE_PULL_SECRET", "registry-credentials"],
  ["TOKEN_TTL", "3600"],
  ["MAX_TOKEN", "4096"],
  ["ACCESS_TOKEN", "3600"],
  ["KEY_PATH", "/etc/x"],
  ["PASSWORD_FILE", "/run/secrets/db"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/var/key.json"],
  ["JWT_PUBLIC_KEY", "MIIB"],
  ["CACHE_KEY", "shop"],
  ["PWD", "work"],
  ["ALLOW_EMPTY_PASSWORD", "1"],
  ["USE_TOKEN", "true"],
  ["TOKEN", "https://id.example.com/token"],
  ["DB_PASSWORD", ""],
  ["DB_PASSWORD", "vault:secret/data/db#password"],
  ["MONKEY", "banana"],
  ["COMPASS", "north"],
])("%s: %s is none", (name, value) => {
  expect(judgeEnvironmentValue(name, value)).toBe("harmless");
});

test.each(["$(OTHER)", "${PASSWORD}", "changeme", "<password>", "DB_PASSWORD_VALUE"])(
  "%s stands for a value that comes later",
  (value) => {
    expect(judgeEnvironmentValue("DB_PASSWORD", value)).toBe("placeholder");
  },
);

test("a list of variables and a map of them are both read, and references left alone", () => {
  const found = environmentValues({
    spec: {
      containers: [
        {
          env: [
            { name: "MODE", value: "fast" },
            { name: "DB_PASSWORD", value: "plain" },
            { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "a", key: "b" } } },
          ],
        },
      ],
      values: { env: { "a/TOKEN": "plain", MODE: "fast" } },
    },
  });

  expect(found.map(({ pointer }) => pointer)).toEqual(["/spec/containers/0/env/1/value", "/spec/values/env/a~1TOKEN"]);
});
