import assert from "node:assert/strict";
import { test } from "node:test";
import { refusal } from "./support.ts";

const sandboxCannot = "The sandbox cannot run this; API Management may: ";

const mistakes: Readonly<Record<string, string>> = {
  "@(context.Request.Foo)": "1:19 'IRequest' does not contain a definition for 'Foo' and no accessible extension method 'Foo' accepting a first argument of type 'IRequest' could be found (are you missing a using directive or an assembly reference?)",
  "@(contxt.Request.Method)": "1:3 The name 'contxt' does not exist in the current context.",
  "@{ if (context.Tracing) { return 1; } }": "1:39 Not all code paths return a value.",
  "@('abc' == \"abc\")": "1:3 Too many characters in character literal.",
  "@{ return 1 }": "1:12 ; expected.",
  "@{\n  int x = \"a\";\n  return x;\n}": "2:11 Cannot implicitly convert type 'string' to 'int'.",
  "@{ if (1) { return 1; } return 2; }": "1:8 Cannot implicitly convert type 'int' to 'bool'.",
  '@(File.ReadAllText("x"))': "1:3 Usage of type 'System.IO.File' is not supported within expressions.",
  "@(System.Environment.MachineName)": "1:10 Usage of type 'System.Environment' is not supported within expressions.",
  '@((string)context.Variables["x"] == 5)': "1:3 Operator '==' cannot be applied to operands of type 'string' and 'int'.",
  "@(context.Request.Url.Query.GetValueOrDefault(5, \"\"))": "1:47 Argument 1: cannot convert from 'int' to 'string'.",
  "@(1;)": "1:4 Unexpected ';': an @(…) holds one expression; several statements stand in @{…} and end in return.",
  '@("a\n")': "1:3 Newline in constant.",
  '@("\\q")': "1:3 Unrecognized escape sequence.",
  "@(1e50m)": "1:3 Floating-point constant is outside the range of type 'decimal'.",
  "@(#)": "1:3 Unexpected character '#'.",
  "@(dynamic.x)": "1:3 The name 'dynamic' does not exist in the current context.",
  "@{ dynamic d = 1; return d; }": "1:4 Dynamic member invocation is not supported.",
  "@{ Foo x = 1; return x; }": "1:4 The type or namespace name 'Foo' could not be found (are you missing a using directive or an assembly reference?)",
  "@{ var context = 1; return 1; }": "1:8 A local variable named 'context' cannot be declared here: it is the policy's own.",
};

void test("a mistake is refused in the C# compiler's words, at its line and column", () => {
  for (const [source, said] of Object.entries(mistakes)) assert.equal(refusal(source), said, source);
});

void test("what is legal C# and outside the sandbox says that API Management may run it", () => {
  for (const [source, said] of Object.entries({
    "@(typeof(string))": `1:3 ${sandboxCannot}typeof.`,
    "@(new Random().Next())": `1:7 ${sandboxCannot}the type Random.`,
    '@("a".Normalize())': `1:7 ${sandboxCannot}string.Normalize.`,
    "@(XElement.Parse(\"<a/>\").Value)": `1:3 ${sandboxCannot}the type XElement.`,
    "@(context.Request.Certificate != null)": `1:19 ${sandboxCannot}IRequest.Certificate.`,
    "@(context.Product?.Groups.Any())": `1:20 ${sandboxCannot}IProduct.Groups.`,
    '@(context.Variables["x"] == "y")': `1:26 ${sandboxCannot}comparing objects by reference; to compare the values, cast both sides to their type, as in (string)context.Variables["name"] == "value".`,
  })) assert.equal(refusal(source), said, source);
});

void test("positions are those of the document, whatever its line ends and entities", () => {
  const at = { line: 12, column: 30 };
  assert.match(refusal("@(nope)", at), /^12:32 /);
  assert.match(refusal("@{\r\n  var a = 1;\r\n  return b;\r\n}", at), /^14:10 /);
  assert.match(refusal("@(&quot;&lt;&quot; + nope)", at), /^12:51 /);
  assert.match(refusal("@(1 &lt; nope)", at), /^12:39 /);
});

void test("depth is limited, and being refused takes no long time", () => {
  assert.match(refusal(`@(${"(".repeat(5000)}1${")".repeat(5000)})`), /nested more than 100 levels deep/);
  assert.match(refusal(`@(${"-".repeat(5000)}1)`), /nested|operand/);
  assert.match(refusal(`@(${"new[]{1}.Select(x => ".repeat(40)}1${")".repeat(40)})`), /nested|complex/);
});
