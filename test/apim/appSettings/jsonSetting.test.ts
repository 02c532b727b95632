import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { setJsonSetting } from "../../../src/apim/appSettings/jsonSetting.ts";
import { Problem } from "../../../src/signalr/problem.ts";

const key = "Azure:SignalR:ConnectionString";
const set = (text: string, within: readonly string[] = []): string => setJsonSetting(text, { within, key: within.length === 0 ? key : "AzureSignalRConnectionString" }, "new", "f.json");

void test("comments, order, indentation, line ends, byte order mark and trailing newline stay", () => {
  const cases = [
    [`{\n  // mine\n  "B": 1,\n  "A": 2\n}\n`, `{\n  // mine\n  "B": 1,\n  "A": 2,\n  "${key}": "new"\n}\n`],
    [`{\r\n\t"B": 1\r\n}`, `{\r\n\t"B": 1,\r\n\t"${key}": "new"\r\n}`],
    [`\uFEFF{\n    "${key}": "old", // here\n    "B": 1\n}\n`, `\uFEFF{\n    "${key}": "new", // here\n    "B": 1\n}\n`],
    [`{"azure:signalr:connectionstring":"old"}`, `{"azure:signalr:connectionstring":"new"}`],
    [`{"Azure":{"SignalR":{"ConnectionString":"old","X":1}}}`, `{"Azure":{"SignalR":{"ConnectionString":"new","X":1}}}`],
    [`{"Azure":{"SignalR:ConnectionString":"old"}}`, `{"Azure":{"SignalR:ConnectionString":"new"}}`],
    [`{"${key}":null}`, `{"${key}":"new"}`],
    ["", `{\n  "${key}": "new"\n}\n`],
    ["{}\n", `{\n  "${key}": "new"\n}\n`],
  ] as const;
  for (const [before, after] of cases) {
    assert.equal(set(before), after);
    assert.equal(set(after), after, "a second time changes nothing");
  }
});

void test("settings of a function app go into Values, which is made where it is missing", () => {
  assert.equal(set(`{\n  "IsEncrypted": false,\n  "Values": {\n    "A": "1"\n  },\n  "Host": {}\n}`, ["Values"]), `{\n  "IsEncrypted": false,\n  "Values": {\n    "A": "1",\n    "AzureSignalRConnectionString": "new"\n  },\n  "Host": {}\n}`);
  assert.deepEqual(JSON.parse(set(`{"IsEncrypted": false}`, ["Values"])), { IsEncrypted: false, Values: { AzureSignalRConnectionString: "new" } });
});

void test("what does not parse, or holds something else there, is left alone and says where", () => {
  for (const [text, within, message] of [
    [`{\n  "A": 1,\n  "B" 2\n}`, [], /line 3/],
    [`{"A": 1`, [], /not valid JSON/],
    ["[1]", [], /JSON object/],
    [`{"Values": []}`, ["Values"], /"Values" is not an object/],
    [`{"${key}": {"a": 1}}`, [], /something other than a text/],
  ] as const) {
    assert.throws(() => set(text, within), (error) => error instanceof Problem && error.code === "fileUnreadable" && message.test(error.message));
  }
});

void test("in any JSON object the rest means the same afterwards, and the value is the one written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string().filter((name) => !/^azure(:|$)/i.test(name) && name !== "__proto__"), fc.jsonValue()), fc.string(), fc.constantFrom(0, 2, 4, "\t"), (object, value, indent) => {
      const after: unknown = JSON.parse(setJsonSetting(JSON.stringify(object, undefined, indent), { within: [], key }, value, "f.json"));
      assert.deepEqual(after, { ...JSON.parse(JSON.stringify(object)), [key]: value });
    }),
  );
});
