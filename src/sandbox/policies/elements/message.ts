import type { ResponseDraft } from "../drafts.ts";
import type { Run } from "../run.ts";

/** The answer, where a policy of this section changes that and not the request. */
export function answers({ section, response }: Run): ResponseDraft | undefined {
  return section === "outbound" || section === "on-error" ? response : undefined;
}
