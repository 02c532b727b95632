import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as forAll, property, string } from "fast-check";
import { rawPolicy } from "../../../src/apim/export/rawPolicy.ts";
import { Template, withHost, withPrefix } from "../../../src/apim/export/template.ts";

void test("in rawxml an expression stands as C# reads it; everything else as XML does", () => {
  assert.equal(
    rawPolicy('<set-header name="a &amp; b"><value>@(x &lt; 1 ? &quot;a&quot; : "&amp;b")</value></set-header><!-- @(&quot;) --><when condition="@(a[&quot;b&quot;] &amp;&amp; c)" />a &lt; b'),
    '<set-header name="a &amp; b"><value>@(x < 1 ? "a" : "&b")</value></set-header><!-- @(&quot;) --><when condition="@(a["b"] && c)" />a &lt; b',
  );
  assert.equal(rawPolicy("<a b='@(&#34;x&#x22;)'/>"), `<a b='@("x")'/>`);
});

void test("any expression comes out of a document as it went in", () => {
  forAll(
    property(string().filter((text) => !text.includes("\r")), (text) => {
      assert.equal(rawPolicy(`<a b="${escaped(`@(${text})`)}">${escaped(`@{${text}}`)}</a>`), `<a b="@(${text})">@{${text}}</a>`);
    }),
  );
});

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

void test("the service's host becomes a reference only where it stands alone", () => {
  const host = "chat.service.signalr.net";
  assert.deepEqual(withHost(`wss://${host}/client/`, host), new Template(["wss://", { to: "signalRHost" }, "/client/"]));
  assert.deepEqual(withHost(host, host), new Template([{ to: "signalRHost" }]));
  for (const other of [`https://my${host}/`, `https://a.${host}/`, `https://${host}.evil.example/`, `https://${host}:8443/`, "https://elsewhere/"]) {
    assert.equal(withHost(other, host), other);
  }
  assert.deepEqual(withHost(`${host}. And ${host}`, host), new Template([{ to: "signalRHost" }, ". And ", { to: "signalRHost" }]));
});

void test("only a suffix below the prefix follows it", () => {
  assert.deepEqual(withPrefix("client", ""), new Template([{ to: "suffixStart" }, "client"]));
  assert.deepEqual(withPrefix("team/client", "team"), new Template([{ to: "suffixStart" }, "client"]));
  assert.deepEqual(withPrefix("live", "live"), new Template([{ to: "pathPrefix" }]));
  assert.equal(withPrefix("teams/client", "team"), "teams/client");
});
