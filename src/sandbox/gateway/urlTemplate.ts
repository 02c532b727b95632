/**
 * `urlTemplate` of an operation (ARM `operations/{id}`): literal segments, `{name}` parameters, a closing `*`
 * that takes the rest, and query parameters after `?`, which are then part of the match.
 */
export interface UrlTemplate {
  readonly segments: readonly Segment[];
  /** Whether it ends in `/*`: everything below matches, and the place itself. */
  readonly rest: boolean;
  /** Lower-case names that have to be in the query, each with the value it has to have, or undefined for any. */
  readonly query: ReadonlyMap<string, string | undefined>;
}

type Segment = { readonly kind: "literal"; readonly text: string } | { readonly kind: "parameter"; readonly name: string };

/** The segments of a path; slashes at its ends and doubled ones say nothing. */
export function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** A segment as it is compared: percent-decoded where it can be, without regard to case. */
export function comparable(segment: string): string {
  return decoded(segment).toLowerCase();
}

/** Percent-decoded where it can be. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function parseUrlTemplate(template: string): UrlTemplate {
  const mark = template.indexOf("?");
  const segments = segmentsOf(mark < 0 ? template : template.slice(0, mark));
  const rest = segments.at(-1) === "*" || /^\{\*[^{}]*\}$/.test(segments.at(-1) ?? "");
  const query = new Map<string, string | undefined>();
  for (const [name, value] of new URLSearchParams(mark < 0 ? "" : template.slice(mark + 1))) {
    query.set(name.toLowerCase(), /^\{[^{}]*\}$/.test(value) ? undefined : value);
  }
  return {
    segments: (rest ? segments.slice(0, -1) : segments).map((segment) =>
      /^\{[^{}]+\}$/.test(segment) ? { kind: "parameter", name: segment.slice(1, -1) } : { kind: "literal", text: comparable(segment) },
    ),
    rest,
    query,
  };
}

/** Whether a request's path segments (raw, below the API's suffix) and query fit the template. */
export function matchesTemplate(template: UrlTemplate, path: readonly string[], query: URLSearchParams): boolean {
  const enough = template.rest ? path.length >= template.segments.length : path.length === template.segments.length;
  if (!enough) {
    return false;
  }
  const fits = template.segments.every((segment, index) => segment.kind === "parameter" || segment.text === comparable(path[index] ?? ""));
  if (!fits) {
    return false;
  }
  const given = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return [...template.query].every(([name, value]) => given.has(name) && (value === undefined || given.get(name) === value));
}

/** What a template's `{names}` stand for in a request that fits it: path segments decoded, query values as they came. */
export function matchedParameters(template: string, path: readonly string[], query: URLSearchParams): ReadonlyMap<string, string> {
  const matched = new Map<string, string>();
  parseUrlTemplate(template).segments.forEach((segment, index) => {
    if (segment.kind === "parameter") matched.set(segment.name, decoded(path[index] ?? ""));
  });
  const mark = template.indexOf("?");
  for (const [name, value] of new URLSearchParams(mark < 0 ? "" : template.slice(mark + 1))) {
    const given = [...query].find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
    const parameter = /^\{([^{}]*)\}$/.exec(value)?.[1];
    if (parameter !== undefined && given !== undefined) matched.set(parameter, given);
  }
  return matched;
}

/** Orders templates so that the one that says most about a request comes first: literals before parameters before `*`. */
export function bySpecificity(a: UrlTemplate, b: UrlTemplate): number {
  const shared = Math.min(a.segments.length, b.segments.length);
  for (let index = 0; index < shared; index++) {
    const [kindA, kindB] = [a.segments[index]?.kind, b.segments[index]?.kind];
    if (kindA !== kindB) {
      return kindA === "literal" ? -1 : 1;
    }
  }
  return b.segments.length - a.segments.length || Number(a.rest) - Number(b.rest) || b.query.size - a.query.size;
}
