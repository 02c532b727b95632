import assert from "node:assert/strict";
import { test } from "node:test";
import { childOf, childrenOf, entryAt, policies, refusal } from "../../../src/apim/policies/catalogue/catalogue.ts";
import { attributes } from "../../../src/apim/policies/catalogue/entry.ts";
import { faultsIn } from "../../../src/apim/policies/refusedAt.ts";
import { definitions } from "../../../src/sandbox/policies/definitions.ts";

void test("the sandbox's gateway and the editor say the same about where a policy may stand", () => {
  for (const [name, definition] of definitions) {
    const entry = policies.get(name);
    assert.ok(entry, `${name} is not described`);
    assert.deepEqual({ sections: entry.sections, once: entry.once, notOnHandshake: entry.notOnHandshake }, { sections: definition.sections, once: definition.once, notOnHandshake: definition.notOnHandshake }, name);
  }
});

void test("every policy that is checked is described, and every one says an id by which its errors are reported", () => {
  for (const { name, about, nameOnly, attributes: known, oneOf = [] } of policies.values()) {
    assert.ok(nameOnly === true || about.length > 20, name);
    assert.ok(known.some((attribute) => attribute.name === "id"), name);
    assert.deepEqual(oneOf.filter((each) => !known.some((attribute) => attribute.name === each)), [], name);
    assert.equal(new Set(known.map((attribute) => attribute.name)).size, known.length, name);
  }
});

void test("attributes in short are read as they are meant", () => {
  assert.deepEqual(attributes("name! mode:new|copy=new timeout:#=60 on:bool"), [
    { name: "name", required: true, values: undefined, otherwise: undefined },
    { name: "mode", required: false, values: ["new", "copy"], otherwise: "new" },
    { name: "timeout", required: false, values: "number", otherwise: "60" },
    { name: "on", required: false, values: ["true", "false"], otherwise: undefined },
  ]);
});

void test("a path leads to what stands there, and nowhere for what is not known", () => {
  assert.equal(entryAt(["policies", "inbound", "choose", "when", "cors", "allowed-origins", "origin"])?.name, "origin");
  assert.equal(entryAt(["policies", "inbound", "when"]), undefined);
  const wait = policies.get("wait");
  assert.ok(wait);
  assert.equal(childOf(wait, "set-header"), undefined);
  assert.ok(childrenOf(wait, "inbound", { scope: "api", webSocket: false }).every(({ name }) => name !== "forward-request"), "what the section refuses is not offered in a branch either");
});

void test("a refusal names section or scope", () => {
  const quota = policies.get("quota");
  assert.ok(quota);
  assert.match(refusal(quota, "inbound", { scope: "api", webSocket: false }) ?? "", /only at product/);
  assert.equal(refusal(quota, "inbound", { scope: "product", webSocket: false }), undefined);
});

void test("line and column are read out of what API Management says", () => {
  assert.deepEqual(faultsIn("Could not create apis/a/policies/policy: Error in element 'set-header' on line 4, column 10: The element 'set-header' cannot contain text. List of possible elements expected: 'value'. (set-header) Error in element 'x' on line 7, column 2: Policy is not allowed in this section. (x)"), [
    { line: 4, column: 10, element: "set-header", reason: "The element 'set-header' cannot contain text. List of possible elements expected: 'value'." },
    { line: 7, column: 2, element: "x", reason: "Policy is not allowed in this section." },
  ]);
  assert.deepEqual(faultsIn("Could not create x: Data at the root level is invalid. Line 1, position 1."), [{ line: 1, column: 1, element: "", reason: "Data at the root level is invalid" }]);
  assert.deepEqual(faultsIn("Not allowed at 'Api' scope for 'WEBSOCKET' api type"), []);
});
