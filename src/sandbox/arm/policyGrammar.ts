/** What may stand where in a policy document: what the sandbox's gateway runs, and nothing else. Every policy may have an `id`. */
interface Shape {
  readonly attributes: readonly string[];
  /** Attributes that are `true` or `false`. */
  readonly switches?: readonly string[];
  readonly children?: Readonly<Record<string, Shape>>;
  /** Children there must be. */
  readonly required?: readonly string[];
  /** Holds text, and must. */
  readonly text?: true;
}

interface PolicyShape extends Shape {
  /** The section it is allowed in, once; anywhere where absent. */
  readonly section?: string;
  /** Refused on the handshake of a WebSocket API (apim-facts 3.2). */
  readonly notOnHandshake?: true;
}

export const sections = ["inbound", "backend", "outbound", "on-error"];

const item: Shape = { attributes: [], text: true };

const policies: Readonly<Record<string, PolicyShape>> = {
  base: { attributes: [] },
  "forward-request": {
    section: "backend",
    attributes: ["timeout", "follow-redirects", "buffer-request-body", "buffer-response", "fail-on-error-status-code"],
    switches: ["follow-redirects", "buffer-request-body", "buffer-response", "fail-on-error-status-code"],
  },
  cors: {
    section: "inbound",
    notOnHandshake: true,
    attributes: ["allow-credentials", "terminate-unmatched-request"],
    switches: ["allow-credentials", "terminate-unmatched-request"],
    required: ["allowed-origins", "allowed-headers"],
    children: {
      "allowed-origins": { attributes: [], required: ["origin"], children: { origin: item } },
      "allowed-methods": { attributes: ["preflight-result-max-age"], required: ["method"], children: { method: item } },
      "allowed-headers": { attributes: [], required: ["header"], children: { header: item } },
      "expose-headers": { attributes: [], required: ["header"], children: { header: item } },
    },
  },
};

/** Switches of `forward-request` that the gateway can only leave off. */
const offOnly = ["follow-redirects", "fail-on-error-status-code"];

/** What hangs in a document: the path of element names from the root, and for each path what was seen before. */
export interface Place {
  readonly path: readonly string[];
  readonly seen: ReadonlySet<string>;
  /** The document is for the handshake of a WebSocket API. */
  readonly onHandshake: boolean;
}

/** What is wrong with an element where it stands; undefined for nothing. */
export function elementFault({ path, seen, onHandshake }: Place, attributes: Readonly<Record<string, string>>): string | undefined {
  const [root = "", section = "", policy = "", ...deeper] = path;
  if (path.length === 1) return root === "policies" ? undefined : "The root element must be 'policies'.";
  if (path.length === 2) {
    if (!sections.includes(section)) return `The element 'policies' has invalid child element '${section}'. Expected: '${sections.join(", ")}'.`;
    return seen.has(section) ? `The section '${section}' may appear only once.` : undefined;
  }
  const known = policies[policy];
  if (known === undefined) return `The sandbox cannot run '${policy}'; API Management may. It runs: ${Object.keys(policies).join(", ")}.`;
  if (deeper.length === 0) {
    if (known.section !== undefined && known.section !== section) return "Policy is not allowed in this section.";
    if (known.section !== undefined && seen.has(`${section}/${policy}`)) return "Policy may appear only once in this section.";
    if (onHandshake && known.notOnHandshake === true) return `Policy '${policy}' is not allowed on the onHandshake operation of a WebSocket API.`;
  }
  const shape = shapeAt(path);
  return shape === undefined ? foreignChild(path) : attributeFault(policy, shape, attributes, deeper.length === 0);
}

/** What an element lacks once it is closed. @param children names of the elements in it @param text what it says, trimmed */
export function contentFault(path: readonly string[], children: readonly string[], text: string): string | undefined {
  const shape = path.length < 3 ? undefined : shapeAt(path);
  const name = path.at(-1) ?? "policies";
  if (text !== "" && shape?.text !== true) return `The element '${name}' cannot contain text.`;
  if (shape?.text === true && text === "") return `The element '${name}' must not be empty.`;
  if (isDynamic(text)) return "The sandbox cannot evaluate the expression or named value in this text; API Management may.";
  const missing = shape?.required?.find((required) => !children.includes(required));
  if (missing !== undefined) return `The element '${name}' has incomplete content. List of possible elements expected: '${missing}'.`;
  return undefined;
}

function shapeAt([, , policy = "", ...deeper]: readonly string[]): Shape | undefined {
  return deeper.reduce<Shape | undefined>((shape, name) => shape?.children?.[name], policies[policy]);
}

function foreignChild(path: readonly string[]): string {
  const parent = path.at(-2) ?? "";
  const expected = Object.keys(shapeAt(path.slice(0, -1))?.children ?? {});
  return expected.length === 0
    ? `The element '${parent}' cannot contain elements.`
    : `The element '${parent}' has invalid child element '${path.at(-1) ?? ""}'. List of possible elements expected: '${expected.join(", ")}'.`;
}

function attributeFault(policy: string, shape: Shape, attributes: Readonly<Record<string, string>>, withId: boolean): string | undefined {
  const foreign = Object.keys(attributes).find((name) => !(withId && name === "id") && !shape.attributes.includes(name));
  if (foreign !== undefined) return `The '${foreign}' attribute is not declared.`;
  const dynamic = Object.entries(attributes).find(([, value]) => isDynamic(value));
  if (dynamic !== undefined) return `The sandbox cannot evaluate the expression or named value in '${dynamic[0]}'; API Management may.`;
  const on = offOnly.find((name) => attributes[name] !== undefined && attributes[name] !== "false");
  if (on !== undefined) return `The sandbox cannot run '${policy}' with '${on}' other than false; API Management may.`;
  const odd = shape.switches?.find((name) => attributes[name] !== undefined && !/^(?:true|false)$/i.test(attributes[name]));
  if (odd !== undefined) return `The value '${attributes[odd] ?? ""}' of '${odd}' is neither true nor false.`;
  const seconds = ["timeout", "preflight-result-max-age"].find((name) => attributes[name] !== undefined && !/^\d+$/.test(attributes[name]));
  return seconds === undefined ? undefined : `The value '${attributes[seconds] ?? ""}' of '${seconds}' is not a whole number of seconds.`;
}

/** A policy expression, or a named value. */
function isDynamic(text: string): boolean {
  return /^\s*@[({]/.test(text) || text.includes("{{");
}
