import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { setDotenv } from "../../../src/apim/appSettings/dotenv.ts";
import { Problem } from "../../../src/signalr/problem.ts";

const value = "Endpoint=https://a;AccessKey=k=;ClientEndpoint=https://g;";
const key = "Azure__SignalR__ConnectionString";
const set = (text: string): string => setDotenv(text, key, value, ".env");

void test("an empty file gets the one line, quoted because the value holds ; and =", () => {
  assert.equal(set(""), `${key}="${value}"\n`);
});

void test("what is there keeps its place, comments, line ends, export and kind of quotes", () => {
  const cases = [
    [`A=1\n# note\n`, `A=1\n# note\n${key}="${value}"\n`],
    [`A=1\r\nB=2\r\n`, `A=1\r\nB=2\r\n${key}="${value}"\r\n`],
    [`A=1`, `A=1\n${key}="${value}"`],
    [`\uFEFFA=1\n`, `\uFEFFA=1\n${key}="${value}"\n`],
    [`export ${key}='old' # the hub\nB=2`, `export ${key}='${value}' # the hub\nB=2`],
    [`${key} = old   # the hub\r\nB=2\r\n`, `${key} = "${value}"   # the hub\r\nB=2\r\n`],
    [`${key}=\nB=2\n`, `${key}="${value}"\nB=2\n`],
    [`# ${key}=commented\n`, `# ${key}=commented\n${key}="${value}"\n`],
    [`${key}=first\n${key}=last\n`, `${key}=first\n${key}="${value}"\n`],
    [`TEXT="line\n${key}=not an assignment\n"\n${key}="old\nlines"\n`, `TEXT="line\n${key}=not an assignment\n"\n${key}="${value}"\n`],
    [`TEXT="a \\" b"\n${key}=x\n`, `TEXT="a \\" b"\n${key}="${value}"\n`],
    [`Azure__SignalR__ConnectionString2=other\n`, `Azure__SignalR__ConnectionString2=other\n${key}="${value}"\n`],
  ] as const;
  for (const [before, after] of cases) {
    assert.equal(set(before), after);
    assert.equal(set(after), after, "a second time changes nothing");
  }
});

void test("a quote that is never closed, a bad name and an impossible value are refused", () => {
  assert.throws(() => set(`A=1\nB="open\n`), (error) => error instanceof Problem && /line 2 is never closed/.test(error.message));
  assert.throws(() => setDotenv("", "A B", value, ".env"), (error) => error instanceof Problem && error.code === "keyInvalid");
  assert.throws(() => setDotenv("", key, `a"b'c`, ".env"), (error) => error instanceof Problem && error.code === "valueInvalid" && !error.message.includes("a\"b"));
  assert.equal(setDotenv("", key, "a$b", ".env"), `${key}='a$b'\n`);
});

void test("whatever the file held, every other line stays and the value is the one written", () => {
  const line = fc.oneof(fc.constantFrom("", "# note", "A=1", "export B='x y'", `C="q;w"`, "no assignment", "   ", `${key}=old`, ` ${key}="old" `), fc.stringMatching(/^[A-Z]{1,4}=[a-z0-9 #=;]*$/));
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.stringMatching(/^[A-Za-z0-9+/=;:.]{1,40}$/), (lines, eol, ended, text) => {
      const before = lines.join(eol) + (ended && lines.length > 0 ? eol : "");
      const after = setDotenv(before, key, text, ".env").split(/\r?\n/);
      const ours = (each: string): boolean => each.includes(key);
      assert.deepEqual(after.filter((each) => !ours(each)).filter((each) => each !== ""), lines.filter((each) => !ours(each)).filter((each) => each !== ""));
      assert.ok(after.findLast(ours)?.includes(`"${text}"`));
    }),
  );
});
