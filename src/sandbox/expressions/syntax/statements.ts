import { outside, Refusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";
import { ExpressionParser } from "./expressions.ts";
import type { Block, Declarator, Node, Statement, TypeNode } from "./nodes.ts";
import { readType, tryType } from "./types.ts";

const beyond: ReadonlyMap<string, string> = new Map([
  ["switch", "switch"], ["goto", "goto"], ["lock", "lock"], ["checked", "checked arithmetic"], ["unchecked", "unchecked arithmetic"], ["unsafe", "unsafe code"], ["fixed", "unsafe code"], ["const", "a constant"],
]);

export function readBlock(cursor: Cursor): Block {
  const { at } = cursor.expect("{");
  const statements: Statement[] = [];
  while (!cursor.is("}") && cursor.token.kind !== "end") statements.push(cursor.nested(() => readStatement(cursor)));
  const close = cursor.expect("}").at;
  return { kind: "block", at, close, statements };
}

function expression(cursor: Cursor): Node {
  return new ExpressionParser(cursor, readBlock).expression();
}

function readStatement(cursor: Cursor): Statement {
  const { at, kind, text } = cursor.token;
  if (cursor.is("{")) return readBlock(cursor);
  if (cursor.take(";")) return { kind: "empty", at };
  if (cursor.take("if")) {
    const condition = inParentheses(cursor);
    const yes = embedded(cursor);
    return { kind: "if", at, condition, yes, no: cursor.take("else") ? embedded(cursor) : undefined };
  }
  if (cursor.take("return")) {
    const value = cursor.is(";") ? undefined : expression(cursor);
    cursor.expect(";");
    return { kind: "return", at, value };
  }
  if (cursor.take("throw")) {
    if (cursor.is(";")) throw outside("throwing an exception again", at);
    const value = expression(cursor);
    cursor.expect(";");
    return { kind: "throw", at, value };
  }
  if (kind === "keyword" && (text === "break" || text === "continue")) {
    cursor.next();
    cursor.expect(";");
    return { kind: text, at };
  }
  if (cursor.take("foreach")) return readForeach(cursor, at);
  if (cursor.take("while")) return { kind: "loop", at, before: [], condition: inParentheses(cursor), after: [], body: embedded(cursor), bodyFirst: false };
  if (cursor.take("do")) {
    const body = embedded(cursor);
    cursor.expect("while");
    const condition = inParentheses(cursor);
    cursor.expect(";");
    return { kind: "loop", at, before: [], condition, after: [], body, bodyFirst: true };
  }
  if (cursor.take("for")) return readFor(cursor, at);
  if (cursor.take("using")) return readUsing(cursor, at);
  if (cursor.take("try")) return readTry(cursor, at);
  const what = kind === "keyword" ? beyond.get(text) : undefined;
  if (what !== undefined) throw outside(what, at);
  const simple = readSimple(cursor);
  cursor.expect(";");
  return simple;
}

function embedded(cursor: Cursor): Statement {
  return cursor.nested(() => {
    const statement = readStatement(cursor);
    if (statement.kind === "declare") throw new Refusal("Embedded statement cannot be a declaration or labeled statement.", statement.at);
    return statement;
  });
}

function inParentheses(cursor: Cursor): Node {
  cursor.expect("(");
  const node = expression(cursor);
  cursor.expect(")");
  return node;
}

/** A declaration or an expression that does something, without its semicolon. */
function readSimple(cursor: Cursor): Statement {
  const { at } = cursor.token;
  const start = cursor.position;
  const type = tryType(cursor);
  if (type !== undefined && cursor.isIdentifier()) {
    const following = cursor.ahead(1)?.text ?? "";
    if (following === "(" && type.name !== "await") throw outside("a local function", at);
    return { kind: "declare", at, type, declarators: readDeclarators(cursor) };
  }
  cursor.back(start);
  const node = expression(cursor);
  const done = node.kind === "conditional" ? node.rest : node;
  if (!["assign", "call", "increment", "new"].includes(done.kind)) {
    if (cursor.token.kind !== "punctuator" || cursor.is("}")) cursor.expect(";");
    throw new Refusal("Only assignment, call, increment, decrement, await, and new object expressions can be used as a statement.", node.at);
  }
  return { kind: "expression", at, expression: node };
}

function readDeclarators(cursor: Cursor): Declarator[] {
  const declarators: Declarator[] = [];
  do {
    const { at, text } = cursor.identifier();
    declarators.push({ at, name: text, value: cursor.take("=") ? expression(cursor) : undefined });
  } while (cursor.take(","));
  return declarators;
}

function readForeach(cursor: Cursor, at: number): Statement {
  cursor.expect("(");
  const type = readType(cursor);
  const { text } = cursor.identifier();
  cursor.expect("in");
  const sequence = expression(cursor);
  cursor.expect(")");
  return { kind: "foreach", at, type, name: text, sequence, body: embedded(cursor) };
}

function readFor(cursor: Cursor, at: number): Statement {
  cursor.expect("(");
  const before = cursor.is(";") ? [] : [readSimple(cursor)];
  cursor.expect(";");
  const condition = cursor.is(";") ? undefined : expression(cursor);
  cursor.expect(";");
  const after: Node[] = [];
  while (!cursor.is(")")) {
    after.push(expression(cursor));
    if (!cursor.take(",")) break;
  }
  cursor.expect(")");
  return { kind: "loop", at, before, condition, after, body: embedded(cursor), bodyFirst: false };
}

function readUsing(cursor: Cursor, at: number): Statement {
  cursor.expect("(");
  const start = cursor.position;
  const type = tryType(cursor);
  if (type === undefined || !cursor.isIdentifier()) {
    cursor.back(start);
    throw outside("using without a variable", at);
  }
  const resource: Statement = { kind: "declare", at: type.at, type, declarators: readDeclarators(cursor) };
  cursor.expect(")");
  return { kind: "using", at, resource, body: embedded(cursor) };
}

function readTry(cursor: Cursor, at: number): Statement {
  const body = readBlock(cursor);
  let caught: { type: TypeNode | undefined; name: string | undefined; body: Block } | undefined;
  if (cursor.take("catch")) {
    const type = cursor.take("(") ? readType(cursor) : undefined;
    const name = type !== undefined && cursor.isIdentifier() ? cursor.next().text : undefined;
    if (type !== undefined) cursor.expect(")");
    if (cursor.isIdentifier("when")) throw outside("an exception filter", cursor.token.at);
    caught = { type, name, body: readBlock(cursor) };
  }
  if (cursor.is("catch")) throw outside("more than one catch", cursor.token.at);
  const last = cursor.take("finally") ? readBlock(cursor) : undefined;
  if (caught === undefined && last === undefined) throw new Refusal("Expected catch or finally.", cursor.token.at);
  return { kind: "try", at, body, caught, last };
}
