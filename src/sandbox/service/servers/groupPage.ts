import type { Hub, HubMember } from "../hubs.ts";

/** Most members of a page (signalr-protocol 6, `maxpagesize`). */
const pageSize = 200;

export interface GroupPage {
  readonly members: readonly HubMember[];
  /** What the next page is asked for with; none after the last. */
  readonly next: string | undefined;
}

export interface PageAsked {
  /** Members wanted in all, this page and those after it. */
  readonly top?: number | null | undefined;
  readonly maxPageSize?: number | null | undefined;
  readonly continuationToken?: string | null | undefined;
}

/** A page of a group's members. The token is the place of the next one: who joins or leaves meanwhile may be missed or come twice. */
export function groupPage(hub: Hub, group: string, { top, maxPageSize, continuationToken }: PageAsked): GroupPage {
  const members = Array.from(hub.group(group));
  const asked = Number(continuationToken ?? 0);
  const start = Number.isSafeInteger(asked) && asked > 0 ? asked : 0;
  const page = members.slice(start, start + Math.max(1, Math.min(maxPageSize ?? pageSize, top ?? pageSize, pageSize)));
  const next = start + page.length;
  return { members: page, next: next < members.length ? String(next) : undefined };
}
