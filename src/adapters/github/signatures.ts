import { Webhooks } from "@octokit/webhooks";

/** Verifies deliveries with the current secret and, while it is being replaced, the one before. Constant time. */
export function signatureVerifier(secrets: readonly string[]): (text: string, signature: string) => Promise<boolean> {
  const verifiers = secrets.map((secret) => new Webhooks({ secret }));
  return async (text, signature) => {
    const answers = await Promise.all(verifiers.map((one) => one.verify(text, signature).catch(() => false)));
    return answers.includes(true);
  };
}
