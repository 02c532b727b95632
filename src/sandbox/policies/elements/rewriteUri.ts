import type { PolicyDefinition } from "../definition.ts";
import { FieldList } from "../fields.ts";

/** `rewrite-uri`: another path and query below the backend's URL; `{name}` stands for what the operation's template matched. */
export const rewriteUri: PolicyDefinition = {
  sections: ["inbound"],
  compile(element) {
    const template = element.required("template");
    const copies = element.flag("copy-unmatched-params", true);
    return (run, entry) => {
      const { matchedParameters } = run.context.request;
      const filled = template(run).replaceAll(/\{([^{}]+)\}/g, (written: string, name: string) => {
        const value = [...matchedParameters].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
        return value === undefined ? written : encodeURIComponent(value);
      });
      const [path = "", ...query] = filled.split("?");
      const added = FieldList.ofQuery(query.join("?")).all;
      const kept = copies(run) ? run.request.query.all.filter(([name]) => !added.some(([each]) => each.toLowerCase() === name.toLowerCase())) : [];
      run.request.rest = path.startsWith("/") || path === "" ? path : `/${path}`;
      run.request.query = new FieldList([...added, ...kept], true);
      entry.details.push(["path", run.request.rest], ["query", `?${run.request.query.toQuery()}`]);
      return undefined;
    };
  },
};
