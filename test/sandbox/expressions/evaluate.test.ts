import assert from "node:assert/strict";
import { test } from "node:test";
import { PolicyBody } from "../../../src/sandbox/expressions/context.ts";
import { compile } from "../../../src/sandbox/expressions/expression.ts";
import { contextWith, failure, now, refusal, run } from "./support.ts";

const at = { line: 1, column: 1 };

void test("a policy can look at the request, its headers and its query", () => {
  assert.equal(run('@(context.Request.Headers.GetValueOrDefault("authorization", "").Split(\' \')[1])'), "abc");
  assert.equal(run('@(context.Request.Headers.GetValueOrDefault("X-Forwarded-For", ""))'), "10.0.0.1,10.0.0.2");
  assert.equal(run('@(context.Request.Url.Query.GetValueOrDefault("user", ""))'), "ann,bob");
  assert.equal(run('@(context.Request.Url.Scheme + "://" + context.Request.Url.Host + context.Request.Url.Path)'), "https://contoso.azure-api.net/client/negotiate");
  assert.equal(run('@($"{context.Request.Url}")'), "https://contoso.azure-api.net/client/negotiate?hub=chat&user=ann&user=bob");
});

void test("the answer of send-request is read by a cast, its body as JSON", () => {
  const negotiated = '((IResponse)context.Variables["answer"])';
  assert.equal(run(`@(${negotiated}.StatusCode != 200)`), "False");
  assert.equal(run(`@{ var body = ${negotiated}.Body.As<JObject>(preserveContent: true); return "wss" + ((string)body["url"]).Substring(5) + "&access_token=" + Uri.EscapeDataString((string)body["accessToken"]); }`), "wss://x/client/?hub=chat&access_token=t0ken");
});

void test("a body is taken when it is read, unless it is preserved", () => {
  const body = new PolicyBody(Buffer.from("once"));
  const context = contextWith({ request: { ...contextWith().request, body } });
  assert.equal(run("@(context.Request.Body.As<string>(preserveContent: true))", context), "once");
  assert.equal(body.consumed, false);
  assert.equal(run("@(context.Request.Body.As<string>())", context), "once");
  assert.equal(body.consumed, true);
  assert.match(failure("@(context.Request.Body.As<string>())", context), /^InvalidOperationException 1:24 The body was read before/);
});

void test("an expression says whether it needs a body, and what type it is of", () => {
  assert.deepEqual(compile("@(context.Request.Method)", at).reads, { requestBody: false, responseBody: false });
  assert.deepEqual(compile("@(context.Request.Body.As<string>())", at).reads, { requestBody: true, responseBody: false });
  assert.deepEqual(compile("@{ var r = context.Response; return r.Body.As<JObject>(); }", at).reads, { requestBody: false, responseBody: true });
  for (const [source, type] of Object.entries({ "@(1 > 2)": "bool", '@("a")': "string", "@(1)": "int", "@(null)": "object", "@{ return 1 > 2; }": "bool", '@{ if (true) { return "a"; } return 5; }': "object", "@{ return new JObject(); }": "JObject", "@(context.Response?.StatusCode)": "int?" })) {
    assert.equal(compile(source, at).type, type, source);
  }
});

void test("the time is the context's", () => {
  assert.equal(run('@(DateTime.UtcNow.ToString("o"))'), "2026-11-21T10:30:15.2500000Z");
  assert.equal(run("@(DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds())"), String(Math.floor(now / 1000) + 300));
  assert.equal(run("@(context.Elapsed.TotalMilliseconds)"), "1500");
});

void test("a token for the SignalR Service can be made in a policy", () => {
  const token = run(`@{
    var encode = new[] { "{\\"alg\\":\\"HS256\\",\\"typ\\":\\"JWT\\"}", new JObject(new JProperty("aud", "https://x/client/?hub=chat"), new JProperty("exp", DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds())).ToString(Formatting.None) }
      .Select(part => Convert.ToBase64String(Encoding.UTF8.GetBytes(part)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
    var unsigned = string.Join(".", encode);
    using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes("key"))) {
      return unsigned + "." + Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(unsigned))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
  }`);
  assert.match(token, /^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.[\w-]+\.[\w-]{43}$/);
  const context = contextWith({ variables: new Map([["token", `Bearer ${token}`]]) });
  assert.equal(run('@(((string)context.Variables["token"]).AsJwt().Claims.GetValueOrDefault("aud", ""))', context), "https://x/client/?hub=chat");
  assert.equal(run('@(((string)context.Variables["token"]).AsJwt().ExpirationTime > DateTime.UtcNow)', context), "True");
  assert.equal(run('@("nonsense".AsJwt() == null)'), "True");
});

void test("what fails says .NET's exception and message, and where", () => {
  assert.equal(failure("@(context.Response.StatusCode)"), "NullReferenceException 1:20 Object reference not set to an instance of an object.");
  assert.equal(failure('@{\n  var x = "a";\n  return x.Substring(5);\n}'), "ArgumentOutOfRangeException 3:12 startIndex cannot be larger than length of string. (Parameter 'startIndex')");
  assert.equal(failure('@((string)context.Variables["missing"])'), "KeyNotFoundException 1:28 The given key 'missing' was not present in the dictionary.");
  assert.equal(failure('@((string)context.Variables["number"])'), "InvalidCastException 1:3 Unable to cast object of type 'System.Int32' to type 'System.String'.");
});

void test("no expression holds up the gateway: steps, lengths and patterns have their limits", () => {
  for (const source of [
    "@{ while (true) { } }", "@{ var s = \"aaaa\"; while (true) { s += s; } }", "@(new string('a', 2000000000))", '@("a".PadLeft(2000000000))', "@(Enumerable.Range(0, 2000000000).Count())", "@(new int[2000000000].Length)", "@{ var l = new List<int> { 1 }; while (true) { l.AddRange(l); } }",
    "@{ var a = new JArray(); while (true) { a.Add(a); } }", '@(Regex.IsMatch("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$"))', '@{ var s = new string(\'a\', 1000000); return s.Replace("a", s); }', "@(Enumerable.Repeat(1, 1000000).SelectMany(x => Enumerable.Repeat(x, 1000000)).Count())",
  ]) assert.match(failure(source), /^SandboxLimit /, source);
  assert.match(failure("@{ try { while (true) { } } catch { return 1; } }"), /^SandboxLimit /, "and no policy catches that");
});

void test("nothing of the host is in reach", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "prototype"]) {
    assert.match(refusal(`@("a".${name})`), /does not contain a definition/);
    assert.match(refusal(`@(context.${name})`), /does not contain a definition/);
    assert.match(refusal(`@(${name})`), /does not exist in the current context/);
    assert.equal(run(`@(context.Variables.ContainsKey("${name}"))`), "False");
    assert.equal(run(`@(context.Request.Headers.GetValueOrDefault("${name}", "none"))`), "none");
    assert.equal(run(`@(JObject.Parse("{\\"a\\":1}")["${name}"] == null)`), "True");
    assert.equal(run(`@{ var o = new JObject(); o["${name}"] = 1; return o.ToString(Formatting.None); }`), `{"${name}":1}`);
    assert.equal(run(`@(Regex.Match("a", "a").Groups["${name}"].Success)`), "False");
  }
});

void test("one expression serves many requests at once", () => {
  const expression = compile('@{ var s = 0; foreach (var x in new[] { 1, 2, 3 }.Where(n => n > (int)context.Variables["least"])) { s += x; } return s; }', at);
  assert.deepEqual([0, 1, 2, 0].map((least) => expression.evaluate(contextWith({ variables: new Map([["least", least]]) }))), [6, 5, 3, 6]);
});
