import type { ConsolePlatform } from "../../src/console/platform.ts";

/** An editor that does nothing and remembers what it is told to, but for the parts a test is about. */
export function fakePlatform(parts: Partial<ConsolePlatform> = {}): ConsolePlatform {
  return {
    id: "id",
    l10n: {},
    language: "en",
    memory: new Map<string, unknown>(),
    messages: { read: async () => undefined, write: async () => undefined },
    post: () => undefined,
    copy: async () => undefined,
    keepTranscript: async () => undefined,
    longWork: (_title, work) => work({}),
    pickFile: async () => undefined,
    pickCertificate: async () => undefined,
    passphrase: async () => undefined,
    network: () => ({}),
    statusChanged: () => undefined,
    recorded: () => undefined,
    examine: () => undefined,
    trace: () => undefined,
    ...parts,
  };
}
