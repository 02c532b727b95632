import assert from "node:assert/strict";
import { parseArguments, parseInvocation } from "../../../src/console/actions.ts";
import { parseFilter } from "../../../src/console/filter.ts";
import { parseRawHex, parseRawText } from "../../../src/console/rawText.ts";
import { parseConnectionString } from "../../../src/signalr/connectionString.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import { redactText, redactUrl } from "../../../src/signalr/redact.ts";
import { recordedBytes } from "../corpus.ts";
import { seeds } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

/** Reads a text or refuses it in words; nothing else. */
function typed(name: string, read: (text: string) => unknown, ...good: readonly string[]): FuzzTarget {
  return {
    name,
    seeds: seeds(...good),
    check(bytes) {
      try {
        read(Buffer.from(bytes).toString("utf8"));
      } catch (error) {
        assert.ok(error instanceof Problem, String(error));
      }
    },
  };
}

const secret = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj";

export const typedTargets: readonly FuzzTarget[] = [
  typed("invocation", parseInvocation, 'echo("a", {"b": [1, null]})', "count()", 'a("\\u001e")'),
  typed("arguments", parseArguments, '"a", 1', "[1, 2]", ""),
  typed("filter", (text) => parseFilter(text)({ seq: 1, time: 0, direction: "received", kind: "text", members: {}, data: recordedBytes("json")[0] ?? new Uint8Array(), binary: false }), 'kind:ping,close -direction:sent target:"a b" /x[0-9]+y/i "two words" id:1 error:yes'),
  typed("raw text", parseRawText, "a\\x1e\\n\\\\␞"),
  typed("raw hex", parseRawHex, "91 06 ff"),
  typed("connection string", parseConnectionString, `Endpoint=https://a.service.signalr.net;AccessKey=${secret}=;Version=1.0;ClientEndpoint=https://gateway.example/team-a/;`),
  typed("redaction", (text) => redactUrl(redactText(text)), `Bearer ${secret} https://a/?access_token=x&id=y AccessKey=${secret}=; {"accessToken":"x"} eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln`),
];
