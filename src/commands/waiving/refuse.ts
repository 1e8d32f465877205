import type { Reply } from "../command.ts";

/** Why something is not waived: a word for the audit log, and a sentence for the reply. */
export type Refused = { readonly why: string; readonly text: string };

/** A refusal that the audit log is told of. */
export function refuse(subject: string, { why, text }: Refused): Reply {
  return {
    text,
    done: false,
    audit: { action: "waiver.refused", subject: subject.slice(0, 200), details: { why } },
  };
}
