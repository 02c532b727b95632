import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import * as fc from "fast-check";
import { readCertificates } from "../../src/console/certificateFiles.ts";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { connectionStringTarget } from "../../src/console/connectionStringTarget.ts";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { CertificateFiles, HostMessage, ProblemView } from "../../src/console/protocol.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { onlyService, startTestService } from "../support/signalRService.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { testCertificate, tlsRelay } from "../support/tlsRelay.ts";
import type { TlsRelay } from "../support/tlsRelay.ts";
import { fakePlatform } from "./fakePlatform.ts";

const { cert, key, pfx, passphrase } = testCertificate;
const never = async (): Promise<undefined> => undefined;

interface Secured {
  readonly relay: TlsRelay;
  readonly memory: Map<string, unknown>;
  /** Files whose passphrase was asked for, and whether the one before was refused. */
  readonly asked: (readonly [file: string, refused: boolean])[];
  readonly posted: readonly HostMessage[];
  readonly transcript: () => string;
  readonly connect: (certificates: CertificateFiles, transport?: typeof defaultChoices.transport) => Promise<ProblemView | undefined>;
}

/** A console on the sandbox's service behind TLS that wants a client certificate. */
async function secured(t: TestContext, passphrases: readonly string[] = []): Promise<Secured> {
  const service = await startTestService(t);
  const relay = await tlsRelay(t, service.url, { cert: await readFile(cert), key: await readFile(key), ca: await readFile(cert) });
  const target = connectionStringTarget(`Endpoint=${service.url};AccessKey=${onlyService(service.model).keys.primary};Version=1.0;ClientEndpoint=${relay.url}`, "chat");
  const memory = new Map<string, unknown>();
  const posted: HostMessage[] = [];
  const asked: (readonly [string, boolean])[] = [];
  const ask = async (file: string, refused: boolean): Promise<string | undefined> => passphrases[asked.push([file, refused]) - 1];
  const host = new ConsoleHost(target, fakePlatform({ memory, passphrase: ask, post: (message) => void posted.push(message) }));
  t.after(() => host.dispose());
  // The sandbox answers to its own name only, and what stands before it has another port.
  const headers: [string, string][] = [["Host", new URL(service.url).host]];
  let id = 0;
  return {
    relay,
    memory,
    asked,
    posted,
    transcript: () => host.transcript(),
    connect: async (certificates, transport = "webSockets") => {
      await host.receive({ type: "request", id: ++id, name: "connect", params: { address: "", userId: "ann", choices: { ...defaultChoices, transport, certificates, headers } } });
      const answer = posted.find((message) => message.type === "refused" && message.id === id);
      return answer?.type === "refused" ? answer.problem : undefined;
    },
  };
}

void suite("a console's certificates", () => {
  for (const transport of ["webSockets", "serverSentEvents", "longPolling"] as const) {
    void test(`are used for negotiate and ${transport}, and only their paths are remembered`, async (t) => {
      const { relay, memory, posted, transcript, connect } = await secured(t);
      assert.equal(await connect({ ca: cert, cert, key }, transport), undefined);
      assert.ok(relay.taken >= 2 && relay.refused === 0, `${relay.taken} taken, ${relay.refused} refused`);
      const kept = JSON.stringify([[...memory], posted, transcript()]);
      assert.ok(kept.includes(JSON.stringify(key).slice(1, -1)));
      assert.ok(!/BEGIN|PRIVATE/.test(kept));
    });
  }

  void test("may be one PFX file, whose passphrase is asked for until it fits and stands nowhere", async (t) => {
    const { memory, posted, transcript, asked, connect } = await secured(t, ["wrong", passphrase]);
    assert.equal(await connect({ ca: cert, cert: pfx }), undefined);
    assert.deepEqual(asked, [[pfx, false], [pfx, true]]);
    assert.ok(!JSON.stringify([[...memory], posted, transcript()]).includes(`"${passphrase}"`));
  });

  void test("are needed: without the client's the server refuses, without the authority it is not trusted", async (t) => {
    const { relay, connect } = await secured(t);
    assert.equal((await connect({ cert, key }))?.code, "certificateNotTrusted");
    assert.match((await connect({ ca: cert }))?.code ?? "", /^(?:clientCertificateNeeded|tlsFailed|connectionReset)$/);
    assert.equal(relay.taken, 0);
  });

  void test("that cannot work are told before anything is sent, and logged", async (t) => {
    const { relay, transcript, connect } = await secured(t);
    const folder = await tempFolder(t);
    const gone = join(folder, "gone.pem");
    assert.equal((await connect({ cert: gone, key }))?.code, "certificateFileUnreadable");
    assert.match(transcript(), /gone\.pem cannot be read \(ENOENT\)/);
    assert.deepEqual([relay.taken, relay.refused], [0, 0]);
  });
});

void suite("the files of certificates", () => {
  void test("are read as PEM or DER, the key from its own file or the certificate's, encrypted or not", async (t) => {
    const [certificate, plain] = [await readFile(cert, "utf8"), await readFile(key, "utf8")];
    const der = Buffer.from(certificate.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
    const encrypted = createPrivateKey(plain).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "pw" }).toString();
    const wanted = await readCertificates({ cert, key }, never);
    assert.match(wanted.key ?? "", /BEGIN PRIVATE KEY/);
    assert.deepEqual(await readCertificates({ cert: await file(t, `${plain}\n${certificate}`) }, never), wanted);
    assert.deepEqual(await readCertificates({ cert: await file(t, der), key: await file(t, encrypted) }, async () => "pw"), wanted);
    assert.deepEqual(await readCertificates({ ca: await file(t, der) }, never), { ca: wanted.cert });
  });

  void test("say what is wrong with them", async (t) => {
    const other = await file(t, generateKeyPairSync("ec", { namedCurve: "P-256", privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } }).privateKey);
    const cut = await file(t, (await readFile(key, "utf8")).replace(/\n\S{20}/, "\n"));
    assert.equal(await code({ cert }), "privateKeyMissing");
    assert.equal(await code({ key }), "clientCertificateMissing");
    assert.equal(await code({ cert, key: other }), "privateKeyMismatch");
    assert.equal(await code({ cert, key: cut }), "certificateFileMalformed");
    assert.equal(await code({ cert: other }), "certificateFileMalformed");
    assert.equal(await code({ cert: await file(t, "nonsense"), key }), "certificateFileMalformed");
    assert.equal(await code({ ca: other }), "certificateFileMalformed");
    assert.equal(await code({ ca: await file(t, new Uint8Array(2 * 1024 * 1024)) }), "certificateFileMalformed");
    assert.equal(await code({ ca: await tempFolder(t) }), "certificateFileUnreadable");
    assert.equal(await code({ cert: pfx }), "cancelled");
  });

  for (const [year, words] of [[2200, /expired on 2126-10-28/], [2000, /not valid before 2026-11-21/]] as const) {
    void test(`are refused in the year ${year}, when they are not valid`, async (t) => {
      t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(year) });
      for (const files of [{ ca: cert }, { cert, key }, { cert: pfx }]) {
        await assert.rejects(readCertificates(files, async () => passphrase), (error) => error instanceof Problem && error.code === "certificateFileExpired" && words.test(error.message));
      }
    });
  }

  void test("are read or refused as a Problem, whatever they hold", async (t) => {
    const good = await readFile(pfx);
    const text = await readFile(cert, "utf8");
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => Buffer.concat([good.subarray(0, at), Buffer.of(value), good.subarray(at + 1)])),
      fc.tuple(fc.nat(text.length), fc.string({ maxLength: 20 })).map(([at, more]) => Buffer.from(text.slice(0, at) + more + text.slice(at))),
    );
    const path = await file(t, "");
    await fc.assert(fc.asyncProperty(bytes, fc.constantFrom("ca", "cert"), async (content, part) => {
      await writeFile(path, content);
      await readCertificates({ [part]: path }, async (_file, refused) => (refused ? undefined : passphrase)).catch((error: unknown) => assert.ok(error instanceof Problem || error instanceof Cancelled, String(error)));
    }), { numRuns: 150 });
  });
});

/** The code of the Problem that these files give; empty for none. */
async function code(files: CertificateFiles): Promise<string> {
  return await readCertificates(files, never).then(() => "", (error: unknown) => (error instanceof Problem ? error.code : error instanceof Cancelled ? "cancelled" : String(error)));
}

async function file(t: TestContext, content: string | Uint8Array): Promise<string> {
  const path = join(await tempFolder(t), "file");
  await writeFile(path, content);
  return path;
}
