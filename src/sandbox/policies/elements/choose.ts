import { everySection } from "../definition.ts";
import type { CompiledPolicy, PolicyDefinition } from "../definition.ts";
import { execute } from "../execute.ts";
import type { Get } from "../values.ts";

interface Branch {
  readonly title: string;
  readonly holds: Get<boolean>;
  readonly policies: readonly CompiledPolicy[];
}

/** `choose`: the policies of the first `when` that holds, else those of `otherwise`. */
export const choose: PolicyDefinition = {
  sections: everySection,
  compile(element) {
    const whens = element.requiredChildren("when", (when) => ({ holds: when.condition("condition"), policies: when.policies() }));
    const otherwise = element.child("otherwise", (branch) => branch.policies());
    const branches: readonly Branch[] = [
      ...whens.map((when, index) => ({ ...when, title: `when[${index + 1}]` })),
      ...(otherwise === undefined ? [] : [{ title: "otherwise", holds: () => true, policies: otherwise }]),
    ];
    return (run, entry) => {
      const taken = branches.find(({ holds }) => holds(run));
      entry.details.push(["branch", taken?.title ?? "none"]);
      return taken === undefined ? undefined : execute(taken.policies, run);
    };
  },
};
