/** What stands where a secret's value would stand. */
export type Literal =
  /** Nothing to hide: empty, encrypted, a pointer to where the value is kept, or a public certificate. */
  | "harmless"
  /** Stands for a value that comes later; nobody is harmed, and nobody can log in either. */
  | "placeholder"
  | "plain";

const encrypted = /^ENC\[[A-Z0-9_]+,/;

/** References that a tool resolves at deployment: Argo CD's Vault plugin, vals, bank-vaults, 1Password, cloud
 * secret stores. */
const reference =
  /^(?:<path:[^<>#]+#[^<>]+>$|ref\+[a-z0-9]+:\/\/|vault:|>>vault:|op:\/\/|arn:aws:(?:secretsmanager|ssm):|gcpsm:\/\/|azkv:)/i;

const placeholder =
  /^(?:<[^<>]*>|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Z_][A-Z0-9_]*|\{\{.*\}\}|%[A-Z_]+%|\*+|x{3,}|\.{3,}|(?:please[-_ ]?)?change[-_ ]?(?:me|it|this).*|replace[-_ ]?(?:me|with|this).*|(?:your|my)[-_ ].*(?:here|password|secret|token|key)|placeholder.*|todo.*|fixme.*|dummy|example|redacted|none|null|changeit)$/i;

/** Judges a value by itself; whoever asks knows that a secret belongs there. */
export function judgeLiteral(value: string): Literal {
  const text = value.trim();
  if (text === "" || encrypted.test(text) || reference.test(text)) return "harmless";
  if (isCertificate(text) || isEncryptedFile(text)) return "harmless";
  return placeholder.test(text) ? "placeholder" : "plain";
}

/** A certificate is public; a key beside it is not. */
function isCertificate(text: string): boolean {
  return /^-----BEGIN CERTIFICATE-----/.test(text) && !/PRIVATE KEY/.test(text);
}

/** A file that SOPS encrypted as a whole, such as a binary, a JSON file or one of variables. */
function isEncryptedFile(text: string): boolean {
  if (!text.includes("ENC[")) return false;
  if (/["']?sops["']?\s*:|^\[sops\]/m.test(text)) return true;
  return /^sops_mac=/m.test(text) && text.split("\n").every((line) => /^(?:sops_|#|\s*$|[^=]*=ENC\[)/.test(line));
}

/** Whether SOPS wrote the value. */
export function isEncrypted(value: string): boolean {
  return encrypted.test(value.trim());
}
