import { checkDraft, readArguments, readItems, readRaw, readTarget, readValue } from "./composer.ts";
import type { Composer } from "./composer.ts";
import type { Desks } from "./desks.ts";
import type { Keeper } from "./keeper.ts";
import type { ConsolePlatform } from "./platform.ts";
import type { Draft } from "./protocol.ts";
import { toProblemView, unlessCancelled } from "./requests.ts";
import type { Handlers } from "./requests.ts";
import { notConnected } from "./session.ts";
import type { SessionDesk } from "./sessionDesk.ts";
import { resultOf } from "./exchanges.ts";
import { decoding, linesOf } from "./textPieces.ts";
import { inSlices } from "./work.ts";

type Sending =
  | "invoke" | "send" | "stream" | "cancelStream" | "upload" | "sendItem" | "sendItemsOfFile" | "completeUpload"
  | "answer" | "answerNext" | "setAnswerRules" | "sendText" | "sendHex" | "service" | "replay" | "stopReplay" | "check" | "keepDraft";

export interface SendingParts {
  readonly desks: Desks;
  readonly composer: Composer;
  readonly platform: ConsolePlatform;
  readonly keeper: Keeper;
  /** Saved messages or rules changed. */
  readonly saved: () => Promise<void>;
}

/** Everything the page sends through a session. Nothing is sent that cannot be read. */
export function sendingHandlers({ desks, composer, platform, keeper, saved }: SendingParts): Pick<Handlers, Sending> {
  const read = (desk: SessionDesk, draft: Draft): { readonly target: string; readonly args: readonly unknown[] } => {
    const target = readTarget(draft.target);
    const args = readArguments(draft.text, desk.userId);
    composer.sent(draft);
    return { target, args };
  };
  const sendRaw = async (mode: "rawText" | "rawHex", session: number | undefined, text: string): Promise<{ waiting: number }> => {
    const desk = desks.get(session);
    const bytes = readRaw(text, desk.userId, mode);
    composer.sent({ mode, target: "", text });
    await desk.session.sendRaw(bytes, mode === "rawHex");
    return { waiting: desk.session.waiting };
  };
  return {
    invoke: async ({ session, target: name, arguments: text }) => {
      const desk = desks.get(session);
      const { target, args } = read(desk, { mode: "invoke", target: name, text });
      const { error, roundTripMs } = await desk.session.invoke(target, args);
      return { ms: roundTripMs, ...(error !== undefined && { error }) };
    },
    send: async ({ session, target: name, arguments: text }) => {
      const desk = desks.get(session);
      const { target, args } = read(desk, { mode: "send", target: name, text });
      await desk.session.send(target, args);
      return null;
    },
    stream: ({ session, target: name, arguments: text }) => {
      const desk = desks.get(session);
      const { target, args } = read(desk, { mode: "stream", target: name, text });
      return { invocationId: desk.exchanges.stream(target, args) };
    },
    cancelStream: async ({ session, invocationId }) => {
      await desks.get(session).exchanges.cancelStream(invocationId);
      return null;
    },
    upload: async ({ session, target: name, arguments: text, items: typed, keepOpen }) => {
      const desk = desks.get(session);
      const items = readItems(typed, desk.userId);
      const { target, args } = read(desk, { mode: "upload", target: name, text, items: typed });
      const streamId = desk.exchanges.upload(target, args);
      for (const item of items) await desk.exchanges.sendItem(streamId, item);
      if (!keepOpen) await desk.exchanges.completeUpload(streamId);
      return { streamId };
    },
    sendItem: async ({ session, streamId, text }) => {
      const desk = desks.get(session);
      await desk.exchanges.sendItem(streamId, readValue(text, desk.userId) ?? null);
      return null;
    },
    sendItemsOfFile: async ({ session, streamId }) => {
      const { exchanges } = desks.get(session);
      const file = await platform.pickFile("lines");
      let sent = 0;
      for (const line of linesOf(file === undefined ? [] : await inSlices(decoding(file)))) {
        if (line.trim() === "") continue;
        await exchanges.sendItem(streamId, jsonOrText(line.replace(/\r$/, "")));
        sent++;
      }
      return { sent };
    },
    completeUpload: async ({ session, streamId, error }) => {
      await desks.get(session).exchanges.completeUpload(streamId, error);
      return null;
    },
    answer: async ({ session, invocationId, text, failed }) => {
      await desks.get(session).exchanges.answer(invocationId, { text, failed });
      return null;
    },
    answerNext: async ({ session, target, text, failed }) => {
      const desk = desks.get(session);
      await desk.exchanges.answerNext(target.trim(), { text, failed }, desk.userId);
      composer.sent({ mode: "clientResult", target, text });
      return null;
    },
    setAnswerRules: async ({ rules }) => {
      for (const rule of rules) {
        readTarget(rule.target);
        resultOf(rule);
      }
      desks.get().memory.rules = rules;
      await saved();
      return null;
    },
    sendText: ({ session, text }) => sendRaw("rawText", session, text),
    sendHex: ({ session, text }) => sendRaw("rawHex", session, text),
    service: async ({ session, draft }) => {
      const begin = performance.now();
      const text = await desks.get(session).serve(draft);
      composer.sent(draft);
      return { text, ms: performance.now() - begin };
    },
    replay: async ({ session, everyMs }) => {
      const desk = desks.get(session);
      // Said before a person chooses a file for nothing.
      if (desk.session.state !== "connected") throw notConnected();
      const transcript = await unlessCancelled(() => keeper.pick());
      if (transcript !== undefined) await desk.replay(transcript.records, everyMs);
      return null;
    },
    stopReplay: ({ session }) => {
      desks.get(session).stopReplay();
      return null;
    },
    check: (draft) => {
      try {
        checkDraft(draft);
        return null;
      } catch (error) {
        return toProblemView(error);
      }
    },
    keepDraft: (draft) => {
      composer.draft = draft;
      return null;
    },
  };
}

/** A line of a file: JSON where it is JSON, else the text it is. */
function jsonOrText(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
