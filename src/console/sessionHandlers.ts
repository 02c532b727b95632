import type { Desks } from "./desks.ts";
import type { MessageShelf } from "./messageShelf.ts";
import type { ConsolePlatform } from "./platform.ts";
import { unlessCancelled } from "./requests.ts";
import type { Handlers } from "./requests.ts";

type OfSessions = "connect" | "pickCertificate" | "disconnect" | "openSession" | "closeSession" | "pauseStream" | "saveMessage" | "removeMessage" | "why";

export interface SessionParts {
  readonly desks: Desks;
  readonly shelf: MessageShelf;
  readonly platform: Pick<ConsolePlatform, "post" | "pickCertificate" | "examine">;
  /** Saved messages or rules changed. */
  readonly saved: () => Promise<void>;
}

/** What the page does with the console's sessions, and with the messages saved for them. */
export function sessionHandlers({ desks, shelf, platform, saved }: SessionParts): Pick<Handlers, OfSessions> {
  return {
    connect: async ({ session, address, userId, choices }) => {
      const desk = desks.get(session);
      await unlessCancelled(() => desk.connect(address, userId, choices ?? desk.choices));
      return null;
    },
    pickCertificate: async ({ part }) => (await platform.pickCertificate(part)) ?? null,
    disconnect: async (which) => {
      await desks.get(which?.session).disconnect();
      return null;
    },
    openSession: () => {
      const session = desks.add();
      platform.post({ type: "status", status: desks.get(session).status });
      return { session };
    },
    closeSession: async ({ session }) => {
      await desks.remove(session);
      platform.post({ type: "sessionClosed", session });
      return null;
    },
    pauseStream: ({ session, invocationId, paused }) => {
      desks.get(session).exchanges.pauseStream(invocationId, paused);
      return null;
    },
    saveMessage: async ({ name, place, draft }) => {
      await shelf.save(name.trim(), place, draft);
      await saved();
      return null;
    },
    removeMessage: async ({ name, place }) => {
      await shelf.remove(name, place);
      await saved();
      return null;
    },
    why: () => {
      platform.examine();
      return null;
    },
  };
}
