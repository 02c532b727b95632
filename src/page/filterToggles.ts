/** Whether the filter holds the term as one of its own words. */
export function hasTerm(filter: string, term: string): boolean {
  return filter.split(/\s+/).includes(term);
}

/** The filter with the term, or without it where it was there. */
export function toggleTerm(filter: string, term: string): string {
  if (hasTerm(filter, term)) return filter.split(/(\s+)/).filter((part) => part !== term).join("").trim();
  return `${filter.trim()} ${term}`.trim();
}
