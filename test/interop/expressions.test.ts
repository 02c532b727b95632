import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { layoutOf } from "../../src/apim/layouts/layout.ts";
import { wantedPolicies } from "../../src/apim/layouts/wantedPolicies.ts";
import { policyExpressions } from "../support/policyExpressions.ts";
import { lineage, type } from "../../src/sandbox/expressions/types/hierarchy.ts";
import { declaredTypes, definitionNamed } from "../../src/sandbox/expressions/types/type.ts";
import { corpus } from "../sandbox/expressions/corpus.ts";
import { failure, refusal, run } from "../sandbox/expressions/support.ts";
import { arithmetic } from "../sandbox/expressions/arithmetic.ts";
import { whyNoDotnet } from "./aspNetServer.ts";

const folder = join(import.meta.dirname, "expressions");

const program = join(folder, "bin", "app", "Expressions.dll");

/** As reflection writes it, such as System.Collections.Generic.List`1. */
function dotnetName(name: string): string {
  const definition = definitionNamed(name);
  const bare = fullNames.get(name) ?? name;
  return `${definition?.namespace ?? ""}.${bare}${definition === undefined || definition.parameters.length === 0 || name === "Array" ? "" : `\`${definition.parameters.length}`}`;
}

const fullNames = new Map([["string", "String"], ["bool", "Boolean"], ["int", "Int32"], ["long", "Int64"], ["double", "Double"], ["decimal", "Decimal"], ["char", "Char"], ["byte", "Byte"], ["object", "Object"]]);

/** What C# itself makes of an expression. */
interface Answer {
  readonly value?: string;
  readonly failed?: string;
  readonly message?: string;
  readonly refused?: string;
}

/** Why the judge cannot be built here; undefined where it can. */
function whyNoJudge(): string | undefined {
  const noDotnet = whyNoDotnet();
  if (noDotnet !== undefined) return noDotnet;
  const { status } = spawnSync("dotnet", ["restore", "-v", "quiet"], { cwd: folder, stdio: "ignore", timeout: 60_000 });
  return status === 0 ? undefined : "dotnet restore cannot obtain the C# compiler as a package";
}

function judge(sources: readonly string[]): readonly Answer[] {
  const output = execFileSync("dotnet", [program], { input: JSON.stringify(sources), encoding: "utf8", maxBuffer: 64 * 1024 * 1024, env: { ...process.env, TZ: "UTC", DOTNET_NOLOGO: "1" } });
  return JSON.parse(output) as readonly Answer[];
}

/** Expressions of the handshake that negotiates, each variable with one of the judge's values in its place. */
function published(): readonly string[] {
  const input = { name: "chat", endpoint: "https://chat.service.signalr.net", requireSubscriptionKey: false, cors: [], hubs: ["chat", "news"], rateLimit: { calls: 1, periodSeconds: 60, by: "ip" } as const, jwt: { openIdConfig: "https://login.contoso.com", issuers: [], audiences: [], header: "Authorization" } };
  const { roles: [role] } = layoutOf("gatewayNegotiate");
  const documents = role === undefined ? [] : wantedPolicies(role, { ...input, appNegotiate: { url: "https://app.contoso.com/negotiate" } }, "apis/chat").map(({ properties }) => properties?.["value"]).filter((value) => typeof value === "string");
  const names = { signalrAppStatus: "number", signalrServiceStatus: "number", signalrApp: "answer", signalrService: "answer", signalrRedirect: "text", signalrQuery: "text", signalrHub: "text" };
  const filled = (text: string): string => Object.entries(names).reduce((sum, [name, value]) => sum.replaceAll(`"${name}"`, `"${value}"`), text);
  return documents.flatMap(policyExpressions).map(({ text }) => filled(text));
}

/** The same in the sandbox, told in the same way. */
function sandbox(source: string, answer: Answer): Answer {
  if (answer.refused !== undefined) return { refused: refusal(source).replace(/^\d+:\d+ /, "").replace(/\.$/, "") };
  if (answer.failed === undefined) return { value: run(source) };
  const [, failed = "", message = ""] = /^(\w+) \d+:\d+ (.*)$/s.exec(failure(source)) ?? [];
  return { failed, message };
}

void test("policy expressions come out as C# itself has them", { skip: whyNoJudge() ?? false }, async (t) => {
  await promisify(execFile)("dotnet", ["build", "--no-restore", "-c", "Release", "-o", "bin/app", "-v", "quiet", "-nologo"], { cwd: folder });
  const answers = new Map<string, Answer>();
  const all = Object.values(corpus).flat();
  for (const [index, answer] of judge(all).entries()) answers.set(all[index] ?? "", answer);
  await t.test("the policies that publishing writes", () => {
    const sources = published();
    assert.ok(sources.length > 15);
    for (const [index, answer] of judge(sources).entries()) assert.deepEqual(sandbox(sources[index] ?? "", answer), answer, sources[index]);
  });
  for (const [group, sources] of Object.entries(corpus)) {
    await t.test(group, () => {
      for (const source of sources) {
        const answer = answers.get(source) ?? {};
        if (group === "what the sandbox leaves to API Management") {
          assert.match(refusal(source), /The sandbox cannot run this; API Management may: /, source);
        } else if (group === "what the compiler refuses in other words") {
          assert.ok(answer.refused !== undefined && refusal(source) !== "", source);
        } else if (group === "exceptions with words of their own") {
          assert.equal(sandbox(source, answer).failed, answer.failed, source);
        } else {
          assert.deepEqual(sandbox(source, answer), answer, source);
        }
      }
    });
  }

  await t.test("a member that .NET has is either run or said to be API Management's alone", () => {
    const types = declaredTypes().filter(({ name, namespace, kind }) => !namespace.startsWith("Microsoft.") && ["class", "struct", "interface"].includes(kind) && name !== "Nullable");
    const asked = types.map(({ name }) => dotnetName(name));
    const members = JSON.parse(execFileSync("dotnet", [program, "members"], { input: JSON.stringify(asked), encoding: "utf8" })) as Readonly<Record<string, readonly string[] | null>>;
    assert.ok(Object.values(members).filter((names) => names !== null).length > 40);
    for (const [index, { name, members: run, beyond, parameters }] of types.entries()) {
      const known = parameters.length === 0 ? lineage(type(name)).flatMap(({ definition }) => [...definition.members().keys(), ...definition.beyond]) : [...run().keys(), ...beyond, "ToString", "Equals", "GetHashCode"];
      assert.deepEqual((members[asked[index] ?? ""] ?? []).filter((member) => !known.includes(member)), [], name);
    }
  });

  await t.test("arithmetic made at random: precedence, promotion, overflow, division by zero", () => {
    const sources = fc.sample(arithmetic, { numRuns: 150, seed: 20 });
    for (const [index, answer] of judge(sources).entries()) {
      const source = sources[index] ?? "";
      if (answer.refused === undefined) assert.deepEqual(sandbox(source, answer), answer, source);
      else assert.match(refusal(source), /overflows|Division by constant zero|cannot be applied|Cannot/, source);
    }
  });
});
